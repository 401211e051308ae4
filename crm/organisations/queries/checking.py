"""Groups whose details nobody has looked over for long, or ever."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import ColumnElement, ScalarSelect, exists, func, select
from sqlalchemy.orm import aliased

from crm.accounts.models import Account
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.core.paging import Cursor, Order, Page, page
from crm.extensions import db
from crm.organisations.kinds import Checked
from crm.organisations.models import Organisation, OrganisationArea, Venue

MONTHS = 12
CHECKED = "organisation.checked"
# Counting stops here, so that it costs the same however many there are.
MOST_COUNTED = 100
ORDERS = {
    Checked.NEVER: Order(Organisation.id, Organisation.id, lambda row: (row.id, row.id)),
    Checked.LONG_AGO: Order(Organisation.verified_on, Organisation.id, lambda row: (row.verified_on, row.id)),
}
CURSORS: dict[Checked, type] = {Checked.NEVER: int, Checked.LONG_AGO: dt.date}


@dataclass(frozen=True)
class ToCheck:
    """Which groups are asked for; closed ones need no check."""

    checked: Checked = Checked.NEVER
    months: int = MONTHS
    area_id: int | None = None
    adviser_id: int | None = None


def to_check_page(wanted: ToCheck, cursor: Cursor | None) -> Page[Any]:
    """Oldest first: by the day of the last check, or in the order in which they were added."""
    by = aliased(Account)
    doubted = exists().where(
        Venue.organisation_id == Organisation.id, Venue.ended_on.is_(None), Venue.unconfirmed_on.is_not(None)
    )
    found: Any = (
        select(
            Organisation.id,
            Organisation.name,
            Organisation.kind,
            Organisation.verified_on,
            Organisation.created_at,
            by.name.label("checked_by"),
            doubted.label("is_doubted"),
        )
        .outerjoin(by, by.id == Organisation.verified_by_id)
        .where(*_conditions(wanted))
    )
    return page(found, ORDERS[wanted.checked], cursor, lambda part: db.session.execute(part).all())


def counts_to_check(months: int = MONTHS) -> dict[Checked, ScalarSelect[int]]:
    """Up to `MOST_COUNTED` of each, to be asked for along with other counts."""
    some = {
        checked: select(Organisation.id).where(*_conditions(ToCheck(checked, months))).limit(MOST_COUNTED).subquery()
        for checked in Checked
    }
    return {checked: select(func.count()).select_from(found).scalar_subquery() for checked, found in some.items()}


def _conditions(wanted: ToCheck) -> list[ColumnElement[bool]]:
    before = clock.today() - relativedelta(months=wanted.months)
    never = wanted.checked is Checked.NEVER
    conditions = [Organisation.verified_on.is_(None) if never else Organisation.verified_on < before]
    conditions.append(Organisation.closed_on.is_(None))
    if wanted.area_id or wanted.adviser_id:
        conditions.append(_link(wanted))
    return conditions


def _link(wanted: ToCheck) -> ColumnElement[bool]:
    link = select(OrganisationArea.id).where(
        OrganisationArea.organisation_id == Organisation.id, OrganisationArea.ended_on.is_(None)
    )
    if wanted.area_id:
        link = link.where(OrganisationArea.area_id == wanted.area_id)
    if wanted.adviser_id:
        link = link.where(OrganisationArea.adviser_id == wanted.adviser_id)
    return link.correlate(Organisation).exists()


def groups_of_ids(ids: Collection[int]) -> list[Organisation]:
    """Those in reach, for a list that was ticked."""
    wanted = select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.id)
    return list(db.session.scalars(wanted))


def checked_today_by(
    account_id: int, ids: Collection[int]
) -> list[tuple[Organisation, tuple[dt.date | None, int | None]]]:
    """Those of some groups that this person looked over last, today; each with the check that went before."""
    told = (
        select(AuditEntry.row_id, AuditEntry.changes)
        .where(AuditEntry.event == CHECKED, AuditEntry.table_name == "organisation", AuditEntry.row_id.in_(ids))
        .where(AuditEntry.actor_id == account_id)
        .order_by(AuditEntry.id)
    )
    before = {row.row_id: row.changes for row in db.session.execute(told)}
    return [
        (group, _before(group, before[group.id]))
        for group in groups_of_ids(ids)
        if _is_own(group, account_id) and group.id in before
    ]


def _is_own(group: Organisation, account_id: int) -> bool:
    return group.verified_on == clock.today() and group.verified_by_id == account_id


def _before(group: Organisation, changes: dict[str, Any]) -> tuple[dt.date | None, int | None]:
    """What an entry does not tell of had not changed."""
    on, by_id = (
        changes[name][0] if name in changes else getattr(group, name) for name in ("verified_on", "verified_by_id")
    )
    return dt.date.fromisoformat(on) if isinstance(on, str) else on, by_id
