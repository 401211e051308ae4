import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.areas.models import Area
from crm.core.labels import Labelled
from crm.core.models import Base, Timestamped, Versioned, pk, sort_key
from crm.organisations.models import Language


class ResourceKind(Labelled):
    LEAFLET = "leaflet", "Leaflet"
    POSTER = "poster", "Poster"
    BOOKLET = "booklet", "Booklet or handbook"
    GUIDANCE = "guidance", "Guidance or procedures"
    TOOLKIT = "toolkit", "Toolkit or pack"
    TEMPLATE = "template", "Model form or template"
    WEBSITE = "website", "Page on the web"
    FILM = "film", "Film"
    OTHER = "other", "Something else"


class SafeguardingTopic(Labelled):
    """What a resource is about (domain.md 6.1)."""

    GENERAL = "general", "Safeguarding in general"
    FGM = "fgm", "Female genital mutilation"
    HBA_FM = "hba_fm", "Honour-based abuse and forced marriage"
    CALFB = "calfb", "Abuse linked to faith or belief"
    MSHT = "msht", "Modern slavery and trafficking"
    CSE = "cse", "Sexual exploitation"
    CCE_COUNTY_LINES = "cce_county_lines", "Criminal exploitation and county lines"
    DA = "da", "Domestic abuse"
    PREVENT = "prevent", "Prevent"
    ONLINE_SAFETY = "online_safety", "Online safety"
    PRIVATE_FOSTERING = "private_fostering", "Private fostering"
    SAFER_RECRUITMENT = "safer_recruitment", "Safer recruitment"
    DBS = "dbs", "DBS checks"
    LADO_ALLEGATIONS = "lado_allegations", "Allegations against people who work with children"
    SPIRITUAL_ABUSE = "spiritual_abuse", "Spiritual abuse"
    PHYSICAL_PUNISHMENT_LAW = "physical_punishment_law", "Physical punishment and the law"
    DISABILITY = "disability", "Disability"
    MENTAL_HEALTH = "mental_health", "Mental health"
    REFUGEES_ASYLUM = "refugees_asylum", "Refugees and asylum"
    YOUTH_VIOLENCE = "youth_violence", "Youth violence"
    PARENTING = "parenting", "Parenting"
    TRAUMA_INFORMED = "trauma_informed", "Trauma-informed practice"
    DEESCALATION = "deescalation", "De-escalation"
    FAITH_LITERACY = "faith_literacy_for_professionals", "Faith literacy for professionals"


class Resource(Timestamped, Versioned, Base):
    """One leaflet in one language, say. Without `area_id` it is for every area; a shipped one has a `code`.

    `review_due_on` is when somebody should look whether it is still right; empty until somebody has looked once.
    """

    __tablename__ = "resource"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 200", name="name_length"),
        CheckConstraint("length(note) <= 500", name="note_length"),
        Index("ix_resource_sort_name", "sort_name", "id"),
    )
    id: Mapped[pk]
    code: Mapped[str | None] = mapped_column(unique=True)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    name: Mapped[str]
    sort_name: Mapped[sort_key]
    kind: Mapped[ResourceKind]
    language_id: Mapped[int] = mapped_column(ForeignKey("language.id"))
    audience: Mapped[str] = mapped_column(default="")
    publisher: Mapped[str] = mapped_column(default="")
    web: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    review_due_on: Mapped[dt.date | None]
    retired_on: Mapped[dt.date | None]
    area: Mapped[Area | None] = relationship(lazy="raise_on_sql")
    language: Mapped[Language] = relationship(lazy="raise_on_sql")
    topics: Mapped[list["ResourceTopic"]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="ResourceTopic.topic"
    )


class ResourceTopic(Base):
    __tablename__ = "resource_topic"
    __table_args__ = (UniqueConstraint("resource_id", "topic"),)
    id: Mapped[pk]
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    topic: Mapped[SafeguardingTopic]
