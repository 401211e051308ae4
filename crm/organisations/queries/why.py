"""What of a group holds what was looked for, where its name alone does not say it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select, tuple_

from crm.access.scope import Reach
from crm.core.text import fold
from crm.extensions import db
from crm.organisations.matching.models import MatchKey
from crm.organisations.models import FormerName, Venue
from crm.organisations.queries import places
from crm.organisations.queries.former import keys_like


class Why(NamedTuple):
    """ "Formerly" and the name, "Meets at" and the address; a number has been typed, and is not said again."""

    label: str
    said: str = ""


Reasons = dict[int, list[Why]]


def why_found(groups: Sequence[Any], q: str, homes_in: Reach, there: Sequence[int] = ()) -> Reasons:
    """For groups that were found by it, rows of the list; `there` are further ones, found by their address alone."""
    found: Reasons = defaultdict(list)
    organisation_ids = [row.id for row in groups]
    if there or (organisation_ids and places.is_place(q)):
        _addresses(found, there or organisation_ids, q, homes_in)
    if not q or not organisation_ids:
        return found
    if renamed := [row.id for row in groups if row.search_names != fold(row.name)]:
        _former_names(found, renamed, q)
    if keys := keys_like(q):
        wanted = select(MatchKey.organisation_id, MatchKey.kind).where(
            MatchKey.organisation_id.in_(organisation_ids), tuple_(MatchKey.kind, MatchKey.value).in_(keys)
        )
        for row in db.session.execute(wanted):
            found[row.organisation_id].append(Why(row.kind.label))
    return found


def _former_names(found: Reasons, organisation_ids: Sequence[int], q: str) -> None:
    sought = fold(q).split()
    wanted = select(FormerName.organisation_id, FormerName.name).where(FormerName.organisation_id.in_(organisation_ids))
    for row in db.session.execute(wanted.order_by(FormerName.id)):
        if any(word in fold(row.name) for word in sought):
            found[row.organisation_id].append(Why("Formerly", row.name))


def _addresses(found: Reasons, organisation_ids: Sequence[int], q: str, homes_in: Reach) -> None:
    wanted = (
        select(Venue.organisation_id, Venue.address, Venue.postcode, Venue.ended_on)
        .join(Venue.organisation)
        .where(Venue.organisation_id.in_(organisation_ids), *places.address_says(q, homes_in))
        .where(places.may_be_told(homes_in))
        .order_by(Venue.ended_on.is_not(None), Venue.id)
    )
    for row in db.session.execute(wanted):
        found[row.organisation_id].append(_place(row))


def _place(row: Any) -> Why:
    address = ", ".join(filter(None, (" ".join(row.address.split()), row.postcode)))
    return Why("Met at" if row.ended_on else "Meets at", address)
