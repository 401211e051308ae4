import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.access.models import AreaPrivate
from crm.areas.models import Area
from crm.core.models import Base, Timestamped, Versioned, pk


class VisitPriority(AreaPrivate, Timestamped, Versioned, Base):
    """A group comes first in one area, through the day `until_on`; ended early, the row is gone."""

    __tablename__ = "visit_priority"
    __table_args__ = (
        UniqueConstraint("organisation_id", "area_id"),
        CheckConstraint("length(reason) BETWEEN 1 AND 300", name="reason_length"),
    )
    id: Mapped[pk]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    until_on: Mapped[dt.date]
    reason: Mapped[str]
    area: Mapped[Area] = relationship(lazy="raise_on_sql")
