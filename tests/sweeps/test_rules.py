"""When a ward or an area was swept last."""

import datetime as dt

from crm.sweeps.models import Way
from crm.sweeps.rules import Look, Looks, never_first

AREA, ELSEWHERE, WARD, OTHER = 1, 2, 11, 12


def look(ward_id: int | None, year: int, area_id: int = AREA) -> Look:
    return Look(area_id, ward_id, dt.date(year, 6, 1), Way.STREETS, "Ada")


def test_a_look_at_the_whole_area_counts_for_each_of_its_wards() -> None:
    whole, own = look(None, 2025), look(WARD, 2024)
    looks = Looks([whole, own])
    assert looks.of_ward(AREA, WARD) is whole
    assert looks.of_ward(AREA, OTHER) is whole
    assert looks.of_ward(ELSEWHERE, WARD) is None


def test_a_later_look_at_the_ward_itself_counts() -> None:
    whole, own = look(None, 2024), look(WARD, 2025)
    assert Looks([whole, own]).of_ward(AREA, WARD) is own


def test_some_wards_are_not_the_whole_area_and_all_of_them_are() -> None:
    first, second = look(WARD, 2024), look(OTHER, 2026)
    assert Looks([first]).of_area(AREA, wards=2) is None
    assert Looks([first]).wards_of(AREA) == 1
    assert Looks([first, second]).of_area(AREA, wards=2) is first
    assert Looks([look(None, 2023)]).of_area(AREA) == look(None, 2023)


def test_where_nobody_has_looked_comes_first_and_then_the_longest_ago() -> None:
    looks = [look(WARD, 2026), None, look(WARD, 2024)]
    assert sorted(looks, key=never_first) == [None, look(WARD, 2024), look(WARD, 2026)]
