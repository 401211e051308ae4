import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.access.models import Layer
from crm.core import clock
from crm.core.models import Base, code, pk


class AuditEntry(Base):
    """One thing that happened. Append-only, and seen by whoever may see the row it tells of.

    A download tells of no row. `changes` maps a column to [before, after] for columns that are not personal.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_organisation", "organisation_id", "id"),
        Index("ix_audit_entry_row", "table_name", "row_id"),
        Index(
            "ix_audit_entry_download",
            "id",
            sqlite_where=text("row_id IS NULL"),
            postgresql_where=text("row_id IS NULL"),
        ),
    )
    id: Mapped[pk]
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    event: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    table_name: Mapped[str]
    row_id: Mapped[int | None]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    layer: Mapped[Layer] = mapped_column(code(Layer))
    changes: Mapped[dict[str, Any]]
    request_id: Mapped[str | None]


class AuditValue(Base):
    """A personal column's values; erasure may blank them without touching the entry."""

    __tablename__ = "audit_value"
    id: Mapped[pk]
    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), index=True)
    column_name: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str | None]


class ReadEntry(Base):
    """Somebody looked at something sensitive, such as a whole certificate number."""

    __tablename__ = "read_entry"
    id: Mapped[pk]
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    actor_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    what: Mapped[str]
    table_name: Mapped[str]
    row_id: Mapped[int]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    request_id: Mapped[str | None]
