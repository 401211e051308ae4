import datetime as dt

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.access.models import AreaPrivate
from crm.core.models import Base, pk
from crm.engagement.models import Activity, Batched
from crm.organisations.models import Organisation
from crm.resources.models import Resource


class ResourceGiven(AreaPrivate, Batched, Base):
    """A resource that a group was given in a contact; `given_on` repeats the day of the contact."""

    __tablename__ = "resource_given"
    __table_args__ = (
        UniqueConstraint("activity_id", "organisation_id", "resource_id"),
        Index("ix_resource_given_latest", "resource_id", "area_id", "given_on"),
        Index("ix_resource_given_organisation", "organisation_id", "given_on", "id"),
    )
    id: Mapped[pk]
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    given_on: Mapped[dt.date]
    activity: Mapped[Activity] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    resource: Mapped[Resource] = relationship(lazy="raise_on_sql")
