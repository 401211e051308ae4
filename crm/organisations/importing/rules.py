"""What a row of a list must be to be taken, and what it says in our own words."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm.core.errors import RuleBroken
from crm.core.labels import Labelled
from crm.core.text import fold, one_line
from crm.organisations.importing.reading import OWN_ID, Sheet, SheetRow
from crm.organisations.kinds import Faith, OrganisationKind, PlaceKind
from crm.organisations.rules import placeholder_name

OUTSIDE_ALL = "outside every area we hold"
OUTSIDE_YOURS = "outside your areas"
OUTSIDE_CHOSEN = "outside the areas chosen"
ECUMENICAL = "CHR_LOCAL_ECUMENICAL"

_NUMBER = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{1,20})?", re.ASCII)
_OSM_NUMBER = re.compile(r"[1-9][0-9]{0,18}", re.ASCII)
_AREA_CODE = re.compile(r"[EWSN][0-9]{8}")
_SOURCE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_OSM_TYPES = ("node", "way", "relation")
_FORMULA = ("=", "+", "-", "@")

# Manners of worship rather than churches: beside the name of a church they add none.
_MANNERS = {"protestant", "evangelical", "charismatic", "reformed", "nonconformist", "liberal", "gospel", "christian"}

# The kind of place is taken from the group's own name only, and only from a word that leaves no doubt.
_KIND_BY_NAME = (
    (Faith.CHRISTIAN, r"kingdom hall\b", PlaceKind.KINGDOM_HALL),
    (Faith.CHRISTIAN, r"(friends|quaker) meeting house$", PlaceKind.MEETING_HOUSE),
    (Faith.CHRISTIAN, r"salvation army citadel$", PlaceKind.CITADEL),
    (Faith.CHRISTIAN, r".\bcathedral$", PlaceKind.CATHEDRAL),
    (Faith.CHRISTIAN, r".\bchapel$", PlaceKind.CHAPEL),
    (Faith.MUSLIM, r"\b(mosque|jamme masjid|jame masjid|jamia masjid)\b", PlaceKind.MOSQUE),
    (Faith.MUSLIM, r"\b(imambargah|imambara)\b", PlaceKind.IMAMBARGAH),
    (Faith.JEWISH, r".\bsynagogue$", PlaceKind.SYNAGOGUE),
    (Faith.HINDU, r"\bmandir\b", PlaceKind.MANDIR),
    (Faith.BUDDHIST, r"\bvihara\b", PlaceKind.VIHARA),
)

_FAITHS = {fold(word): faith for faith in Faith for word in (faith.value, faith.label)}


class Ending(Labelled):
    """How each row ends; the four add up to the rows."""

    CREATED = "created", "New"
    MATCHED = "matched", "Already there"
    CHANGED = "changed", "Changed"
    REFUSED = "refused", "Refused"


@dataclass(frozen=True)
class Refusal:
    row: SheetRow
    reason: str


@dataclass(frozen=True)
class Place:
    """One row that makes sense by itself. `name` is empty where the list has none."""

    row: int
    external_id: str
    name: str
    faith: Faith
    denomination: str
    lon: float
    lat: float
    label: str


def check_source(typed: str) -> str:
    source = typed.strip().lower()
    if not _SOURCE.fullmatch(source):
        raise RuleBroken("Enter a short name of letters, digits and hyphens, like osm", "source_name")
    return source


def places_of(sheet: Sheet) -> tuple[list[Place], list[Refusal]]:
    """The rows that make sense, and the others with the reason. An id counts once: its first row."""
    places: dict[str, Place] = {}
    refusals = []
    for row in sheet.rows:
        try:
            place = _place(row, sheet)
            if place.external_id in places:
                raise RuleBroken(f"{place.external_id} stands on line {places[place.external_id].row} already")
        except RuleBroken as broken:
            refusals.append(Refusal(row, broken.message))
        else:
            places[place.external_id] = place
    return list(places.values()), refusals


def _place(row: SheetRow, sheet: Sheet) -> Place:
    if not row.cells:
        raise RuleBroken(f"{len(row.raw)} values, but the header names {len(sheet.header)} columns")
    lon, lat = _point(row.cells["lon"], row.cells["lat"])
    return Place(
        row=row.number,
        external_id=_osm_id(row.cells) if sheet.has_osm_ids else _own_id(row.cells[OWN_ID]),
        name=_words(row.cells["name"], "name"),
        faith=_faith(row.cells["faith"]),
        denomination=_words(row.cells["denomination"], "denomination"),
        lon=lon,
        lat=lat,
        label=_area_code(row.cells["area_code"]),
    )


def _point(lon: str, lat: str) -> tuple[float, float]:
    for column, typed in (("lon", lon), ("lat", lat)):
        if not _NUMBER.fullmatch(typed.strip()):
            raise RuleBroken(f"{column} “{_shown(typed)}” is not a number of degrees, like 51.5268")
    east, north = float(lon), float(lat)
    if abs(east) > 180 or abs(north) > 90:
        raise RuleBroken(f"lon {lon.strip()} and lat {lat.strip()} are not a place on earth")
    if -9 <= north <= 2 and 49 <= east <= 61:
        raise RuleBroken(f"lon {lon.strip()} and lat {lat.strip()} look swapped")
    return east, north


def _osm_id(cells: Mapping[str, str]) -> str:
    kind, number = cells["osm_type"].strip().lower(), cells["osm_id"].strip()
    if kind not in _OSM_TYPES:
        raise RuleBroken(f"osm_type “{_shown(kind)}” is not node, way or relation")
    if not _OSM_NUMBER.fullmatch(number):
        raise RuleBroken(f"osm_id “{_shown(number)}” is not a whole number")
    return f"{kind}/{number}"


def _own_id(typed: str) -> str:
    external_id = _words(typed, OWN_ID)
    if not external_id:
        raise RuleBroken(f"{OWN_ID} is empty")
    return external_id


def _words(typed: str, column: str) -> str:
    words = unicodedata.normalize("NFC", one_line(typed))
    if words.startswith(_FORMULA):
        raise RuleBroken(f"{column} begins with “{words[0]}”, like a formula of a spreadsheet")
    if len(words) > 200:
        raise RuleBroken(f"{column} is longer than 200 characters")
    return words


def _faith(typed: str) -> Faith:
    """By its code or its label."""
    plain = fold(typed)
    if plain and plain not in _FAITHS:
        raise RuleBroken(f"faith “{_shown(typed)}” is not one that we know")
    return _FAITHS[plain] if plain else Faith.NOT_STATED


def _area_code(typed: str) -> str:
    """Only what the list believes: an odd code is no reason to refuse, since the point decides."""
    code = typed.strip().upper()
    return code if _AREA_CODE.fullmatch(code) else ""


def _shown(typed: str) -> str:
    words = one_line(typed)
    return words if len(words) <= 40 else words[:40] + "…"


def name_of(place: Place) -> str:
    """A place without a name is called after its faith, until somebody has been there."""
    return place.name or placeholder_name(OrganisationKind.PLACE_OF_WORSHIP, place.faith)


def tradition_of(place: Place, codes: Mapping[tuple[Faith, str], str]) -> str | None:
    """The code of the tradition; several churches in one place are a local ecumenical partnership (domain.md 2.3)."""
    values = [re.sub(r"[\s_]+", "_", value.strip().lower()) for value in re.split("[;/]", place.denomination)]
    named = [value for value in values if value and value not in _MANNERS] or [value for value in values if value]
    found = list(dict.fromkeys(codes.get((place.faith, value), value) for value in named))
    if len(found) > 1:
        return ECUMENICAL if place.faith is Faith.CHRISTIAN else None
    return found[0] if found and found[0] in codes.values() else None


def place_kind_of(place: Place, tradition: str | None) -> PlaceKind | None:
    """Only when certain: a Sikh place of worship is a gurdwara, a Kingdom Hall is named one. Otherwise not known."""
    if place.faith is Faith.SIKH:
        return PlaceKind.GURDWARA
    if tradition == "CHR_JW":
        return PlaceKind.KINGDOM_HALL
    plain = fold(place.name)
    return next(
        (kind for faith, words, kind in _KIND_BY_NAME if faith is place.faith and re.search(words, plain)), None
    )


def taken(place: Place, codes: Mapping[tuple[Faith, str], str]) -> dict[str, Any]:
    """The values of a row as they are kept with the source record, to tell later what people have edited."""
    tradition = tradition_of(place, codes)
    kind = place_kind_of(place, tradition)
    return {
        "name": place.name,
        "faith": place.faith.value,
        "tradition": tradition,
        "place_kind": kind.value if kind else None,
        "point": [place.lon, place.lat],
    }


def settle(
    before: Mapping[str, Any], offered: Mapping[str, Any], current: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """Which values to take, and which a person's edit keeps out: theirs is never overwritten (architecture.md 5)."""
    new = {key: value for key, value in offered.items() if value != before.get(key) and value != current[key]}
    take = {key: value for key, value in new.items() if current[key] == before.get(key)}
    return take, [key for key in new if key not in take]


def neutral(cell: str) -> str:
    """A cell that a spreadsheet will not run as a formula; plain numbers stay as they are."""
    is_number = _NUMBER.fullmatch(cell.strip())
    return "'" + cell if cell.lstrip().startswith(_FORMULA) and not is_number else cell
