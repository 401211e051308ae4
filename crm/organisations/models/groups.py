import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.access.models import OfOrganisation
from crm.accounts.models import Account
from crm.areas.models import Area
from crm.core import uids
from crm.core.models import Base, Timestamped, Versioned, pk, sort_key
from crm.organisations.kinds import CharityBasis, ClosedReason, Faith, OrganisationKind, PlaceKind, RelationKind, Stage
from crm.organisations.models.taxonomies import Community, Language, Tradition


class Organisation(Timestamped, Versioned, Base):
    """A group or setting.

    `sort_name` and `search_names` are folded (core.text.fold); `search_names` also holds the former names.
    `name_is_placeholder` marks a group that was found without a name; it is never matched by name.
    """

    __tablename__ = "organisation"
    __table_args__ = (
        ForeignKeyConstraint(
            ["id", "lead_area_id"],
            ["organisation_area.organisation_id", "organisation_area.area_id"],
            name="fk_organisation_lead_area",
            deferrable=True,
            initially="DEFERRED",
            use_alter=True,
        ),
        CheckConstraint("(closed_on IS NULL) = (closed_reason IS NULL)", name="closed_with_reason"),
        CheckConstraint("place_kind IS NULL OR kind = 'place_of_worship'", name="place_kind_of_worship"),
        CheckConstraint("length(name) BETWEEN 1 AND 200", name="name_length"),
        # With the day of closing, by which nearly every list leaves groups out, so that it need not be looked up.
        Index("ix_organisation_sort", "sort_name", "id", "closed_on"),
        Index("ix_organisation_changed", "updated_at", "id"),
        Index("ix_organisation_verified", "verified_on", "id"),
        # The number of a group that was merged away is in bookmarks and letters, so it is never given again.
        {"sqlite_autoincrement": True},
    )
    # "ignore_fk": the key is also part of the link to its lead area, and is numbered all the same.
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement="ignore_fk")
    uid: Mapped[uuid.UUID] = mapped_column(unique=True, default=uids.new)
    name: Mapped[str]
    name_is_placeholder: Mapped[bool] = mapped_column(default=False)
    sort_name: Mapped[sort_key]
    search_names: Mapped[str]
    kind: Mapped[OrganisationKind] = mapped_column(index=True)
    place_kind: Mapped[PlaceKind | None]
    faith: Mapped[Faith] = mapped_column(index=True)
    tradition_id: Mapped[int | None] = mapped_column(ForeignKey("tradition.id"))
    lead_area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    charity_basis: Mapped[CharityBasis] = mapped_column(default=CharityBasis.UNKNOWN)
    charity_number: Mapped[str | None] = mapped_column(index=True)
    phone: Mapped[str | None]
    email: Mapped[str | None]
    website: Mapped[str | None]
    contact_note: Mapped[str] = mapped_column(default="")
    is_sensitive: Mapped[bool] = mapped_column(default=False)
    closed_on: Mapped[dt.date | None]
    closed_reason: Mapped[ClosedReason | None]
    verified_on: Mapped[dt.date | None]
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    tradition: Mapped[Tradition | None] = relationship(lazy="raise_on_sql")
    lead_area: Mapped[Area] = relationship(lazy="raise_on_sql", foreign_keys=[lead_area_id])
    areas: Mapped[list["OrganisationArea"]] = relationship(
        lazy="raise_on_sql",
        back_populates="organisation",
        primaryjoin="Organisation.id == foreign(OrganisationArea.organisation_id)",
        order_by="OrganisationArea.id",
    )
    communities: Mapped[list[Community]] = relationship(secondary="organisation_community", lazy="raise_on_sql")
    languages: Mapped[list[Language]] = relationship(secondary="organisation_language", lazy="raise_on_sql")


class OrganisationArea(OfOrganisation, Base):
    """The group is active in this area; `stage` is moved by a stage_change only."""

    __tablename__ = "organisation_area"
    __table_args__ = (
        UniqueConstraint("organisation_id", "area_id"),
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),
        Index("ix_organisation_area_reach", "area_id", "organisation_id"),
    )
    id: Mapped[pk]
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    started_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]
    stage: Mapped[Stage] = mapped_column(default=Stage.IDENTIFIED)
    stage_on: Mapped[dt.date]
    adviser_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    organisation: Mapped[Organisation] = relationship(
        lazy="raise_on_sql",
        back_populates="areas",
        primaryjoin="Organisation.id == foreign(OrganisationArea.organisation_id)",
    )
    area: Mapped[Area] = relationship(lazy="raise_on_sql")
    adviser: Mapped[Account | None] = relationship(lazy="raise_on_sql")


class OrganisationCommunity(OfOrganisation, Base):
    __tablename__ = "organisation_community"
    __table_args__ = (UniqueConstraint("organisation_id", "community_id"),)
    id: Mapped[pk]
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))


class OrganisationLanguage(OfOrganisation, Base):
    __tablename__ = "organisation_language"
    __table_args__ = (UniqueConstraint("organisation_id", "language_id"),)
    id: Mapped[pk]
    language_id: Mapped[int] = mapped_column(ForeignKey("language.id"))


class OrganisationTradition(OfOrganisation, Base):
    """A tradition besides the first, `organisation.tradition_id`: a church that two denominations share has both."""

    __tablename__ = "organisation_tradition"
    __table_args__ = (UniqueConstraint("organisation_id", "tradition_id"),)
    id: Mapped[pk]
    tradition_id: Mapped[int] = mapped_column(ForeignKey("tradition.id"))


class FormerName(OfOrganisation, Base):
    __tablename__ = "former_name"
    id: Mapped[pk]
    name: Mapped[str]
    until_on: Mapped[dt.date | None]


class Relation(OfOrganisation, Base):
    """A dated link from one group to another, read as "`organisation` `kind` `other`". A mistake is removed."""

    __tablename__ = "relation"
    __table_args__ = (
        CheckConstraint("organisation_id <> other_id", name="not_with_itself"),
        CheckConstraint("length(note) <= 200", name="note_length"),
        CheckConstraint("ended_on IS NULL OR started_on IS NULL OR ended_on >= started_on", name="ends_after_start"),
    )
    id: Mapped[pk]
    other_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[RelationKind]
    started_on: Mapped[dt.date | None]
    ended_on: Mapped[dt.date | None]
    note: Mapped[str] = mapped_column(default="")
    removed_at: Mapped[dt.datetime | None]
    other: Mapped[Organisation] = relationship(lazy="raise_on_sql", foreign_keys=[other_id])
