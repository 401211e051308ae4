"""What the columns of a list mean: guessed from their headings and values, put right by a person, remembered."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from crm.core.errors import RuleBroken
from crm.core.labels import Labelled
from crm.core.text import fold
from crm.organisations.importing.reading import FileRefused, SheetRow, Table
from crm.organisations.kinds import Faith, OrganisationKind

# So many columns can be asked about on a page; of a wider file, the first of them and those that are recognised.
MOST_ASKED = 36


class Meaning(Labelled):
    """What a column holds."""

    NAME = "name", "Name"
    KIND = "kind", "Kind of group"
    FAITH = "faith", "Faith"
    DENOMINATION = "denomination", "Denomination"
    ADDRESS = "address", "Address of the premises, or part of it"
    POSTCODE = "postcode", "Postcode of the premises"
    CONTACT_POSTCODE = "contact_postcode", "Postcode of a contact address"
    LON = "lon", "Longitude"
    LAT = "lat", "Latitude"
    POINT = "point", "Longitude and latitude together"
    PHONE = "phone", "Phone"
    EMAIL = "email", "Email"
    WEBSITE = "website", "Website"
    CHARITY_NUMBER = "charity_number", "Charity number"
    CLOSED = "closed", "When or whether it closed"
    ACTIVE = "active", "Whether it is still active"
    EXTERNAL_ID = "external_id", "Its number in this list"
    OSM_TYPE = "osm_type", "OpenStreetMap type"
    OSM_ID = "osm_id", "OpenStreetMap number"
    AREA_CODE = "area_code", "Area code"


M = Meaning
_HEADINGS = {
    M.NAME: "name, organisation, organisation name, organization, group, group name, charity name, library name, club,"
    " club name, title, place, venue name, church, mosque",
    M.KIND: "kind, type of group, organisation type, org type, amenity",
    M.FAITH: "faith, religion, faith group",
    M.DENOMINATION: "denomination, tradition",
    M.ADDRESS: "address, address 1, address 2, address 3, address 4, address line 1, address line 2, address line 3,"
    " street, street address, town, city, town or city, addr housenumber, addr housename, addr street, addr city,"
    " premises address, venue address",
    M.POSTCODE: "postcode, post code, postal code, addr postcode, venue postcode, premises postcode",
    M.CONTACT_POSTCODE: "charity contact postcode, contact postcode, registered postcode, correspondence postcode",
    M.LON: "lon, lng, long, longitude, x",
    M.LAT: "lat, latitude, y",
    M.POINT: "geometry, point, location, coordinates, geom, wkt, lat lon, latlng",
    M.PHONE: "phone, telephone, phone number, telephone number, tel, mobile, contact phone, charity contact phone",
    M.EMAIL: "email, email address, e mail, contact email, charity contact email",
    M.WEBSITE: "website, web, url, web address, contact website, charity contact web",
    M.CHARITY_NUMBER: "charity number, charity no, registered charity number, ref charity, ref gb charity",
    M.CLOSED: "year closed, closed, closed on, date closed, date of removal, closing date",
    M.ACTIVE: "active, is active, still active, open",
    M.EXTERNAL_ID: "external id, id, reference, organisation number",
    M.OSM_TYPE: "osm type",
    M.OSM_ID: "osm id",
    M.AREA_CODE: "area code, gss code, lad code, lad25cd, local authority code",
}
_BY_HEADING = {heading.strip(): meaning for meaning, words in _HEADINGS.items() for heading in words.split(",")}

_POSTCODE = re.compile(r"[A-Za-z]{1,2}[0-9][0-9A-Za-z]?\s*[0-9][A-Za-z]{2}")
_POINT = re.compile(r"(c|POINT|\()?\s*\(?\s*-?[0-9]+\.[0-9]+[,\s]+-?[0-9]+\.[0-9]+\s*\)?", re.IGNORECASE)
_BY_VALUE = (
    (M.EMAIL, re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")),
    (M.WEBSITE, re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)),
    (M.POSTCODE, _POSTCODE),
    (M.POINT, _POINT),
)
_PLACED_BY = "a point (longitude and latitude) or a postcode"
# Meanings that would show a contact address as the place where a group meets.
PREMISES = (M.POSTCODE, M.ADDRESS, M.LON, M.LAT, M.POINT)
NOT_PREMISES = (
    "The charity register holds contact addresses, often somebody’s home: they are never taken as premises. "
    "Select “Postcode of a contact address”, which gives the area only"
)


@dataclass(frozen=True)
class Columns:
    """`meanings` are by heading. `kind` and `faith` hold for rows that do not say their own."""

    meanings: Mapping[str, Meaning] = field(default_factory=dict)
    kind: OrganisationKind = OrganisationKind.PLACE_OF_WORSHIP
    faith: Faith = Faith.NOT_STATED

    def of(self, meaning: Meaning) -> list[str]:
        return [heading for heading, held in self.meanings.items() if held is meaning]

    def has(self, *meanings: Meaning) -> bool:
        return set(meanings) <= set(self.meanings.values())

    def cell(self, row: SheetRow, meaning: Meaning) -> str:
        """Empty when no column has this meaning."""
        return next((row.cells[heading] for heading in self.of(meaning)), "")

    def as_kept(self) -> dict[str, Any]:
        return {"meanings": dict(self.meanings), "kind": self.kind.value, "faith": self.faith.value}


def from_kept(kept: Mapping[str, Any]) -> Columns:
    meanings = {heading: Meaning(value) for heading, value in kept["meanings"].items()}
    return Columns(meanings, OrganisationKind(kept["kind"]), Faith(kept["faith"]))


def guess(table: Table, samples: Sequence[SheetRow]) -> Columns:
    """By the headings, and where those say nothing by the values. Each meaning goes to the first that has it."""
    meanings: dict[str, Meaning] = {}
    by_heading = [(heading, _BY_HEADING.get(fold(heading))) for heading in table.header]
    for heading, meaning in chain(by_heading, ((one, _by_values(one, samples)) for one in table.header)):
        is_free = meaning is M.ADDRESS or meaning not in meanings.values()
        if meaning and is_free and heading not in meanings:
            meanings[heading] = meaning
    if is_register(table.header, samples):
        meanings = _without_premises(meanings)
    return _whole(Columns(meanings))


def _by_values(heading: str, samples: Sequence[SheetRow]) -> Meaning | None:
    """Most of the values that are there must look so, and three at least."""
    values = [value for row in samples if (value := row.cells.get(heading, "").strip())]
    for meaning, pattern in _BY_VALUE:
        if len(values) > 2 and sum(1 for value in values if pattern.fullmatch(value)) > len(values) * 0.8:
            return meaning
    return None


def _whole(columns: Columns) -> Columns:
    """Half a point or half an id is none; an id of OpenStreetMap goes before another."""
    meanings = dict(columns.meanings)
    for pair in ((M.LON, M.LAT), (M.OSM_TYPE, M.OSM_ID)):
        if not columns.has(*pair):
            meanings = {heading: meaning for heading, meaning in meanings.items() if meaning not in pair}
    if columns.has(M.OSM_TYPE, M.OSM_ID):
        meanings = {heading: meaning for heading, meaning in meanings.items() if meaning is not M.EXTERNAL_ID}
    return Columns(meanings, columns.kind, columns.faith)


def is_register(header: Sequence[str], samples: Sequence[SheetRow]) -> bool:
    """Whether this is the Charity Commission's register, whose addresses are contact addresses (domain.md 12.2)."""
    plain = [fold(heading) for heading in header]
    if any(heading.startswith("charity contact") for heading in plain):
        return True
    return any("charity_register" in row.cells.values() for row in samples)


def _without_premises(meanings: Mapping[str, Meaning]) -> dict[str, Meaning]:
    kept = {heading: M.CONTACT_POSTCODE if held is M.POSTCODE else held for heading, held in meanings.items()}
    contact = [heading for heading, held in kept.items() if held is M.CONTACT_POSTCODE]
    return {heading: held for heading, held in kept.items() if held not in PREMISES and heading not in contact[1:]}


def missing(columns: Columns) -> list[str]:
    """What no import can do without."""
    is_placed = columns.has(M.LON, M.LAT) or any(
        columns.has(meaning) for meaning in (M.POINT, M.POSTCODE, M.CONTACT_POSTCODE)
    )
    return [*([] if columns.has(M.NAME) else ["name"]), *([] if is_placed else [_PLACED_BY])]


def check(columns: Columns, table: Table, samples: Sequence[SheetRow]) -> None:
    """Raises RuleBroken for columns that no row could be taken by."""
    lacking = missing(columns)
    if lacking:
        raise FileRefused(f"These columns are missing: {', '.join(lacking)}", table.line or None)
    held = list(columns.meanings.values())
    twice = [meaning.label for meaning in Meaning if meaning is not M.ADDRESS and held.count(meaning) > 1]
    if twice:
        raise RuleBroken(f"Select only one column each for: {', '.join(twice)}")
    if is_register(table.header, samples) and any(columns.has(meaning) for meaning in PREMISES):
        raise RuleBroken(NOT_PREMISES)


def asked(table: Table, samples: Sequence[SheetRow], columns: Columns) -> list[str]:
    """The headings worth asking about: no empty columns, and not more than a page can hold."""
    filled = [heading for heading in table.header if any(row.cells.get(heading, "").strip() for row in samples)]
    first = filled[:MOST_ASKED]
    return [heading for heading in table.header if heading in first or heading in columns.meanings]
