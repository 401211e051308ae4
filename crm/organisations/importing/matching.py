"""Which places are one and the same, by name and distance. Two ids of one list never are: they become a likely pair."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from rapidfuzz import fuzz

from crm.core.text import fold
from crm.organisations.kinds import Faith

SURE_METRES, SURE_SCORE = 100.0, 92
LIKELY_METRES, LIKELY_SCORE = 150.0, 80
# Some lists put every place they do not know at one point: there no more is looked at, and told, than this.
MOST_AROUND, MOST_ALIKE = 200, 5
_METRES_IN_A_DEGREE = math.radians(6_371_008.8)
# Cells no narrower than LIKELY_METRES anywhere in Britain, so that what is near lies in the cells around.
_CELL_LAT, _CELL_LON = 0.0014, 0.0028


@dataclass(frozen=True)
class Spot:
    """A named place on the map: a row of the list (`row`), or a group that is there already (`organisation_id`).

    `is_listed` says that it has an id of the list, which each of its rows has. `is_exact` is false for the middle
    of a postcode and the like, which is near enough to ask but not to be sure.
    """

    name: str
    faith: Faith
    lon: float
    lat: float
    is_listed: bool
    row: int | None = None
    organisation_id: int | None = None
    is_exact: bool = True
    folded: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "folded", fold(self.name))


@dataclass(frozen=True)
class Likeness:
    one: Spot
    other: Spot
    score: int
    metres: float

    @property
    def is_sure(self) -> bool:
        """Safe to take as one: the same name, nearly, and faith, within 100 m, and not two ids of one list."""
        close = self.metres <= SURE_METRES and self.one.is_exact and self.other.is_exact
        two_ids = self.one.is_listed and self.other.is_listed
        return close and not two_ids and self.score >= SURE_SCORE and self.one.faith is self.other.faith

    @property
    def reason(self) -> str:
        names = "The same name" if self.one.folded == self.other.folded else "A similar name"
        return f"{names}, {self.metres:.0f} m apart"


class Nearby:
    """Spots by cell; finds those that a spot may be one with."""

    def __init__(self, spots: Iterable[Spot] = ()) -> None:
        self._cells: dict[tuple[int, int], list[Spot]] = defaultdict(list)
        for spot in spots:
            self.add(spot)

    def add(self, spot: Spot) -> None:
        self._cells[_cell(spot)].append(spot)

    def like(self, spot: Spot) -> list[Likeness]:
        """The likeliest first. A spot without a name is like none."""
        around = islice(self._around(spot), MOST_AROUND)
        found = [likeness for other in around if (likeness := _likeness(spot, other))]
        found.sort(key=lambda likeness: (-likeness.score, likeness.metres, likeness.other.organisation_id or 0))
        return found[:MOST_ALIKE]

    def _around(self, spot: Spot) -> Iterator[Spot]:
        north, east = _cell(spot)
        for lat in (north - 1, north, north + 1):
            for lon in (east - 1, east, east + 1):
                yield from self._cells.get((lat, lon), ())


def _cell(spot: Spot) -> tuple[int, int]:
    return math.floor(spot.lat / _CELL_LAT), math.floor(spot.lon / _CELL_LON)


def _likeness(one: Spot, other: Spot) -> Likeness | None:
    if not one.folded or not other.folded:
        return None
    apart = metres(one, other)
    if apart > LIKELY_METRES:
        return None
    score = _score(one.folded, other.folded)
    return Likeness(one, other, score, apart) if score >= LIKELY_SCORE else None


def _score(one: str, other: str) -> int:
    """In percent. A name of two words or more that stands whole within the other is likely, never sure."""
    if one == other:
        return 100
    score = round(fuzz.token_sort_ratio(one, other))
    fewer, more = sorted((set(one.split()), set(other.split())), key=len)
    return max(score, LIKELY_SCORE) if len(fewer) > 1 and fewer <= more else score


def metres(one: Spot, other: Spot) -> float:
    """On a plane laid between the two, which is exact to centimetres at this distance."""
    east = (one.lon - other.lon) * math.cos(math.radians((one.lat + other.lat) / 2))
    return math.hypot(east, one.lat - other.lat) * _METRES_IN_A_DEGREE
