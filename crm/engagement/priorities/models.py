from sqlalchemy import CheckConstraint, UniqueConstraint

from crm.engagement.spells.models import Spell


class VisitPriority(Spell):
    __tablename__ = "visit_priority"
    __table_args__ = (
        UniqueConstraint("organisation_id", "area_id"),
        CheckConstraint("length(reason) BETWEEN 1 AND 300", name="reason_length"),
    )
