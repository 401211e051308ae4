"""What groups raised and asked for: of a group, of a person or everybody, and how many wait."""

import datetime as dt
from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from crm.accounts.models import Account
from crm.areas.models import AreaContact, ContactCategory
from crm.core.paging import Cursor, Order, Page, page
from crm.engagement.models import Topic
from crm.engagement.requests.models import Information, Request
from crm.engagement.requests.rules import Step, late_before, step
from crm.extensions import db
from crm.organisations.models import Organisation

OLDEST_FIRST = Order(Request.asked_on, Request.id, lambda one: (one.asked_on, one.id))


class Asked(NamedTuple):
    """A request as lists show it."""

    id: int
    topic: Topic | None
    information: Information | None
    asked_on: dt.date
    answered_on: dt.date | None
    answer: str
    contact: str | None
    signpost: ContactCategory | None
    heard_back_on: dt.date | None
    heard_back: str
    owner_id: int
    owner: str
    organisation_id: int
    group: str
    area_id: int
    activity_id: int

    @property
    def about(self) -> str:
        code = self.topic or self.information
        return code.label if code else ""

    @property
    def step(self) -> Step:
        return step(self.answered_on, self.heard_back_on)


class Waiting(NamedTuple):
    """How many requests have no answer yet, and how many of them are late."""

    all: int
    late: int


def _requests() -> Any:
    return (
        select(
            Request.id,
            Request.topic,
            Request.information,
            Request.asked_on,
            Request.answered_on,
            Request.answer,
            AreaContact.name,
            Request.signpost,
            Request.heard_back_on,
            Request.heard_back,
            Request.owner_id,
            Account.name,
            Request.organisation_id,
            Organisation.name,
            Request.area_id,
            Request.activity_id,
        )
        .join(Request.owner)
        .join(Request.organisation)
        .outerjoin(Request.contact)
    )


def _asked(wanted: Any) -> list[Asked]:
    return [Asked(*row) for row in db.session.execute(wanted)]


def unanswered(owner_id: int | None, cursor: Cursor | None, size: int = 25) -> Page[Asked]:
    """Those without an answer, the oldest first; of everybody in scope without an owner."""
    wanted = _requests().where(Request.answered_on.is_(None))
    if owner_id is not None:
        wanted = wanted.where(Request.owner_id == owner_id)
    return page(wanted, OLDEST_FIRST, cursor, _asked, size)


def not_heard_back(owner_id: int | None, limit: int = 25) -> list[Asked]:
    """Answered, and the group has not said yet whether it helped; the oldest answers first."""
    wanted = _requests().where(Request.answered_on.is_not(None), Request.heard_back_on.is_(None))
    if owner_id is not None:
        wanted = wanted.where(Request.owner_id == owner_id)
    return _asked(wanted.order_by(Request.answered_on, Request.id).limit(limit))


def not_done_with(organisation_id: int, limit: int = 25) -> list[Asked]:
    """What a group raised or asked and has not said anything of since, the oldest first."""
    wanted = _requests().where(Request.organisation_id == organisation_id, Request.heard_back_on.is_(None))
    return _asked(wanted.order_by(Request.asked_on, Request.id).limit(limit))


def all_of(organisation_id: int, cursor: Cursor | None) -> Page[Asked]:
    """Everything that a group ever raised or asked, the newest first."""
    order = Order(Request.asked_on, Request.id, lambda one: (one.asked_on, one.id), descending=True)
    return page(_requests().where(Request.organisation_id == organisation_id), order, cursor, _asked)


def waiting_for(owner_id: int, today: dt.date) -> Any:
    """One row, a `Waiting`, to be asked for along with other counts."""
    late = func.count(case((Request.asked_on < late_before(today), 1)))
    return select(func.count(), late).where(Request.owner_id == owner_id, Request.answered_on.is_(None))


def request(request_id: int) -> Request:
    """Not found either when its group has left the area since."""
    to_group = joinedload(Request.organisation, innerjoin=True)
    wanted = select(Request).where(Request.id == request_id).options(to_group, joinedload(Request.contact))
    return db.session.scalars(wanted).one()


class Raised(NamedTuple):
    """How often an issue or a question came up, with how many groups, and what followed."""

    topic: Topic | None
    information: Information | None
    groups: int
    times: int
    answered: int
    heard_back: int

    @property
    def about(self) -> str:
        code = self.topic or self.information
        return code.label if code else ""


def raised_in(area_ids: Collection[int], since: dt.date) -> list[Raised]:
    """What came up in these areas since a day, the most frequent first; issues and questions apart."""
    counts = (
        func.count(Request.organisation_id.distinct()),
        func.count().label("times"),
        func.count(Request.answered_on),
        func.count(Request.heard_back_on),
    )
    wanted = select(Request.topic, Request.information, *counts).where(
        Request.area_id.in_(area_ids), Request.asked_on >= since
    )
    rows = db.session.execute(wanted.group_by(Request.topic, Request.information)).all()
    return sorted((Raised(*row) for row in rows), key=lambda one: (-one.times, one.about))


def overdue_in(area_ids: Collection[int], before: dt.date, cursor: Cursor | None) -> Page[Asked]:
    """What was asked before a day in these areas and has no answer, the oldest first."""
    wanted = _requests().where(Request.answered_on.is_(None), Request.area_id.in_(area_ids), Request.asked_on < before)
    return page(wanted, OLDEST_FIRST, cursor, _asked)
