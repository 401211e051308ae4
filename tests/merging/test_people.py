"""Two records of a person become one: nothing is lost, nothing is left behind, and it can be taken back."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.access.models import Layer
from crm.accounts.models import Account
from crm.audit.models import AuditEntry, AuditValue
from crm.checks.models import DbsCheck
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.engagement.models import ActivityPerson
from crm.merging import people_actions
from crm.merging.models import PersonMerge
from crm.merging.moving import pointing_at
from crm.merging.rules import OTHER
from crm.people import actions
from crm.people.models import Person, Role, RoleClass, Task
from crm.people.queries import person_in_scope
from crm.reporting.doctor import findings
from crm.reporting.standing import differences
from crm.training.models import Attendance, AttendanceStatus
from tests.factories import Make
from tests.merging.twins import count, everything, full, merge, merge_people

OLD, NEW = dt.date(2024, 1, 10), dt.date(2026, 2, 1)


@pytest.fixture
def actor(make: Make) -> Account:
    return make.administrator()


@pytest.fixture
def twins(make: Make) -> tuple[Person, Person]:
    """One person twice, with the same role in a group, at the same training and the same visit, and one role more."""
    group, other = make.organisation(), make.organisation()
    visit, session = make.activity(group, make.account()), make.training_session()
    both = []
    for name, day in (("Amina Begum", NEW), ("Aminah Begum", OLD)):
        person = make.person(name)
        role = make.role(group, person, role_class=RoleClass.TEACHER, started_on=day)
        make.dbs_check(role, day)
        make.attendance(session, role)
        make.keep(ActivityPerson(area_id=visit.area_id, activity_id=visit.id, person_id=person.id))
        both.append(person)
    make.role(other, both[1], role_class=RoleClass.TRUSTEE)
    return both[0], both[1]


def test_every_table_that_names_a_person_has_a_row_in_this_test(session: Session, make: Make) -> None:
    """A new table is added to tests/whole/world.py, and so what follows is tried with it too."""
    full(make)
    session.commit()
    empty = [
        f"{column.table.name}.{column.name}"
        for column in pointing_at("person")
        if not session.execute(select(column).where(column.is_not(None)).limit(1)).first()
    ]
    assert empty == []


def test_whatever_points_to_one_record_points_to_the_other(session: Session, make: Make, actor: Account) -> None:
    kept, gone = full(make), full(make)
    session.commit()
    before = {name: len(rows) for name, rows in everything(session).items()}
    kept_id, gone_id = int(kept.ids["person_id"]), int(gone.ids["person_id"])
    merge_people(person_in_scope(kept_id), person_in_scope(gone_id), actor)
    session.commit()
    left = [c.table.name for c in pointing_at("person") if session.execute(select(c).where(c == gone_id)).first()]
    assert left == []
    lost = {name: before[name] - len(rows) for name, rows in everything(session).items() if len(rows) < before[name]}
    assert lost == {"person": 1}


@pytest.mark.parametrize("chosen", [{}, {"name": OTHER, "phone": OTHER}])
def test_undoing_restores_every_row_of_every_table(
    session: Session, twins: tuple[Person, Person], actor: Account, chosen: dict[str, str]
) -> None:
    session.commit()
    before = everything(session)
    merged = merge_people(twins[0], twins[1], actor, **chosen)
    session.commit()
    people_actions.undo(merged, actor)
    session.commit()
    after = everything(session)
    assert {name: after[name] for name in after if after[name] != before[name]} == {}


def test_what_is_kept_beside_the_groups_is_right_after_a_merge_and_after_its_undoing(
    session: Session, twins: tuple[Person, Person], actor: Account
) -> None:
    merged = merge_people(*twins, actor)
    session.commit()
    assert (differences(), findings()) == ([], [])
    people_actions.undo(merged, actor)
    session.commit()
    assert differences() == []


def test_the_same_role_twice_in_a_group_becomes_one_with_all_its_checks(
    session: Session, twins: tuple[Person, Person], actor: Account
) -> None:
    merge_people(*twins, actor)
    session.commit()
    teaches = session.scalars(select(Role).filter_by(person_id=twins[0].id, role_class=RoleClass.TEACHER)).one()
    assert teaches.started_on == OLD
    assert count(session, DbsCheck, role_id=teaches.id) == 2
    assert count(session, Role, person_id=twins[0].id) == 2
    assert (count(session, Attendance), count(session, ActivityPerson)) == (1, 1)


def test_a_role_that_ended_stands_beside_one_that_is_open(session: Session, make: Make, actor: Account) -> None:
    group, kept, gone = make.organisation(), make.person(), make.person()
    make.role(group, kept)
    make.role(group, gone, ended_on=OLD)
    merge_people(kept, gone, actor)
    session.commit()
    assert sorted(session.scalars(select(Role.ended_on.is_(None)).filter_by(person_id=kept.id))) == [False, True]


def test_who_was_at_a_training_in_one_record_was_there(session: Session, make: Make, actor: Account) -> None:
    group, kept, gone, held = make.organisation(), make.person(), make.person(), make.training_session()
    missed = {"status": AttendanceStatus.NO_SHOW, "completed_on": None, "valid_until": None}
    make.attendance(held, make.role(group, kept, role_class=RoleClass.TEACHER), **missed)
    make.attendance(held, make.role(group, gone))
    merge_people(kept, gone, actor)
    session.commit()
    assert session.scalars(select(Attendance.status)).one() is AttendanceStatus.ATTENDED


@pytest.mark.parametrize("lost", [AttendanceStatus.CANCELLED, AttendanceStatus.WAITLISTED])
def test_who_has_a_place_in_one_record_keeps_it(
    session: Session, make: Make, actor: Account, lost: AttendanceStatus
) -> None:
    group, kept, gone, held = make.organisation(), make.person(), make.person(), make.training_session()
    first, later = (dt.datetime(2026, 11, day, tzinfo=dt.UTC) for day in (1, 2))
    for person, status, at in ((kept, lost, later), (gone, AttendanceStatus.BOOKED, first)):
        role = make.role(group, person, role_class=RoleClass.TEACHER if person is kept else RoleClass.COOK)
        make.attendance(held, role, status=status, completed_on=None, valid_until=None, booked_at=at)
    merge_people(kept, gone, actor)
    session.commit()
    assert session.execute(select(Attendance.status, Attendance.booked_at)).one() == (AttendanceStatus.BOOKED, first)


def test_what_was_chosen_is_kept_and_what_only_one_says_too(session: Session, make: Make, actor: Account) -> None:
    group, kept = make.organisation(), make.person("Amina Bgum", contact_note="In the evening")
    gone = make.person("Amina Begum", phone="+447700900982", email="amina@example.org")
    for person, kind in ((kept, RoleClass.COOK), (gone, RoleClass.DRIVER)):
        make.role(group, person, role_class=kind)
    merge_people(kept, gone, actor, name=OTHER)
    session.commit()
    assert (kept.name, kept.sort_name) == ("Amina Begum", "amina begum")
    assert (kept.phone, kept.email, kept.contact_note) == ("+447700900982", "amina@example.org", "In the evening")


def test_each_of_their_groups_tells_of_it_in_its_history_to_whoever_sees_its_people(
    session: Session, twins: tuple[Person, Person], actor: Account
) -> None:
    gone_id = twins[1].id
    merge_people(*twins, actor)
    session.commit()
    told = session.scalars(select(AuditEntry).filter_by(event="person.merged_away", row_id=gone_id)).all()
    groups = set(session.scalars(select(Role.organisation_id)))
    assert {entry.organisation_id for entry in told} == groups
    assert {(entry.layer, tuple(entry.changes)) for entry in told} == {(Layer.ASSURANCE, ())}
    names = select(AuditValue.before, AuditValue.after).filter_by(entry_id=told[0].id)
    assert tuple(session.execute(names).one()) == ("Aminah Begum", "Amina Begum")


def test_the_number_of_a_person_who_went_is_not_given_again(session: Session, make: Make, actor: Account) -> None:
    group, kept, gone = make.organisation(), make.person(), make.person()
    for person, kind in ((kept, RoleClass.COOK), (gone, RoleClass.DRIVER)):
        make.role(group, person, role_class=kind)
    session.commit()
    gone_id = gone.id
    merge_people(kept, gone, actor)
    session.commit()
    assert make.person().id > gone_id


def test_undoing_is_refused_once_anything_was_recorded_about_the_person(
    session: Session, twins: tuple[Person, Person], actor: Account
) -> None:
    merged = merge_people(*twins, actor)
    session.commit()
    role = session.scalars(select(Role).filter_by(person_id=twins[0].id, role_class=RoleClass.TRUSTEE)).one()
    role.task = Task.NO_CHILDREN
    actions.end_role(role, clock.today(), actor)
    session.commit()
    with pytest.raises(RuleBroken, match="Role of a person ended"):
        people_actions.undo(merged, actor)


def test_undoing_is_refused_once_a_group_of_theirs_was_merged(
    session: Session, make: Make, twins: tuple[Person, Person], actor: Account
) -> None:
    """A role that was taken in would be due back at a group that is no longer there."""
    merged = merge_people(*twins, actor)
    role = session.scalars(select(Role).filter_by(role_class=RoleClass.TEACHER)).one()
    gone = session.get_one(type(make.organisation()), role.organisation_id)
    group_merge = merge(make.organisation(), gone, actor)
    session.commit()
    reasons = people_actions.why_not_undone(merged)
    assert reasons[0] == f"“{group_merge.other_name}” was merged into a group of theirs. Undo that first"


def test_merges_are_undone_in_their_order(session: Session, make: Make, actor: Account) -> None:
    group = make.organisation()
    first, second, third = (make.person(name) for name in ("Amina", "Aminah", "Ameena"))
    for person, kind in zip((first, second, third), (RoleClass.COOK, RoleClass.DRIVER, RoleClass.HELPER), strict=True):
        make.role(group, person, role_class=kind)
    one = merge_people(first, second, actor)
    two = merge_people(first, third, actor)
    assert people_actions.why_not_undone(one) == ["“Ameena” was merged into this record too. Undo that first"]
    people_actions.undo(two, actor)
    session.commit()
    people_actions.undo(session.get_one(PersonMerge, one.id), actor)
    session.commit()
    assert count(session, Person) == 3


def test_of_two_merges_in_a_row_the_later_is_undone_first(session: Session, make: Make, actor: Account) -> None:
    group = make.organisation()
    first, second, third = (make.person(name) for name in ("Amina", "Aminah", "Ameena"))
    for person, kind in zip((first, second, third), (RoleClass.COOK, RoleClass.DRIVER, RoleClass.HELPER), strict=True):
        make.role(group, person, role_class=kind)
    inner = merge_people(second, third, actor)
    outer = merge_people(first, second, actor)
    session.expire_all()
    assert "itself merged into another" in people_actions.why_not_undone(inner)[0]
    people_actions.undo(outer, actor)
    session.commit()
    assert people_actions.why_not_undone(inner) == []
