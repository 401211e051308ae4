"""An order in which neighbours on a map follow each other."""

import itertools
import random
from math import dist

from crm.areas.curve import along_a_curve


def test_every_point_has_its_place_once() -> None:
    assert along_a_curve([]) == []
    assert along_a_curve([(0.1, 51.5)]) == [0]
    assert along_a_curve([(0.1, 51.5)] * 3) == [0, 1, 2]


def test_the_quarters_of_a_square_are_visited_in_turn() -> None:
    assert along_a_curve([(0, 0), (0, 1), (1, 1), (1, 0)]) == [0, 1, 2, 3]


def test_neighbours_on_the_curve_are_neighbours_on_the_map() -> None:
    """On a grid each step is to the next field."""
    grid = [(x, y) for x in range(8) for y in range(8)]
    order = along_a_curve([(x * 1023 / 7, y * 1023 / 7) for x, y in grid])
    assert {dist(grid[one], grid[following]) for one, following in itertools.pairwise(order)} == {1.0}


def test_points_in_a_line_stay_in_it() -> None:
    chance = random.Random(7)  # noqa: S311 (places of a test)
    points = [(chance.random(), 51.5) for _ in range(30)]
    assert [points[place] for place in along_a_curve(points)] == sorted(points)
