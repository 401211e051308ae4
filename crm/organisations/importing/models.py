"""What is kept of an import row by row, and what the columns of a list were said to mean."""

from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.models import Base, Timestamped, pk
from crm.organisations.importing.rules import Ending


class ImportRow(Base):
    """How one row of an import ends: while `is_written` is false, how it would.

    `changes` are [what, before, after]; `raw` is kept of refused rows, to be handed back. `group_id` is the
    organisation's, without a link, since the row also tells of groups that were undone.
    """

    __tablename__ = "import_row"
    __table_args__ = (
        UniqueConstraint("batch_id", "number"),
        Index("ix_import_row_ending", "batch_id", "ending", "number"),
    )
    id: Mapped[pk]
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id", ondelete="CASCADE"))
    number: Mapped[int]
    ending: Mapped[Ending]
    name: Mapped[str]
    group_id: Mapped[int | None]
    why: Mapped[str]
    score: Mapped[int | None]
    changes: Mapped[list[Any]]
    remarks: Mapped[list[Any]]
    raw: Mapped[list[Any] | None]
    is_written: Mapped[bool]


class ImportMapping(Timestamped, Base):
    """What the columns of a list mean, as somebody said the last time; by the list's name and its headings."""

    __tablename__ = "import_mapping"
    __table_args__ = (UniqueConstraint("source", "heading_key"),)
    id: Mapped[pk]
    source: Mapped[str]
    heading_key: Mapped[str]
    columns: Mapped[dict[str, Any]]
