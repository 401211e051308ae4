"""When a visit may be, and which contact is what came of it."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from crm.core.clock import LONDON
from crm.core.errors import RuleBroken
from crm.engagement.models import Method, Outcome
from crm.engagement.rules import CALLED_OFF, FURTHEST, MEETINGS

USUAL_MINUTES = 60
# So long is waited for "I am back" before a colleague is told.
PATIENCE = dt.timedelta(minutes=30)
MOVED = (*CALLED_OFF, Outcome.RESCHEDULED)


@dataclass(frozen=True)
class Plan:
    """What is said of a visit to come. Owner, companions, venue and watcher are ids; `back_by` is a time of day."""

    owner_id: int
    on: dt.date
    starts_at: dt.time | None = None
    minutes: int = USUAL_MINUTES
    venue_id: int | None = None
    place: str = ""
    note: str = ""
    companions: Collection[int] = ()
    back_by: dt.time | None = None
    watcher_id: int | None = None


class Open(Protocol):
    """A visit that is not over."""

    @property
    def id(self) -> int: ...

    @property
    def planned_on(self) -> dt.date: ...


Visit = TypeVar("Visit", bound=Open)


def check_plan(plan: Plan, today: dt.date) -> None:
    if plan.on < today:
        raise RuleBroken("The day must be today or later. Log what has happened already", field="planned_on")
    if plan.on > today + FURTHEST:
        raise RuleBroken("The day must be within two years", field="planned_on")
    if plan.starts_at:
        check_clock(plan.on, plan.starts_at)
    _check_watch(plan)


def check_clock(on: dt.date, at: dt.time, field: str = "starts_at") -> None:
    """In spring an hour is left out; of the hour that comes twice in autumn the first is meant (architecture.md 5)."""
    if _as_clocks_show(instant(on, at)) != at:
        raise RuleBroken("Clocks go forward that night, and this time is left out", field=field)


def _check_watch(plan: Plan) -> None:
    if plan.back_by and not plan.starts_at:
        raise RuleBroken("Enter the time of the visit, so that we know when you are overdue", field="starts_at")
    if plan.watcher_id and not plan.back_by:
        raise RuleBroken("Enter when you expect to be back", field="back_by")
    if plan.watcher_id and plan.watcher_id in (plan.owner_id, *plan.companions):
        raise RuleBroken("Select a colleague who does not go along", field="watcher")


def instant(on: dt.date, at: dt.time) -> dt.datetime:
    return dt.datetime.combine(on, at, LONDON).astimezone(dt.UTC)


def _as_clocks_show(moment: dt.datetime) -> dt.time:
    return moment.astimezone(LONDON).time()


def back_by_at(plan: Plan) -> dt.datetime | None:
    """The first instant after the start at which clocks show that time: a night visit ends on the day after."""
    if plan.back_by is None or plan.starts_at is None:
        return None
    start = instant(plan.on, plan.starts_at)
    days = (plan.on, plan.on + dt.timedelta(days=1))
    return next(back for back in (instant(day, plan.back_by) for day in days) if back > start)


def what_is_over(
    visits: Sequence[Visit], method: Method, outcome: Outcome, on: dt.date, chosen: int | None
) -> Visit | None:
    """The open visit that a contact is the end of: the one it was logged for, else the one that was due that day.

    A call or message ends a visit only by moving it or calling it off; without saying which, it is the only one.
    """
    moved = outcome in MOVED
    if not moved and method not in MEETINGS:
        return None
    named = [visit for visit in visits if visit.id == chosen]
    due = [visit for visit in visits if visit.planned_on == on and method in MEETINGS]
    only = visits if moved and len(visits) == 1 else ()
    return next(iter([*named, *due, *only]), None)


def is_late(back_by: dt.datetime | None, back: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether somebody is to be asked if they are back."""
    return back_by is not None and back is None and now >= back_by


def is_missing(back_by: dt.datetime | None, back: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether the colleague is to be told."""
    return back_by is not None and is_late(back_by + PATIENCE, back, now)
