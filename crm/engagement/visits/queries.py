"""Visits to come: of a person by day, with a group, one of them."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import case, exists, or_, select
from sqlalchemy.orm import joinedload

from crm.accounts.models import Account
from crm.engagement.visits.models import IS_OPEN, PlannedVisit, VisitCompanion
from crm.extensions import db
from crm.organisations.kinds import Precision
from crm.organisations.models import Organisation, Venue

MOST = 200


class Visit(NamedTuple):
    """A planned visit as lists show it. `where` is empty for a home of another area."""

    id: int
    version: int
    organisation_id: int
    group: str
    area_id: int
    planned_on: dt.date
    starts_at: dt.time | None
    minutes: int
    address: str | None
    postcode: str | None
    place: str
    note: str
    owner_id: int
    owner: str
    back_by_at: dt.datetime | None
    back_at: dt.datetime | None

    @property
    def where(self) -> str:
        return self.place or ", ".join(filter(None, (self.address, self.postcode)))


def _visits() -> Any:
    # A home is known to its own area alone.
    is_shown = or_(Venue.area_id == PlannedVisit.area_id, Venue.precision != Precision.MASKED)
    return (
        select(
            PlannedVisit.id,
            PlannedVisit.version_id,
            PlannedVisit.organisation_id,
            Organisation.name,
            PlannedVisit.area_id,
            PlannedVisit.planned_on,
            PlannedVisit.starts_at,
            PlannedVisit.minutes,
            case((is_shown, Venue.address)),
            case((is_shown, Venue.postcode)),
            PlannedVisit.place,
            PlannedVisit.note,
            PlannedVisit.owner_id,
            Account.name,
            PlannedVisit.back_by_at,
            PlannedVisit.back_at,
        )
        .join(PlannedVisit.organisation)
        .join(PlannedVisit.owner)
        .outerjoin(PlannedVisit.venue)
        .order_by(PlannedVisit.planned_on, PlannedVisit.starts_at.is_(None), PlannedVisit.starts_at, PlannedVisit.id)
        .limit(MOST)
    )


def _open(*conditions: Any) -> list[Visit]:
    return [Visit(*row) for row in db.session.execute(_visits().where(IS_OPEN, *conditions))]


def goes(account_id: int) -> Any:
    """Whether somebody goes there, alone or along with a colleague."""
    along = exists().where(VisitCompanion.visit_id == PlannedVisit.id, VisitCompanion.account_id == account_id)
    return or_(PlannedVisit.owner_id == account_id, along)


def visits_of(account_id: int, first: dt.date, last: dt.date) -> list[Visit]:
    """The open visits that somebody goes to, from the first day to the last."""
    return _open(goes(account_id), PlannedVisit.planned_on.between(first, last))


def visits_not_logged(account_id: int, before: dt.date) -> list[Visit]:
    """Those whose day is over, and nobody has said what came of them."""
    return _open(goes(account_id), PlannedVisit.planned_on < before)


def visits_with(organisation_id: int) -> list[Visit]:
    return _open(PlannedVisit.organisation_id == organisation_id)


def visit(visit_id: int) -> PlannedVisit:
    """Open or over. Not found either when its group has left the area since."""
    to_group = joinedload(PlannedVisit.organisation, innerjoin=True)
    wanted = select(PlannedVisit).where(PlannedVisit.id == visit_id)
    return db.session.scalars(wanted.options(to_group, joinedload(PlannedVisit.area))).one()


def line_of(visit_id: int) -> Visit:
    return Visit(*db.session.execute(_visits().where(PlannedVisit.id == visit_id)).one())


def open_visits(organisation_id: int, area_id: int) -> Sequence[PlannedVisit]:
    wanted = select(PlannedVisit).filter_by(organisation_id=organisation_id, area_id=area_id).where(IS_OPEN)
    return db.session.scalars(wanted.order_by(PlannedVisit.planned_on, PlannedVisit.id)).all()


def companions_of(visit_id: int) -> Sequence[VisitCompanion]:
    wanted = select(VisitCompanion).where(VisitCompanion.visit_id == visit_id)
    return db.session.scalars(wanted.order_by(VisitCompanion.id)).all()


def names_of(account_ids: Collection[int]) -> dict[int, str]:
    wanted = select(Account.id, Account.name).where(Account.id.in_(account_ids)).order_by(Account.name)
    return {row.id: row.name for row in db.session.execute(wanted)}
