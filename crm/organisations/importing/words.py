"""Changes of an import as people read them."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from crm.organisations.importing.columns import Meaning
from crm.organisations.kinds import Faith, PlaceKind

_TELLING = (
    Meaning.ADDRESS,
    Meaning.POSTCODE,
    Meaning.CONTACT_POSTCODE,
    Meaning.POINT,
    Meaning.LAT,
    Meaning.LON,
    Meaning.PHONE,
    Meaning.EMAIL,
    Meaning.WEBSITE,
    Meaning.CHARITY_NUMBER,
    Meaning.EXTERNAL_ID,
    Meaning.OSM_ID,
)
MOST_TOLD, MOST_LETTERS = 3, 120
_CALLED = {
    "name": "Name",
    "faith": "Faith",
    "tradition": "Tradition",
    "place_kind": "Kind of place",
    "point": "Point on the map",
    "address": "Address",
    "postcode": "Postcode",
    "phone": "Phone",
    "email": "Email",
    "website": "Website",
    "charity_number": "Charity number",
}


class Said(NamedTuple):
    what: str
    before: str
    after: str


def changes_in_words(changes: Sequence[Sequence[Any]], traditions: Mapping[str, str]) -> list[Said]:
    return [
        Said(_CALLED[key], _shown(key, before, traditions), _shown(key, after, traditions))
        for key, before, after in changes
    ]


def _shown(key: str, value: Any, traditions: Mapping[str, str]) -> str:
    if value is None or value == "":
        return "nothing"
    if key == "point":
        return f"{value[1]}, {value[0]}"
    labels = {"faith": lambda: Faith(value).label, "place_kind": lambda: PlaceKind(value).label}
    return labels[key]() if key in labels else traditions.get(value, str(value))


def known_in_words(raw: Sequence[str], kept: Mapping[str, Any]) -> str:
    """What a row without a name says, in the columns that would tell one which it is."""
    meanings = kept.get("meanings", {})
    cells = dict(zip(kept.get("header", ()), raw, strict=False))
    columns = (heading for meaning in _TELLING for heading, held in meanings.items() if held == meaning)
    told = [cell for heading in columns if (cell := cells.get(heading, "").strip())]
    return ", ".join(told[:MOST_TOLD])[:MOST_LETTERS] or "Nothing else is known of it"
