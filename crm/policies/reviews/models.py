import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.access.models import Assurance
from crm.accounts.models import Account
from crm.core.labels import Labelled
from crm.core.models import Base, Timestamped, Versioned, pk
from crm.policies.models import PolicyVersion


class Point(Labelled):
    """What a safeguarding policy should say: Merton's seven points, in their order (domain.md 5)."""

    WORRIED = "m1", "What to do if somebody is worried about a child, and whom to ring locally"
    HARM = "m2", "What harms children"
    SAFE_PRACTICE = "m3", "Working safely with children"
    SPIRITUAL_PRACTICE = "m4", "Safe spiritual practice, such as praying for children"
    SAFER_RECRUITMENT = "m5", "Choosing and supervising staff and volunteers safely"
    ADULTS_WHO_ARE_A_RISK = "m6", "Adults who may be a risk to children"
    NAMED_LEAD = "m7", "Who the safeguarding lead is"

    @property
    def number(self) -> int:
        return int(self.value.removeprefix("m"))


class Met(Labelled):
    MET = "met", "Met"
    PARTLY = "partly", "Partly"
    NOT_MET = "not_met", "Not met"
    NOT_APPLICABLE = "not_applicable", "Does not apply"


class Outcome(Labelled):
    RETURNED = "returned", "Returned with comments"
    LOOKED_AT = "looked_at", "Looked at, ready to adopt"


class PolicyReview(Assurance, Timestamped, Versioned, Base):
    """One sending of a version and what was answered to it; open until it is answered."""

    __tablename__ = "policy_review"
    __table_args__ = (
        CheckConstraint("(answered_on IS NULL) = (outcome IS NULL)", name="answered_with_outcome"),
        CheckConstraint("(answered_on IS NULL) = (assessor_id IS NULL)", name="answered_by_somebody"),
        CheckConstraint("answered_on >= sent_on", name="answered_after_sent"),
        Index(
            "uq_policy_review_one_open",
            "policy_version_id",
            unique=True,
            sqlite_where=text("answered_on IS NULL"),
            postgresql_where=text("answered_on IS NULL"),
        ),
        Index("ix_policy_review_sent", "sent_on", "id"),
        Index("ix_policy_review_answered", "answered_on", "id"),
    )
    id: Mapped[pk]
    policy_version_id: Mapped[int] = mapped_column(ForeignKey("policy_version.id"), index=True)
    sent_on: Mapped[dt.date]
    answered_on: Mapped[dt.date | None]
    outcome: Mapped[Outcome | None]
    assessor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    comment: Mapped[str] = mapped_column(default="")
    version: Mapped[PolicyVersion] = relationship(lazy="raise_on_sql")
    assessor: Mapped[Account | None] = relationship(lazy="raise_on_sql")


class PolicyAnswer(Assurance, Timestamped, Base):
    """What the adviser found on one point; `evidence` is where in the text, `reason` why it does not apply."""

    __tablename__ = "policy_answer"
    __table_args__ = (
        UniqueConstraint("review_id", "point"),
        CheckConstraint("met <> 'not_applicable' OR (point = 'm4' AND reason <> '')", name="applies_or_says_why"),
    )
    id: Mapped[pk]
    review_id: Mapped[int] = mapped_column(ForeignKey("policy_review.id"))
    point: Mapped[Point]
    met: Mapped[Met | None]
    evidence: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    comment: Mapped[str] = mapped_column(default="")
