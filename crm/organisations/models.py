import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship, validates

from crm.access.models import Assurance, OfOrganisation
from crm.accounts.models import Account
from crm.areas.models import Area
from crm.core import uids
from crm.core.labels import Labelled
from crm.core.models import Base, Timestamped, Versioned, pk, sort_key
from crm.organisations import rules
from crm.organisations.kinds import (
    Answer,
    CharityBasis,
    ChildrenBand,
    ClosedReason,
    Faith,
    Lack,
    OrganisationKind,
    PlaceKind,
    Precision,
    Published,
    RelationKind,
    SettingKind,
    Stage,
    Subject,
    Weekday,
)


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
        Index("ix_organisation_sort", "sort_name", "id"),
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


class SaidNone(OfOrganisation, Timestamped, Base):
    """ "We belong to none", as the group said it; it ends when one is written down. No row means not known."""

    __tablename__ = "said_none"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR ended_on >= said_on", name="ends_after_start"),
        CheckConstraint("length(by) <= 200", name="by_length"),
        Index(
            "uq_said_none_open",
            "organisation_id",
            "lack",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )
    id: Mapped[pk]
    lack: Mapped[Lack]
    said_on: Mapped[dt.date]
    by: Mapped[str] = mapped_column(default="")
    ended_on: Mapped[dt.date | None]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class PublishConsent(OfOrganisation, Timestamped, Base):
    """A group agreed that a part of its record may be published, until it says otherwise.

    `given_by` is who of the group said so; `wording` is the number of the text that was read to them (rules.WORDINGS).
    """

    __tablename__ = "publish_consent"
    __table_args__ = (
        CheckConstraint("withdrawn_on IS NULL OR withdrawn_on >= given_on", name="withdrawn_after_given"),
        CheckConstraint("length(given_by) BETWEEN 1 AND 200", name="given_by_length"),
        CheckConstraint("wording >= 1", name="wording_from_one"),
        Index(
            "uq_publish_consent_open",
            "organisation_id",
            "part",
            unique=True,
            sqlite_where=text("withdrawn_on IS NULL"),
            postgresql_where=text("withdrawn_on IS NULL"),
        ),
    )
    id: Mapped[pk]
    part: Mapped[Published]
    given_on: Mapped[dt.date]
    given_by: Mapped[str]
    wording: Mapped[int]
    withdrawn_on: Mapped[dt.date | None]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Statement(Assurance, Timestamped, Base):
    """ "We asked: they have none." The latest answer on a subject counts; no statement means not known."""

    __tablename__ = "statement"
    __table_args__ = (Index("ix_statement_latest", "organisation_id", "subject", "stated_on"),)
    id: Mapped[pk]
    subject: Mapped[Subject]
    answer: Mapped[Answer]
    stated_on: Mapped[dt.date]
    by: Mapped[str] = mapped_column(default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))


class ImportState(Labelled):
    COLUMNS = "columns", "Waiting for what its columns mean"
    CHECKING = "checking", "Being checked"
    STAGED = "staged", "Waiting for you to confirm"
    WRITING = "writing", "Being imported"
    DONE = "done", "Imported"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"
    CANCELLED = "cancelled", "Cancelled"


class ImportBatch(Timestamped, Base):
    """One file that was brought in. `file_key` names the stored upload until it is imported or cancelled.

    `columns` are what its columns mean, and their headings, once that is settled. While somebody works on it,
    `beat_at` is no older than a minute; `problem` says in words why the work stopped, if it said anything.
    """

    __tablename__ = "import_batch"
    id: Mapped[pk]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    source: Mapped[str]
    file_name: Mapped[str]
    file_key: Mapped[str | None]
    state: Mapped[ImportState]
    columns: Mapped[dict[str, Any] | None]
    outcome: Mapped[dict[str, Any]]
    beat_at: Mapped[dt.datetime | None]
    problem: Mapped[str | None]


class SourceRecord(OfOrganisation, Base):
    """Where a listing came from. `as_imported` holds the values last taken, to tell them from people's edits."""

    __tablename__ = "source_record"
    __table_args__ = (UniqueConstraint("source", "external_id"),)
    id: Mapped[pk]
    source: Mapped[str]
    external_id: Mapped[str]
    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
    first_seen_on: Mapped[dt.date]
    last_seen_on: Mapped[dt.date]
    as_imported: Mapped[dict[str, Any]]


class DuplicateState(Labelled):
    OPEN = "open", "Not looked at yet"
    NOT_THE_SAME = "not_the_same", "Not the same"


class Likely(Timestamped):
    """Two records that are likely one, by two columns, the smaller id first. "Not the same" is remembered."""

    id: Mapped[pk]
    score: Mapped[int]
    state: Mapped[DuplicateState] = mapped_column(default=DuplicateState.OPEN)
    decided_at: Mapped[dt.datetime | None]
    decision_note: Mapped[str] = mapped_column(default="")

    @declared_attr
    @classmethod
    def decided_by_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("account.id"))


class DuplicatePair(OfOrganisation, Likely, Base):
    """Two groups; `organisation_id` is the smaller id."""

    __tablename__ = "duplicate_pair"
    __table_args__ = (
        UniqueConstraint("organisation_id", "other_id"),
        CheckConstraint("organisation_id < other_id", name="in_order"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score_in_percent"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_when"),
        Index("ix_duplicate_pair_queue", "state", "score", "id"),
    )
    other_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    reason: Mapped[str]
    other: Mapped[Organisation] = relationship(lazy="raise_on_sql", foreign_keys=[other_id])
