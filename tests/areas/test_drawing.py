"""Outlines on a sheet: north at the top, neighbours touching, and nothing that a browser refuses."""

import json
import re

from crm.areas.drawing import BREADTH, drawing

NUMBERS = re.compile(r"-?\d+")


def square(west: float, south: float, size: float = 0.1) -> str:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def test_the_north_is_at_the_top_and_the_west_on_the_left() -> None:
    drawn = drawing({1: square(0.0, 51.5), 2: square(0.1, 51.6)})
    south_west, north_east = drawn.shapes[1], drawn.shapes[2]
    assert south_west.x < north_east.x
    assert south_west.y > north_east.y
    assert abs(drawn.height - BREADTH / 0.6225) < 10  # A degree east is as long as 0.62 degrees north there.


def test_neighbours_share_their_border() -> None:
    drawn = drawing({1: square(0.0, 51.5), 2: square(0.1, 51.5)})
    corners = [set(corners_of(shape.path)) for shape in drawn.shapes.values()]
    assert len(corners[0] & corners[1]) == 2


def test_a_speck_is_left_out() -> None:
    speck = json.loads(square(0.0, 51.5, 1e-7))["coordinates"]
    both = {"type": "MultiPolygon", "coordinates": [json.loads(square(0.05, 51.55))["coordinates"], speck]}
    assert drawing({1: json.dumps(both)}).shapes[1].path.count("M") == 1


def test_the_middle_lies_inside_with_its_room() -> None:
    shape = drawing({1: square(0.0, 51.5)}).shapes[1]
    assert abs(shape.x - BREADTH / 2) < 5
    assert abs(shape.room - BREADTH / 2) < 5


def test_nothing_is_an_empty_sheet() -> None:
    assert drawing({}).shapes == {}


def corners_of(path: str) -> list[tuple[int, int]]:
    """Where a path of one ring goes."""
    x, y, *steps = map(int, NUMBERS.findall(path))
    found = [(x, y)]
    for right, down in zip(steps[::2], steps[1::2], strict=True):
        found.append((found[-1][0] + right, found[-1][1] + down))
    return found
