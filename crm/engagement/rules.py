"""How a stage moves (domain.md 3.1, D15 to D17; architecture.md 4), and what an activity may say."""

import datetime as dt
from collections import deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from crm.core.errors import RuleBroken
from crm.engagement.models import Method, Outcome
from crm.organisations.kinds import Stage

# Domain.md 3.1, the stored stages alone, with the three that architecture.md 4 adds. An exchange comes first in each
# line, so that of two ways of one length the one through contact is taken: it is what has happened.
TRANSITIONS: dict[Stage, tuple[Stage, ...]] = {
    Stage.IDENTIFIED: (Stage.CONTACT_MADE, Stage.APPROACHED, Stage.NOT_FOUND),
    Stage.APPROACHED: (Stage.CONTACT_MADE, Stage.MEETING_ARRANGED, Stage.DECLINED, Stage.NOT_FOUND),
    Stage.CONTACT_MADE: (Stage.MEETING_ARRANGED, Stage.MET, Stage.DECLINED),
    Stage.MEETING_ARRANGED: (Stage.CONTACT_MADE, Stage.MET, Stage.DECLINED, Stage.NOT_FOUND),
    Stage.MET: (Stage.CONTACT_MADE, Stage.ENGAGED, Stage.DECLINED),
    Stage.ENGAGED: (Stage.DECLINED,),
    Stage.DECLINED: (Stage.CONTACT_MADE, Stage.APPROACHED),
    Stage.NOT_FOUND: (Stage.CONTACT_MADE, Stage.IDENTIFIED),
}
LADDER = (
    Stage.IDENTIFIED,
    Stage.APPROACHED,
    Stage.CONTACT_MADE,
    Stage.MEETING_ARRANGED,
    Stage.MET,
    Stage.ENGAGED,
)
ASIDE = (Stage.DECLINED, Stage.NOT_FOUND)
BY_HAND = (Stage.NOT_FOUND, Stage.DECLINED, Stage.IDENTIFIED)

FAILED = (Outcome.NO_REPLY, Outcome.GROUP_NO_SHOW, Outcome.WRONG_NUMBER, Outcome.LETTER_RETURNED_GONE)
GONE = (Outcome.WRONG_NUMBER, Outcome.LETTER_RETURNED_GONE)
CALLED_OFF = (Outcome.GROUP_NO_SHOW, Outcome.CANCELLED_BY_GROUP, Outcome.CANCELLED_BY_US)
ANSWERED = (
    Outcome.MET,
    Outcome.MEETING_AGREED,
    Outcome.INFO_SENT,
    Outcome.PASSED_TO_OTHER_PERSON,
    Outcome.CALL_BACK_LATER,
    Outcome.RESCHEDULED,
    Outcome.CANCELLED_BY_GROUP,
    Outcome.REFUSED,
)
ONE_WAY = (Method.LETTER, Method.NEWSLETTER, Method.COMMUNITY_RADIO)
# Where people see each other; "we met" on the telephone is an exchange, and no meeting.
MEETINGS = (
    Method.VISIT_OWN_VENUE,
    Method.SERVICE_TIME_VISIT,
    Method.VIDEO_CALL,
    Method.MEETING_COUNCIL_OFFICE,
    Method.FORUM,
    Method.INTRODUCTION,
    Method.CONFERENCE,
    Method.SCHOOL_BASED,
)

FIND_ATTEMPTS, FIND_METHODS, FIND_DAYS = 3, 2, 28
AFTER_NO_SHOW = dt.timedelta(days=7)
AFTER_LETTER_RETURNED = dt.timedelta(days=7)
AFTER_REFUSAL = relativedelta(months=6)
# Nobody agrees a meeting, or plans a visit, further ahead than this.
FURTHEST = relativedelta(years=2)


class Attempt(NamedTuple):
    method: Method
    outcome: Outcome
    on: dt.date


class Move(NamedTuple):
    """The stages to step through, none if the stage stays; `why` is what to tell the person when it stays."""

    steps: tuple[Stage, ...] = ()
    why: str = ""


def is_two_way(method: Method, outcome: Outcome) -> bool:
    """Whether both sides spoke or wrote; information that went out by letter or broadcast was not answered."""
    return outcome in ANSWERED and not (outcome is Outcome.INFO_SENT and method in ONE_WAY)


def path(start: Stage, end: Stage) -> tuple[Stage, ...]:
    """The shortest allowed way, without `start`; empty when there is none.

    It leads through no refusal and no lost trace, and to "not found" and "identified" in one step alone.
    """
    if end in TRANSITIONS[start]:
        return (end,)
    if end in (Stage.NOT_FOUND, Stage.IDENTIFIED):
        return ()
    ways: deque[tuple[Stage, ...]] = deque((step,) for step in TRANSITIONS[start] if step not in ASIDE)
    seen = {start, *(way[-1] for way in ways)}
    while ways:
        way = ways.popleft()
        if end in TRANSITIONS[way[-1]]:
            return (*way, end)
        nearer = [step for step in TRANSITIONS[way[-1]] if step not in seen and step not in ASIDE]
        seen.update(nearer)
        ways.extend((*way, step) for step in nearer)
    return ()


def move(current: Stage, latest: Attempt, earlier: Sequence[Attempt], *, named: bool, accepted: bool) -> Move:
    """Where an activity takes a group. `named`: it has a safeguarding contact; `accepted`: it has taken up an offer.

    `earlier` are the attempts since somebody last answered; only a letter or number that leads nowhere asks for them.
    """
    if latest.outcome in GONE:
        return _give_up(current, [*earlier, latest])
    if latest.outcome in CALLED_OFF and current is Stage.MEETING_ARRANGED:
        return Move((Stage.CONTACT_MADE,))
    if latest.outcome in FAILED:
        return Move(why="An attempt without an answer does not move the stage")
    return _towards(current, target(current, latest, engages=named and accepted))


def target(current: Stage, latest: Attempt, *, engages: bool) -> Stage | None:
    """The stage that the outcome is evidence of (domain.md 3.1); None for one that is evidence of nothing new."""
    if latest.outcome is Outcome.CANCELLED_BY_US:
        return None
    if latest.outcome is Outcome.REFUSED:
        return Stage.DECLINED
    if not is_two_way(latest.method, latest.outcome):
        return Stage.APPROACHED
    return _reached(current, latest, engages=engages)


def _reached(current: Stage, latest: Attempt, *, engages: bool) -> Stage:
    """What an exchange is evidence of."""
    met = latest.outcome is Outcome.MET and latest.method in MEETINGS
    if engages and (met or current is Stage.MET):
        return Stage.ENGAGED
    if met:
        return Stage.MET
    agreed = latest.outcome in (Outcome.MEETING_AGREED, Outcome.RESCHEDULED)
    return Stage.MEETING_ARRANGED if agreed else Stage.CONTACT_MADE


def _towards(current: Stage, end: Stage | None) -> Move:
    """A group that stands further along stays there."""
    if end is None or end is current:
        return Move()
    if current in LADDER and end in LADDER and LADDER.index(end) < LADDER.index(current):
        return Move()
    steps = path(current, end)
    return Move(steps, "" if steps else f"There is no way from “{current.label}” to “{end.label}”")


def _give_up(current: Stage, attempts: Sequence[Attempt]) -> Move:
    missing = missing_to_give_up(attempts)
    if current is Stage.NOT_FOUND:
        return Move()
    if missing:
        return Move(why=f"Before a group counts as not found we still need {listed(missing)}")
    if Stage.NOT_FOUND not in TRANSITIONS[current]:
        return Move(why=f"A group at “{current.label}” does not become “Not found”: look for another way to reach it")
    return Move((Stage.NOT_FOUND,))


def missing_to_give_up(attempts: Sequence[Attempt]) -> list[str]:
    """D16: three attempts by two methods over 28 days, not by letter alone; or a returned letter and another way."""
    tried = [attempt for attempt in attempts if not is_two_way(attempt.method, attempt.outcome)]
    returned = any(attempt.outcome is Outcome.LETTER_RETURNED_GONE for attempt in tried)
    other_failed = any(attempt.outcome in FAILED and attempt.method is not Method.LETTER for attempt in tried)
    if returned and other_failed:
        return []
    methods = {attempt.method for attempt in tried}
    days = (max(a.on for a in tried) - min(a.on for a in tried)).days if tried else 0
    wanted = (
        (len(tried) < FIND_ATTEMPTS, f"{FIND_ATTEMPTS} attempts (so far {len(tried)})"),
        (len(methods) < FIND_METHODS, f"{FIND_METHODS} ways of contact (so far {len(methods)})"),
        (days < FIND_DAYS, f"{FIND_DAYS} days from first to last (so far {days})"),
        (methods <= {Method.LETTER}, "an attempt that is not a letter"),
    )
    return [text for is_missing, text in wanted if is_missing]


def listed(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def check_by_hand(current: Stage, end: Stage, attempts: Sequence[Attempt]) -> None:
    """What a person may say without an activity: not found, declined, or back to identified."""
    if end not in BY_HAND or end not in TRANSITIONS[current]:
        raise RuleBroken(f"A group at “{current.label}” cannot be moved to “{end.label}” by hand", field="stage")
    missing = missing_to_give_up(attempts) if end is Stage.NOT_FOUND else []
    if missing:
        raise RuleBroken(f"Before a group counts as not found we still need {listed(missing)}", field="stage")


def moved_on(happened_on: dt.date, stage_on: dt.date) -> dt.date:
    """A visit that is written down late does not put a step before the one that is already there."""
    return max(happened_on, stage_on)


def check_happened(happened_on: dt.date, today: dt.date) -> None:
    if happened_on > today:
        raise RuleBroken(
            "The date must be today or in the past. For a date to come, choose “A meeting was agreed”", "happened_on"
        )


def check_meeting(outcome: Outcome, meeting_on: dt.date | None, happened_on: dt.date) -> None:
    """A meeting is arranged once it has a date (domain.md 3.1); of any other outcome none is asked."""
    if outcome is not Outcome.MEETING_AGREED:
        return
    if meeting_on is None:
        raise RuleBroken("Enter the date of the meeting", field="meeting_on")
    if meeting_on < happened_on:
        raise RuleBroken("The meeting must not be before the day it was agreed", field="meeting_on")
    if meeting_on > happened_on + FURTHEST:
        raise RuleBroken("The meeting must be within two years", field="meeting_on")


def check_due(due_on: dt.date, happened_on: dt.date) -> None:
    if due_on < happened_on:
        raise RuleBroken("The follow-up must not be due before the contact itself", field="follow_up_on")


def days_since(days: Iterable[dt.date], started_on: dt.date | None) -> int:
    """On how many of these days somebody could have come, who belongs to it since `started_on`."""
    return len({day for day in days if started_on is None or day >= started_on})
