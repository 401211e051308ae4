"""Visits to come: of a person by day, with a group, one of them."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from crm.accounts.models import Account
from crm.engagement.visits.clashes import LOOKS_AHEAD, Around, Meeting, Own, Slot
from crm.engagement.visits.models import IS_OPEN, PlannedVisit, VisitCompanion
from crm.engagement.visits.rules import PATIENCE
from crm.extensions import db
from crm.organisations.kinds import Precision
from crm.organisations.models import Organisation, Venue
from crm.organisations.queries.details import meeting_times_of

MOST = 200
_watcher = aliased(Account)
IS_OUT = and_(PlannedVisit.back_at.is_(None), PlannedVisit.called_off_on.is_(None))


class Visit(NamedTuple):
    """A planned visit as lists show it.

    `where` is empty for a home of another area, and for a group led elsewhere whose place must not become known;
    `group` for one that has left the area.
    """

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
    is_open: bool

    @property
    def where(self) -> str:
        return self.place or ", ".join(filter(None, (self.address, self.postcode)))


def _visits(*, also_left: bool = False) -> Any:
    """With `also_left`, also those whose group has left the area since."""
    # A home is known to its own area alone, the place of a sensitive group to the one that leads it.
    is_shown = and_(
        or_(Venue.area_id == PlannedVisit.area_id, Venue.precision != Precision.MASKED),
        or_(~Organisation.is_sensitive, Organisation.lead_area_id == PlannedVisit.area_id),
    )
    return (
        select(
            PlannedVisit.id,
            PlannedVisit.version_id,
            PlannedVisit.organisation_id,
            func.coalesce(Organisation.name, ""),
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
            IS_OPEN,
        )
        .join(PlannedVisit.organisation, isouter=also_left)
        .join(PlannedVisit.owner)
        .outerjoin(PlannedVisit.venue)
        .order_by(PlannedVisit.planned_on, PlannedVisit.starts_at.is_(None), PlannedVisit.starts_at, PlannedVisit.id)
        .limit(MOST)
    )


def _found(*conditions: Any) -> list[Visit]:
    return [Visit(*row) for row in db.session.execute(_visits().where(*conditions))]


def goes(account_id: int) -> Any:
    """Whether somebody goes there, alone or along with a colleague."""
    along = exists().where(VisitCompanion.visit_id == PlannedVisit.id, VisitCompanion.account_id == account_id)
    return or_(PlannedVisit.owner_id == account_id, along)


def visits_of(account_id: int, first: dt.date, last: dt.date) -> list[Visit]:
    """The open visits that somebody goes to, from the first day to the last."""
    return _found(goes(account_id), IS_OPEN, PlannedVisit.planned_on.between(first, last))


def visits_until(account_id: int, first: dt.date, last: dt.date) -> list[Visit]:
    """What somebody's week shows: its visits, unless they were called off, and older ones that nobody has logged."""
    is_shown = or_(IS_OPEN, and_(PlannedVisit.planned_on >= first, PlannedVisit.called_off_on.is_(None)))
    return _found(goes(account_id), PlannedVisit.planned_on <= last, is_shown)


def visits_with(organisation_id: int) -> list[Visit]:
    return _found(PlannedVisit.organisation_id == organisation_id, IS_OPEN)


def visit(visit_id: int) -> PlannedVisit:
    """Open or over. Not found either when its group has left the area since."""
    to_group = joinedload(PlannedVisit.organisation, innerjoin=True)
    wanted = select(PlannedVisit).where(PlannedVisit.id == visit_id)
    return db.session.scalars(wanted.options(to_group, joinedload(PlannedVisit.area))).one()


def visit_and_area(visit_id: int) -> PlannedVisit:
    """Also when its group has left the area since: somebody may be out there still."""
    wanted = select(PlannedVisit).where(PlannedVisit.id == visit_id)
    return db.session.scalars(wanted.options(joinedload(PlannedVisit.area))).one()


def still_out(visit_id: int, back_by: dt.datetime) -> PlannedVisit | None:
    """A visit from which somebody is still expected back by that instant, held still meanwhile."""
    wanted = select(PlannedVisit).filter_by(id=visit_id, back_by_at=back_by, back_at=None, called_off_on=None)
    return db.session.scalars(wanted.with_for_update()).one_or_none()


def line_of(visit_id: int) -> Visit:
    return Visit(*db.session.execute(_visits(also_left=True).where(PlannedVisit.id == visit_id)).one())


def open_visits(organisation_id: int, area_id: int) -> Sequence[PlannedVisit]:
    wanted = select(PlannedVisit).filter_by(organisation_id=organisation_id, area_id=area_id).where(IS_OPEN)
    return db.session.scalars(wanted.order_by(PlannedVisit.planned_on, PlannedVisit.id)).all()


def around(organisation: Organisation, goer_id: int, on: dt.date, but: int | None = None) -> Around:
    """What a visit of somebody's to the group may run into, from the day before on. `but` is the visit itself."""
    meetings = [
        Meeting(time.weekday, time.starts_at, time.ends_at, time.note) for time in meeting_times_of(organisation.id)
    ]
    last = on + dt.timedelta(days=LOOKS_AHEAD)
    own = [
        Own(one.group, Slot(one.planned_on, one.starts_at, one.minutes))
        for one in visits_of(goer_id, on - dt.timedelta(days=1), last)
        if one.id != but
    ]
    return Around(organisation.faith, meetings, own)


class CheckIn(NamedTuple):
    """`group` is empty when it has left the area since."""

    visit_id: int
    area_id: int
    group: str
    owner_id: int
    owner: str
    watcher: str | None
    back_by_at: dt.datetime | None


def check_ins(account_id: int, now: dt.datetime, limit: int = 10) -> list[CheckIn]:
    """From where this person was expected back and has not said so; and whom they were asked to look out for."""
    mine = and_(PlannedVisit.owner_id == account_id, PlannedVisit.back_by_at <= now)
    watched = and_(PlannedVisit.watcher_id == account_id, PlannedVisit.back_by_at <= now - PATIENCE)
    latest_first = (PlannedVisit.back_by_at.desc(), PlannedVisit.id)
    wanted = _check_ins().where(or_(mine, watched)).order_by(*latest_first).limit(limit)
    return [CheckIn(*row) for row in db.session.execute(wanted)]


def not_back(visit_id: int) -> CheckIn | None:
    found = db.session.execute(_check_ins().where(PlannedVisit.id == visit_id)).one_or_none()
    return CheckIn(*found) if found else None


def _check_ins() -> Any:
    return (
        select(
            PlannedVisit.id,
            PlannedVisit.area_id,
            func.coalesce(Organisation.name, ""),
            PlannedVisit.owner_id,
            Account.name,
            case((_watcher.active, _watcher.name), (~_watcher.active, "A coordinator")),
            PlannedVisit.back_by_at,
        )
        .outerjoin(PlannedVisit.organisation)
        .join(PlannedVisit.owner)
        .outerjoin(_watcher, _watcher.id == PlannedVisit.watcher_id)
        .where(IS_OUT)
    )


def watched_by(account_id: int) -> Sequence[PlannedVisit]:
    """The visits of which somebody would still be told."""
    wanted = select(PlannedVisit).where(PlannedVisit.watcher_id == account_id, PlannedVisit.told_at.is_(None), IS_OUT)
    return db.session.scalars(wanted.order_by(PlannedVisit.id)).all()


def goes_along(account_id: int) -> Sequence[VisitCompanion]:
    """With which visits that are open."""
    to_visit = and_(PlannedVisit.id == VisitCompanion.visit_id, IS_OPEN)
    wanted = select(VisitCompanion).join(PlannedVisit, to_visit).where(VisitCompanion.account_id == account_id)
    return db.session.scalars(wanted).all()


def companions_of(visit_id: int) -> Sequence[VisitCompanion]:
    wanted = select(VisitCompanion).where(VisitCompanion.visit_id == visit_id)
    return db.session.scalars(wanted.order_by(VisitCompanion.id)).all()


def names_of(account_ids: Collection[int]) -> dict[int, str]:
    wanted = select(Account.id, Account.name).where(Account.id.in_(account_ids)).order_by(Account.name)
    return {row.id: row.name for row in db.session.execute(wanted)}
