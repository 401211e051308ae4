"""Finding a group by what it is or was called, by where it meets or met, or by its numbers."""

import re
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_

from crm.areas.rules import normalise_postcode
from crm.core.contact import normalise_phone
from crm.core.errors import RuleBroken
from crm.core.search import names_holding
from crm.core.text import fold
from crm.extensions import db
from crm.organisations.kinds import Precision
from crm.organisations.matching.keys import KeyKind, website_key
from crm.organisations.matching.models import MatchKey
from crm.organisations.models import FormerName, Organisation, Venue

CHARITY_NUMBER = re.compile(r"\d{6,8}(-\d+)?")


def name_matches(q: str) -> ColumnElement[bool]:
    return names_holding(q, Organisation.id, Organisation.sort_name, Organisation.search_names)


def name_or_place_matches(q: str) -> ColumnElement[bool]:
    """What looks like a postcode, a street with a house number, or another number, is looked for as such too."""
    place, keys = _place_like(q), _keys_like(q)
    found = [] if place is None else [_meeting_at(place)]
    if keys:
        found.append(select(MatchKey.organisation_id).where(tuple_(MatchKey.kind, MatchKey.value).in_(keys)))
    return or_(name_matches(q), *map(Organisation.id.in_, found)) if found else name_matches(q)


def _keys_like(q: str) -> list[tuple[KeyKind, str]]:
    """The match keys of a group that has this charity number, phone number, email address or website."""
    plain = q.replace(" ", "")
    if "@" in plain:
        return [(KeyKind.EMAIL, plain.lower())]
    if (
        "." in plain
        and plain == q
        and (website := website_key(plain.lower() if "//" in plain else f"//{plain.lower()}"))
    ):
        return [(KeyKind.WEBSITE, website)]
    keys = [(KeyKind.CHARITY_NUMBER, plain)] if CHARITY_NUMBER.fullmatch(plain) else []
    with suppress(RuleBroken):
        keys.append((KeyKind.PHONE, normalise_phone(q)))
    return keys


def _place_like(q: str) -> ColumnElement[bool] | None:
    """The condition on a venue; None for what can only be a name."""
    asked: list[ColumnElement[bool]] = []
    with suppress(RuleBroken):
        asked.append(Venue.postcode == normalise_postcode(q))
    words = q.split()
    if len(words) > 1 and any(letter.isdigit() for letter in words[0]):
        asked.append(func.lower(Venue.address).contains(q.lower(), autoescape=True))
    return or_(*asked) if asked else None


def _meeting_at(place: ColumnElement[bool]) -> Select[int]:
    """Open and ended venues. Homes are left out: whose they are could else be found out from elsewhere."""
    return select(Venue.organisation_id).where(place, Venue.precision != Precision.MASKED)


def formerly(organisation_ids: Sequence[int], q: str) -> dict[int, list[str]]:
    """For groups that were found by it: the former names and places that hold what was looked for."""
    found: dict[int, list[str]] = defaultdict(list)
    sought = fold(q).split()
    if not sought or not organisation_ids:
        return found
    names = select(FormerName.organisation_id, FormerName.name).where(FormerName.organisation_id.in_(organisation_ids))
    for row in db.session.execute(names.order_by(FormerName.id)):
        if any(word in fold(row.name) for word in sought):
            found[row.organisation_id].append(row.name)
    place = _place_like(q)
    if place is not None:
        left = select(Venue.organisation_id, Venue.address, Venue.postcode).where(
            place,
            Venue.ended_on.is_not(None),
            Venue.precision != Precision.MASKED,
            Venue.organisation_id.in_(organisation_ids),
        )
        for venue in db.session.execute(left.order_by(Venue.id)):
            found[venue.organisation_id].append("at " + ", ".join(filter(None, (venue.address, venue.postcode))))
    return found
