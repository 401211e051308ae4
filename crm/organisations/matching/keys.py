"""Match keys: short values of which two groups share one at least if they may be one. Pure."""

import math
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from crm.core.labels import Labelled
from crm.organisations.matching.judging import Candidate
from crm.organisations.matching.names import Name, forget
from crm.organisations.matching.words import skeleton

# Cells no narrower than judging.LOOK_METRES anywhere in Britain, so that what is near lies in the cells around.
_CELL_LAT, _CELL_LON = 0.0023, 0.0048
# What an index of PostgreSQL takes in any script.
LONGEST = 500


class KeyKind(Labelled):
    CELL = "cell", "Where it meets"
    POSTCODE = "postcode", "Postcode"
    NAME = "name", "A name few groups have"
    AREA_NAME = "area_name", "A name in an area"
    WORD = "word", "A telling word of a name"
    CHARITY_NUMBER = "charity_number", "Charity number"
    PHONE = "phone", "Phone number"
    EMAIL = "email", "Email address"
    WEBSITE = "website", "Website"


Key = tuple[KeyKind, str]
Cell = tuple[int, int]
_NUMBERS = {
    KeyKind.CHARITY_NUMBER: "charity_number",
    KeyKind.PHONE: "phone",
    KeyKind.EMAIL: "email",
    KeyKind.WEBSITE: "website",
}


def kept_keys(one: Candidate) -> set[Key]:
    """What is stored for a group."""
    found = set(common_keys(one))
    found.update((KeyKind.CELL, _cell_name(*cell_of(*point))) for point in one.points)
    found.update((KeyKind.WORD, word) for name in one.names for word in sounds_of(name))
    return {(kind, value[:LONGEST]) for kind, value in found}


def asked_keys(one: Candidate) -> set[Key]:
    """What is looked for on behalf of a group: the cells around too, and no single words, which many share."""
    found = set(common_keys(one))
    for point in one.points:
        found.update((KeyKind.CELL, _cell_name(*cell)) for cell in cells_around(*point))
    return {(kind, value[:LONGEST]) for kind, value in found}


def common_keys(one: Candidate) -> Iterator[Key]:
    for name in one.names:
        if name.is_rare:
            yield KeyKind.NAME, name.key
        if name.tokens:
            yield from ((KeyKind.AREA_NAME, f"{area} {name.key or name.sorted}") for area in one.areas)
    yield from ((KeyKind.POSTCODE, postcode) for postcode in one.postcodes)
    for kind, column in _NUMBERS.items():
        if value := getattr(one, column):
            yield kind, value


def cells_around(lon: float, lat: float) -> Iterator[Cell]:
    north, east = cell_of(lon, lat)
    return ((north + up, east + right) for up in (-1, 0, 1) for right in (-1, 0, 1))


@lru_cache(maxsize=20_000)
def words_kept(name: Name) -> tuple[str, ...]:
    """Under what a name is met within a cell, where it is dense: what tells it, in words and in one, and the rest."""
    rest = [f"any {word}" for word in name.tokens]
    return (*_telling(name), *rest, *([] if name.telling else (f"plain {word}" for word in name.tokens)))


@lru_cache(maxsize=20_000)
def words_asked(name: Name) -> tuple[str, ...]:
    """What a name asks for there: a name that tells nothing asks for any word, and is asked for by every word."""
    rest = [f"plain {word}" for word in name.tokens]
    return (*_telling(name), *rest, *([] if name.telling else (f"any {word}" for word in name.tokens)))


def _telling(name: Name) -> list[str]:
    return [*map(skeleton, name.telling), f"all {name.key.replace(' ', '')}"] if name.telling else []


def forget_names() -> None:
    """Long work lets go of the names it has read with each part, so that its memory does not grow."""
    forget()
    words_kept.cache_clear()
    words_asked.cache_clear()


def sounds_of(name: Name) -> set[str]:
    """Each telling word as it sounds, or the plain ones where none tells."""
    return {skeleton(word) for word in name.telling or name.tokens}


def cell_of(lon: float, lat: float) -> Cell:
    return math.floor(lat / _CELL_LAT), math.floor(lon / _CELL_LON)


def _cell_name(north: int, east: int) -> str:
    return f"{north} {east}"


def website_key(website: str | None) -> str | None:
    """The address without what people leave out: http://www.example.org/ and example.org are one."""
    if not website:
        return None
    parts = urlsplit(website)
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}" or None
