"""When a visit may be, when somebody is expected back, and which contact is what came of it."""

import datetime as dt
from typing import NamedTuple

import pytest

from crm.core.errors import RuleBroken
from crm.engagement.models import Method, Outcome
from crm.engagement.visits import rules
from crm.engagement.visits.rules import Plan


class Open(NamedTuple):
    id: int
    planned_on: dt.date


TODAY = dt.date(2026, 11, 22)
SPRING, AUTUMN = dt.date(2027, 3, 28), dt.date(2027, 10, 31)
SEVEN = dt.time(19)


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[misc, arg-type]


def back(on: dt.date, starts_at: dt.time, back_by: dt.time) -> dt.datetime | None:
    return rules.back_by_at(Plan(1, on, starts_at, back_by=back_by))


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (Plan(1, dt.date(2026, 11, 21)), "planned_on"),
        (Plan(1, dt.date(2028, 11, 23)), "planned_on"),
        (Plan(1, SPRING, dt.time(1, 30)), "starts_at"),
        (Plan(1, TODAY, back_by=SEVEN), "starts_at"),
        (Plan(1, TODAY, SEVEN, watcher_id=2), "back_by"),
        (Plan(1, TODAY, SEVEN, back_by=dt.time(21), watcher_id=1), "watcher"),
        (Plan(1, TODAY, SEVEN, back_by=dt.time(21), watcher_id=2, companions=[2]), "watcher"),
    ],
)
def test_a_plan_that_cannot_be_says_where(plan: Plan, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        rules.check_plan(plan, TODAY)
    assert broken.value.field == field


@pytest.mark.parametrize("plan", [Plan(1, TODAY), Plan(1, dt.date(2028, 11, 22)), Plan(1, AUTUMN, dt.time(1, 30))])
def test_a_plan_from_today_on_for_two_years_may_be(plan: Plan) -> None:
    rules.check_plan(plan, TODAY)


def test_of_the_hour_that_comes_twice_the_first_is_meant() -> None:
    assert rules.instant(AUTUMN, dt.time(1, 30)) == utc(2027, 10, 31, 0, 30)


def test_who_starts_in_the_evening_may_be_back_after_midnight() -> None:
    assert back(TODAY, SEVEN, dt.time(21)) == utc(2026, 11, 22, 21)
    assert back(TODAY, dt.time(23), dt.time(0, 30)) == utc(2026, 11, 23, 0, 30)


def test_a_night_visit_over_each_change_of_the_clocks() -> None:
    assert back(SPRING - dt.timedelta(days=1), dt.time(23), dt.time(3)) == utc(2027, 3, 28, 2)
    assert back(AUTUMN - dt.timedelta(days=1), dt.time(23), dt.time(3)) == utc(2027, 10, 31, 3)


def over(visits: list[Open], method: Method, outcome: Outcome, chosen: int | None = None) -> Open | None:
    return rules.what_is_over(visits, method, outcome, TODAY, chosen)


def test_a_contact_ends_the_visit_it_was_logged_for_or_the_one_of_its_day() -> None:
    today, later = Open(1, TODAY), Open(2, TODAY + dt.timedelta(days=3))
    assert over([today, later], Method.VISIT_OWN_VENUE, Outcome.MET) is today
    assert over([today, later], Method.VISIT_OWN_VENUE, Outcome.MET, chosen=2) is later
    assert over([later], Method.VISIT_OWN_VENUE, Outcome.MET) is None
    assert over([today], Method.SERVICE_TIME_VISIT, Outcome.NO_REPLY) is today


def test_a_call_ends_a_visit_only_by_moving_it_or_calling_it_off() -> None:
    today, later = Open(1, TODAY), Open(2, TODAY + dt.timedelta(days=3))
    assert over([today], Method.PHONE, Outcome.INFO_SENT, chosen=1) is None
    assert over([later], Method.PHONE, Outcome.CANCELLED_BY_GROUP) is later
    assert over([today, later], Method.PHONE, Outcome.CANCELLED_BY_GROUP) is None
    assert over([today, later], Method.PHONE, Outcome.RESCHEDULED, chosen=2) is later


def test_one_is_late_at_the_minute_and_missing_half_an_hour_after() -> None:
    due = utc(2026, 11, 22, 21)
    before, half_past = due - dt.timedelta(minutes=1), due + dt.timedelta(minutes=30)
    assert [rules.is_late(due, None, now) for now in (before, due)] == [False, True]
    assert [rules.is_missing(due, None, now) for now in (due, half_past)] == [False, True]
    assert not rules.is_missing(due, due, half_past)
    assert not rules.is_late(None, None, due)
