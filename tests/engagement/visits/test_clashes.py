"""What a visit would run into, in words, and the next time that is free."""

import datetime as dt
from itertools import pairwise

import pytest
from dateutil.easter import EASTER_ORTHODOX, easter
from hypothesis import given
from hypothesis import strategies as st

from crm.engagement.visits import clashes, holy_days
from crm.engagement.visits.clashes import Around, Meeting, Own, Slot
from crm.organisations.kinds import Faith, Weekday

D, T = dt.date, dt.time
TWO = T(14)
YEARS = range(2026, 2036)


def said(faith: Faith, on: dt.date, at: dt.time | None = TWO, minutes: int = 60, **around: object) -> list[str]:
    return clashes.clashes(Slot(on, at, minutes), Around(faith, **around))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("faith", "on", "words"),
    [
        (Faith.MUSLIM, D(2026, 3, 20), "About this day is Eid al-Fitr: it may differ by one"),
        (Faith.MUSLIM, D(2027, 3, 10), "About this day is Eid al-Fitr: it may differ by one"),
        (Faith.MUSLIM, D(2026, 2, 18), "About this day is Ramadan: it may differ by one"),
        (Faith.MUSLIM, D(2027, 5, 16), "About this day is Eid al-Adha: it may differ by one"),
        (Faith.JEWISH, D(2026, 9, 21), "It is Yom Kippur"),
        (Faith.JEWISH, D(2027, 10, 2), "It is Rosh Hashanah"),
        (Faith.HINDU, D(2026, 11, 8), "About this day is Diwali: it may differ by one"),
        (Faith.HINDU, D(2027, 10, 29), "About this day is Diwali: it may differ by one"),
        (Faith.SIKH, D(2027, 4, 14), "It is Vaisakhi"),
        (Faith.CHRISTIAN, D(2026, 4, 5), "It is Easter Sunday"),
        (Faith.CHRISTIAN, D(2026, 4, 12), "It is Orthodox Easter"),
        (Faith.CHRISTIAN, D(2027, 1, 7), "It is Orthodox Christmas"),
    ],
)
def test_a_holy_day_is_named_for_its_own_faith_alone(faith: Faith, on: dt.date, words: str) -> None:
    """The dates are those of domain.md 2.7."""
    assert words in said(faith, on, None)
    assert words not in said(Faith.NOT_STATED, on, None)


def test_a_day_that_begins_at_sunset_is_named_on_the_evening_before() -> None:
    assert said(Faith.JEWISH, D(2026, 9, 20), T(18)) == ["Yom Kippur begins that evening"]
    assert said(Faith.JEWISH, D(2026, 9, 20), T(10)) == []


def test_bank_holidays_are_everybodys() -> None:
    for faith in (Faith.NONE, Faith.NOT_STATED):
        assert said(faith, D(2026, 12, 28)) == ["It is a bank holiday: Boxing Day (substitute day)"]


@pytest.mark.parametrize(
    ("faith", "on", "at", "clashing"),
    [
        (Faith.MUSLIM, D(2026, 11, 27), T(13), True),
        (Faith.MUSLIM, D(2026, 11, 27), T(15), False),
        (Faith.MUSLIM, D(2026, 11, 26), T(13), False),
        (Faith.JEWISH, D(2026, 11, 27), T(19), True),
        (Faith.JEWISH, D(2026, 11, 28), T(11), True),
        (Faith.JEWISH, D(2026, 11, 29), T(11), False),
        (Faith.CHRISTIAN, D(2026, 11, 29), T(11), True),
        (Faith.CHRISTIAN, D(2026, 11, 29), None, False),
    ],
)
def test_weekly_worship_is_named_at_its_time(faith: Faith, on: dt.date, at: dt.time | None, clashing: bool) -> None:
    assert bool(said(faith, on, at)) is clashing


def test_the_groups_own_meeting_and_another_visit_are_named() -> None:
    sunday = Meeting(Weekday.SUNDAY, T(19), None, "The elders")
    assert said(Faith.NONE, D(2026, 11, 29), T(20), meetings=[sunday]) == ["They meet on Sundays from 7pm: The elders"]
    assert said(Faith.NONE, D(2026, 11, 29), T(20, 30), meetings=[sunday]) == []
    own = Own("Hope Chapel", Slot(D(2026, 11, 25), T(14, 30), 60))
    assert said(Faith.NONE, D(2026, 11, 25), own=[own]) == [
        "There is a visit to Hope Chapel on 25 November 2026 at 2:30pm"
    ]
    assert said(Faith.NONE, D(2026, 11, 25), T(13, 30), own=[own]) == []


def test_a_vigil_goes_on_past_midnight_on_both_nights_when_clocks_change() -> None:
    vigil = Meeting(Weekday.SATURDAY, T(23), T(3), "Vigil")
    for sunday in (D(2027, 3, 28), D(2027, 10, 31)):
        assert said(Faith.NONE, sunday, T(2, 30), 20, meetings=[vigil]) == ["They meet on Saturdays from 11pm: Vigil"]
        assert said(Faith.NONE, sunday, T(3), 20, meetings=[vigil]) == []
    # In autumn 00:30 for two hours is over at 01:30 of the second time round.
    autumn = Own("Hope Chapel", Slot(D(2027, 10, 31), T(0, 30), 120))
    assert said(Faith.NONE, D(2027, 10, 31), T(2), own=[autumn]) == []
    assert said(Faith.NONE, D(2027, 10, 31), T(1, 30), own=[autumn]) != []


def test_the_next_free_time_is_the_same_hour_of_the_first_day_without_a_clash() -> None:
    christmas = Slot(D(2026, 12, 24), T(14), 60)
    assert clashes.next_free(christmas, Around(Faith.CHRISTIAN)) == Slot(D(2026, 12, 27), T(14), 60)
    night = Slot(D(2027, 3, 27), T(1, 30), 60)
    assert clashes.next_free(night, Around(Faith.NONE)) == Slot(D(2027, 3, 30), T(1, 30), 60)


def test_a_new_slot_is_when_the_group_meets_and_no_holy_day_is() -> None:
    sunday = Meeting(Weekday.SUNDAY, T(19), None, "")
    around = Around(Faith.CHRISTIAN, [sunday])
    assert clashes.next_meeting(D(2026, 11, 22), around, 60) == Slot(D(2026, 11, 29), T(19), 60)
    assert clashes.next_meeting(D(2027, 3, 22), around, 60) == Slot(D(2027, 4, 4), T(19), 60)
    assert clashes.next_meeting(D(2026, 11, 22), Around(Faith.CHRISTIAN), 60) is None


@given(
    st.sampled_from(Faith),
    st.dates(D(2026, 1, 1), D(2035, 10, 1)),
    st.none() | st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)
def test_what_is_offered_has_no_clash_and_comes_later(faith: Faith, on: dt.date, at: dt.time | None) -> None:
    around = Around(faith, [Meeting(Weekday.TUESDAY, T(18), T(21), "")])
    free = clashes.next_free(Slot(on, at, 60), around)
    assert free is not None
    assert free.on > on
    assert clashes.clashes(free, around) == []


def test_the_table_is_whole_and_agrees_with_what_can_be_worked_out() -> None:
    for year in YEARS:
        days = {(day.whose, day.name): day for day in holy_days.table() if day.first.year == year}
        assert days["christian", "Easter Sunday"].first == easter(year)
        assert days["christian", "Good Friday"].first.weekday() == 4
        assert days.get(("christian", "Orthodox Easter"), days["christian", "Easter Sunday"]).first == easter(
            year, EASTER_ORTHODOX
        )
        assert sum(day.whose == "everybody" for day in holy_days.table() if day.first.year == year) >= 8
        for whose, name in (
            ("jewish", "Yom Kippur"),
            ("hindu", "Diwali"),
            ("buddhist", "Vesak"),
            ("muslim", "Ramadan"),
        ):
            assert (whose, name) in days, year
    assert holy_days.known_until() == D(2035, 12, 31)


def test_moon_dates_of_each_kind_come_once_a_lunar_year() -> None:
    for name in ("Eid al-Fitr", "Eid al-Adha"):
        firsts = [day.first for day in holy_days.table() if day.name == name]
        assert {(later - first).days for first, later in pairwise(firsts)} <= {354, 355}
