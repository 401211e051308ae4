import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.audit.models import AuditEntry, AuditValue
from crm.checks import actions, queries
from crm.checks.models import CheckStep, DbsCheck, DbsLevel, Decision, StatusCheck, StatusResult, Workforce
from crm.checks.rules.given import Kind, Sight, Verdict
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.core.models import Base
from crm.people.models import Frequency, Role, Task
from tests.factories import Make

TODAY = dt.date(2026, 11, 22)
KIND = Kind(DbsLevel.ENHANCED_CBL, Workforce.CHILD, is_volunteer=True)
SIGHT = Sight(dt.date(2026, 11, 10), "A. Leader", dt.date(2026, 11, 10))
CLEARED = Verdict(Decision.CLEARED_FOR_ROLE, dt.date(2026, 11, 12))
NUMBER = "001234567890"
ISSUED = dt.date(2026, 11, 5)


@pytest.fixture(autouse=True)
def november(session: Session) -> Iterator[None]:
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def teacher(make: Make) -> Role:
    return make.role(make.organisation(), task=Task.WORKS_WITH_CHILDREN, frequency=Frequency.WEEKLY)


@pytest.fixture
def actor(make: Make) -> Account:
    return make.account()


def test_a_check_that_is_done_is_recorded_in_one_go(teacher: Role, actor: Account) -> None:
    check = actions.record_done(teacher, KIND, ISSUED, NUMBER, SIGHT, CLEARED, actor)
    assert (check.step, check.decision) == (CheckStep.DECISION_MADE, Decision.CLEARED_FOR_ROLE)
    assert check.recheck_due_on == dt.date(2029, 11, 5)
    assert check.number_ending == "7890"


def test_a_check_goes_its_way_step_by_step(teacher: Role, actor: Account) -> None:
    check = actions.apply(teacher, KIND, dt.date(2026, 10, 1), True, actor)
    actions.send(check, actor)
    actions.issue(check, ISSUED, None, actor)
    actions.see(check, SIGHT, NUMBER, actor)
    actions.decide(check, CLEARED, actor)
    assert (check.step, check.recheck_due_on) == (CheckStep.DECISION_MADE, dt.date(2029, 11, 5))


def test_a_done_check_completes_the_application_under_way(teacher: Role, actor: Account) -> None:
    applied = actions.apply(teacher, KIND, dt.date(2026, 10, 1), True, actor)
    assert actions.record_done(teacher, KIND, ISSUED, NUMBER, SIGHT, CLEARED, actor) is applied


def test_a_second_application_waits_for_the_first(teacher: Role, actor: Account) -> None:
    actions.apply(teacher, KIND, dt.date(2026, 10, 1), True, actor)
    with pytest.raises(RuleBroken, match="under way"):
        actions.apply(teacher, KIND, TODAY, True, actor)


def test_a_check_that_is_needed_becomes_the_application(teacher: Role, actor: Account) -> None:
    needed = actions.need(teacher, actor)
    assert (needed.step, needed.level) == (CheckStep.REQUIRED, DbsLevel.ENHANCED_CBL)
    assert actions.apply(teacher, KIND, TODAY, True, actor) is needed


def test_nobody_under_sixteen_is_recorded(teacher: Role, actor: Account, session: Session) -> None:
    with pytest.raises(RuleBroken) as refused:
        actions.apply(teacher, KIND, TODAY, False, actor)
    assert refused.value.field == "is_sixteen"
    assert session.scalars(select(DbsCheck)).all() == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"issued_on": TODAY + dt.timedelta(days=1)}, "issued_on"),
        ({"sight": Sight(ISSUED - dt.timedelta(days=1), "A")}, "seen_on"),
        ({"sight": Sight(TODAY, "A", TODAY + dt.timedelta(days=1))}, "id_checked_on"),
        ({"verdict": Verdict(Decision.CLEARED_FOR_ROLE, SIGHT.seen_on - dt.timedelta(days=1))}, "decided_on"),
        ({"verdict": Verdict(Decision.CLEARED_FOR_ROLE, TODAY, 72)}, "recheck_months"),
        ({"number": "12345"}, "certificate_number"),
        ({"kind": Kind(DbsLevel.ENHANCED_CBL, Workforce.ADULT, False)}, "workforce"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_question(
    teacher: Role, actor: Account, change: dict[str, Any], field: str
) -> None:
    usual = {"kind": KIND, "issued_on": ISSUED, "number": NUMBER, "sight": SIGHT, "verdict": CLEARED}
    with pytest.raises(RuleBroken) as refused:
        actions.record_done(teacher, **{**usual, **change}, actor=actor)
    assert refused.value.field == field


def test_a_volunteer_certificate_is_refused_for_a_paid_role(make: Make, actor: Account) -> None:
    paid = make.role(make.organisation(), task=Task.WORKS_WITH_CHILDREN, frequency=Frequency.WEEKLY, is_paid=True)
    with pytest.raises(RuleBroken, match="paid role"):
        actions.record_done(paid, KIND, ISSUED, NUMBER, SIGHT, CLEARED, actor)


def test_a_role_that_has_ended_gets_no_check(make: Make, actor: Account) -> None:
    ended = make.role(make.organisation(), task=Task.MANAGES_WORKERS, ended_on=dt.date(2026, 11, 1))
    with pytest.raises(RuleBroken, match="has ended"):
        actions.apply(ended, KIND, TODAY, True, actor)


@pytest.mark.parametrize(
    ("result", "due_on"),
    [(StatusResult.CURRENT, dt.date(2029, 11, 22)), (StatusResult.NO_MATCH, dt.date(2026, 12, 1))],
)
def test_a_status_check_is_kept_with_its_answer(
    make: Make, teacher: Role, actor: Account, session: Session, result: StatusResult, due_on: dt.date
) -> None:
    check = make.dbs_check(teacher, dt.date(2023, 12, 1))
    actions.record_status_check(check, dt.date(2026, 11, 1), TODAY, result, actor)
    assert session.scalars(select(StatusCheck.result)).all() == [result]
    assert (check.new_info_on, check.recheck_due_on) == (None, due_on)


def test_new_information_asks_for_a_new_application(make: Make, teacher: Role, actor: Account) -> None:
    check = make.dbs_check(teacher, dt.date(2025, 12, 1))
    actions.record_status_check(check, dt.date(2026, 11, 1), TODAY, StatusResult.NEW_INFO, actor)
    assert check.new_info_on == TODAY
    wanted = queries.check_under_way(teacher.id)
    assert wanted is not None
    assert (wanted.step, wanted.required_on) == (CheckStep.REQUIRED, TODAY)


def test_new_information_before_the_decision_stops_it(make: Make, teacher: Role, actor: Account) -> None:
    check = make.dbs_check(
        teacher, ISSUED, step=CheckStep.SEEN, decision=Decision.PENDING, decided_on=None, recheck_due_on=None
    )
    actions.record_status_check(check, ISSUED, TODAY, StatusResult.NEW_INFO, actor)
    with pytest.raises(RuleBroken, match="new application"):
        actions.decide(check, CLEARED, actor)
    assert queries.check_under_way(teacher.id) is not check


def test_joining_the_update_service_is_recorded(make: Make, teacher: Role, actor: Account) -> None:
    check = make.dbs_check(teacher, ISSUED)
    actions.join_update_service(check, TODAY, actor)
    assert check.joined_update_on == TODAY


def test_what_was_done_is_in_the_history_without_number_or_name(
    teacher: Role, actor: Account, session: Session
) -> None:
    actions.record_done(teacher, KIND, ISSUED, NUMBER, SIGHT, CLEARED, actor)
    session.commit()
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.table_name == "dbs_check"))
    assert (entry.event, entry.actor_id) == ("dbs_check.recorded", actor.id)
    assert entry.changes.keys() == {"id", "organisation_id", "role_id"}
    of_entry = select(AuditValue.column_name, AuditValue.after).where(AuditValue.entry_id == entry.id)
    said = dict(session.execute(of_entry).all())
    assert said["decision"] == "cleared_for_role"
    assert not {"certificate_number", "number_ending"} & set(said)


@pytest.mark.parametrize(
    "values",
    [
        {"certificate_number": "12345678901"},
        {"certificate_number": "convicted 12"},
        {"seen_by": "x" * 81},
        {"recheck_months": 61},
        {"recheck_due_on": None},
        {"seen_on": dt.date(2026, 1, 1)},
        {"decision": Decision.PENDING},
    ],
)
def test_the_database_refuses_what_cannot_be(make: Make, teacher: Role, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        make.dbs_check(teacher, dt.date(2026, 2, 1), **values)


def test_no_column_can_hold_what_a_certificate_says() -> None:
    """Domain.md 4.7; rule 3 of its section 13. A new column here has to be thought about."""
    codes_and_dates = {
        "level", "workforce", "is_volunteer", "step", "required_on", "applied_on", "issued_on", "id_checked_on",
        "seen_on", "decision", "decided_on", "recheck_months", "recheck_due_on", "new_info_on", "joined_update_on",
        "sent_back_on", "sent_back_for",
    }  # fmt: skip
    kept_by_all = {"id", "organisation_id", "role_id", "created_at", "updated_at", "version_id"}
    of_check = set(DbsCheck.metadata.tables["dbs_check"].columns.keys())
    assert of_check == codes_and_dates | kept_by_all | {"certificate_number", "seen_by"}
    of_status = set(StatusCheck.metadata.tables["status_check"].columns.keys())
    assert of_status == {"consent_on", "checked_on", "result", "dbs_check_id"} | kept_by_all - {"role_id", "version_id"}


def test_no_table_has_a_place_for_convictions_or_dates_of_birth() -> None:
    never = ("convict", "caution", "offence", "disclos", "police", "barred", "birth", "dob", "blemish", "scan", "photo")
    columns = [f"{table.name}.{column.name}" for table in Base.metadata.tables.values() for column in table.columns]
    assert [name for name in columns if any(word in name.lower() for word in never)] == []


def test_both_wordings_of_still_current_are_one_answer() -> None:
    """Domain.md 13, rule 6: which of the two it was would tell what the certificate says."""
    assert [result.value for result in StatusResult] == ["current", "new_info", "no_match"]
