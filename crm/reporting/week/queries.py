import datetime as dt
from typing import NamedTuple

from sqlalchemy import exists, select, true

from crm.access.scope import Reach
from crm.engagement.resting.models import Rest
from crm.engagement.visits.models import IS_OPEN, PlannedVisit
from crm.extensions import db
from crm.organisations.kinds import Stage
from crm.organisations.models import Organisation, OrganisationArea
from crm.reporting.models import AreaStanding

TALKING = (Stage.CONTACT_MADE, Stage.MEETING_ARRANGED, Stage.MET, Stage.ENGAGED)
QUIET = dt.timedelta(days=183)


class Quiet(NamedTuple):
    organisation_id: int
    group: str
    area_id: int
    spoken_on: dt.date | None


def gone_quiet(adviser_id: int, today: dt.date, reach: Reach, limit: int = 5) -> list[Quiet]:
    """Groups of an adviser that nobody of the area has spoken with for half a year, the longest silence first.

    Only in the areas of `reach`, whose contacts alone may be told; without those that rest, and those with a visit
    to come.
    """
    link = OrganisationArea
    here = {"organisation_id": link.organisation_id, "area_id": link.area_id}
    rests = exists().where(*(getattr(Rest, name) == column for name, column in here.items()), Rest.until_on >= today)
    planned = exists().where(*(getattr(PlannedVisit, name) == column for name, column in here.items()), IS_OPEN)
    wanted = (
        select(link.organisation_id, Organisation.name, link.area_id, AreaStanding.last_contact_on)
        .join(Organisation, Organisation.id == link.organisation_id)
        .join(AreaStanding, AreaStanding.organisation_area_id == link.id)
        .where(link.adviser_id == adviser_id, link.ended_on.is_(None), Organisation.closed_on.is_(None))
        .where(AreaStanding.stage.in_(TALKING), AreaStanding.last_contact_on < today - QUIET, ~rests, ~planned)
        .where(true() if reach.everywhere else link.area_id.in_(reach.areas))
        .order_by(AreaStanding.last_contact_on, link.organisation_id)
        .limit(limit)
    )
    return [Quiet(*row) for row in db.session.execute(wanted)]
