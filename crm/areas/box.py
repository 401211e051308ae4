"""A part of the map, as an address says it: box=west,south,east,north in degrees."""

import math
import re
from typing import NamedTuple

# A metre or so; finer than that, no place is known.
DIGITS = 5
PARTS = 100_000
# In square degrees: some 14 by 11 km.
_WIDE = 0.02
_DEGREES = re.compile(r"-?\d{1,3}(\.\d{1,20})?", re.ASCII)


class Box(NamedTuple):
    """Its edges belong to it."""

    west: float
    south: float
    east: float
    north: float

    @property
    def is_wide(self) -> bool:
        """Whether it may hold most of what there is, so that it is no help in finding it."""
        return (self.east - self.west) * (self.north - self.south) > _WIDE

    def __str__(self) -> str:
        return ",".join(f"{edge:.{DIGITS}f}".rstrip("0").rstrip(".") for edge in self)


def box_of(said: str) -> Box:
    """Rounded outwards, so that what lies on an edge stays in. ValueError for what is no part of a map."""
    edges = said.split(",")
    if len(edges) != 4 or not all(map(_DEGREES.fullmatch, edges)):
        raise ValueError("Not four numbers")
    west, south, east, north = map(float, edges)
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ValueError("Not a part of the map")
    return Box(_down(west), _down(south), _up(east), _up(north))


def _down(degrees: float) -> float:
    """What is round already stays: 0.07 * 100000 is 7000.000000000001."""
    return math.floor(round(degrees * PARTS, 3)) / PARTS


def _up(degrees: float) -> float:
    return -_down(-degrees)
