"""What a row of a list must be to be taken, and what it says in our own words."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from crm.core.errors import RuleBroken
from crm.core.labels import Labelled
from crm.core.text import fold
from crm.organisations.importing import values
from crm.organisations.importing.columns import Columns, Meaning
from crm.organisations.importing.reading import SheetRow
from crm.organisations.kinds import Faith, OrganisationKind, PlaceKind
from crm.organisations.rules import placeholder_name

OUTSIDE_ALL = "outside every area we hold"
OUTSIDE_YOURS = "outside your areas"
OUTSIDE_CHOSEN = "outside the areas chosen"
ECUMENICAL = "CHR_LOCAL_ECUMENICAL"

M = Meaning
_SOURCE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")

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


class Ending(Labelled):
    """How each row ends; the four add up to the rows."""

    CREATED = "created", "New"
    MATCHED = "matched", "Already there"
    CHANGED = "changed", "Changed"
    REFUSED = "refused", "Refused"


class Choice(Labelled):
    """What becomes of a list with rows that are refused."""

    GOOD = "good", "Import the good rows only"
    ALL = "all", "All or nothing: import only if no row is refused"


@dataclass(frozen=True)
class Refusal:
    """`name` is what the row calls itself, as far as it can be read."""

    row: SheetRow
    reason: str
    name: str = ""


@dataclass(frozen=True)
class Place:
    """One row that makes sense by itself. `name` is empty where the list has none.

    Without a point it is placed by a postcode: its own (`postcode`), or that of somebody who is written to
    (`contact_postcode`), which says the area and nothing of where the group meets. `remarks` are what was mended.
    """

    row: int
    external_id: str
    name: str
    faith: Faith
    denomination: str
    lon: float | None
    lat: float | None
    label: str
    kind: OrganisationKind = OrganisationKind.PLACE_OF_WORSHIP
    address: str = ""
    postcode: str = ""
    contact_postcode: str = ""
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    charity_number: str | None = None
    remarks: tuple[str, ...] = ()
    is_by_postcode: bool = False

    @property
    def point(self) -> tuple[float, float] | None:
        return None if self.lon is None or self.lat is None else (self.lon, self.lat)


def check_source(typed: str) -> str:
    source = typed.strip().lower()
    if not _SOURCE.fullmatch(source):
        raise RuleBroken("Enter a short name of letters, digits and hyphens, like osm", "source_name")
    return source


class Seen(Protocol):
    """The lines on which ids came first, by id: a dictionary, or `seen.SeenOnDisk`."""

    def setdefault(self, external_id: str, line: int, /) -> int: ...


def places_of(rows: Iterable[SheetRow], columns: Columns, seen: Seen) -> tuple[list[Place], list[Refusal]]:
    """The rows that make sense, and the others with the reason. An id counts once: its first row, kept in `seen`."""
    places: list[Place] = []
    refusals = []
    for row in rows:
        try:
            place = _place(row, columns)
            first = seen.setdefault(place.external_id, place.row)
            if first != place.row:
                raise RuleBroken(f"{_called(place)} stands on line {first} already")
        except RuleBroken as broken:
            refusals.append(Refusal(row, broken.message, values.shown(columns.cell(row, M.NAME)) if row.cells else ""))
        else:
            places.append(place)
    return places, refusals


def _called(place: Place) -> str:
    """A made-up id tells people nothing."""
    return "the same name and place" if place.external_id.startswith(MADE_ID) else place.external_id


def _place(row: SheetRow, columns: Columns) -> Place:
    if row.problem:
        raise RuleBroken(row.problem)
    remarks = list(row.remarks)
    _check_open(row, columns)
    point, postcode, contact = _where(row, columns)
    kind = values.kind(columns.cell(row, M.KIND), columns.kind, remarks)
    name = values.words(columns.cell(row, M.NAME), "name", remarks)
    charity = values.charity(columns.cell(row, M.CHARITY_NUMBER), remarks)
    external_id = _listed_id(row, columns) or _made_id(name, charity, point, postcode or contact)
    is_of_map = columns.has(M.OSM_TYPE, M.OSM_ID)
    return Place(
        row=row.number,
        external_id=external_id,
        name=name if is_of_map else values.in_small_letters(name, "name", remarks),
        faith=values.faith(columns.cell(row, M.FAITH), columns.faith, remarks),
        denomination=values.words(columns.cell(row, M.DENOMINATION), "denomination", remarks),
        lon=point[0] if point else None,
        lat=point[1] if point else None,
        label=values.area_code(columns.cell(row, M.AREA_CODE)),
        kind=kind,
        address=values.address((row.cells[heading] for heading in columns.of(M.ADDRESS)), remarks),
        postcode=postcode,
        contact_postcode=contact,
        phone=values.phone(columns.cell(row, M.PHONE), remarks),
        email=values.email(columns.cell(row, M.EMAIL), remarks),
        website=values.web(columns.cell(row, M.WEBSITE), remarks),
        charity_number=charity,
        is_by_postcode=point is None,
        remarks=tuple(dict.fromkeys(remarks)),
    )


def _check_open(row: SheetRow, columns: Columns) -> None:
    ended = values.closed(columns.cell(row, M.CLOSED))
    if ended:
        raise RuleBroken(ended)
    if values.inactive(columns.cell(row, M.ACTIVE)):
        raise RuleBroken("not active any more, the list says")


Point = tuple[float, float]


def _where(row: SheetRow, columns: Columns) -> tuple[Point | None, str, str]:
    """The point, the postcode of the premises and that of a contact address, as far as the row has them."""
    point = _point(row, columns)
    written = columns.cell(row, M.POSTCODE)
    postcode = values.postcode(written) if written.strip() or (columns.has(M.POSTCODE) and point is None) else ""
    if point is None and not postcode and columns.has(M.CONTACT_POSTCODE):
        return None, "", values.postcode(columns.cell(row, M.CONTACT_POSTCODE))
    return point, postcode, ""


def _point(row: SheetRow, columns: Columns) -> Point | None:
    may_be_blank = columns.has(M.POSTCODE) or columns.has(M.CONTACT_POSTCODE)
    if columns.has(M.LON, M.LAT):
        lon, lat = columns.cell(row, M.LON), columns.cell(row, M.LAT)
        return None if may_be_blank and not (lon + lat).strip() else values.point(lon, lat)
    together = columns.cell(row, M.POINT)
    if not columns.has(M.POINT) or (may_be_blank and not together.strip()):
        return None
    return values.together(together)


def _listed_id(row: SheetRow, columns: Columns) -> str:
    if columns.has(M.OSM_TYPE, M.OSM_ID):
        return values.osm_id(columns.cell(row, M.OSM_TYPE), columns.cell(row, M.OSM_ID))
    if not columns.has(M.EXTERNAL_ID):
        return ""
    external_id = values.words(columns.cell(row, M.EXTERNAL_ID), "external_id", [])
    if not external_id:
        raise RuleBroken("external_id is empty")
    return external_id


MADE_ID = "made/"


def _made_id(name: str, charity: str | None, point: Point | None, postcode: str) -> str:
    """A list without ids: the same row gets the same id each time, from what tells it apart."""
    if charity:
        return f"charity/{charity}"
    where = f"{point[0]:.5f} {point[1]:.5f}" if point else postcode
    return MADE_ID + hashlib.sha256(f"{fold(name)}|{where}".encode()).hexdigest()[:16]


def name_of(place: Place) -> str:
    """A place without a name is called after its faith, until somebody has been there."""
    return place.name or placeholder_name(place.kind, place.faith)


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
    if place.kind is not OrganisationKind.PLACE_OF_WORSHIP:
        return None
    if place.faith is Faith.SIKH:
        return PlaceKind.GURDWARA
    if tradition == "CHR_JW":
        return PlaceKind.KINGDOM_HALL
    plain = fold(place.name)
    return next(
        (kind for faith, words, kind in _KIND_BY_NAME if faith is place.faith and re.search(words, plain)), None
    )


MORE_TAKEN = ("address", "postcode", "phone", "email", "website", "charity_number")


def taken(place: Place, codes: Mapping[tuple[Faith, str], str]) -> dict[str, Any]:
    """The values of a row as they are kept with the source record, to tell later what people have edited."""
    tradition = tradition_of(place, codes)
    kind = place_kind_of(place, tradition)
    said: dict[str, Any] = {
        "name": place.name,
        "faith": place.faith.value,
        "tradition": tradition,
        "place_kind": kind.value if kind else None,
    }
    if place.point:
        said["point"] = list(place.point)
    # What a list leaves empty it does not say.
    return said | {key: value for key in MORE_TAKEN if (value := getattr(place, key))}


def settle(
    before: Mapping[str, Any], offered: Mapping[str, Any], current: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """Which values to take, and which a person's edit keeps out: theirs is never overwritten (architecture.md 5)."""
    new = {key: value for key, value in offered.items() if value != before.get(key) and value != current[key]}
    take = {key: value for key, value in new.items() if current[key] == before.get(key)}
    return take, [key for key in new if key not in take]
