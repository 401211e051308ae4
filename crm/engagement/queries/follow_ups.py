import datetime as dt
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.accounts.models import Account
from crm.core.paging import Cursor, Order, Page, page
from crm.engagement.models import FollowUp
from crm.extensions import db
from crm.organisations.models import Organisation

LATELY = dt.timedelta(days=14)


class Due(NamedTuple):
    """A follow-up as the list shows it."""

    id: int
    what: str
    due_on: dt.date
    done_on: dt.date | None
    owner_id: int
    owner: str
    organisation_id: int
    group: str


def _follow_ups() -> Any:
    return (
        select(
            FollowUp.id,
            FollowUp.what,
            FollowUp.due_on,
            FollowUp.done_on,
            FollowUp.owner_id,
            Account.name,
            FollowUp.organisation_id,
            Organisation.name,
        )
        .join(FollowUp.owner)
        .join(FollowUp.organisation)
    )


def open_follow_ups(owner_id: int | None, cursor: Cursor | None, size: int = 25) -> Page[Due]:
    """Those that are not done, the most overdue first; of everybody in scope without an owner."""
    wanted = _follow_ups().where(FollowUp.done_on.is_(None))
    if owner_id is not None:
        wanted = wanted.where(FollowUp.owner_id == owner_id)
    return page(wanted, Order(FollowUp.due_on, FollowUp.id, lambda due: (due.due_on, due.id)), cursor, _due, size)


def open_follow_ups_until(owner_id: int, last: dt.date, limit: int = 100) -> list[Due]:
    wanted = _follow_ups().where(FollowUp.owner_id == owner_id, FollowUp.done_on.is_(None), FollowUp.due_on <= last)
    return _due(wanted.order_by(FollowUp.due_on, FollowUp.id).limit(limit))


def follow_ups_done_lately(owner_id: int | None, today: dt.date, limit: int = 10) -> list[Due]:
    wanted = _follow_ups().where(FollowUp.done_on > today - LATELY)
    if owner_id is not None:
        wanted = wanted.where(FollowUp.owner_id == owner_id)
    return _due(wanted.order_by(FollowUp.done_on.desc(), FollowUp.id.desc()).limit(limit))


def open_follow_ups_with(organisation_id: int) -> list[Due]:
    wanted = _follow_ups().where(FollowUp.organisation_id == organisation_id, FollowUp.done_on.is_(None))
    return _due(wanted.order_by(FollowUp.due_on, FollowUp.id).limit(25))


def _due(wanted: Any) -> list[Due]:
    return [Due(*row) for row in db.session.execute(wanted)]


def follow_up(follow_up_id: int) -> FollowUp:
    """Not found either when its group has left the area since."""
    to_group = joinedload(FollowUp.organisation, innerjoin=True)
    return db.session.scalars(select(FollowUp).where(FollowUp.id == follow_up_id).options(to_group)).one()
