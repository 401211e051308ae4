import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from crm.access.models import OfOrganisation
from crm.accounts.models import Account
from crm.core.models import Base, Timestamped, pk


def _once(table: str) -> Index:
    """A record is taken in once, until that is undone."""
    still = text("undone_at IS NULL")
    return Index(f"uq_{table}_other_id", "other_id", unique=True, sqlite_where=still, postgresql_where=still)


class Taken(Timestamped):
    """One record that another took in. Nothing of `other_id` is left in its table, so it is no foreign key.

    `kept_id` is the record that took it in at the time; where a later merge took that in too, the row points
    elsewhere. `journal` holds every row that was moved, changed or removed (crm/merging/journal.py).
    """

    id: Mapped[pk]
    kept_id: Mapped[int]
    other_id: Mapped[int]
    other_name: Mapped[str]
    journal: Mapped[list[Any]]
    undone_at: Mapped[dt.datetime | None]

    @declared_attr
    @classmethod
    def merged_by_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("account.id"))

    @declared_attr
    @classmethod
    def undone_by_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("account.id"))


class OrganisationMerge(OfOrganisation, Taken, Base):
    __tablename__ = "organisation_merge"
    __table_args__ = (_once("organisation_merge"),)
    merged_by: Mapped[Account] = relationship(lazy="raise_on_sql", foreign_keys="OrganisationMerge.merged_by_id")


class PersonMerge(Taken, Base):
    """In scope with the person who stayed (crm/merging/reach.py)."""

    __tablename__ = "person_merge"
    __table_args__ = (_once("person_merge"),)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    merged_by: Mapped[Account] = relationship(lazy="raise_on_sql", foreign_keys="PersonMerge.merged_by_id")
