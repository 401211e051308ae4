import datetime as dt
from typing import Any

import pytest

from crm.checks.models import CheckStep, DbsCheck, DbsLevel, Decision, StatusResult, Workforce
from crm.checks.rules import ShownCheck, check_state_on, is_in_date, steps
from crm.core.errors import RuleBroken
from crm.people.models import Frequency, Role, Task

TODAY = dt.date(2026, 11, 22)
ISSUED = dt.date(2023, 12, 1)
DUE = dt.date(2026, 12, 1)
A_DAY = dt.timedelta(days=1)


def role(**facts: Any) -> Role:
    usual = {"task": Task.WORKS_WITH_CHILDREN, "frequency": Frequency.WEEKLY, "overnight": False}
    return Role(**{**usual, "personal_care": False, "supervised": False, "is_paid": False, **facts})


def check(**facts: Any) -> DbsCheck:
    """Cleared, for three years from ISSUED."""
    usual = {
        "level": DbsLevel.ENHANCED_CBL,
        "workforce": Workforce.CHILD,
        "step": CheckStep.DECISION_MADE,
        "required_on": dt.date(2023, 10, 1),
        "applied_on": dt.date(2023, 11, 1),
        "issued_on": ISSUED,
        "seen_on": dt.date(2023, 12, 5),
        "id_checked_on": dt.date(2023, 12, 5),
        "decision": Decision.CLEARED_FOR_ROLE,
        "decided_on": dt.date(2023, 12, 9),
        "recheck_months": 36,
        "recheck_due_on": DUE,
    }
    return DbsCheck(**{**usual, **facts})


@pytest.mark.parametrize("step", list(CheckStep))
def test_a_check_goes_on_only_where_the_steps_lead(step: CheckStep) -> None:
    """Domain.md 4.4, without the states that are worked out."""
    leads_to = {
        "required": {"applied", "seen"},
        "applied": {"with_dbs", "withdrawn"},
        "with_dbs": {"issued", "withdrawn"},
        "issued": {"seen", "withdrawn"},
        "seen": {"decision_made"},
    }
    allowed = set()
    for to in CheckStep:
        try:
            steps.check_step(check(step=step), to)
        except RuleBroken:
            continue
        allowed.add(to.value)
    assert allowed == leads_to.get(step.value, set())


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (dt.date(2023, 9, 30), None),
        (dt.date(2023, 10, 1), ShownCheck.REQUIRED),
        (dt.date(2023, 11, 1), ShownCheck.APPLIED),
        (ISSUED, ShownCheck.ISSUED),
        (dt.date(2023, 12, 5), ShownCheck.SEEN),
        (dt.date(2023, 12, 9), ShownCheck.CLEARED),
        (DUE - 61 * A_DAY, ShownCheck.CLEARED),
        (DUE - 60 * A_DAY, ShownCheck.RECHECK_DUE),
        (DUE, ShownCheck.RECHECK_DUE),
        (DUE + A_DAY, ShownCheck.RECHECK_OVERDUE),
    ],
)
def test_how_a_check_stood_follows_from_its_dates(on: dt.date, state: ShownCheck | None) -> None:
    assert check_state_on(check(), None, on) is state
    assert is_in_date(check(), None, on) is (state in (ShownCheck.CLEARED, ShownCheck.RECHECK_DUE))


def test_new_information_makes_the_recheck_overdue_at_once() -> None:
    """Domain.md 13, rule 6."""
    found = check(new_info_on=dt.date(2024, 3, 1))
    assert check_state_on(found, None, dt.date(2024, 2, 29)) is ShownCheck.CLEARED
    assert check_state_on(found, None, dt.date(2024, 3, 1)) is ShownCheck.RECHECK_OVERDUE


def test_who_has_left_the_role_is_not_in_date() -> None:
    assert check_state_on(check(), dt.date(2024, 5, 1), dt.date(2024, 4, 30)) is ShownCheck.CLEARED
    assert check_state_on(check(), dt.date(2024, 5, 1), dt.date(2024, 5, 1)) is ShownCheck.LEFT_ROLE


def test_who_was_turned_down_is_never_in_date() -> None:
    assert not is_in_date(check(decision=Decision.NOT_CLEARED, recheck_due_on=None), None, dt.date(2024, 1, 1))


def test_a_withdrawn_check_stays_withdrawn() -> None:
    gone = check(step=CheckStep.WITHDRAWN, decision=Decision.PENDING, decided_on=None)
    assert check_state_on(gone, None, TODAY) is ShownCheck.WITHDRAWN


@pytest.mark.parametrize("months", [12, 36, 60])
def test_the_recheck_is_due_some_months_after_the_issue(months: int) -> None:
    """Domain.md 13, rule 1."""
    assert steps.next_recheck(dt.date(2024, 2, 29), months) == dt.date(2024 + months // 12, 2, 28)


@pytest.mark.parametrize("months", [11, 61, 0, -36])
def test_a_recheck_interval_is_one_to_five_years(months: int) -> None:
    with pytest.raises(RuleBroken) as refused:
        steps.next_recheck(ISSUED, months)
    assert refused.value.field == "recheck_months"


@pytest.mark.parametrize("typed", ["001234567890", "0012 3456 7890", " 001234567890 "])
def test_a_certificate_number_keeps_its_leading_zeros(typed: str) -> None:
    """Domain.md 13, rule 2."""
    assert steps.certificate_number(typed) == "001234567890"


@pytest.mark.parametrize("typed", ["12345678901", "1234567890123", "12345678901A", "١٢٣٤٥٦٧٨٩٠١٢", "E12345678901"])
def test_a_certificate_number_is_twelve_digits(typed: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        steps.certificate_number(typed)
    assert refused.value.field == "certificate_number"
    assert steps.certificate_number("") is None


@pytest.mark.parametrize("answer", [False, None])
def test_nobody_under_sixteen_can_apply(answer: bool | None) -> None:
    """Domain.md 13, rule 7."""
    with pytest.raises(RuleBroken, match="16th birthday"):
        steps.check_age(answer)
    steps.check_age(True)


def test_the_update_service_is_joined_within_thirty_days() -> None:
    """Domain.md 13, rule 5: day 30 is allowed, day 31 refused."""
    steps.check_join(check(), ISSUED + 30 * A_DAY, TODAY)
    with pytest.raises(RuleBroken, match="a new check is needed"):
        steps.check_join(check(), ISSUED + 31 * A_DAY, TODAY)


def test_joining_is_offered_up_to_the_thirtieth_day() -> None:
    assert steps.may_still_join(check(), ISSUED + 30 * A_DAY)
    assert not steps.may_still_join(check(), ISSUED + 31 * A_DAY)
    assert not steps.may_still_join(check(joined_update_on=ISSUED), ISSUED)
    assert not steps.may_still_join(check(level=DbsLevel.BASIC), ISSUED)


@pytest.mark.parametrize("facts", [{"level": DbsLevel.BASIC}, {"issued_on": dt.date(2013, 6, 17)}, {"issued_on": None}])
def test_not_every_certificate_can_join_the_update_service(facts: dict[str, Any]) -> None:
    with pytest.raises(RuleBroken, match="standard and enhanced"):
        steps.check_join(check(**facts), ISSUED, TODAY)


@pytest.mark.parametrize(
    ("facts", "of_role", "consent_on"),
    [
        ({"seen_on": None}, {}, ISSUED),
        ({"id_checked_on": None}, {}, ISSUED),
        ({}, {}, None),
        ({}, {}, TODAY + A_DAY),
        ({"level": DbsLevel.ENHANCED}, {}, ISSUED),
        ({"workforce": Workforce.ADULT}, {}, ISSUED),
        ({}, {"frequency": Frequency.LESS_OFTEN}, ISSUED),
        ({"level": DbsLevel.BASIC}, {"task": Task.NO_CHILDREN}, ISSUED),
        ({"new_info_on": TODAY}, {}, ISSUED),
        ({"decision": Decision.NOT_CLEARED}, {}, ISSUED),
        ({"step": CheckStep.ISSUED}, {}, ISSUED),
        ({"seen_on": TODAY + A_DAY}, {}, ISSUED),
    ],
)
def test_a_status_check_needs_everything_in_place(
    facts: dict[str, Any], of_role: dict[str, Any], consent_on: dt.date | None
) -> None:
    """Domain.md 13, rule 4."""
    with pytest.raises(RuleBroken):
        steps.check_status_check(check(**facts), role(**of_role), consent_on, TODAY, TODAY)


def test_a_status_check_with_everything_in_place_is_fine() -> None:
    steps.check_status_check(check(), role(), ISSUED, TODAY, TODAY)
    both = check(level=DbsLevel.ENHANCED_CABL, workforce=Workforce.CHILD_AND_ADULT)
    steps.check_status_check(both, role(), ISSUED, TODAY, TODAY)


def test_a_certificate_that_is_still_current_has_been_rechecked() -> None:
    assert steps.recheck_after(check(), StatusResult.CURRENT, TODAY) == dt.date(2029, 11, 22)
    assert steps.recheck_after(check(), StatusResult.NO_MATCH, TODAY) == DUE


def test_the_check_in_date_stands_before_a_newer_application() -> None:
    applied = check(
        step=CheckStep.APPLIED, required_on=TODAY, applied_on=TODAY, issued_on=None, seen_on=None, decided_on=None
    )
    line = steps.line(role(), [applied, cleared := check()], TODAY)
    assert [pair[0] for pair in line.checks] == [cleared, applied]
    assert line.state is ShownCheck.RECHECK_DUE


def turned_down(on: dt.date) -> DbsCheck:
    return check(required_on=on, issued_on=on, seen_on=on, decided_on=on, decision=Decision.NOT_CLEARED)


def test_a_later_not_cleared_ends_what_was_cleared_before() -> None:
    line = steps.line(role(), [check(), turned_down(dt.date(2026, 5, 1))], TODAY)
    assert line.state is ShownCheck.NOT_CLEARED


def test_a_check_cleared_after_somebody_was_turned_down_counts() -> None:
    line = steps.line(role(), [check(), turned_down(dt.date(2022, 5, 1))], TODAY)
    assert line.state is ShownCheck.RECHECK_DUE


def test_the_next_step_of_a_role_without_checks() -> None:
    assert steps.line(role(), [], TODAY).next_step == "Apply for a check, or record one that is done"
    assert "needs no check" in steps.line(role(task=Task.NO_CHILDREN), [], TODAY).next_step


def test_no_word_says_that_a_certificate_expires() -> None:
    """Domain.md 13, rule 1."""
    words = " ".join([*steps.NEXT_STEP.values(), *(kind.label for kind in [*ShownCheck, *CheckStep])]).lower()
    assert "expir" not in words
    assert "valid" not in words
