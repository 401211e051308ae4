"""What happens when: events are noted in any order, and played day by day with the clock set to each."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from crm.core import clock
from crm.extensions import db

Deed = Callable[[], None]
FIRST_HOUR, HOURS = 9, 10


@dataclass(order=True)
class _Event:
    on: dt.date
    by: int
    number: int
    do: Deed = field(compare=False)


class Diary:
    """Each person's day is committed by itself, because the history takes its time and author from the commit."""

    def __init__(self, today: dt.date) -> None:
        self.today = today
        self._numbers = count()
        self._events: list[_Event] = []

    def day(self, days_ago: int) -> dt.date:
        return self.today - dt.timedelta(days=days_ago)

    def note(self, on: dt.date, by: int, do: Deed) -> None:
        """`by` tells apart whose day it is; deeds of one day and person keep the order in which they were noted."""
        self._events.append(_Event(on, by, next(self._numbers), do))

    def play(self) -> None:
        days: dict[tuple[dt.date, int], list[Deed]] = {}
        for event in sorted(self._events):
            days.setdefault((event.on, event.by), []).append(event.do)
        for (on, by), deeds in days.items():
            hour = FIRST_HOUR + (on.toordinal() + by) % HOURS
            with clock.set_to(dt.datetime.combine(on, dt.time(hour), clock.LONDON)):
                for do in deeds:
                    do()
                db.session.commit()
