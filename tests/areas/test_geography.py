import json
import math

import pytest

from crm.areas.geography import NEAR_METRES, Outlines, Point

METRES_IN_A_DEGREE = 111_195


def square(west: float, south: float, size: float = 0.1) -> str:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def east_of(lon: float, lat: float, metres: float) -> Point:
    return lon + metres / (METRES_IN_A_DEGREE * math.cos(math.radians(lat))), lat


LEFT, RIGHT, NORTH = 11, 12, 13
# Three squares with gaps of some 450 m between them, to the east and to the north of the left one.
EAST_GAP, NORTH_GAP = 0.0065, 0.004
outlines = Outlines(
    [(RIGHT, square(0.1 + EAST_GAP, 51.5)), (LEFT, square(0.0, 51.5)), (NORTH, square(0.0, 51.6 + NORTH_GAP))]
)


def test_each_point_finds_the_outline_it_lies_in() -> None:
    assert outlines.near([(0.05, 51.55), (0.15, 51.55), (0.5, 51.55)]) == [LEFT, RIGHT, None]


def test_a_point_on_a_shared_border_belongs_to_the_lower_id() -> None:
    touching = Outlines([(2, square(0.0, 51.5)), (1, square(0.1, 51.5))])
    assert touching.near([(0.1, 51.55)]) == [1]


@pytest.mark.parametrize(("metres", "found"), [(149, LEFT), (151, None)])
def test_a_point_in_a_gap_takes_the_nearest_within_150_metres_eastward(metres: float, found: int | None) -> None:
    assert NEAR_METRES == 150
    assert outlines.near([east_of(0.1, 51.55, metres)]) == [found]


@pytest.mark.parametrize(("metres", "found"), [(149, LEFT), (151, None)])
def test_a_metre_northward_is_as_long_as_one_eastward(metres: float, found: int | None) -> None:
    assert outlines.near([(0.05, 51.6 + metres / METRES_IN_A_DEGREE)]) == [found]


def test_a_point_beyond_the_outer_edge_is_in_no_area_however_near() -> None:
    assert outlines.near([(-0.0001, 51.55), (0.05, 51.4999)]) == [None, None]


def test_between_two_near_outlines_the_nearer_wins() -> None:
    close = Outlines([(1, square(0.0, 51.5)), (2, square(0.102, 51.5))])
    assert close.near([(0.1005, 51.55), (0.1015, 51.55)]) == [1, 2]


def test_containing_gives_nothing_to_the_nearest() -> None:
    assert outlines.containing([east_of(0.1, 51.55, 10)]) == [None]


def test_an_outline_of_several_parts_holds_points_in_each() -> None:
    parts = [json.loads(square(west, 51.5))["coordinates"] for west in (0.0, 0.5)]
    islands = Outlines([(7, json.dumps({"type": "MultiPolygon", "coordinates": parts}))])
    assert islands.near([(0.05, 51.55), (0.55, 51.55), (0.3, 51.55)]) == [7, 7, None]


def test_points_that_are_nowhere_have_no_area() -> None:
    assert outlines.near([(math.nan, 51.5), (math.inf, 51.5), (0.0, 90.0), (500.0, -500.0)]) == [None] * 4


def test_without_points_or_without_outlines_there_is_nothing_to_find() -> None:
    assert outlines.near([]) == []
    assert Outlines([]).near([(0.05, 51.55)]) == [None]
