import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.access.models import Assurance
from crm.accounts.models import Account
from crm.core.labels import Labelled
from crm.core.models import Base, Timestamped, Versioned, pk
from crm.organisations.models import Organisation


class PolicyKind(Labelled):
    """domain.md 5.3"""

    SAFEGUARDING_CHILDREN = "safeguarding_children", "Safeguarding children"
    SAFEGUARDING_ADULTS = "safeguarding_adults", "Safeguarding adults"
    SAFER_RECRUITMENT = "safer_recruitment", "Safer recruitment"
    ONLINE_SAFETY = "online_safety", "Online safety"
    CODE_OF_CONDUCT = "code_of_conduct", "Code of conduct"
    COMPLAINTS = "complaints", "Complaints"
    DATA_PROTECTION = "data_protection", "Data protection"
    HEALTH_SAFETY = "health_safety", "Health and safety"


class VersionState(Labelled):
    """What is stored (architecture.md 4); review due and overdue are worked out by date."""

    DRAFT = "draft", "Being written"
    SUBMITTED = "submitted", "Sent to the adviser"
    CHANGES_REQUESTED = "changes_requested", "Returned with comments"
    REVIEWED_OK = "reviewed_ok", "Looked at, ready to adopt"
    ADOPTED = "adopted", "Adopted"
    SUPERSEDED = "superseded", "Replaced by a later version"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Policy(Assurance, Timestamped, Base):
    __tablename__ = "policy"
    __table_args__ = (UniqueConstraint("organisation_id", "kind"),)
    id: Mapped[pk]
    kind: Mapped[PolicyKind]
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")


class PolicyVersion(Assurance, Timestamped, Versioned, Base):
    """One text of a policy. `ended_on` is when it was replaced or withdrawn; `seen_on` when an adviser saw it."""

    __tablename__ = "policy_version"
    __table_args__ = (
        UniqueConstraint("policy_id", "number"),
        CheckConstraint("review_due_on > adopted_on", name="due_after_adopted"),
        CheckConstraint("ended_on IS NULL OR adopted_on IS NULL OR ended_on >= adopted_on", name="ends_after_adopted"),
        CheckConstraint(
            "state NOT IN ('adopted', 'superseded') OR (adopted_on IS NOT NULL AND review_due_on IS NOT NULL)",
            name="adopted_with_dates",
        ),
        CheckConstraint("(state IN ('superseded', 'withdrawn')) = (ended_on IS NOT NULL)", name="ended_with_date"),
        CheckConstraint("(seen_on IS NULL) = (seen_by_id IS NULL)", name="seen_by_somebody"),
        CheckConstraint("review_every_months BETWEEN 1 AND 24", name="reviewed_within_two_years"),
        Index(
            "uq_policy_version_one_adopted",
            "policy_id",
            unique=True,
            sqlite_where=text("state = 'adopted'"),
            postgresql_where=text("state = 'adopted'"),
        ),
    )
    id: Mapped[pk]
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id"))
    number: Mapped[int]
    state: Mapped[VersionState]
    started_on: Mapped[dt.date]
    adopted_on: Mapped[dt.date | None]
    review_every_months: Mapped[int] = mapped_column(default=12)
    review_due_on: Mapped[dt.date | None]
    ended_on: Mapped[dt.date | None]
    seen_on: Mapped[dt.date | None]
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    policy: Mapped[Policy] = relationship(lazy="raise_on_sql")
    seen_by: Mapped[Account | None] = relationship(lazy="raise_on_sql")
