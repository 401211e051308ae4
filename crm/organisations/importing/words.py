"""Changes of an import as people read them."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from crm.organisations.kinds import Faith, PlaceKind

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
