import datetime as dt
from typing import Any

import pytest

from crm.checks.models import DbsCheck, DbsLevel, Workforce
from crm.checks.rules import levels
from crm.core.errors import RuleBroken
from crm.people.models import Frequency, Role, Task

BEFORE, AFTER = dt.date(2026, 8, 31), dt.date(2026, 9, 1)
WEEKLY, FOUR, LESS = Frequency.WEEKLY, Frequency.FOUR_IN_THIRTY, Frequency.LESS_OFTEN
CBL = DbsLevel.ENHANCED_CBL


def role(task: Task = Task.WORKS_WITH_CHILDREN, frequency: Frequency | None = None, **facts: Any) -> Role:
    usual = {"overnight": False, "personal_care": False, "supervised": False, "is_paid": False}
    return Role(task=task, frequency=frequency, **{**usual, **facts})


@pytest.mark.parametrize(
    ("held", "level"),
    [
        (role(frequency=WEEKLY), CBL),
        (role(frequency=FOUR), CBL),
        (role(frequency=LESS), DbsLevel.ENHANCED),
        (role(frequency=None), DbsLevel.ENHANCED),
        (role(frequency=LESS, overnight=True), CBL),
        (role(frequency=LESS, personal_care=True), CBL),
        (role(Task.DRIVES_CHILDREN, WEEKLY), CBL),
        (role(Task.DRIVES_CHILDREN, LESS), DbsLevel.ENHANCED),
        (role(Task.MANAGES_WORKERS), CBL),
        (role(Task.TRUSTEE_OF_CHILDRENS_WORK), DbsLevel.ENHANCED),
        (role(Task.TRUSTEE_OF_CHILDRENS_WORK, WEEKLY), DbsLevel.ENHANCED),
        (role(Task.NO_CHILDREN), DbsLevel.BASIC),
        (role(Task.NO_CHILDREN, WEEKLY), DbsLevel.BASIC),
    ],
)
@pytest.mark.parametrize("on", [BEFORE, AFTER])
def test_what_a_role_does_decides_its_level(held: Role, level: DbsLevel, on: dt.date) -> None:
    """Domain.md 4.3; rules 8 and 10 of its section 13. None of these was ever exempt."""
    assert levels.level_on(held, on) is level


@pytest.mark.parametrize("is_paid", [True, False])
@pytest.mark.parametrize("facts", [{"frequency": WEEKLY}, {"frequency": FOUR}, {"overnight": True}])
def test_supervised_work_counts_from_september_2026(facts: dict[str, Any], is_paid: bool) -> None:
    """Domain.md 13, rule 9: paid or not."""
    supervised = role(supervised=True, is_paid=is_paid, **facts)
    assert levels.level_on(supervised, BEFORE) is DbsLevel.ENHANCED
    assert levels.level_on(supervised, AFTER) is CBL


@pytest.mark.parametrize(
    "held",
    [
        role(frequency=WEEKLY, supervised=True, personal_care=True),
        role(Task.DRIVES_CHILDREN, WEEKLY, supervised=True),
        role(Task.MANAGES_WORKERS, supervised=True),
    ],
)
def test_care_driving_and_managing_were_not_exempt_when_supervised(held: Role) -> None:
    assert levels.level_on(held, BEFORE) is CBL


def test_everybody_who_may_have_more_than_a_basic_check_needs_one() -> None:
    assert levels.needs_check(role(Task.TRUSTEE_OF_CHILDRENS_WORK), AFTER)
    assert levels.needs_check(role(frequency=LESS), AFTER)
    assert not levels.needs_check(role(Task.NO_CHILDREN), AFTER)


@pytest.mark.parametrize(
    ("held", "level", "on"),
    [
        (role(Task.TRUSTEE_OF_CHILDRENS_WORK), CBL, AFTER),
        (role(Task.NO_CHILDREN), DbsLevel.STANDARD, AFTER),
        (role(frequency=LESS), DbsLevel.ENHANCED_CABL, AFTER),
        (role(frequency=WEEKLY, supervised=True), CBL, BEFORE),
    ],
)
def test_more_than_the_role_may_have_is_refused(held: Role, level: DbsLevel, on: dt.date) -> None:
    with pytest.raises(RuleBroken) as refused:
        levels.check_level(held, level, Workforce.CHILD_AND_ADULT, on)
    assert refused.value.field == "level"


def test_the_highest_level_and_anything_below_it_are_fine() -> None:
    weekly = role(frequency=WEEKLY)
    for level in (DbsLevel.BASIC, DbsLevel.STANDARD, DbsLevel.ENHANCED, CBL):
        levels.check_level(weekly, level, Workforce.CHILD, AFTER)
    levels.check_level(weekly, DbsLevel.ENHANCED_CABL, Workforce.CHILD_AND_ADULT, AFTER)


@pytest.mark.parametrize(
    ("level", "workforce"),
    [(CBL, Workforce.ADULT), (DbsLevel.ENHANCED_ABL, Workforce.CHILD), (DbsLevel.ENHANCED_CABL, Workforce.CHILD)],
)
def test_a_barred_list_goes_with_its_own_workforce(level: DbsLevel, workforce: Workforce) -> None:
    with pytest.raises(RuleBroken) as refused:
        levels.check_level(role(frequency=WEEKLY), level, workforce, AFTER)
    assert refused.value.field == "workforce"


@pytest.mark.parametrize(("is_paid", "on_placement"), [(True, False), (False, True), (True, True)])
def test_the_volunteer_rate_is_for_volunteers(is_paid: bool, on_placement: bool) -> None:
    """Domain.md 13, rule 11."""
    with pytest.raises(RuleBroken) as refused:
        levels.check_volunteer_rate(role(is_paid=is_paid), True, on_placement)
    assert refused.value.field == "is_volunteer"
    levels.check_volunteer_rate(role(is_paid=is_paid), False, on_placement)


def test_an_older_check_of_supervised_work_is_to_be_looked_at_again() -> None:
    check = DbsCheck(level=DbsLevel.ENHANCED, workforce=Workforce.CHILD, issued_on=BEFORE)
    assert levels.to_assess_again(check, role(frequency=WEEKLY, supervised=True), AFTER)
    assert not levels.to_assess_again(check, role(frequency=WEEKLY, supervised=True), BEFORE)
    assert not levels.to_assess_again(check, role(frequency=WEEKLY), AFTER)


def test_the_advice_says_what_it_is_not() -> None:
    assert levels.GUIDANCE == "This is guidance, not legal advice"
