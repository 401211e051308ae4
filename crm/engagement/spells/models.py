import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from crm.access.models import AreaPrivate
from crm.areas.models import Area
from crm.core.models import Base, Timestamped, Versioned, pk


class Spell(AreaPrivate, Timestamped, Versioned, Base):
    """Once a group and area, through the day `until_on`; ended early, the row is gone, and the history has it."""

    __abstract__ = True
    id: Mapped[pk]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    until_on: Mapped[dt.date]
    reason: Mapped[str]

    @declared_attr
    @classmethod
    def area(cls) -> Mapped[Area]:
        return relationship(Area, lazy="raise_on_sql")
