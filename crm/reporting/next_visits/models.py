from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.access.models import AreaPrivate
from crm.core.models import Base, Timestamped, Versioned, pk
from crm.reporting.next_visits.rules import USUAL, Factor, Weights


class VisitWeights(AreaPrivate, Timestamped, Versioned, Base):
    """How much each factor counts in one area; without a row the usual weights hold."""

    __tablename__ = "visit_weights"
    __table_args__ = (
        UniqueConstraint("area_id"),
        *(CheckConstraint(f"{factor.value} BETWEEN 0 AND 10", name=f"{factor.value}_to_ten") for factor in Factor),
    )
    id: Mapped[pk]
    priority: Mapped[int] = mapped_column(default=USUAL[Factor.PRIORITY])
    promise: Mapped[int] = mapped_column(default=USUAL[Factor.PROMISE])
    silence: Mapped[int] = mapped_column(default=USUAL[Factor.SILENCE])
    children: Mapped[int] = mapped_column(default=USUAL[Factor.CHILDREN])
    policy: Mapped[int] = mapped_column(default=USUAL[Factor.POLICY])
    lead: Mapped[int] = mapped_column(default=USUAL[Factor.LEAD])
    checks: Mapped[int] = mapped_column(default=USUAL[Factor.CHECKS])
    training: Mapped[int] = mapped_column(default=USUAL[Factor.TRAINING])

    def as_weights(self) -> Weights:
        return {factor: getattr(self, factor.value) for factor in Factor}
