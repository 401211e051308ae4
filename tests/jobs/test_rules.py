import datetime as dt
import itertools
from zoneinfo import ZoneInfo

import pytest

from crm.jobs import rules

LONDON = ZoneInfo("Europe/London")
AT = dt.time(0, 10)


def test_each_attempt_waits_longer_than_the_last_and_the_last_is_the_last() -> None:
    waits = [rules.wait_after(number) for number in range(1, rules.MOST_ATTEMPTS + 1)]
    assert waits[0] == dt.timedelta(seconds=30)
    assert all(one < other for one, other in itertools.pairwise(waits) if one and other)
    assert waits[-1] is None


@pytest.mark.parametrize(
    ("now", "night"),
    [
        (dt.datetime(2026, 11, 22, 0, 9, tzinfo=LONDON), dt.date(2026, 11, 21)),
        (dt.datetime(2026, 11, 22, 0, 10, tzinfo=LONDON), dt.date(2026, 11, 22)),
        (dt.datetime(2026, 11, 22, 23, 59, tzinfo=LONDON), dt.date(2026, 11, 22)),
    ],
)
def test_a_night_begins_at_its_hour(now: dt.datetime, night: dt.date) -> None:
    assert rules.night_of(now, AT) == night


def test_it_is_london_that_says_which_night_it_is() -> None:
    """In summer London is an hour ahead of UTC: 23:30 there is half past midnight here."""
    instant = dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)
    assert rules.night_of(instant.astimezone(LONDON), AT) == dt.date(2026, 7, 1)


def test_the_hour_that_comes_twice_in_autumn_is_no_hour_for_nightly_work() -> None:
    with pytest.raises(ValueError, match="one to two"):
        rules.night_of(dt.datetime(2026, 10, 25, 12, tzinfo=LONDON), dt.time(1, 30))
