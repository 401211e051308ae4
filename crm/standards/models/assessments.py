import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.access.models import Assurance
from crm.accounts.models import Account
from crm.core import clock
from crm.core.labels import Labelled
from crm.core.models import Base, Timestamped, Versioned, pk
from crm.organisations.models import Organisation
from crm.standards.models.sets import StandardSet
from crm.standards.rules.colours import Reply

OPEN = text("ended_on IS NULL")


class AssessmentState(Labelled):
    ANSWERING = "answering", "Being answered"
    SUBMITTED = "submitted", "Sent to the adviser"
    FINISHED = "finished", "Finished"
    SET_ASIDE = "set_aside", "Set aside"


class Voice(Labelled):
    GROUP = "group", "The group"
    ADVISER = "adviser", "The adviser"


class Assessment(Assurance, Timestamped, Versioned, Base):
    """One round through one version of a set. Once it has ended, nothing of it changes. Of a set, one is open."""

    __tablename__ = "assessment"
    __table_args__ = (
        UniqueConstraint("id", "standard_set_id"),
        CheckConstraint("(state IN ('finished', 'set_aside')) = (ended_on IS NOT NULL)", name="ended_on_a_day"),
        CheckConstraint("state <> 'submitted' OR submitted_on IS NOT NULL", name="submitted_on_a_day"),
        Index(
            "uq_assessment_one_open",
            "organisation_id",
            "standard_set_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
    )
    id: Mapped[pk]
    standard_set_id: Mapped[int] = mapped_column(ForeignKey("standard_set.id"))
    state: Mapped[AssessmentState]
    started_on: Mapped[dt.date]
    submitted_on: Mapped[dt.date | None]
    ended_on: Mapped[dt.date | None]
    answered_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    standard_set: Mapped[StandardSet] = relationship(lazy="raise_on_sql")


class Answer(Assurance, Timestamped, Base):
    """What the group or the adviser says to one criterion of that very version; each keeps its own.

    `seen_on` is when an adviser saw the evidence. `carried_from` is the assessment that it was taken over from, until
    an adviser saves it again.
    """

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("assessment_id", "criterion_id", "voice"),
        ForeignKeyConstraint(
            ["assessment_id", "standard_set_id"],
            ["assessment.id", "assessment.standard_set_id"],
            name="fk_answer_assessment_of_set",
        ),
        ForeignKeyConstraint(
            ["criterion_id", "standard_set_id"],
            ["criterion.id", "criterion.standard_set_id"],
            name="fk_answer_criterion_of_set",
        ),
        CheckConstraint("reply <> 'na' OR reason <> ''", name="not_applicable_has_reason"),
        CheckConstraint("(seen_on IS NULL) = (seen_by_id IS NULL)", name="seen_by_somebody"),
        CheckConstraint("voice = 'adviser' OR seen_on IS NULL", name="seen_by_an_adviser"),
    )
    id: Mapped[pk]
    assessment_id: Mapped[int]
    standard_set_id: Mapped[int]
    criterion_id: Mapped[int]
    voice: Mapped[Voice]
    reply: Mapped[Reply]
    reason: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="")
    comment: Mapped[str] = mapped_column(default="")
    seen_on: Mapped[dt.date | None]
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    due_on: Mapped[dt.date | None]
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("assessment.id"))
    seen_by: Mapped[Account | None] = relationship(lazy="raise_on_sql")
    carried_from: Mapped[Assessment | None] = relationship(lazy="raise_on_sql", foreign_keys=[carried_from_id])
