import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.access.models import Assurance
from crm.accounts.models import Account
from crm.core.models import Base, Timestamped, pk
from crm.organisations.models import Organisation

IS_OPEN = "lifted_on IS NULL"


class LegalHold(Assurance, Timestamped, Base):
    """While one is open nothing of the group is deleted by date: an inquiry or a claim needs it (domain.md 9.2)."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        CheckConstraint("length(reason) BETWEEN 1 AND 200", name="reason_length"),
        CheckConstraint("lifted_on >= placed_on", name="lifted_after_placed"),
        CheckConstraint("(lifted_on IS NULL) = (lifted_by_id IS NULL)", name="lifted_by_somebody"),
        Index(
            "uq_legal_hold_open",
            "organisation_id",
            unique=True,
            sqlite_where=text(IS_OPEN),
            postgresql_where=text(IS_OPEN),
        ),
    )
    id: Mapped[pk]
    reason: Mapped[str]
    placed_on: Mapped[dt.date]
    placed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    lifted_on: Mapped[dt.date | None]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    placed_by: Mapped[Account] = relationship(lazy="raise_on_sql", foreign_keys=[placed_by_id])
