"""How values are written in templates."""

import datetime as dt

import pytest

from crm.core import filters

SUMMER = dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)


def test_a_date_is_written_in_words() -> None:
    assert filters.date(dt.date(2026, 11, 3)) == "3 November 2026"
    assert filters.short_date(dt.date(2026, 11, 3)) == "3 Nov 2026"


def test_an_instant_is_written_as_london_has_it() -> None:
    assert filters.datetime(SUMMER) == "2 July 2026 at 12:30am"
    assert filters.date(SUMMER) == "2 July 2026"


def test_what_is_not_known_is_written_as_nothing() -> None:
    assert [filters.date(None), filters.short_date(None), filters.datetime(None), filters.time(None)] == [""] * 4
    assert filters.phone(None) == ""


@pytest.mark.parametrize(
    ("time", "written"),
    [((14, 5), "2:05pm"), ((10, 0), "10am"), ((0, 0), "midnight"), ((12, 0), "midday"), ((12, 10), "12:10pm")],
)
def test_a_time_is_written_with_am_and_pm(time: tuple[int, int], written: str) -> None:
    assert filters.time(dt.time(*time)) == written


@pytest.mark.parametrize(("count", "written"), [(0, "0 groups"), (1, "1 group"), (1200, "1,200 groups")])
def test_one_and_many_are_told_apart(count: int, written: str) -> None:
    assert filters.plural(count, "group") == written


def test_many_may_have_a_word_of_its_own() -> None:
    assert filters.plural(2, "person", "people") == "2 people"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("02079460000", "020 7946 0000"),
        ("+44 (0)20 7946 0000", "020 7946 0000"),
        ("07700900123", "07700 900123"),
        ("0033123456789", "+33 1 23 45 67 89"),
        ("ask at the desk", "ask at the desk"),
        ("12", "12"),
    ],
)
def test_a_telephone_number_is_written_in_groups(typed: str, written: str) -> None:
    assert filters.phone(typed) == written


def test_a_name_keeps_its_own_direction_and_is_escaped() -> None:
    assert filters.bdi("نور <b>") == "<bdi>نور &lt;b&gt;</bdi>"
