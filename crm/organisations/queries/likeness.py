"""Groups that a new one may be, so that nobody is listed twice."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, false, or_, select, true
from sqlalchemy.orm import aliased

from crm.access.scope import Reach, every_area
from crm.core.search import any_word_of
from crm.core.text import fold
from crm.extensions import db
from crm.organisations import rules
from crm.organisations.kinds import Precision
from crm.organisations.matching.facts import names_in
from crm.organisations.matching.keys import KeyKind, sounds_of
from crm.organisations.matching.models import MatchKey
from crm.organisations.matching.names import NOT_ALIKE, Alike, Grade, Name, alike, read
from crm.organisations.models import Organisation, OrganisationArea, Venue
from crm.organisations.queries.listing import STUBS, stub_columns, within

CANDIDATES = 2_000
ALIKE_SCORE = 82
_link = aliased(OrganisationArea)
NUMBERS = {"phone": "phone number", "email": "email address", "website": "website", "charity_number": "charity number"}


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


def likely_same(
    name: str, numbers: Mapping[str, str | None], area_ids: Collection[int], postcode: str | None, reach: Reach
) -> list[Likeness]:
    """Same or similar name in the areas or near the postcode, or the same number or address anywhere.

    `numbers` are settled. A sensitive or closed group out of reach is not told of.
    """
    in_reach = (true() if reach.everywhere else within(reach)).label("in_reach")
    columns = [getattr(Organisation, column) for column in NUMBERS]
    wanted = (
        stub_columns(Organisation.id, Organisation.search_names, *columns, in_reach)
        .where(or_(*_same_numbers(numbers), _same_words(name, area_ids, postcode)))
        .where(or_(in_reach, Organisation.is_sensitive.is_(False) & Organisation.closed_on.is_(None)))
        .order_by(Organisation.sort_name, Organisation.id)
        .limit(CANDIDATES)
    )
    with every_area("groups that a new one may be"):
        rows = db.session.execute(wanted).all()
    typed = read(fold(name))
    judged = [(_likest(typed, row.search_names), row) for row in rows]
    said = [(likest, row, why) for likest, row in judged if (why := _why(row, likest, numbers))]
    said.sort(key=lambda one: (-one[0].grade, -one[0].score))
    found = [_likeness(row, why) for _, row, why in said]
    stubs = [one for one in found if one.organisation_id is None]
    return [one for one in found if one.organisation_id is not None] + stubs[:STUBS]


def _same_numbers(numbers: Mapping[str, str | None]) -> list[ColumnElement[bool]]:
    return [getattr(Organisation, column) == value for column, value in numbers.items() if value]


def _same_words(name: str, area_ids: Collection[int], postcode: str | None) -> ColumnElement[bool]:
    """By letters, for a name half typed, and by sound, for one in another spelling. Placeholders are never matched."""
    here = exists().where(
        _link.organisation_id == Organisation.id, _link.area_id.in_(area_ids), _link.ended_on.is_(None)
    )
    letters = any_word_of(rules.telling_words(name), Organisation.id, Organisation.search_names)
    sounds = select(MatchKey.organisation_id).where(
        MatchKey.kind == KeyKind.WORD, MatchKey.value.in_(sounds_of(read(fold(name))))
    )
    words = or_(letters, Organisation.id.in_(sounds))
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


def _likest(typed: Name, search_names: str) -> Alike:
    """With the likest of a group's names, former ones too."""
    found = (alike(typed, there) for there in names_in(search_names))
    return max(found, key=lambda likeness: (likeness.grade, likeness.score), default=NOT_ALIKE)


def _why(row: Any, likest: Alike, numbers: Mapping[str, str | None]) -> str:
    same = [NUMBERS[column] for column, value in numbers.items() if value and getattr(row, column) == value]
    if likest.grade >= Grade.WITHIN or likest.score >= ALIKE_SCORE:
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
