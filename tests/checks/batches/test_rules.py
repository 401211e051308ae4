import datetime as dt

import pytest

from crm.checks.batches import rules
from crm.checks.batches.models import Batch, Result
from crm.checks.batches.rules import Answer, Plan
from crm.checks.models import CheckStep, DbsCheck, SentBackFor
from crm.core.errors import RuleBroken

TODAY = dt.date(2026, 11, 22)
SUNDAY = dt.date(2026, 12, 6)


def plan(**values: object) -> Plan:
    usual = {"held_on": SUNDAY, "place": "The hall", "body": "The council", "places": 12}
    return Plan(**{**usual, **values})  # type: ignore[arg-type]


def refused(act: object, *arguments: object) -> RuleBroken:
    with pytest.raises(RuleBroken) as caught:
        act(*arguments)  # type: ignore[operator]
    return caught.value


def test_turns_follow_each_other_from_the_first_time() -> None:
    batch = plan(starts_at=dt.time(18, 30), minutes_each=20)
    assert [rules.time_of(batch, number) for number in (1, 2, 5)] == [dt.time(18, 30), dt.time(18, 50), dt.time(19, 50)]


def test_without_a_first_time_people_come_when_they_can() -> None:
    assert rules.time_of(plan(), 3) is None


def test_the_last_appointment_ends_by_midnight() -> None:
    rules.check_plan(plan(starts_at=dt.time(20), minutes_each=20, places=12), (), TODAY)
    late = plan(starts_at=dt.time(20), minutes_each=20, places=13)
    assert refused(rules.check_plan, late, (), TODAY).field == "places"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"starts_at": dt.time(18)}, "minutes_each"),
        ({"minutes_each": 20}, "starts_at"),
        ({"held_on": dt.date(2029, 1, 1)}, "held_on"),
        ({"places": 4}, "places"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_beside_its_question(values: dict[str, object], field: str) -> None:
    assert refused(rules.check_plan, plan(**values), [1, 5], TODAY).field == field


def test_free_turns_are_filled_from_the_first() -> None:
    assert rules.free_numbers(Batch(places=5), [1, 3]) == [2, 4, 5]


def test_more_people_than_places_are_refused() -> None:
    assert refused(rules.check_room, [4], 2).message == "You selected 2, and 1 place is left"
    rules.check_room([4, 5], 2)


@pytest.mark.parametrize(
    ("step", "sent_back_on", "may"),
    [
        (CheckStep.REQUIRED, None, True),
        (CheckStep.APPLIED, None, False),
        (CheckStep.APPLIED, TODAY, True),
        (CheckStep.SEEN, None, False),
    ],
)
def test_who_has_applied_applies_again_only_if_it_came_back(
    step: CheckStep, sent_back_on: dt.date | None, may: bool
) -> None:
    assert rules.may_apply(DbsCheck(step=step, sent_back_on=sent_back_on)) is may


def test_who_was_sent_away_lacked_something() -> None:
    assert refused(rules.check_answers, {7: Answer(Result.SENT_BACK)}, True).field == "missing_7"
    rules.check_answers({7: Answer(Result.SENT_BACK, SentBackFor.NAMES)}, False)


def test_who_applied_was_sixteen() -> None:
    assert refused(rules.check_answers, {7: Answer(Result.APPLIED)}, False).field == "are_sixteen"
    rules.check_answers({7: Answer(Result.APPLIED)}, True)


def test_nothing_came_of_a_day_that_is_still_to_come() -> None:
    assert "6 December 2026" in refused(rules.check_day, SUNDAY, TODAY).message
    rules.check_day(TODAY, TODAY)


@pytest.mark.parametrize(
    ("result", "step", "sent_back_on", "ready"),
    [
        (Result.APPLIED, CheckStep.APPLIED, None, True),
        (Result.APPLIED, CheckStep.APPLIED, TODAY, False),
        (Result.APPLIED, CheckStep.WITH_DBS, None, False),
        (Result.DID_NOT_COME, CheckStep.APPLIED, None, False),
    ],
)
def test_only_what_was_applied_for_here_and_has_not_come_back_goes_to_the_dbs(
    result: Result, step: CheckStep, sent_back_on: dt.date | None, ready: bool
) -> None:
    assert rules.is_ready(result, step, sent_back_on) is ready
