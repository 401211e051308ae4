from sqlalchemy.orm import Mapped, mapped_column

from crm.core.models import Base, pk
from crm.organisations.kinds import Faith


class Tradition(Base):
    """Denomination or movement (domain.md 2.3); `osm_values` are the tags it is imported from, blank-parted."""

    __tablename__ = "tradition"
    id: Mapped[pk]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    faith: Mapped[Faith]
    osm_values: Mapped[str] = mapped_column(default="")


class Language(Base):
    """A BCP 47 tag with its direction of writing (domain.md 2.6)."""

    __tablename__ = "language"
    id: Mapped[pk]
    tag: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    right_to_left: Mapped[bool] = mapped_column(default=False)


class Community(Base):
    """A community as groups describe themselves (domain.md 2.5); never part of a score."""

    __tablename__ = "community"
    id: Mapped[pk]
    name: Mapped[str] = mapped_column(unique=True)
