"""What is taken along of each group: no more than one needs at its door (docs/decisions/0011)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select, union

from crm.access.scope import Reach
from crm.areas.models import Area
from crm.engagement.models import FollowUp
from crm.extensions import db
from crm.organisations.models import Organisation, OrganisationArea
from crm.reporting.exporting.queries import Reader
from crm.reporting.models import AreaStanding
from crm.reporting.trips.queries import Stop, stops_of, with_what_to_know

MOST_ALONG = 300


@dataclass(frozen=True)
class Along:
    """A group, its open areas where this person may write, and what is open there."""

    stop: Stop
    areas: Sequence[Any]
    follow_ups: Sequence[Any]

    @property
    def last_contact_on(self) -> dt.date | None:
        return max((area.last_contact_on for area in self.areas if area.last_contact_on), default=None)


def my_groups(account_id: int, visited: Collection[int]) -> list[int]:
    """Those I advise, have promised something or will visit, by name; no refuge, and none that has closed."""
    mine = select(OrganisationArea.organisation_id).where(
        OrganisationArea.adviser_id == account_id, OrganisationArea.ended_on.is_(None)
    )
    promised = select(FollowUp.organisation_id).where(FollowUp.owner_id == account_id, FollowUp.done_on.is_(None))
    wanted = (
        select(Organisation.id)
        .where(or_(Organisation.id.in_(union(mine, promised)), Organisation.id.in_(visited)))
        .where(Organisation.is_sensitive.is_(False), Organisation.closed_on.is_(None))
        .order_by(Organisation.sort_name, Organisation.id)
        .limit(MOST_ALONG)
    )
    return list(db.session.scalars(wanted))


def groups_along(ids: Sequence[int], reader: Reader) -> list[Along]:
    """In this order; a group out of reach, or without an area of the person's, is not there."""
    if not ids:
        return []
    areas, follow_ups = _areas_of(ids, reader.private), _follow_ups_of(ids)
    stops = with_what_to_know([stop for stop in stops_of(ids, reader) if stop.id in areas], reader)
    return [Along(stop, areas[stop.id], follow_ups[stop.id]) for stop in stops]


def _areas_of(ids: Sequence[int], reach: Reach) -> dict[int, list[Any]]:
    wanted = (
        select(OrganisationArea.organisation_id, Area.id, Area.name, AreaStanding.last_contact_on)
        .join(Area, Area.id == OrganisationArea.area_id)
        .outerjoin(AreaStanding, AreaStanding.organisation_area_id == OrganisationArea.id)
        .where(OrganisationArea.organisation_id.in_(ids), OrganisationArea.ended_on.is_(None))
        .order_by(Area.name)
    )
    if not reach.everywhere:
        wanted = wanted.where(OrganisationArea.area_id.in_(reach.areas))
    return _by_group(wanted)


def _follow_ups_of(ids: Sequence[int]) -> dict[int, list[Any]]:
    wanted = (
        select(
            FollowUp.organisation_id,
            FollowUp.id,
            FollowUp.version_id,
            FollowUp.owner_id,
            FollowUp.what,
            FollowUp.due_on,
        )
        .where(FollowUp.organisation_id.in_(ids), FollowUp.done_on.is_(None))
        .order_by(FollowUp.due_on, FollowUp.id)
    )
    return _by_group(wanted)


def _by_group(wanted: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(wanted):
        found[row.organisation_id].append(row)
    return found
