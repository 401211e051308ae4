"""Lists whose columns we know already (docs/importing.md), found by their headings."""

import hashlib
from collections.abc import Sequence

from crm.core.text import fold
from crm.organisations.importing.columns import Columns, Meaning
from crm.organisations.kinds import Faith, OrganisationKind

M = Meaning


def heading_key(header: Sequence[str]) -> str:
    """The same for the same headings in any order and case: what a mapping is remembered by."""
    words = "\n".join(sorted(map(fold, header)))
    return hashlib.sha256(words.encode()).hexdigest()[:32]


_PLACES = Columns(
    {
        "area_code": M.AREA_CODE,
        "faith": M.FAITH,
        "osm_type": M.OSM_TYPE,
        "osm_id": M.OSM_ID,
        "name": M.NAME,
        "denomination": M.DENOMINATION,
        "lon": M.LON,
        "lat": M.LAT,
    }
)
_PLACES_2021 = Columns({"name": M.NAME, "religion": M.FAITH, "geometry": M.POINT})
# Found by words in their names: places of worship beside associations and schools, so the kind is the widest.
_CHARITIES = Columns(
    {"name": M.NAME, "charity_no": M.CHARITY_NUMBER, "postcode": M.CONTACT_POSTCODE},
    OrganisationKind.CHARITY_SERVICE,
    Faith.MUSLIM,
)
_LIBRARIES = Columns(
    {
        "Library name": M.NAME,
        "Address 1": M.ADDRESS,
        "Address 2": M.ADDRESS,
        "Address 3": M.ADDRESS,
        "Postcode": M.POSTCODE,
        "Year closed": M.CLOSED,
        "URL": M.WEBSITE,
        "Email address": M.EMAIL,
    },
    OrganisationKind.STATUTORY_PARTNER,
    Faith.NOT_RELIGIOUS_ORG,
)
_CLUBS = Columns(
    {"id": M.EXTERNAL_ID, "name": M.NAME, "address": M.ADDRESS, "postcode": M.POSTCODE, "active": M.ACTIVE},
    OrganisationKind.SPORTS_CLUB,
    Faith.NOT_RELIGIOUS_ORG,
)
# A list is known by these headings; it may have more.
_KNOWN = (
    (set(_PLACES.meanings), _PLACES),
    ({"column 1", *_PLACES_2021.meanings}, _PLACES_2021),
    ({*_CHARITIES.meanings, "source_tier"}, _CHARITIES),
    ({*_LIBRARIES.meanings, "Unique property reference number"}, _LIBRARIES),
    (set(_CLUBS.meanings), _CLUBS),
)


def for_headings(header: Sequence[str]) -> Columns | None:
    return next((columns for headings, columns in _KNOWN if headings <= set(header)), None)
