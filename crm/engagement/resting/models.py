from sqlalchemy import CheckConstraint, UniqueConstraint

from crm.engagement.spells.models import Spell


class Rest(Spell):
    __tablename__ = "rest"
    __table_args__ = (
        UniqueConstraint("organisation_id", "area_id"),
        CheckConstraint("length(reason) BETWEEN 1 AND 500", name="reason_length"),
    )
