"""What a visit would run into, in plain words, and the next time that is free. It never forbids.

A group's faith is used here to be considerate, and nowhere to score.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from crm.core.clock import LONDON
from crm.core.filters import date, time
from crm.engagement.visits.holy_days import A_DAY, EVERYBODY, days_of
from crm.engagement.visits.rules import instant
from crm.organisations.kinds import Faith, Weekday

LOOKS_AHEAD = 60
# From when on a day is an evening, where the next day begins with it.
EVENING = dt.time(15)
USUAL_MEETING = dt.timedelta(minutes=90)
_WEEK = list(Weekday)
Window = tuple[dt.datetime, dt.datetime]


class Slot(NamedTuple):
    """A day and perhaps a time, of London."""

    on: dt.date
    at: dt.time | None
    minutes: int

    @property
    def window(self) -> Window | None:
        if self.at is None:
            return None
        start = instant(self.on, self.at)
        return start, start + dt.timedelta(minutes=self.minutes)


class Meeting(NamedTuple):
    weekday: Weekday
    starts_at: dt.time
    ends_at: dt.time | None
    note: str


class Own(NamedTuple):
    """Another visit of whoever goes."""

    group: str
    slot: Slot


class Worship(NamedTuple):
    """When many of a faith worship each week; longer than a day where it ends on a later one."""

    weekday: Weekday
    starts_at: dt.time
    ends_at: dt.time
    words: str
    days: int = 0


WORSHIP: dict[str, tuple[Worship, ...]] = {
    Faith.MUSLIM: (Worship(Weekday.FRIDAY, dt.time(12), dt.time(14, 30), "Friday prayer is around midday"),),
    Faith.JEWISH: (
        Worship(
            Weekday.FRIDAY,
            EVENING,
            dt.time(22),
            "Shabbat is from sunset on Friday to nightfall on Saturday, and many do not travel, write or ring then",
            days=1,
        ),
    ),
    Faith.CHRISTIAN: (Worship(Weekday.SUNDAY, dt.time(9), dt.time(13), "Many churches worship on Sunday morning"),),
    Faith.SIKH: (Worship(Weekday.SUNDAY, dt.time(10), dt.time(14), "Many gurdwaras gather around midday on Sunday"),),
    Faith.HINDU: (Worship(Weekday.SUNDAY, dt.time(10), dt.time(14), "Many mandirs gather around midday on Sunday"),),
}


@dataclass(frozen=True)
class Around:
    """What is known around a visit: of the group, and of whoever goes."""

    faith: Faith
    meetings: Sequence[Meeting] = ()
    own: Sequence[Own] = ()


def clashes(slot: Slot, around: Around) -> list[str]:
    """Each in a sentence; empty when nothing is known against it."""
    return [
        *_holy(slot, around.faith),
        *_bank(slot),
        *_worship(slot, around.faith),
        *_meets(slot, around),
        *_own(slot, around),
    ]


def next_free(slot: Slot, around: Around) -> Slot | None:
    """The first day after it, at the same time, against which nothing is known."""
    days = (slot._replace(on=slot.on + dt.timedelta(days=number)) for number in range(1, LOOKS_AHEAD))
    return next((later for later in days if _is_on_clocks(later) and not clashes(later, around)), None)


def next_meeting(after: dt.date, around: Around, minutes: int) -> Slot | None:
    """When the group next meets, or is best reached, and nothing else is against it."""
    rest = Around(around.faith, (), around.own)
    slots = (
        Slot(after + dt.timedelta(days=number), meeting.starts_at, minutes)
        for number in range(1, LOOKS_AHEAD)
        for meeting in sorted(around.meetings, key=lambda one: one.starts_at)
        if _weekday(after + dt.timedelta(days=number)) is meeting.weekday
    )
    return next((one for one in slots if _is_on_clocks(one) and not [*_holy(one, rest.faith), *_own(one, rest)]), None)


def _is_on_clocks(slot: Slot) -> bool:
    """Not in the hour that is left out when clocks go forward."""
    return slot.at is None or instant(slot.on, slot.at).astimezone(LONDON).time() == slot.at


def _weekday(on: dt.date) -> Weekday:
    return _WEEK[on.weekday()]


def _holy(slot: Slot, faith: Faith) -> Iterator[str]:
    for day in days_of(faith):
        if day.holds(slot.on):
            yield f"About this day is {day.name}: it may differ by one" if day.is_about else f"It is {day.name}"
        elif day.from_the_eve and slot.on == day.first - A_DAY and (slot.at is None or slot.at >= EVENING):
            yield f"{day.name} begins that evening"


def _bank(slot: Slot) -> Iterator[str]:
    return (f"It is a bank holiday: {day.name}" for day in days_of(EVERYBODY) if day.holds(slot.on))


def _worship(slot: Slot, faith: Faith) -> Iterator[str]:
    for worship in WORSHIP.get(faith, ()):
        for on in _days_before(slot, worship.days):
            ends_on = on + dt.timedelta(days=worship.days)
            window = instant(on, worship.starts_at), instant(ends_on, worship.ends_at)
            if _weekday(on) is worship.weekday and _overlap(slot.window, window):
                yield worship.words


def _meets(slot: Slot, around: Around) -> Iterator[str]:
    """A visit that begins with a meeting is meant for it."""
    for meeting in around.meetings:
        if slot.at == meeting.starts_at:
            continue
        for on in _days_before(slot, 1):
            if _weekday(on) is meeting.weekday and _overlap(slot.window, _of_meeting(on, meeting)):
                what = f": {meeting.note}" if meeting.note else ""
                yield f"They meet on {meeting.weekday.label}s from {time(meeting.starts_at)}{what}"


def _of_meeting(on: dt.date, meeting: Meeting) -> Window:
    """It may go on past midnight."""
    start = instant(on, meeting.starts_at)
    if meeting.ends_at is None:
        return start, start + USUAL_MEETING
    ends_on = on if meeting.ends_at > meeting.starts_at else on + A_DAY
    return start, instant(ends_on, meeting.ends_at)


def _own(slot: Slot, around: Around) -> Iterator[str]:
    for own in around.own:
        if _overlap(slot.window, own.slot.window):
            yield f"There is a visit to {own.group} on {date(own.slot.on)} at {time(own.slot.at)}"


def _days_before(slot: Slot, days: int) -> list[dt.date]:
    """The day itself, and those before it from which something may still go on."""
    return [slot.on - dt.timedelta(days=number) for number in range(days + 1)]


def _overlap(one: Window | None, other: Window | None) -> bool:
    return one is not None and other is not None and one[0] < other[1] and other[0] < one[1]
