import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.access.models import AreaPrivate
from crm.accounts.models import Account
from crm.areas.models import AreaContact, ContactCategory
from crm.core.labels import Labelled
from crm.core.models import Base, Timestamped, Versioned, pk
from crm.engagement.models import Batched, Topic
from crm.organisations.models import Organisation


class Information(Labelled):
    """What groups ask to be told about (domain.md 3.4, info_request)."""

    SCHOOLS = "schools", "Schools"
    HEALTH_GP_REGISTRATION = "health_gp_registration", "Health, and registering with a GP"
    IMMIGRATION = "immigration", "Immigration"
    BENEFITS = "benefits", "Benefits"
    HOUSING = "housing", "Housing"
    UK_LAW = "uk_law", "UK law"
    SAFEGUARDING = "safeguarding", "Safeguarding"
    PRIVATE_FOSTERING = "private_fostering", "Private fostering"
    PARENTING_CLASSES = "parenting_classes", "Parenting classes"
    DA_TRAINING = "da_training", "Training on domestic abuse"
    ASB_TRAINING = "asb_training", "Training on anti-social behaviour"
    DBS_CHECKS = "dbs_checks", "DBS checks"
    FUNDING = "funding", "Funding"
    EMPLOYMENT = "employment", "Employment"
    WORKFORCE_REPRESENTATION = "workforce_representation", "People like us in public jobs"


class Request(AreaPrivate, Timestamped, Versioned, Batched, Base):
    """An issue that a group raised (`topic`), or information that it asked for.

    Answered is what we did, or whom we pointed to: a checked number, or at least its category. `heard_back` is what
    the group said later. How far it is follows from the dates.
    """

    __tablename__ = "request"
    __table_args__ = (
        CheckConstraint("(topic IS NULL) <> (information IS NULL)", name="about_one_thing"),
        CheckConstraint("answered_on >= asked_on", name="answered_after_asked"),
        CheckConstraint("heard_back_on >= answered_on", name="heard_back_after_answered"),
        CheckConstraint("heard_back_on IS NULL OR answered_on IS NOT NULL", name="heard_back_of_an_answer"),
        CheckConstraint(
            "(answered_on IS NULL) = (answer = '' AND contact_id IS NULL AND signpost IS NULL)", name="answer_is_said"
        ),
        UniqueConstraint("activity_id", "organisation_id", "topic"),
        UniqueConstraint("activity_id", "organisation_id", "information"),
        Index("ix_request_owner", "owner_id", "answered_on", "asked_on"),
        Index("ix_request_organisation", "organisation_id", "asked_on"),
        Index(
            "ix_request_open",
            "asked_on",
            "id",
            sqlite_where=text("answered_on IS NULL"),
            postgresql_where=text("answered_on IS NULL"),
        ),
    )
    id: Mapped[pk]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    topic: Mapped[Topic | None]
    information: Mapped[Information | None]
    asked_on: Mapped[dt.date]
    owner_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    answered_on: Mapped[dt.date | None]
    answer: Mapped[str] = mapped_column(default="")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("area_contact.id"))
    signpost: Mapped[ContactCategory | None]
    heard_back_on: Mapped[dt.date | None]
    heard_back: Mapped[str] = mapped_column(default="")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    owner: Mapped[Account] = relationship(lazy="raise_on_sql")
    contact: Mapped[AreaContact | None] = relationship(lazy="raise_on_sql")
