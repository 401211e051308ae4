"""In which order to visit places: plain sums, no database."""

import itertools
import random

import pytest

from crm.reporting.trips.rules import MOST_STOPS, Point, legs, metres_between, miles, position_in, short_order

STRATFORD, EAST_HAM = Point(51.5416, -0.0033), Point(51.5390, 0.0518)


def scattered(count: int, seed: int) -> list[Point]:
    chance = random.Random(seed)  # noqa: S311 (places of a test)
    return [Point(51.5 + chance.random() / 20, chance.random() / 12) for _ in range(count)]


def length(points: list[Point], order: list[int]) -> float:
    return sum(legs([points[place] for place in order]))


def test_it_is_as_far_as_a_map_says() -> None:
    assert metres_between(STRATFORD, EAST_HAM) == pytest.approx(3822, abs=5)
    assert miles(metres_between(STRATFORD, EAST_HAM)) == pytest.approx(2.4, abs=0.05)
    assert metres_between(STRATFORD, STRATFORD) == 0


def test_the_legs_of_a_round_trip_end_where_it_began() -> None:
    assert legs([STRATFORD, EAST_HAM]) == [metres_between(STRATFORD, EAST_HAM)] * 2
    assert legs([STRATFORD]) == [0]
    assert legs([]) == []


@pytest.mark.parametrize("count", [0, 1, 2, 3, MOST_STOPS + 1])
def test_every_stop_is_visited_once_from_the_first(count: int) -> None:
    order = short_order(scattered(count, seed=1))
    assert sorted(order) == list(range(count))
    assert order[:1] == [0][:count]


def test_a_line_of_places_is_walked_along_and_back() -> None:
    """From the middle, the nearest each time would go to and fro."""
    points = [Point(51.5, east / 100) for east in (0, 1, -2, 3, -4, 5)]
    assert length(points, short_order(points)) == pytest.approx(2 * metres_between(points[4], points[5]), rel=0.001)


@pytest.mark.parametrize("seed", range(12))
def test_it_is_near_the_shortest_order_there_is(seed: int) -> None:
    points = scattered(7, seed)
    shortest = min(length(points, [0, *rest]) for rest in itertools.permutations(range(1, 7)))
    assert length(points, short_order(points)) <= shortest * 1.1


@pytest.mark.parametrize("seed", range(5))
def test_no_part_of_it_is_shorter_the_other_way_round(seed: int) -> None:
    points = scattered(20, seed)
    order = short_order(points)
    found = length(points, order)
    for start, end in itertools.combinations(range(1, 21), 2):
        assert length(points, [*order[:start], *reversed(order[start:end]), *order[end:]]) > found - 0.02


def test_groups_of_one_building_follow_each_other() -> None:
    points = [STRATFORD, EAST_HAM, STRATFORD, EAST_HAM, EAST_HAM]
    assert short_order(points) == [0, 2, 1, 3, 4]


@pytest.mark.parametrize("said", ["51.51234, 0.01267", " 51.512,0.013 "])
def test_a_position_is_taken_to_some_hundred_metres(said: str) -> None:
    assert position_in(said) == Point(51.512, 0.013)


@pytest.mark.parametrize("said", ["", "E15 4QZ", "51.5", "0.01,51.5", "48.85,2.35", "51.5,0.1,3", "٥١.٥,0.1", "nan,0"])
def test_what_is_no_position_in_britain_is_none(said: str) -> None:
    assert position_in(said) is None
