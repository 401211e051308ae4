import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, and_, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.access.models import AreaPrivate
from crm.accounts.models import Account
from crm.areas.models import Area
from crm.core.models import Base, Timestamped, Versioned, pk
from crm.engagement.models import Batched
from crm.organisations.models import Organisation, Venue


class PlannedVisit(AreaPrivate, Timestamped, Versioned, Base):
    """A visit or meeting that somebody of one area will go to. Day and time are London's; the time may still be open.

    It is open until an activity is logged for it (`activity_id`) or it is called off. `agreed_in_id` is the activity
    in which the group agreed to it. Whoever is expected back by an instant is asked then, and `watcher` is told
    some time later, unless `back_at` says that all is well; `asked_at` and `told_at` are when that mail was handed on.
    """

    __tablename__ = "planned_visit"
    __table_args__ = (
        CheckConstraint("length(note) <= 500", name="note_length"),
        CheckConstraint("length(place) <= 200", name="place_length"),
        CheckConstraint("minutes BETWEEN 5 AND 1440", name="a_day_at_most"),
        CheckConstraint("(called_off_on IS NULL) = (called_off_why = '')", name="called_off_why"),
        CheckConstraint("activity_id IS NULL OR called_off_on IS NULL", name="logged_or_called_off"),
        CheckConstraint("back_by_at IS NULL OR starts_at IS NOT NULL", name="back_after_a_start"),
        CheckConstraint("watcher_id IS NULL OR back_by_at IS NOT NULL", name="watched_until_back"),
        CheckConstraint("watcher_id <> owner_id", name="watched_by_another"),
        Index("ix_planned_visit_owner", "owner_id", "planned_on"),
        Index("ix_planned_visit_organisation", "organisation_id", "planned_on"),
        Index(
            "ix_planned_visit_watched",
            "watcher_id",
            "back_by_at",
            sqlite_where=text("watcher_id IS NOT NULL AND back_at IS NULL"),
            postgresql_where=text("watcher_id IS NOT NULL AND back_at IS NULL"),
        ),
    )
    id: Mapped[pk]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    planned_on: Mapped[dt.date]
    starts_at: Mapped[dt.time | None]
    minutes: Mapped[int]
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"), index=True)
    place: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    agreed_in_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"), index=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"), index=True)
    called_off_on: Mapped[dt.date | None]
    called_off_why: Mapped[str] = mapped_column(default="")
    back_by_at: Mapped[dt.datetime | None]
    watcher_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[dt.datetime | None]
    told_at: Mapped[dt.datetime | None]
    back_at: Mapped[dt.datetime | None]
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    area: Mapped[Area] = relationship(lazy="raise_on_sql")
    venue: Mapped[Venue | None] = relationship(lazy="raise_on_sql")
    owner: Mapped[Account] = relationship(foreign_keys=[owner_id], lazy="raise_on_sql")
    watcher: Mapped[Account | None] = relationship(foreign_keys=[watcher_id], lazy="raise_on_sql")


IS_OPEN = and_(PlannedVisit.activity_id.is_(None), PlannedVisit.called_off_on.is_(None))


class VisitCompanion(AreaPrivate, Batched, Base):
    """A colleague who goes along."""

    __tablename__ = "visit_companion"
    __table_args__ = (UniqueConstraint("visit_id", "account_id"),)
    id: Mapped[pk]
    visit_id: Mapped[int] = mapped_column(ForeignKey("planned_visit.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
