import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.access.models import Assurance
from crm.core.models import Base, Timestamped, Versioned, pk
from crm.organisations.models import Organisation
from crm.standards.models.assessments import Assessment
from crm.standards.models.sets import Criterion


class PlanAction(Assurance, Timestamped, Versioned, Base):
    """What a group does about one red or amber answer, by when, and who sees to it."""

    __tablename__ = "plan_action"
    __table_args__ = (
        UniqueConstraint("assessment_id", "criterion_id"),
        CheckConstraint("(done_on IS NULL) = (done_by_id IS NULL)", name="done_by_somebody"),
        Index("ix_plan_action_open", "done_on", "due_on", "id"),
    )
    id: Mapped[pk]
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"))
    what: Mapped[str]
    owner: Mapped[str]
    due_on: Mapped[dt.date]
    done_on: Mapped[dt.date | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    assessment: Mapped[Assessment] = relationship(lazy="raise_on_sql")
    criterion: Mapped[Criterion] = relationship(lazy="raise_on_sql")
