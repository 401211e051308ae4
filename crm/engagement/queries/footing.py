"""What is known before an activity is written down."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import joinedload

from crm.accounts.models import Account
from crm.engagement.models import Activity, ActivityOrganisation, FollowUp, OfferMade
from crm.engagement.rules import Attempt, is_two_way
from crm.engagement.visits.models import IS_OPEN, PlannedVisit
from crm.extensions import db
from crm.organisations.models import Organisation, OrganisationArea, Venue
from crm.people.models import SAFEGUARDING_CLASSES, Role

MOST_EARLIER = 50


class Footing(NamedTuple):
    """Where a group stands in one area before something is logged there."""

    link: OrganisationArea
    is_named: bool
    has_accepted: bool
    has_visit: bool


def footings(organisation_id: int, *, to_change: bool = False) -> list[Footing]:
    """The open areas of a group, lead area first. `to_change` holds the stages still meanwhile."""
    return _footings([OrganisationArea.organisation_id == organisation_id], to_change=to_change)


def footings_in(area_id: int, organisation_ids: Collection[int]) -> list[Footing]:
    """Of several groups in one area, their stages held still."""
    here = [OrganisationArea.area_id == area_id, OrganisationArea.organisation_id.in_(organisation_ids)]
    return _footings(here, to_change=True)


def _footings(conditions: list[Any], *, to_change: bool) -> list[Footing]:
    wanted = (
        select(OrganisationArea, _is_named(), _has_accepted(), _has_visit())
        .join(OrganisationArea.organisation)
        .where(*conditions, OrganisationArea.ended_on.is_(None))
        .options(joinedload(OrganisationArea.organisation), joinedload(OrganisationArea.area))
        .order_by(OrganisationArea.area_id != Organisation.lead_area_id, OrganisationArea.id)
    )
    if to_change:
        wanted = wanted.with_for_update(of=OrganisationArea).execution_options(populate_existing=True)
    return [Footing(*row) for row in db.session.execute(wanted)]


def _is_named() -> Any:
    safeguarding = and_(Role.ended_on.is_(None), Role.role_class.in_(SAFEGUARDING_CLASSES))
    return exists().where(Role.organisation_id == OrganisationArea.organisation_id, safeguarding)


def _has_accepted() -> Any:
    here = and_(
        OfferMade.organisation_id == OrganisationArea.organisation_id, OfferMade.area_id == OrganisationArea.area_id
    )
    return exists().where(here, OfferMade.accepted)


def _has_visit() -> Any:
    """Whether a visit is planned there; asked with the rest, so that a contact without one costs no statement."""
    here = (
        PlannedVisit.organisation_id == OrganisationArea.organisation_id,
        PlannedVisit.area_id == OrganisationArea.area_id,
    )
    return exists().where(*here, IS_OPEN)


def attempts_since_answer(organisation_id: int, area_id: int) -> list[Attempt]:
    """What this area tried since somebody of the group last answered it, oldest first."""
    tried = (
        select(Activity.method, Activity.outcome, Activity.happened_on)
        .join(ActivityOrganisation, ActivityOrganisation.activity_id == Activity.id)
        .where(ActivityOrganisation.organisation_id == organisation_id, Activity.area_id == area_id)
    )
    newest = tried.order_by(ActivityOrganisation.happened_on.desc(), ActivityOrganisation.activity_id.desc())
    since: list[Attempt] = []
    for row in db.session.execute(newest.limit(MOST_EARLIER)):
        if is_two_way(row.method, row.outcome):
            break
        since.append(Attempt(*row))
    return since[::-1]


def has_activity(organisation_id: int) -> bool:
    wanted = select(ActivityOrganisation.id).where(ActivityOrganisation.organisation_id == organisation_id)
    return db.session.scalars(wanted.limit(1)).first() is not None


def account_name(account_id: int) -> list[tuple[int, str]]:
    wanted = select(Account.id, Account.name).where(Account.id == account_id)
    return [(row.id, row.name) for row in db.session.execute(wanted)]


def venues_not_doubted(organisation_id: int) -> Sequence[Venue]:
    """The venues of today that nobody doubts yet."""
    wanted = select(Venue).filter_by(organisation_id=organisation_id, ended_on=None, unconfirmed_on=None)
    return db.session.scalars(wanted).all()


def is_any_venue_doubted(organisation_id: int) -> bool:
    wanted = select(Venue.id).filter_by(organisation_id=organisation_id, ended_on=None)
    return db.session.scalars(wanted.where(Venue.unconfirmed_on.is_not(None)).limit(1)).first() is not None


def open_follow_ups_to(organisation_id: int, area_ids: Collection[int], what: str) -> Sequence[FollowUp]:
    wanted = select(FollowUp).filter_by(organisation_id=organisation_id, what=what, done_on=None)
    return db.session.scalars(wanted.where(FollowUp.area_id.in_(area_ids))).all()


def has_open_follow_up(organisation_id: int, area_id: int, what: str) -> bool:
    wanted = select(FollowUp.id).filter_by(organisation_id=organisation_id, area_id=area_id, what=what, done_on=None)
    return db.session.scalars(wanted.limit(1)).first() is not None
