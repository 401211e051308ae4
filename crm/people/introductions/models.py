import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crm.access.models import Assurance
from crm.core.models import Base, Timestamped, pk


class Introduction(Assurance, Timestamped, Base):
    """To a group or, where `person_id` is given, to that person of it; by a person or by another group."""

    __tablename__ = "introduction"
    __table_args__ = (
        CheckConstraint("(by_person_id IS NULL) <> (by_organisation_id IS NULL)", name="one_introducer"),
        CheckConstraint("organisation_id <> by_organisation_id", name="another_group"),
        CheckConstraint("person_id <> by_person_id", name="another_person"),
    )
    id: Mapped[pk]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    by_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    by_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    introduced_on: Mapped[dt.date | None]
    note: Mapped[str] = mapped_column(default="")
