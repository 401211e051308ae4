import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from crm.reporting.calendar.rules import Entry

WEEK = dt.timedelta(days=7)


class Week(NamedTuple):
    overdue: list[Entry]
    coming: list[Entry]

    @property
    def subject(self) -> str:
        return f"Your week: {len(self.overdue)} overdue, {len(self.coming)} to come"


def week(entries: Sequence[Entry], today: dt.date) -> Week:
    """What is past and not done, and what the next seven days bring, each in order of time."""
    by_time = sorted(entries, key=lambda entry: (entry.on, entry.starts_at or dt.time.min, entry.uid))
    return Week(
        [entry for entry in by_time if entry.on < today],
        [entry for entry in by_time if today <= entry.on < today + WEEK],
    )
