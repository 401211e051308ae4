"""Erasure: the history goes on saying that something happened, and no longer what stood there."""

from collections.abc import Collection

from sqlalchemy import select, update

from crm.audit.models import AuditEntry, AuditValue
from crm.extensions import db


def erase_of(table: str, row_ids: Collection[int], events: Collection[str] = ()) -> None:
    """Blank the personal values that were ever recorded of these rows, or those of some events alone."""
    told = select(AuditEntry.id).where(AuditEntry.table_name == table, AuditEntry.row_id.in_(row_ids))
    if events:
        told = told.where(AuditEntry.event.in_(events))
    erased = update(AuditValue).where(AuditValue.entry_id.in_(told)).values(before=None, after=None)
    db.session.execute(erased.execution_options(synchronize_session=False))
