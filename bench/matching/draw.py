"""Draws the pairs that are to be labelled, in two draws: `python -m bench.matching.draw FOLDER > pairs.csv`.

FOLDER holds the three public lists, each in the folder that docs/matching.md names. The draw knows nothing of the
matching rules: pairs are drawn by place and by how alike the plain letters of two names are.
"""

import csv
import math
import random
import re
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz

from crm.core.text import fold

TUNING_SEED, FINAL_SEED = 20261122, 20261123
OSM_2026 = "osm-worship-london/places_of_worship_london_2026.csv"
OSM_2021 = "osm-worship-london-2021/london_religion_locations.csv"
CHARITIES = "charity-register-mosques/mosque_charities_london.csv"
COLUMNS = (
    "pair",
    "drawn_as",
    "half",
    "one",
    "one_from",
    "one_is",
    "other",
    "other_from",
    "other_is",
    "metres",
    "label",
)
_ROW_2021 = re.compile(r'"\d+","(?P<name>.*)","(?P<is>\w+)",c\((?P<lon>[-\d.]+), (?P<lat>[-\d.]+)\)')


class Place(NamedTuple):
    """`tells` is what the list says it is (denomination or faith, or a charity's number): for whoever labels."""

    name: str
    source: str
    tells: str
    lon: float
    lat: float


class Drawn(NamedTuple):
    one: Place
    other: Place
    metres: float
    likeness: float


def metres(one: Place, other: Place) -> float:
    east = (one.lon - other.lon) * math.cos(math.radians(one.lat))
    return math.hypot(east, one.lat - other.lat) * 111_195


def read_2026(folder: Path) -> list[Place]:
    with (folder / OSM_2026).open(encoding="utf-8", newline="") as file:
        return [
            Place(
                row["name"],
                f"osm 2026 {row['osm_type']}/{row['osm_id']}",
                row["denomination"] or row["faith"].lower(),
                float(row["lon"]),
                float(row["lat"]),
            )
            for row in csv.DictReader(file)
            if row["name"]
        ]


def read_2021(folder: Path) -> list[Place]:
    """The points are not quoted, so each row has a comma more than its header."""
    found = []
    for number, line in enumerate((folder / OSM_2021).read_text(encoding="utf-8").splitlines()[1:], 1):
        row = _ROW_2021.fullmatch(line)
        if row and row["name"]:
            place = Place(row["name"].replace('""', '"'), f"osm 2021 row {number}", row["is"], *_point(row))
            found.append(place)
    return found


def _point(row: re.Match[str]) -> tuple[float, float]:
    return float(row["lon"]), float(row["lat"])


def read_charities(folder: Path) -> list[Place]:
    """Their point is a contact address, perhaps somebody's home, so the draw says it to the nearest 50 m only."""
    with (folder / CHARITIES).open(encoding="utf-8", newline="") as file:
        return [
            Place(row["name"], "charity register", row["charity_no"], float(row["lon"]), float(row["lat"]))
            for row in csv.DictReader(file)
        ]


def across(ones: Iterable[Place], others: list[Place], within: float) -> list[Drawn]:
    """Each with the one of the others, no further than this, whose letters are most like its own."""
    found = []
    for one in ones:
        near = [_drawn(one, other) for other in others if abs(one.lat - other.lat) < 0.02]
        near = [drawn for drawn in near if drawn.metres <= within]
        if near:
            found.append(max(near, key=lambda drawn: (drawn.likeness, -drawn.metres)))
    return found


def inside(places: list[Place], fits: Callable[[Drawn], bool]) -> list[Drawn]:
    """Every two places of one list that fit."""
    every = (_drawn(one, other) for at, one in enumerate(places) for other in places[at + 1 :])
    return [drawn for drawn in every if fits(drawn)]


def _drawn(one: Place, other: Place) -> Drawn:
    return Drawn(one, other, metres(one, other), fuzz.ratio(_sorted(one.name), _sorted(other.name)))


@cache
def _sorted(name: str) -> str:
    return " ".join(sorted(fold(name).split()))


def strata(folder: Path) -> dict[str, tuple[list[Drawn], int]]:
    """What is drawn from, and how many."""
    now, before, charities = read_2026(folder), read_2021(folder), read_charities(folder)
    muslim = [place for place in now if place.tells in ("muslim", "sunni", "shia", "ahmadiyya", "ibadi", "ismaili")]
    years = across(before, now, 200)
    register = across(charities, muslim, 700)
    namesakes = [(one, other) for one in charities for other in muslim]
    alike_elsewhere = [drawn for pair in namesakes if (drawn := _drawn(*pair)).metres > 1500 and drawn.likeness > 75]
    return {
        "years_any": (years, 40),
        "years_other_name": ([drawn for drawn in years if drawn.likeness < 100], 60),
        "list_alike_near": (inside(now, lambda drawn: drawn.metres <= 200 and drawn.likeness >= 60), 55),
        "list_unlike_near": (inside(now, lambda drawn: drawn.metres <= 100 and drawn.likeness < 60), 20),
        "list_same_elsewhere": (inside(now, lambda drawn: drawn.metres > 400 and drawn.likeness >= 95), 40),
        "register_near": (register, 60),
        "register_elsewhere": (alike_elsewhere, 25),
    }


def draw(folder: Path) -> list[dict[str, str]]:
    """300 pairs to tune by; then half as many, of places in none of those, that are counted once at the end."""
    first = drawn_from(strata(folder), random.Random(TUNING_SEED), share=1)
    seen = {place for _, drawn in first for place in (drawn.one, drawn.other)}
    unseen = {
        name: ([drawn for drawn in every if not {drawn.one, drawn.other} & seen], wanted)
        for name, (every, wanted) in strata(folder).items()
    }
    second = drawn_from(unseen, random.Random(FINAL_SEED), share=2)
    rows = [_row(name, drawn, "tuning") for name, drawn in first]
    rows += [_row(name, drawn, "final") for name, drawn in second]
    return [{"pair": str(number), **row} for number, row in enumerate(rows, 1)]


def drawn_from(every: dict[str, tuple[list[Drawn], int]], chance: random.Random, share: int) -> list[tuple[str, Drawn]]:
    """No two places twice together."""
    seen, found = set[tuple[Place, Place]](), []
    for name, (drawn, wanted) in every.items():
        chance.shuffle(drawn)
        fresh = [one for one in drawn if (one.one, one.other) not in seen][: wanted // share]
        seen.update((one.one, one.other) for one in fresh)
        found += [(name, one) for one in fresh]
    return found


def _row(stratum: str, drawn: Drawn, half: str) -> dict[str, str]:
    one, other = drawn.one, drawn.other
    step = 50 if one.source == "charity register" else 1
    return {
        "drawn_as": stratum,
        "half": half,
        "one": one.name,
        "one_from": one.source,
        "one_is": one.tells,
        "other": other.name,
        "other_from": other.source,
        "other_is": other.tells,
        "metres": str(round(drawn.metres / step) * step),
        "label": "",
    }


def main() -> None:
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(draw(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
