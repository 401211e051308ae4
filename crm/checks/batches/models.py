import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.access.models import Assurance
from crm.areas.models import Area
from crm.checks.models import DbsCheck
from crm.core.labels import Labelled
from crm.core.models import Base, Timestamped, Versioned, pk


class Result(Labelled):
    """What came of an appointment."""

    APPLIED = "applied", "Applied"
    SENT_BACK = "sent_back", "Sent away: something was missing"
    DID_NOT_COME = "did_not_come", "Did not come"


class Batch(Timestamped, Versioned, Base):
    """A day on which somebody who may countersign looks at proofs of identity (domain.md 4.4).

    Appointments are `minutes_each` apart from `starts_at`; without a time people come when they can.
    """

    __tablename__ = "dbs_batch"
    __table_args__ = (
        CheckConstraint("length(place) BETWEEN 1 AND 200", name="place_length"),
        CheckConstraint("length(body) BETWEEN 1 AND 200", name="body_length"),
        CheckConstraint("(starts_at IS NULL) = (minutes_each IS NULL)", name="times_with_minutes"),
        CheckConstraint("minutes_each BETWEEN 5 AND 120", name="minutes_in_reason"),
        CheckConstraint("places BETWEEN 1 AND 200", name="places_in_reason"),
        Index("ix_dbs_batch_held", "area_id", "held_on", "id"),
    )
    id: Mapped[pk]
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    held_on: Mapped[dt.date]
    starts_at: Mapped[dt.time | None]
    minutes_each: Mapped[int | None]
    places: Mapped[int]
    place: Mapped[str]
    body: Mapped[str]
    called_off_on: Mapped[dt.date | None]
    area: Mapped[Area] = relationship(lazy="raise_on_sql")


class Appointment(Assurance, Timestamped, Base):
    """One check in a batch; `number` is its turn, from 1."""

    __tablename__ = "dbs_appointment"
    __table_args__ = (
        UniqueConstraint("batch_id", "number"),
        UniqueConstraint("batch_id", "dbs_check_id"),
        CheckConstraint("number > 0", name="number_from_one"),
    )
    id: Mapped[pk]
    batch_id: Mapped[int] = mapped_column(ForeignKey("dbs_batch.id"))
    dbs_check_id: Mapped[int] = mapped_column(ForeignKey("dbs_check.id"), index=True)
    number: Mapped[int]
    result: Mapped[Result | None]
    batch: Mapped[Batch] = relationship(lazy="raise_on_sql")
    check: Mapped[DbsCheck] = relationship(lazy="raise_on_sql")
