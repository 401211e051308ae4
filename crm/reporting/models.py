import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crm.access.models import OfOrganisation
from crm.core.models import Base
from crm.organisations.kinds import Answer, Stage


class Standing(Base, OfOrganisation):
    """One row an organisation: the dates and counts that today's states are worked out from (architecture.md 4).

    `checks_until` is the day up to which every role that needs a check is cleared, empty if one is not.
    `changes_on` is the next day on which a fact changes by itself (a role that starts, a setting that ends); from
    then on the row is not read any more, but worked out afresh.
    """

    __tablename__ = "standing"
    __table_args__ = (CheckConstraint("roles_to_check <= roles_open", name="needing_are_open"),)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)
    children_said: Mapped[Answer | None]
    settings_open: Mapped[int] = mapped_column(default=0)
    policy_adopted_on: Mapped[dt.date | None]
    policy_due_on: Mapped[dt.date | None]
    policy_seen_on: Mapped[dt.date | None]
    policy_versions: Mapped[int] = mapped_column(default=0)
    policy_said: Mapped[str | None]
    leads_open: Mapped[int] = mapped_column(default=0)
    lead_ended_on: Mapped[dt.date | None]
    lead_said: Mapped[str | None]
    roles_open: Mapped[int] = mapped_column(default=0)
    roles_to_check: Mapped[int] = mapped_column(default=0)
    roles_cleared: Mapped[int] = mapped_column(default=0)
    checks_until: Mapped[dt.date | None]
    lead_trained_until: Mapped[dt.date | None]
    others_trained_until: Mapped[dt.date | None]
    last_training_on: Mapped[dt.date | None]
    training_said: Mapped[str | None]
    changes_on: Mapped[dt.date | None] = mapped_column(index=True)


class AreaStanding(Base):
    """One row an organisation in an area: stage, first and last contact there, for today's figures.

    `mark` is a new number by chance whenever anything changes that figures of this group rest on: as long as the
    marks of an area add up to the same, its figures are the same.
    """

    __tablename__ = "area_standing"
    __table_args__ = (
        Index("ix_area_standing_area", "area_id", "organisation_id"),
        Index("ix_area_standing_mark", "area_id", "mark"),
    )
    organisation_area_id: Mapped[int] = mapped_column(
        ForeignKey("organisation_area.id", ondelete="CASCADE"), primary_key=True
    )
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    stage: Mapped[Stage]
    contacted_on: Mapped[dt.date | None]
    last_contact_on: Mapped[dt.date | None]
    mark: Mapped[int] = mapped_column(BigInteger)
