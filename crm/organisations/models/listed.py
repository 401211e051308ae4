import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from crm.access.models import OfOrganisation
from crm.core.labels import Labelled
from crm.core.models import Base, Timestamped, pk
from crm.organisations.models.groups import Organisation


class ImportState(Labelled):
    COLUMNS = "columns", "Waiting for what its columns mean"
    CHECKING = "checking", "Being checked"
    STAGED = "staged", "Waiting for you to confirm"
    WRITING = "writing", "Being imported"
    DONE = "done", "Imported"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"
    CANCELLED = "cancelled", "Cancelled"


class ImportBatch(Timestamped, Base):
    """One file that was brought in. `file_key` names the stored upload until it is imported or cancelled.

    `columns` are what its columns mean, and their headings, once that is settled. While somebody works on it,
    `beat_at` is no older than a minute; `problem` says in words why the work stopped, if it said anything.
    """

    __tablename__ = "import_batch"
    id: Mapped[pk]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    source: Mapped[str]
    file_name: Mapped[str]
    file_key: Mapped[str | None]
    state: Mapped[ImportState]
    columns: Mapped[dict[str, Any] | None]
    outcome: Mapped[dict[str, Any]]
    beat_at: Mapped[dt.datetime | None]
    problem: Mapped[str | None]


class SourceRecord(OfOrganisation, Base):
    """Where a listing came from. `as_imported` holds the values last taken, to tell them from people's edits."""

    __tablename__ = "source_record"
    __table_args__ = (UniqueConstraint("source", "external_id"),)
    id: Mapped[pk]
    source: Mapped[str]
    external_id: Mapped[str]
    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
    first_seen_on: Mapped[dt.date]
    last_seen_on: Mapped[dt.date]
    as_imported: Mapped[dict[str, Any]]


class DuplicateState(Labelled):
    OPEN = "open", "Not looked at yet"
    NOT_THE_SAME = "not_the_same", "Not the same"


class Likely(Timestamped):
    """Two records that are likely one, by two columns, the smaller id first. "Not the same" is remembered."""

    id: Mapped[pk]
    score: Mapped[int]
    state: Mapped[DuplicateState] = mapped_column(default=DuplicateState.OPEN)
    decided_at: Mapped[dt.datetime | None]
    decision_note: Mapped[str] = mapped_column(default="")

    @declared_attr
    @classmethod
    def decided_by_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("account.id"))


class DuplicatePair(OfOrganisation, Likely, Base):
    """Two groups; `organisation_id` is the smaller id."""

    __tablename__ = "duplicate_pair"
    __table_args__ = (
        UniqueConstraint("organisation_id", "other_id"),
        CheckConstraint("organisation_id < other_id", name="in_order"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score_in_percent"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_when"),
        Index("ix_duplicate_pair_queue", "state", "score", "id"),
    )
    other_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    reason: Mapped[str]
    other: Mapped[Organisation] = relationship(lazy="raise_on_sql", foreign_keys=[other_id])
