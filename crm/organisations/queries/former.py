"""Finding a group by what it is or was called, or by where it meets or met."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import ColumnElement, Select, func, or_, select

from crm.areas.rules import normalise_postcode
from crm.core.errors import RuleBroken
from crm.core.search import names_holding
from crm.core.text import fold
from crm.extensions import db
from crm.organisations.kinds import Precision
from crm.organisations.models import FormerName, Organisation, Venue


def name_matches(q: str) -> ColumnElement[bool]:
    return names_holding(q, Organisation.id, Organisation.sort_name, Organisation.search_names)


def name_or_place_matches(q: str) -> ColumnElement[bool]:
    """What looks like a postcode, or like a street with a house number, is looked for among places too."""
    place = _place_like(q)
    return name_matches(q) if place is None else or_(name_matches(q), Organisation.id.in_(_meeting_at(place)))


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
