import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.labels import Labelled
from crm.core.models import Base, Versioned, pk


class Area(Base):
    """A local authority. `boundary` is GeoJSON geometry as text, WGS84, longitude first."""

    __tablename__ = "area"
    __table_args__ = (
        CheckConstraint("length(code) = 9", name="code_is_gss"),
        CheckConstraint(
            "lat BETWEEN 49.8 AND 60.9 AND lon BETWEEN -8.7 AND 1.8",
            name="point_in_britain",
        ),
    )
    id: Mapped[pk]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    region: Mapped[str]
    lat: Mapped[float]
    lon: Mapped[float]
    boundary: Mapped[str] = mapped_column(deferred=True)


class Ward(Base):
    __tablename__ = "ward"
    id: Mapped[pk]
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    boundary: Mapped[str] = mapped_column(deferred=True)
    area: Mapped[Area] = relationship(lazy="raise_on_sql")


class Postcode(Base):
    """A unit postcode and its middle address; ended postcodes are in the source and not marked."""

    __tablename__ = "postcode"
    __table_args__ = (Index("ix_postcode_place", "lat", "lon"),)
    unit: Mapped[str] = mapped_column(primary_key=True)
    lat: Mapped[float]
    lon: Mapped[float]
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))


class ContactCategory(Labelled):
    """Signposting categories (domain.md 3.4)."""

    EMERGENCY = "emergency", "Emergency"
    CHILD_CONCERN = "child_concern", "Worried about a child"
    ADULT_CONCERN = "adult_concern", "Worried about an adult"
    ALLEGATION_STAFF = "allegation_staff", "An allegation about a worker or volunteer"
    DOMESTIC_ABUSE = "domestic_abuse", "Domestic abuse"
    SEXUAL_ABUSE = "sexual_abuse", "Sexual abuse"
    FGM = "fgm", "Female genital mutilation"
    HBA_FM = "hba_fm", "Honour-based abuse and forced marriage"
    CALFB = "calfb", "Child abuse linked to faith or belief"
    MODERN_SLAVERY = "modern_slavery", "Modern slavery and trafficking"
    EXPLOITATION = "exploitation", "Exploitation"
    MENTAL_HEALTH = "mental_health", "Mental health"
    REFUGEE_ASYLUM = "refugee_asylum", "Refugees and people seeking asylum"
    HEALTH = "health", "Health"
    EDUCATION = "education", "Schools and education"
    HOUSING = "housing", "Housing"
    MONEY_BENEFITS = "money_benefits", "Money and benefits"
    LEGAL_ADVICE = "legal_advice", "Legal advice"
    FUNDING_GOVERNANCE = "funding_governance", "Funding and running a group"
    DBS = "dbs", "DBS checks"
    TRAINING = "training", "Training"
    PARENTING = "parenting", "Parenting"
    CHILDREN_DIRECT = "children_direct", "For children and young people"


class AreaContact(Versioned, Base):
    """Who to ring. Without `verified_on` it is never shown to a group (architecture.md 2).

    `area_id` is empty for a contact that serves the whole country. `phone` is E.164 or a short code; 111 is
    the NHS, and the police are 101 (domain.md T1), so 111 is refused outside the health categories.
    """

    __tablename__ = "area_contact"
    __table_args__ = (
        UniqueConstraint("code", "area_id"),
        CheckConstraint("(verified_on IS NULL) = (verified_by IS NULL)", name="verified_by_somebody"),
        CheckConstraint(
            "phone <> '111' OR category IN ('health', 'mental_health')",
            name="police_is_101",
        ),
        CheckConstraint(
            "substr(phone, 1, 1) = '+' OR length(phone) <= 6",
            name="phone_is_stored_form",
        ),
        Index("ix_area_contact_area", "area_id", "category"),
        Index(
            "uq_area_contact_national_code",
            "code",
            unique=True,
            sqlite_where=text("area_id IS NULL"),
            postgresql_where=text("area_id IS NULL"),
        ),
    )
    id: Mapped[pk]
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    code: Mapped[str]
    name: Mapped[str]
    category: Mapped[ContactCategory]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    web: Mapped[str | None]
    note: Mapped[str] = mapped_column(default="")
    verified_on: Mapped[dt.date | None]
    verified_by: Mapped[str | None]
