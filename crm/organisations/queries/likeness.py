"""Groups that a new one may be, so that nobody is listed twice."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, false, or_, true
from sqlalchemy.orm import aliased

from crm.access.scope import Reach, every_area
from crm.core.search import any_word_of
from crm.extensions import db
from crm.organisations import rules
from crm.organisations.kinds import Precision
from crm.organisations.models import Organisation, OrganisationArea, Venue
from crm.organisations.queries.listing import STUBS, stub_columns, within

CANDIDATES = 2_000
_link = aliased(OrganisationArea)
_SAME = {"phone": "phone number", "email": "email address", "website": "website", "charity_number": "charity number"}


@dataclass(frozen=True)
class Likeness:
    """A group that may be the one being added; without `organisation_id` it is a stub, out of reach."""

    organisation_id: int | None
    name: str
    kind: Any
    area_name: str
    adviser_name: str | None
    adviser_email: str | None
    why: str


def likely_same(facts: rules.Facts, area_id: int, postcode: str | None, reach: Reach) -> list[Likeness]:
    """Same or similar name in the area or near the postcode, or the same number or address anywhere.

    `facts` are settled. A sensitive or closed group out of reach is not told of.
    """
    in_reach = (true() if reach.everywhere else within(reach)).label("in_reach")
    columns = [getattr(Organisation, name) for name in _SAME]
    wanted = (
        stub_columns(Organisation.id, Organisation.search_names, *columns, in_reach)
        .where(or_(*_same_numbers(facts), _same_words(facts.name, area_id, postcode)))
        .where(or_(in_reach, Organisation.is_sensitive.is_(False) & Organisation.closed_on.is_(None)))
        .order_by(Organisation.sort_name, Organisation.id)
        .limit(CANDIDATES)
    )
    with every_area("groups that a new one may be"):
        rows = db.session.execute(wanted).all()
    found = [_likeness(row, why) for row in rows if (why := _why(row, facts))]
    stubs = [one for one in found if one.organisation_id is None]
    return [one for one in found if one.organisation_id is not None] + stubs[:STUBS]


def _same_numbers(facts: rules.Facts) -> list[ColumnElement[bool]]:
    given = {name: getattr(facts, name) for name in _SAME}
    return [getattr(Organisation, name) == value for name, value in given.items() if value]


def _same_words(name: str, area_id: int, postcode: str | None) -> ColumnElement[bool]:
    """Placeholders are never matched by name."""
    here = exists().where(_link.organisation_id == Organisation.id, _link.area_id == area_id, _link.ended_on.is_(None))
    words = any_word_of(rules.telling_words(name), Organisation.id, Organisation.search_names)
    return words & Organisation.name_is_placeholder.is_(False) & or_(here, _near(postcode))


def _near(postcode: str | None) -> ColumnElement[bool]:
    """In the same postcode district. Homes are left out: their postcodes could else be guessed from elsewhere."""
    if postcode is None:
        return false()
    district = postcode.split()[0]
    return exists().where(
        Venue.organisation_id == Organisation.id,
        Venue.postcode.like(f"{district} %"),
        Venue.precision != Precision.MASKED,
    )


def _why(row: Any, facts: rules.Facts) -> str:
    same = [word for name, word in _SAME.items() if getattr(facts, name) and getattr(row, name) == getattr(facts, name)]
    if facts.name and rules.looks_like(facts.name, row.search_names):
        same.insert(0, "name, or one like it")
    return "Same " + " and ".join(same) if same else ""


def _likeness(row: Any, why: str) -> Likeness:
    return Likeness(
        row.id if row.in_reach else None,
        row.name,
        row.kind,
        row.area_name,
        row.adviser_name,
        row.adviser_email,
        why,
    )
