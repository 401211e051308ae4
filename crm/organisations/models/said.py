import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.access.models import Assurance, OfOrganisation
from crm.core.models import Base, Timestamped, pk
from crm.organisations.kinds import Answer, Lack, Published, Subject


class SaidNone(OfOrganisation, Timestamped, Base):
    """ "We belong to none", as the group said it; it ends when one is written down. No row means not known."""

    __tablename__ = "said_none"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR ended_on >= said_on", name="ends_after_start"),
        CheckConstraint("length(by) <= 200", name="by_length"),
        Index(
            "uq_said_none_open",
            "organisation_id",
            "lack",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )
    id: Mapped[pk]
    lack: Mapped[Lack]
    said_on: Mapped[dt.date]
    by: Mapped[str] = mapped_column(default="")
    ended_on: Mapped[dt.date | None]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class PublishConsent(OfOrganisation, Timestamped, Base):
    """A group agreed that a part of its record may be published, until it says otherwise.

    `given_by` is who of the group said so; `wording` is the number of the text that was read to them (rules.WORDINGS).
    """

    __tablename__ = "publish_consent"
    __table_args__ = (
        CheckConstraint("withdrawn_on IS NULL OR withdrawn_on >= given_on", name="withdrawn_after_given"),
        CheckConstraint("length(given_by) BETWEEN 1 AND 200", name="given_by_length"),
        CheckConstraint("wording >= 1", name="wording_from_one"),
        Index(
            "uq_publish_consent_open",
            "organisation_id",
            "part",
            unique=True,
            sqlite_where=text("withdrawn_on IS NULL"),
            postgresql_where=text("withdrawn_on IS NULL"),
        ),
    )
    id: Mapped[pk]
    part: Mapped[Published]
    given_on: Mapped[dt.date]
    given_by: Mapped[str]
    wording: Mapped[int]
    withdrawn_on: Mapped[dt.date | None]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Statement(Assurance, Timestamped, Base):
    """ "We asked: they have none." The latest answer on a subject counts; no statement means not known."""

    __tablename__ = "statement"
    __table_args__ = (Index("ix_statement_latest", "organisation_id", "subject", "stated_on"),)
    id: Mapped[pk]
    subject: Mapped[Subject]
    answer: Mapped[Answer]
    stated_on: Mapped[dt.date]
    by: Mapped[str] = mapped_column(default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
