"""Finding a group by where it meets or met: a street, a house number, a postcode or the beginning of one."""

import re
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from crm.access.scope import Reach
from crm.areas.rules import normalise_postcode
from crm.core.errors import RuleBroken
from crm.core.search import SHORTEST, holding
from crm.core.text import fold
from crm.organisations.kinds import Precision
from crm.organisations.models import Organisation, Venue

_OUTWARD = r"[a-z]{1,2}\d[a-z\d]?"
_RUN_TOGETHER = re.compile(rf"\b({_OUTWARD})(\d[a-z]{{2}})\b")
# A postcode as far as it is typed.
_POSTCODE = re.compile(rf"\b{_OUTWARD}(?: \d[a-z]{{0,2}})?(?!\S)")
# fmt: off
STREETS = {
    "street", "st", "road", "rd", "avenue", "ave", "av", "lane", "ln", "drive", "close", "court", "gardens", "gdns",
    "grove", "place", "square", "terrace", "way", "walk", "hill", "crescent", "cres", "mews", "row", "rise", "broadway",
    "parade", "embankment", "yard", "wharf", "green", "common", "park", "estate", "house",
}
# fmt: on
_SHORTENED = {"road": "rd", "avenue": "ave", "lane": "ln", "gardens": "gdns", "street": "st", "crescent": "cres"}
# What else a street may be written as; what only begins the longer word need not be said.
SHORT_FOR = {long: (f"{short} ",) for long, short in _SHORTENED.items()} | {
    short: (long,) for long, short in _SHORTENED.items()
}


def is_place(q: str) -> bool:
    """Whether it reads like an address: "12 Green", "Green Street", "E7", "E7 8". Much else may be one as well."""
    words = fold(q).split()
    if len(words) == 1:
        return bool(re.fullmatch(_OUTWARD, words[0])) or _unit(q) is not None
    return any(word[0].isdigit() for word in words) or not STREETS.isdisjoint(words[1:])


def without_streets(folded: str) -> str:
    """The words that tell one street from another, for a name that may hold them."""
    return " ".join(word for word in folded.split() if word not in STREETS) or folded


def at(q: str, homes_in: Reach) -> ColumnElement[bool]:
    """Whether a group meets or met at such an address.

    A home, and the place of a group that must not become known, are found only in `homes_in`: whose they are could
    else be found out from elsewhere.
    """
    there = Organisation.id.in_(select(Venue.organisation_id).where(*address_holds(q, homes_in)))
    return and_(there, may_be_told(homes_in))


def may_be_told(homes_in: Reach) -> ColumnElement[bool]:
    """Of a group, as `address_holds` says it of a home."""
    if homes_in.everywhere:
        return true()
    return or_(Organisation.is_sensitive.is_(False), Organisation.lead_area_id.in_(homes_in.areas))


def address_holds(q: str, homes_in: Reach) -> list[ColumnElement[bool]]:
    return _told([holding(groups, Venue.id, Venue.search_address) for groups in _readings(q)], homes_in)


def address_says(q: str, homes_in: Reach) -> list[ColumnElement[bool]]:
    """The same for the places of a few groups, which are read rather than looked up."""
    said = (and_(*(or_(*map(Venue.search_address.contains, group)) for group in groups)) for groups in _readings(q))
    return _told(list(said), homes_in)


def _told(held: Sequence[ColumnElement[bool]], homes_in: Reach) -> list[ColumnElement[bool]]:
    found = [or_(*held) if held else false()]
    if not homes_in.everywhere:
        found.append(or_(Venue.precision != Precision.MASKED, Venue.area_id.in_(homes_in.areas)))
    return found


def _readings(q: str) -> list[list[list[str]]]:
    """As typed, and as a postcode whose letters O and I are put right ("E7 8OB"); nothing for single letters."""
    folded = _RUN_TOGETHER.sub(r"\1 \2", fold(q))
    unit = fold(_unit(q) or "")
    readings = [_groups(folded), [[f" {unit} "]] if unit not in ("", folded) else []]
    return [groups for groups in readings if groups]


def _groups(folded: str) -> list[list[str]]:
    """As `search_address` holds them: each postcode, each street with what stands before it, and what is left.

    The last word may be begun, and so may the second half of a postcode; a number or a first half may not.
    """
    groups = [[_begun(found.group())] for found in _POSTCODE.finditer(folded)]
    run: list[str] = []
    for word in [*_POSTCODE.sub(" | ", folded).split(), "|"]:
        if word != "|":
            run.append(word)
        if run and (word == "|" or (word in STREETS and len(run) > 1)):
            groups.append([_begun(" ".join((*run[:-1], last))) for last in (run[-1], *SHORT_FOR.get(run[-1], ()))])
            run = []
    return [group for group in groups if len(group[0]) >= SHORTEST]


def _begun(words: str) -> str:
    """Folded words from the start of a word; a number or the first half of a postcode at their end is all of it."""
    last = words.rsplit(maxsplit=1)[-1]
    is_whole = last.isdigit() or bool(re.fullmatch(_OUTWARD, last))
    return f" {words} " if is_whole and not re.fullmatch(rf"{_OUTWARD} \d", words) else f" {words}"


def _unit(q: str) -> str | None:
    try:
        return normalise_postcode(q)
    except RuleBroken:
        return None
