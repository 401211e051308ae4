from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.models import Base
from crm.organisations.models import Likely


class PersonPair(Likely, Base):
    """Two people; in scope where both are. Why they are likely one is worked out from what each reader sees."""

    __tablename__ = "person_pair"
    __table_args__ = (
        UniqueConstraint("person_id", "other_id"),
        CheckConstraint("person_id < other_id", name="in_order"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score_in_percent"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_when"),
        Index("ix_person_pair_queue", "state", "score", "id"),
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
