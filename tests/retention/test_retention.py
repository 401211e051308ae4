"""Domain.md 13, rule 24: what is past its day goes, a hold keeps it, and the history no longer says it."""

import datetime as dt
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.accounts.models import Account, AccountRole
from crm.areas.models import Area
from crm.audit.models import AuditEntry, AuditValue
from crm.checks import actions as check_actions
from crm.checks.batches.models import Appointment, Batch
from crm.checks.models import DbsCheck, StatusCheck, StatusResult
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.merging.models import PersonMerge
from crm.merging.people_actions import merge_people
from crm.organisations.models import Organisation
from crm.people.matching.finding import facts_of
from crm.people.models import Channel, Person, Role, RoleClass
from crm.retention import actions
from crm.retention.models import LegalHold
from crm.retention.nightly import delete_outlived
from tests.factories import Make
from tests.support.web import Visitor, forms

SignIn = Callable[[Account], Visitor]
TODAY = dt.date(2026, 11, 22)
SIX_MONTHS_AGO = dt.date(2026, 5, 22)
A_YEAR_AGO = dt.date(2025, 11, 22)
A_DAY = dt.timedelta(days=1)
ISSUED = dt.date(2025, 1, 10)


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def group(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, name="Al-Noor Madrasa")


@pytest.fixture
def coordinator(make: Make, newham: Area) -> Account:
    return make.coordinator(newham)


def number_of(session: Session, table: type) -> int:
    return session.scalars(select(func.count()).select_from(table)).one()


def left(make: Make, group: Organisation, ended_on: dt.date | None, person: Person | None = None) -> Role:
    return make.role(group, person, role_class=RoleClass.TEACHER, started_on=ISSUED, ended_on=ended_on)


@pytest.mark.parametrize(
    ("ended_on", "stays"), [(SIX_MONTHS_AGO, 0), (SIX_MONTHS_AGO + A_DAY, 1), (TODAY, 1), (None, 1)]
)
def test_checks_go_six_months_after_the_role_ended(
    make: Make, group: Organisation, session: Session, ended_on: dt.date | None, stays: int
) -> None:
    make.dbs_check(left(make, group, ended_on), ISSUED)
    assert actions.delete_checks(TODAY) == 1 - stays
    assert number_of(session, DbsCheck) == stays


def test_what_hangs_from_a_check_goes_with_it(make: Make, newham: Area, group: Organisation, session: Session) -> None:
    check = make.dbs_check(left(make, group, SIX_MONTHS_AGO), ISSUED)
    of = {"organisation_id": group.id, "dbs_check_id": check.id}
    make.keep(StatusCheck(**of, consent_on=ISSUED, checked_on=ISSUED, result=StatusResult.CURRENT))
    batch = make.keep(Batch(area_id=newham.id, held_on=ISSUED, place="The hall", body="The council", places=2))
    make.keep(Appointment(**of, batch_id=batch.id, number=1))
    actions.delete_checks(TODAY)
    assert [number_of(session, table) for table in (DbsCheck, StatusCheck, Appointment)] == [0, 0, 0]


def test_the_history_says_that_a_check_was_there_and_nothing_of_it(
    make: Make, group: Organisation, coordinator: Account, session: Session
) -> None:
    role = left(make, group, None)
    check_actions.need(role, coordinator)
    session.commit()
    role.ended_on = SIX_MONTHS_AGO
    actions.delete_checks(TODAY)
    session.commit()
    of_checks = select(AuditEntry).where(AuditEntry.table_name == "dbs_check").order_by(AuditEntry.id)
    entries = session.scalars(of_checks).all()
    assert [entry.event for entry in entries] == ["dbs_check.needed", "dbs_check.outlived"]
    said = select(AuditValue).where(AuditValue.entry_id.in_([entry.id for entry in entries]))
    assert [(value.before, value.after) for value in session.scalars(said) if value.before or value.after] == []
    assert [entry.changes.keys() & {"level", "issued_on", "decision", "step"} for entry in entries] == [set(), set()]


@pytest.mark.parametrize(("ended_on", "is_named"), [(A_YEAR_AGO, False), (A_YEAR_AGO + A_DAY, True), (None, True)])
def test_who_left_a_year_ago_is_no_longer_named(
    make: Make, group: Organisation, session: Session, ended_on: dt.date | None, is_named: bool
) -> None:
    person = make.person("Amina Begum", phone="+442079460000", email="amina@example.org", channel=Channel.PHONE)
    left(make, group, ended_on, person)
    assert actions.forget_people(TODAY) == (not is_named)
    session.refresh(person)
    assert (person.name == "Amina Begum", person.phone is not None, person.channel is not None) == (is_named,) * 3


def test_somebody_who_is_still_with_another_group_stays_named(make: Make, newham: Area, group: Organisation) -> None:
    person = make.person()
    left(make, group, A_YEAR_AGO, person)
    make.role(make.organisation(newham), person)
    assert actions.forget_people(TODAY) == 0


def test_a_person_without_any_role_is_left_alone(make: Make) -> None:
    make.person()
    assert actions.forget_people(TODAY) == 0


def test_the_role_stays_and_the_history_forgets_the_name(
    make: Make, group: Organisation, coordinator: Account, session: Session
) -> None:
    person = make.person("Amina Begum")
    role = left(make, group, A_YEAR_AGO, person)
    person.phone = "+442079460000"
    session.commit()
    actions.forget_people(TODAY)
    session.commit()
    assert session.scalars(select(Role.id)).one() == role.id
    values = session.scalars(select(AuditValue)).all()
    assert values
    events = select(AuditEntry.event).where(AuditEntry.table_name == "person").order_by(AuditEntry.id)
    assert session.scalars(events).all()[-1] == "person.forgotten"
    assert not any("Amina" in (value.before or "") + (value.after or "") for value in values)


def test_what_a_merge_kept_of_somebody_goes_with_the_name(
    make: Make, group: Organisation, coordinator: Account, session: Session
) -> None:
    kept, gone = make.person("Amina Begum"), make.person("Ameena Begom", phone="+442079460000")
    for person in (kept, gone):
        left(make, group, A_YEAR_AGO - A_DAY, person)
    session.commit()
    merge_people(kept, gone, {}, coordinator)
    session.commit()
    actions.forget_people(TODAY)
    session.commit()
    merge = session.scalars(select(PersonMerge)).one()
    session.refresh(merge)
    assert (merge.other_name, merge.journal) == ("Name removed", [])
    values = [value.before or value.after or "" for value in session.scalars(select(AuditValue))]
    assert [value for value in values if "Ameena" in value or "Amina" in value or "+44" in value] == []


def test_people_without_a_name_are_not_taken_for_one(make: Make, group: Organisation) -> None:
    for _ in range(2):
        left(make, group, A_YEAR_AGO, make.person())
    actions.forget_people(TODAY)
    assert facts_of().people == {}


def test_a_hold_keeps_checks_and_names(make: Make, group: Organisation, coordinator: Account, session: Session) -> None:
    make.dbs_check(left(make, group, A_YEAR_AGO), ISSUED)
    hold = actions.place_hold(group.id, "Inquiry 12", coordinator)
    assert (actions.delete_checks(TODAY), actions.forget_people(TODAY)) == (0, 0)
    actions.lift_hold(hold, coordinator)
    session.flush()
    assert (actions.delete_checks(TODAY), actions.forget_people(TODAY)) == (1, 1)


def test_the_database_takes_one_open_hold_of_a_group(
    make: Make, group: Organisation, coordinator: Account, session: Session
) -> None:
    actions.place_hold(group.id, "Inquiry 12", coordinator)
    again = LegalHold(organisation_id=group.id, reason="A claim", placed_on=TODAY, placed_by_id=coordinator.id)
    session.add(again)
    with pytest.raises(IntegrityError):
        session.flush()


def test_the_night_says_how_much_went_and_a_second_one_finds_nothing(make: Make, group: Organisation) -> None:
    make.dbs_check(left(make, group, A_YEAR_AGO), ISSUED)
    assert delete_outlived() == {"DBS checks deleted": 1, "people no longer named": 1, "removed files deleted": 0}
    assert delete_outlived() == {"DBS checks deleted": 0, "people no longer named": 0, "removed files deleted": 0}


def look(visitor: Visitor) -> str:
    return " ".join(unescape(visitor.get("/retention").text).replace("<bdi>", "").replace("</bdi>", "").split())


def test_a_coordinator_holds_a_group_and_lifts_it(signed_in: SignIn, coordinator: Account, group: Organisation) -> None:
    visitor = signed_in(coordinator)
    assert "None. When an inquiry" in look(visitor)
    assert "/hold" in visitor.get(f"/organisations/{group.id}/details").text
    visitor.submit(f"/organisations/{group.id}/hold", reason="Inquiry 12")
    page = look(visitor)
    assert "Al-Noor Madrasa" in page
    assert "Inquiry 12" in page
    action, given = next((action, given) for action, given in forms(visitor.get("/retention").text) if "lift" in action)
    visitor.post(action, data=given)
    assert "None. When an inquiry" in look(visitor)


def test_two_who_hold_a_group_at_once_hold_it_once(group: Organisation, coordinator: Account) -> None:
    actions.place_hold(group.id, "Inquiry 12", coordinator)
    with pytest.raises(RuleBroken, match="already"):
        actions.place_hold(group.id, "A claim", coordinator)


def test_counts_and_holds_are_those_of_ones_own_areas(
    make: Make, signed_in: SignIn, coordinator: Account, group: Organisation
) -> None:
    elsewhere = make.organisation(make.area(), name="Elsewhere")
    make.dbs_check(left(make, elsewhere, SIX_MONTHS_AGO), ISSUED)
    actions.place_hold(make.organisation(make.area(), name="Held elsewhere").id, "Inquiry", coordinator)
    page = look(signed_in(coordinator))
    assert "Held elsewhere" not in page
    assert 'data-label="Tonight">0</td>' in page
    assert 'data-label="Tonight">1</td>' not in page


@pytest.mark.parametrize("role", [AccountRole.ADVISER, AccountRole.VIEWER])
def test_it_is_for_coordinators(make: Make, newham: Area, signed_in: SignIn, role: AccountRole) -> None:
    assert signed_in(make.staff(role, newham)).get("/retention").status_code == 403
