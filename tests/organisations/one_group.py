"""Looking at one group, and answering the forms about it."""

import datetime as dt
from html import unescape
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.audit.models import AuditEntry
from crm.organisations.kinds import Precision
from crm.organisations.models import (
    Organisation,
    Venue,
)
from tests.factories import Make
from tests.support.web import Visitor

LAST_YEAR = dt.date(2025, 5, 1)


def at(group: Organisation, page: str = "details") -> str:
    return f"/organisations/{group.id}/{page}"


def look(visitor: Visitor, group: Organisation) -> str:
    answer = visitor.get(at(group))
    assert answer.status_code == 200
    return unescape(answer.text)


def day(name: str, date: dt.date) -> dict[str, Any]:
    return {f"{name}-day": str(date.day), f"{name}-month": str(date.month), f"{name}-year": str(date.year)}


def venue(make: Make, group: Organisation, area: Area, **values: Any) -> Venue:
    usual = {"precision": Precision.POSTCODE, "address": "1 High Street", "postcode": "E7 8AB"}
    return make.keep(Venue(organisation_id=group.id, area_id=area.id, **{**usual, **values}))


def events(session: Session) -> set[str]:
    return set(session.scalars(select(AuditEntry.event)))
