import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.access.models import Assurance
from crm.core.labels import Labelled
from crm.core.models import Base, Timestamped, Versioned, pk, sort_key
from crm.organisations.models import Language, Organisation


class RoleClass(Labelled):
    """What a person is to a group (domain.md 2.1, role titles)."""

    DESIGNATED_LEAD = "designated_lead", "Designated safeguarding lead"
    DEPUTY_LEAD = "deputy_lead", "Deputy safeguarding lead"
    SAFEGUARDING_CONTACT = "safeguarding_contact", "Safeguarding contact"
    LEADER = "leader", "Leader (imam, pastor, priest, rabbi, granthi…)"
    TEACHER = "teacher", "Teacher"
    YOUTH_WORKER = "youth_worker", "Youth worker"
    HELPER = "helper", "Helper"
    TRUSTEE = "trustee", "Trustee"
    COMMITTEE = "committee", "Committee member"
    SECRETARY = "secretary", "Secretary"
    CARETAKER = "caretaker", "Caretaker"
    DRIVER = "driver", "Driver"
    COOK = "cook", "Cook"
    VISITING_SPEAKER = "visiting_speaker", "Visiting speaker"
    GATEKEEPER = "gatekeeper", "Gatekeeper: somebody others in the group listen to"


SAFEGUARDING_CLASSES = (RoleClass.DESIGNATED_LEAD, RoleClass.DEPUTY_LEAD, RoleClass.SAFEGUARDING_CONTACT)


class Task(Labelled):
    """What the role does with children, which decides the DBS level (domain.md 4.2, 4.3)."""

    WORKS_WITH_CHILDREN = "works_with_children", "Teaches, supervises, cares for or advises children"
    DRIVES_CHILDREN = "drives_children", "Drives a vehicle only for children"
    MANAGES_WORKERS = "manages_workers", "Manages people who work with children day to day"
    TRUSTEE_OF_CHILDRENS_WORK = "trustee_of_childrens_work", "Trustee of a charity whose people work with children"
    NO_CHILDREN = "no_children", "Does not work with children"


class Frequency(Labelled):
    """How often the task is done; four days in thirty, or weekly, meets the test of domain.md 4.2."""

    WEEKLY = "weekly", "Once a week or more"
    FOUR_IN_THIRTY = "four_in_thirty", "Four days or more in any 30"
    LESS_OFTEN = "less_often", "Less often"


class Channel(Labelled):
    """How a person likes to be reached."""

    PHONE = "phone", "A phone call"
    TEXT = "text", "A text message"
    MESSENGER = "messenger", "WhatsApp or another messenger"
    EMAIL = "email", "An email"
    LETTER = "letter", "A letter"
    IN_PERSON = "in_person", "In person"


class TalksTo(Labelled):
    """Whom of our staff a person would rather talk to; as they say, never guessed."""

    WOMAN = "woman", "A woman"
    MAN = "man", "A man"
    EITHER = "either", "Either"


class Person(Timestamped, Versioned, Base):
    """In scope through a role, open or ended under 12 months ago, at a group in scope.

    `forgotten_on` is when name and contact details were removed, as they are not kept for ever (crm/retention).
    """

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 200", name="name_length"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[pk]
    name: Mapped[str]
    sort_name: Mapped[sort_key] = mapped_column(index=True)
    phone: Mapped[str | None]
    email: Mapped[str | None]
    contact_note: Mapped[str] = mapped_column(default="")
    channel: Mapped[Channel | None]
    language_id: Mapped[int | None] = mapped_column(ForeignKey("language.id"))
    needs_interpreter: Mapped[bool | None]
    talks_to: Mapped[TalksTo | None]
    best_time: Mapped[str] = mapped_column(default="", server_default="")
    forgotten_on: Mapped[dt.date | None]
    language: Mapped[Language | None] = relationship(lazy="raise_on_sql")


class Role(Assurance, Timestamped, Versioned, Base):
    """A person in an organisation. `task` and what follows it decide which DBS level may be asked for."""

    __tablename__ = "role"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR started_on IS NULL OR ended_on >= started_on", name="ends_after_start"),
        Index("ix_role_left", "role_class", "ended_on", "id"),
        Index(
            "uq_role_one_open_lead",
            "organisation_id",
            unique=True,
            sqlite_where=text("role_class = 'designated_lead' AND ended_on IS NULL"),
            postgresql_where=text("role_class = 'designated_lead' AND ended_on IS NULL"),
        ),
        Index(
            "uq_role_once_while_open",
            "person_id",
            "organisation_id",
            "role_class",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )
    id: Mapped[pk]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role_class: Mapped[RoleClass]
    title: Mapped[str] = mapped_column(default="")
    task: Mapped[Task]
    frequency: Mapped[Frequency | None]
    overnight: Mapped[bool] = mapped_column(default=False)
    personal_care: Mapped[bool] = mapped_column(default=False)
    supervised: Mapped[bool] = mapped_column(default=False)
    is_paid: Mapped[bool] = mapped_column(default=False)
    started_on: Mapped[dt.date | None]
    ended_on: Mapped[dt.date | None]
    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
