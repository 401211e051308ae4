"""What counts as an attempt, and what the attempts with one group come to. Failures are work (domain.md 3.2)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple, TypeVar

from crm.core.labels import Labelled
from crm.engagement.models import Method, Outcome
from crm.engagement.rules import MEETINGS, is_two_way
from crm.organisations.kinds import Weekday

# Sent to everybody, or begun by the group itself: nobody was tried.
NO_ATTEMPT = (Method.NEWSLETTER, Method.COMMUNITY_RADIO, Method.SURVEY, Method.PORTAL)


class Try(NamedTuple):
    method: Method
    outcome: Outcome
    on: dt.date
    at: dt.time | None = None


@dataclass(frozen=True)
class Story:
    """The attempts with a group up to its first meeting, which is one of them; without a meeting, all of them.

    What led to it is the last attempt before it that the group answered; without one, the meeting itself.
    """

    attempts: int
    first_on: dt.date
    latest_on: dt.date
    met_on: dt.date | None = None
    led_method: Method | None = None
    led_outcome: Outcome | None = None

    @property
    def days(self) -> int | None:
        return (self.met_on - self.first_on).days if self.met_on else None


def is_attempt(method: Method) -> bool:
    return method not in NO_ATTEMPT


def is_meeting(method: Method, outcome: Outcome) -> bool:
    return outcome is Outcome.MET and method in MEETINGS


def up_to_meeting(tries: Iterable[Try]) -> list[Try]:
    """Of contacts in the order in which they happened, the attempts up to the first meeting."""
    counted: list[Try] = []
    for one in tries:
        if is_attempt(one.method):
            counted.append(one)
            if is_meeting(one.method, one.outcome):
                break
    return counted


def story(tries: Iterable[Try]) -> Story | None:
    """None where nothing was tried."""
    counted = up_to_meeting(tries)
    if not counted:
        return None
    last = counted[-1]
    if not is_meeting(last.method, last.outcome):
        return Story(len(counted), counted[0].on, last.on)
    answered = [one for one in counted[:-1] if is_two_way(one.method, one.outcome)]
    led = answered[-1] if answered else last
    return Story(len(counted), counted[0].on, last.on, last.on, led.method, led.outcome)


class PartOfDay(Labelled):
    MORNING = "morning", "Before noon"
    AFTERNOON = "afternoon", "Noon to 5pm"
    EVENING = "evening", "After 5pm"
    UNKNOWN = "unknown", "No time written down"


def part_of_day(hour: int | None) -> PartOfDay:
    if hour is None:
        return PartOfDay.UNKNOWN
    if hour < 12:
        return PartOfDay.MORNING
    return PartOfDay.AFTERNOON if hour < 17 else PartOfDay.EVENING


class Hours(NamedTuple):
    """How many attempts were made on a day of the week, in a part of the day, and how many were answered."""

    weekday: Weekday
    part: PartOfDay
    attempts: int
    answered: int


def hours(tries: Iterable[Try]) -> list[Hours]:
    made: Counter[tuple[Weekday, PartOfDay]] = Counter()
    answered: Counter[tuple[Weekday, PartOfDay]] = Counter()
    weekdays = list(Weekday)
    for one in tries:
        key = (weekdays[one.on.weekday()], part_of_day(one.at.hour if one.at else None))
        made[key] += 1
        answered[key] += is_two_way(one.method, one.outcome)
    return [Hours(*key, count, answered[key]) for key, count in made.items()]


@dataclass(frozen=True)
class Effort:
    """What it took with several groups; the medians are of those that were met, None without one."""

    met: int
    waiting: int
    attempts: float | None
    days: float | None


Of = TypeVar("Of")


def effort(stories: Iterable[Story]) -> Effort:
    told = list(stories)
    met = [one for one in told if one.met_on]
    return Effort(
        met=len(met),
        waiting=len(told) - len(met),
        attempts=median(one.attempts for one in met) if met else None,
        days=median(one.days or 0 for one in met) if met else None,
    )


def by(stories: Iterable[tuple[Of, Story]]) -> dict[Of, Effort]:
    """The effort of each kind of group, or of each way."""
    parts: dict[Of, list[Story]] = {}
    for key, one in stories:
        parts.setdefault(key, []).append(one)
    return {key: effort(part) for key, part in parts.items()}
