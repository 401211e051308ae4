import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.core.labels import Labelled
from crm.core.models import Base, Timestamped, Versioned, pk


class SetState(Labelled):
    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "In use"
    RETIRED = "retired", "Out of use"


class StandardSet(Timestamped, Versioned, Base):
    """One version of a set. From the day it is published its criteria never change again; one of a code is in use."""

    __tablename__ = "standard_set"
    __table_args__ = (
        UniqueConstraint("code", "number"),
        CheckConstraint("state <> 'published' OR published_on IS NOT NULL", name="published_on_a_day"),
        CheckConstraint("(state = 'retired') = (retired_on IS NOT NULL)", name="retired_on_a_day"),
        *(
            Index(
                f"uq_standard_set_one_{state}", "code", unique=True, sqlite_where=text(one), postgresql_where=text(one)
            )
            for state in ("draft", "published")
            for one in [f"state = '{state}'"]
        ),
    )
    id: Mapped[pk]
    code: Mapped[str]
    number: Mapped[int]
    title: Mapped[str]
    about: Mapped[str] = mapped_column(default="")
    state: Mapped[SetState]
    published_on: Mapped[dt.date | None]
    retired_on: Mapped[dt.date | None]
    criteria: Mapped[list["Criterion"]] = relationship(
        lazy="raise_on_sql", order_by="Criterion.position", cascade="all, delete-orphan"
    )


class Criterion(Base):
    """One question of a set. `due_months` is after how long it must be done again, where it must."""

    __tablename__ = "criterion"
    __table_args__ = (
        UniqueConstraint("standard_set_id", "code"),
        UniqueConstraint("standard_set_id", "position"),
        UniqueConstraint("id", "standard_set_id"),
        CheckConstraint("weight BETWEEN 1 AND 10", name="weight_up_to_ten"),
        CheckConstraint("due_months BETWEEN 1 AND 60", name="due_within_five_years"),
    )
    id: Mapped[pk]
    standard_set_id: Mapped[int] = mapped_column(ForeignKey("standard_set.id"))
    position: Mapped[int]
    section: Mapped[str]
    code: Mapped[str]
    question: Mapped[str]
    why: Mapped[str]
    evidence: Mapped[str]
    how_to_answer: Mapped[str]
    applies_to: Mapped[str]
    is_critical: Mapped[bool]
    na_allowed: Mapped[bool]
    weight: Mapped[int]
    due_months: Mapped[int | None]
    crosswalk: Mapped[list["Crosswalk"]] = relationship(
        lazy="raise_on_sql", order_by="Crosswalk.id", cascade="all, delete-orphan"
    )


class Crosswalk(Base):
    """Who answers this criterion has answered that one of another set too, whichever version is in use there."""

    __tablename__ = "crosswalk"
    __table_args__ = (UniqueConstraint("criterion_id", "set_code", "criterion_code"),)
    id: Mapped[pk]
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"))
    set_code: Mapped[str]
    criterion_code: Mapped[str]
