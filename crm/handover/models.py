import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.access.models import AreaPrivate
from crm.accounts.models import Account
from crm.areas.models import Area
from crm.core.labels import Labelled
from crm.core.models import Base, Timestamped, pk
from crm.organisations.models import Organisation


class Part(Labelled):
    """What one person holds in an area, and what would be lost with them (report of 2007, 8.2)."""

    GROUPS = "groups", "Groups they look after"
    ONLY_CONTACT = "only_contact", "Groups that only they have been in touch with"
    PROMISES = "promises", "Open promises"
    REQUESTS = "requests", "Requests not seen through"
    VISITS = "visits", "Visits planned"
    POLICIES = "policies", "Policies half done"
    TRAINING = "training", "Free training taken up, and nobody trained since"


class Handover(AreaPrivate, Timestamped, Base):
    """What somebody holds with one group in one area, offered to a successor, who accepts it.

    `moved` says what went over, to undo it: {"adviser": bool, "follow_up": [ids], "request": [ids], …}. Taken back, the
    row is gone, and the history has it.
    """

    __tablename__ = "handover"
    __table_args__ = (
        CheckConstraint("leaver_id <> successor_id", name="to_somebody_else"),
        Index(
            "uq_handover_offered",
            "organisation_id",
            "area_id",
            "leaver_id",
            unique=True,
            sqlite_where=text("accepted_on IS NULL"),
            postgresql_where=text("accepted_on IS NULL"),
        ),
    )
    id: Mapped[pk]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    leaver_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    offered_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    accepted_on: Mapped[dt.date | None]
    moved: Mapped[dict[str, Any]] = mapped_column(default=dict)
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    area: Mapped[Area] = relationship(lazy="raise_on_sql")
    leaver: Mapped[Account] = relationship(lazy="raise_on_sql", foreign_keys=leaver_id)
    successor: Mapped[Account] = relationship(lazy="raise_on_sql", foreign_keys=successor_id)
    offered_by: Mapped[Account] = relationship(lazy="raise_on_sql", foreign_keys=offered_by_id)
