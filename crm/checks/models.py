import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, func
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from crm.access.models import Assurance
from crm.core.labels import Labelled
from crm.core.models import Base, Timestamped, Versioned, pk
from crm.people.models import Role


class DbsLevel(Labelled):
    """domain.md 4.1"""

    BASIC = "basic", "Basic"
    STANDARD = "standard", "Standard"
    ENHANCED = "enhanced", "Enhanced"
    ENHANCED_CBL = "enhanced_cbl", "Enhanced with the children's barred list"
    ENHANCED_ABL = "enhanced_abl", "Enhanced with the adults' barred list"
    ENHANCED_CABL = "enhanced_cabl", "Enhanced with both barred lists"


class Workforce(Labelled):
    CHILD = "child", "Child"
    ADULT = "adult", "Adult"
    CHILD_AND_ADULT = "child_and_adult", "Child and adult"
    OTHER = "other", "Other"


class CheckStep(Labelled):
    """What is stored (architecture.md 4); recheck due, overdue and left role are worked out."""

    REQUIRED = "required", "Needed"
    APPLIED = "applied", "Applied for"
    WITH_DBS = "with_dbs", "With the DBS"
    ISSUED = "issued", "Issued, not seen yet"
    SEEN = "seen", "Seen, to be decided"
    DECISION_MADE = "decision_made", "Decided"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Decision(Labelled):
    """Never with a reason (domain.md 4.6)."""

    PENDING = "pending", "Not decided yet"
    CLEARED_FOR_ROLE = "cleared_for_role", "Cleared for the role"
    NOT_CLEARED = "not_cleared", "Not cleared"


class SentBackFor(Labelled):
    """What an application lacked when whoever countersigns it gave it back (domain.md 4.4)."""

    DOCUMENT = "document", "An original document was missing, or did not do"
    ADDRESSES = "addresses", "The addresses of the last five years were not complete"
    NAMES = "names", "Not every name they have used was given"
    FORM = "form", "The form was not complete"
    LEVEL = "level", "The level or the workforce does not fit the role"
    OTHER = "other", "Something else"


class StatusResult(Labelled):
    """Update Service answer; blank and non-blank are both CURRENT (domain.md 4.5)."""

    CURRENT = "current", "Still current"
    NEW_INFO = "new_info", "New information: a new application is needed"
    NO_MATCH = "no_match", "No match found"


class DbsCheck(Assurance, Timestamped, Versioned, Base):
    """One check of one role; a role has a list of them. Holds what domain.md 4.7 allows and nothing else.

    The whole number is read by one query alone (queries.check_with_number); all other pages have its ending.
    """

    __tablename__ = "dbs_check"
    __table_args__ = (
        CheckConstraint(
            "certificate_number IS NULL"
            " OR (length(certificate_number) = 12 AND ltrim(certificate_number, '0123456789') = '')",
            name="number_has_twelve_digits",
        ),
        CheckConstraint("length(seen_by) <= 80", name="seen_by_is_a_name"),
        CheckConstraint(
            "decision <> 'cleared_for_role'"
            " OR (issued_on IS NOT NULL AND seen_on IS NOT NULL AND decided_on IS NOT NULL"
            " AND recheck_due_on IS NOT NULL)",
            name="cleared_with_dates",
        ),
        CheckConstraint("recheck_due_on > issued_on", name="recheck_after_issue"),
        CheckConstraint("seen_on >= issued_on", name="seen_after_issue"),
        CheckConstraint("decided_on >= seen_on", name="decided_after_seen"),
        CheckConstraint("recheck_months BETWEEN 12 AND 60", name="recheck_within_five_years"),
        CheckConstraint("(step = 'decision_made') = (decision <> 'pending')", name="decided_has_decision"),
        CheckConstraint("(sent_back_on IS NULL) = (sent_back_for IS NULL)", name="sent_back_for_a_reason"),
        CheckConstraint("sent_back_on IS NULL OR step IN ('required', 'applied')", name="sent_back_before_the_dbs"),
        Index("ix_dbs_check_role_decision", "role_id", "decision", "recheck_due_on"),
        Index("ix_dbs_check_step", "step", "required_on", "id"),
    )
    id: Mapped[pk]
    role_id: Mapped[int] = mapped_column(ForeignKey("role.id"))
    level: Mapped[DbsLevel]
    workforce: Mapped[Workforce]
    is_volunteer: Mapped[bool]
    step: Mapped[CheckStep]
    required_on: Mapped[dt.date]
    applied_on: Mapped[dt.date | None]
    sent_back_on: Mapped[dt.date | None]
    sent_back_for: Mapped[SentBackFor | None]
    issued_on: Mapped[dt.date | None]
    certificate_number: Mapped[str | None] = mapped_column(deferred=True, deferred_raiseload=True)
    number_ending: Mapped[str | None] = column_property(func.substr(certificate_number, 9))
    id_checked_on: Mapped[dt.date | None]
    seen_on: Mapped[dt.date | None]
    seen_by: Mapped[str | None]
    decision: Mapped[Decision] = mapped_column(default=Decision.PENDING)
    decided_on: Mapped[dt.date | None]
    recheck_months: Mapped[int] = mapped_column(default=36)
    recheck_due_on: Mapped[dt.date | None]
    new_info_on: Mapped[dt.date | None]
    joined_update_on: Mapped[dt.date | None]
    role: Mapped[Role] = relationship(lazy="raise_on_sql")


class StatusCheck(Assurance, Timestamped, Base):
    """A look at the Update Service, possible only with all of domain.md 13 rule 4 in place."""

    __tablename__ = "status_check"
    __table_args__ = (CheckConstraint("checked_on >= consent_on", name="checked_with_consent"),)
    id: Mapped[pk]
    dbs_check_id: Mapped[int] = mapped_column(ForeignKey("dbs_check.id"), index=True)
    consent_on: Mapped[dt.date]
    checked_on: Mapped[dt.date]
    result: Mapped[StatusResult]
