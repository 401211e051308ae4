"""Who took what out of the service."""

import datetime as dt
from typing import Any, NamedTuple

from sqlalchemy import select

from crm.access.scope import every_area
from crm.accounts.models import Account
from crm.audit import record
from crm.audit.models import AuditEntry
from crm.core.filters import plural
from crm.core.paging import Cursor, Order, Page, page
from crm.extensions import db

PHONE = "phone"
LISTS, PEOPLE, DIRECTORY = "organisations.downloaded", "people.downloaded", "directory.downloaded"
NEWEST_FIRST = Order(AuditEntry.id, AuditEntry.id, lambda row: (row.id, row.id), descending=True)


class Taken(NamedTuple):
    """One download in words. Those who read them see no groups, so what was searched for is not told."""

    at: dt.datetime
    by: str | None
    what: str
    filters: str


def keep(event_name: str, facts: dict[str, Any], actor_id: int, organisation_id: int | None = None) -> None:
    """The last thing a view does before it hands over a file. The reading ends first: SQLite lets no reader write."""
    db.session.rollback()
    record.record_download(event_name, facts, actor_id, organisation_id)
    db.session.commit()


def downloads_page(cursor: Cursor | None) -> tuple[Page[Any], list[Taken]]:
    """The newest first, of every area."""
    wanted = (
        select(AuditEntry.id, AuditEntry.at, AuditEntry.event, AuditEntry.changes, Account.name.label("by"))
        .outerjoin(Account, Account.id == AuditEntry.actor_id)
        .where(AuditEntry.row_id.is_(None), AuditEntry.event.in_((LISTS, PEOPLE, DIRECTORY)))
    )
    with every_area("who downloaded what, for administrators"):
        shown = page(wanted, NEWEST_FIRST, cursor, lambda found: db.session.execute(found).all())
    return shown, [Taken(row.at, row.by, _what(row), _filters(row)) for row in shown.rows]


def _what(row: Any) -> str:
    facts = {name: after for name, (_, after) in row.changes.items()}
    if row.event == PEOPLE:
        return f"Contacts of {plural(facts['people'], 'person', 'people')}"
    if row.event == DIRECTORY:
        return f"Directory for the public, of {plural(facts['groups'], 'group')}"
    people = ", with names of safeguarding leads" if facts["people"] else ""
    how = {"paper": "on paper", PHONE: "as a copy on a phone"}.get(facts["format"], f"as {facts['format'].upper()}")
    return f"{plural(facts['groups'], 'group')} {how}{people}"


def _filters(row: Any) -> str:
    _, filters = row.changes.get("filters", (None, {}))
    return ", ".join("a search" if name == "q" else f"{name}: {value}" for name, value in filters.items())
