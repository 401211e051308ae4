import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from crm.access.models import OfOrganisation
from crm.areas.models import Area
from crm.core.models import Base, Timestamped, Versioned, pk
from crm.organisations import rules
from crm.organisations.kinds import ChildrenBand, Precision, SettingKind, Weekday
from crm.organisations.models.groups import Organisation


class Venue(OfOrganisation, Timestamped, Versioned, Base):
    """Where a group meets, from and until. A masked venue is a home: other areas see its ward, or its area.

    `search_address` follows from address and postcode; a set of rows that makes no objects says it too.
    """

    __tablename__ = "venue"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR started_on IS NULL OR ended_on >= started_on", name="ends_after_start"),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="whole_point"),
        CheckConstraint(
            "lat IS NULL OR (lat BETWEEN 49.8 AND 60.9 AND lon BETWEEN -8.7 AND 1.8)", name="point_in_britain"
        ),
        Index("ix_venue_place", "lat", "lon"),
    )
    id: Mapped[pk]
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    ward_id: Mapped[int | None] = mapped_column(ForeignKey("ward.id"), index=True)
    address: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str | None] = mapped_column(index=True)
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    precision: Mapped[Precision]
    started_on: Mapped[dt.date | None]
    ended_on: Mapped[dt.date | None]
    unconfirmed_on: Mapped[dt.date | None]
    search_address: Mapped[str] = mapped_column(default="")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    area: Mapped[Area | None] = relationship(lazy="raise_on_sql")

    @validates("address", "postcode")
    def _search_too(self, name: str, value: str | None) -> str | None:
        said = {"address": self.address, "postcode": self.postcode, name: value}
        self.search_address = rules.search_address(said["address"] or "", said["postcode"])
        return value


class ChildrenSetting(OfOrganisation, Timestamped, Base):
    """An activity where children are (domain.md 2.4)."""

    __tablename__ = "children_setting"
    __table_args__ = (
        CheckConstraint("age_min IS NULL OR age_max IS NULL OR age_min <= age_max", name="ages_in_order"),
        CheckConstraint("age_min IS NULL OR age_min BETWEEN 0 AND 17", name="youngest_is_a_child"),
        CheckConstraint("days_per_month IS NULL OR days_per_month BETWEEN 0 AND 31", name="days_in_a_month"),
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),
    )
    id: Mapped[pk]
    kind: Mapped[SettingKind]
    age_min: Mapped[int | None]
    age_max: Mapped[int | None]
    children_band: Mapped[ChildrenBand | None]
    adults_count: Mapped[int | None]
    days_per_month: Mapped[int | None]
    overnight: Mapped[bool] = mapped_column(default=False)
    parents_present: Mapped[bool | None]
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"))
    started_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]


class MeetingTime(OfOrganisation, Base):
    """When a group meets, or when its leader is best reached; local time."""

    __tablename__ = "meeting_time"
    id: Mapped[pk]
    weekday: Mapped[Weekday]
    starts_at: Mapped[dt.time]
    ends_at: Mapped[dt.time | None]
    note: Mapped[str] = mapped_column(default="")
