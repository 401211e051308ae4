"""Holy days and bank holidays as a table (domain.md 2.7: stored, never computed), so that a visit can be considerate.

`holy_days.csv` has the first and the last day by date, whose day it is (a faith's code, or everybody), its name,
whether the day may differ by one because it follows the moon, and whether it begins on the evening before.
"""

import csv
import datetime as dt
from functools import cache
from pathlib import Path
from typing import NamedTuple

EVERYBODY = "everybody"
TABLE = Path(__file__).with_name("holy_days.csv")
A_DAY = dt.timedelta(days=1)


class HolyDay(NamedTuple):
    first: dt.date
    last: dt.date
    whose: str
    name: str
    is_about: bool
    from_the_eve: bool

    def holds(self, on: dt.date) -> bool:
        """Where the moon decides, the days beside it count too."""
        spare = A_DAY if self.is_about else dt.timedelta(0)
        return self.first - spare <= on <= self.last + spare


@cache
def table() -> tuple[HolyDay, ...]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return tuple(
            HolyDay(
                dt.date.fromisoformat(row["first"]),
                dt.date.fromisoformat(row["last"]),
                row["whose"],
                row["name"],
                bool(row["about"]),
                bool(row["eve"]),
            )
            for row in csv.DictReader(lines)
        )


def known_until() -> dt.date:
    """After this year nothing is known."""
    return dt.date(max(day.first.year for day in table()), 12, 31)


def days_of(whose: str) -> list[HolyDay]:
    return [day for day in table() if day.whose == whose]
