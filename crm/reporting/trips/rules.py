"""In which order to visit places, and how far it is. Streets are not known here: all is as the crow flies."""

import itertools
import math
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

MOST_STOPS = 25
METRES_IN_A_MILE = 1609.344
_METRES_IN_A_DEGREE = math.radians(6_371_008.8)
_POSITION = re.compile(r"(-?\d{1,2}(?:\.\d{1,20})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,20})?)", re.ASCII)


class Point(NamedTuple):
    """In degrees, WGS84."""

    lat: float
    lon: float


def metres_between(one: Point, other: Point) -> float:
    """On a plane laid between them: right to a metre or so within a region."""
    east = (other.lon - one.lon) * math.cos(math.radians((one.lat + other.lat) / 2))
    return math.hypot(east, other.lat - one.lat) * _METRES_IN_A_DEGREE


def miles(metres: float) -> float:
    return metres / METRES_IN_A_MILE


def legs(points: Sequence[Point]) -> list[float]:
    """From each point to the next, and from the last back to the first, in metres."""
    return [metres_between(point, following) for point, following in zip(points, _following(points), strict=True)]


def _following(points: Sequence[Point]) -> Sequence[Point]:
    return [*points[1:], *points[:1]]


def short_order(points: Sequence[Point]) -> list[int]:
    """The places of the points in a short round trip that begins at the first of them.

    To the nearest that is left, each time; then two legs are swapped for two others for as long as that is shorter,
    so that no two legs cross. That is not always the shortest of all, but for some 25 stops it is near it.
    """
    order = _nearest_first(points)
    while better := next(_shorter(points, order), None):
        order = better
    return order


def _nearest_first(points: Sequence[Point]) -> list[int]:
    left = set(range(1, len(points)))
    order = [0] if points else []
    while left:
        here = points[order[-1]]
        order.append(min(left, key=lambda place: (metres_between(here, points[place]), place)))
        left.remove(order[-1])
    return order


def _shorter(points: Sequence[Point], order: list[int]) -> Iterator[list[int]]:
    """The order with a part of it the other way round, where that saves a centimetre or more."""
    for start, end in itertools.combinations(range(1, len(order) + 1), 2):
        before, first, last = points[order[start - 1]], points[order[start]], points[order[end - 1]]
        after = points[order[end % len(order)]]
        now = metres_between(before, first) + metres_between(last, after)
        if metres_between(before, last) + metres_between(first, after) < now - 0.01:
            yield [*order[:start], *reversed(order[start:end]), *order[end:]]


def position_in(said: str) -> Point | None:
    """A position as "51.512,0.012", to some hundred metres, which is near enough to start from."""
    found = _POSITION.fullmatch(said.strip())
    if found is None:
        return None
    lat, lon = round(float(found[1]), 3), round(float(found[2]), 3)
    return Point(lat, lon) if 49.8 <= lat <= 60.9 and -8.7 <= lon <= 1.8 else None
