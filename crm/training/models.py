import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.access.models import Assurance
from crm.areas.models import Area
from crm.core.labels import Labelled
from crm.core.models import Base, Timestamped, Versioned, pk
from crm.organisations.models import Language
from crm.people.models import Person


class Level(Labelled):
    """domain.md 6.1"""

    L1 = "l1", "Level 1: awareness"
    L2 = "l2", "Level 2: working with children"
    L3 = "l3", "Level 3: safeguarding lead"
    SR = "sr", "Safer recruitment"
    SP = "sp", "Special subject"
    TT = "tt", "Train the trainer"
    CY = "cy", "For children or parents"


class Mode(Labelled):
    """How a part of a course is given."""

    IN_PERSON = "in_person", "In person"
    ONLINE = "online", "Online"
    EITHER = "either", "In person or online"
    E_LEARNING = "e_learning", "Online, in one’s own time"
    FLEXIBLE = "flexible", "As agreed"


class VenueKind(Labelled):
    OWN_VENUE = "own_venue", "A group’s own place"
    COUNCIL = "council", "Council building"
    SCHOOL = "school", "School"
    COMMUNITY_CENTRE = "community_centre", "Community centre"
    ONLINE = "online", "Online"


class Audience(Labelled):
    EVERYBODY = "everybody", "Everybody"
    WOMEN = "women", "Women only"
    MEN = "men", "Men only"


class Access(Labelled):
    STEP_FREE = "step_free", "No steps"
    HEARING_LOOP = "hearing_loop", "Hearing loop"
    BSL = "bsl", "British Sign Language"


class Plan(Labelled):
    """What its area says of a session; whether it is full or delivered is worked out."""

    PLANNED = "planned", "Planned"
    OPEN = "open", "Open for booking"
    CANCELLED = "cancelled", "Cancelled"


class AttendanceStatus(Labelled):
    BOOKED = "booked", "Booked"
    WAITLISTED = "waitlisted", "On the waiting list"
    ATTENDED = "attended", "Attended"
    PART_ATTENDED = "part_attended", "Attended in part"
    NO_SHOW = "no_show", "Did not come"
    CANCELLED = "cancelled", "Cancelled"


class Course(Base):
    """`refresh_months` is empty for a course that needs no refresher."""

    __tablename__ = "course"
    __table_args__ = (CheckConstraint("refresh_months IS NULL OR refresh_months > 0", name="refresh_positive"),)
    id: Mapped[pk]
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    level: Mapped[Level]
    provider: Mapped[str] = mapped_column(default="")
    refresh_months: Mapped[int | None]
    parts: Mapped[list["CoursePart"]] = relationship(
        order_by="CoursePart.position", cascade="all, delete-orphan", lazy="raise_on_sql"
    )


class CoursePart(Base):
    """Who attended a course has done all its parts. A part takes `hours`, or up to `most_hours` where that is said."""

    __tablename__ = "course_part"
    __table_args__ = (
        UniqueConstraint("course_id", "position"),
        CheckConstraint("hours > 0", name="hours_positive"),
        CheckConstraint("most_hours > hours", name="most_hours_above"),
    )
    id: Mapped[pk]
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(default="")
    mode: Mapped[Mode]
    hours: Mapped[float | None]
    most_hours: Mapped[float | None]


class TrainingSession(Timestamped, Versioned, Base):
    """A course held on a day. Every area may see that it took place; who came is seen by the group's areas.

    Without a `capacity` there is no limit. `cost` is in pounds a person; 0 is free. `access` holds `Access` values.
    """

    __tablename__ = "training_session"
    __table_args__ = (
        Index("ix_training_session_held", "held_on", "id"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("capacity > 0", name="capacity_positive"),
        CheckConstraint("cost >= 0", name="cost_not_negative"),
    )
    id: Mapped[pk]
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    held_on: Mapped[dt.date]
    starts_at: Mapped[dt.time | None]
    ends_at: Mapped[dt.time | None]
    venue_kind: Mapped[VenueKind | None]
    place: Mapped[str] = mapped_column(default="")
    plan: Mapped[Plan] = mapped_column(default=Plan.PLANNED, server_default=Plan.PLANNED)
    language_id: Mapped[int | None] = mapped_column(ForeignKey("language.id"))
    other_language_id: Mapped[int | None] = mapped_column(ForeignKey("language.id"))
    interpreter_language_id: Mapped[int | None] = mapped_column(ForeignKey("language.id"))
    audience: Mapped[Audience] = mapped_column(default=Audience.EVERYBODY, server_default=Audience.EVERYBODY)
    access: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    capacity: Mapped[int | None]
    cost: Mapped[int] = mapped_column(default=0, server_default="0")
    delivered_by: Mapped[str] = mapped_column(default="", server_default="")
    jointly_with: Mapped[str] = mapped_column(default="", server_default="")
    course: Mapped[Course] = relationship(lazy="raise_on_sql")
    area: Mapped[Area] = relationship(lazy="raise_on_sql")
    language: Mapped[Language | None] = relationship(foreign_keys=[language_id], lazy="raise_on_sql")
    other_language: Mapped[Language | None] = relationship(foreign_keys=[other_language_id], lazy="raise_on_sql")
    interpreter_language: Mapped[Language | None] = relationship(
        foreign_keys=[interpreter_language_id], lazy="raise_on_sql"
    )


class Attendance(Assurance, Timestamped, Base):
    """A person of a group at a session. `level` and `valid_until` are the course's at completion (domain.md D23).

    `booked_at` is when they asked for their place, which is their turn on the waiting list.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("training_session_id", "person_id"),
        CheckConstraint("(status = 'attended') = (completed_on IS NOT NULL)", name="completed_if_attended"),
        CheckConstraint("valid_until IS NULL OR valid_until > completed_on", name="valid_after_completion"),
        CheckConstraint("status <> 'waitlisted' OR booked_at IS NOT NULL", name="waits_since"),
        Index("ix_attendance_person_level", "person_id", "level", "valid_until"),
    )
    id: Mapped[pk]
    training_session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    status: Mapped[AttendanceStatus]
    booked_at: Mapped[dt.datetime | None]
    level: Mapped[Level]
    completed_on: Mapped[dt.date | None]
    valid_until: Mapped[dt.date | None]
    session: Mapped[TrainingSession] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")

    @property
    def is_booking(self) -> bool:
        """A place, or a turn on the waiting list, before the day."""
        return self.status in (AttendanceStatus.BOOKED, AttendanceStatus.WAITLISTED)
