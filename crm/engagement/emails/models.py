import datetime as dt

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.models import Base, Timestamped, pk


class ForwardingAddress(Timestamped, Base):
    """The part before the @ of the address to which an account forwards its emails."""

    __tablename__ = "forwarding_address"
    id: Mapped[pk]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), unique=True)
    local_part: Mapped[str] = mapped_column(unique=True)


class ForwardedEmail(Timestamped, Base):
    """An email that waits for its account, and for nobody else, to say what it is about.

    `message_hash` tells one that comes twice, and stays. What was written, and by whom, goes once it is filed as
    `activity_id`, or a day after it was put aside.
    """

    __tablename__ = "forwarded_email"
    __table_args__ = (
        UniqueConstraint("account_id", "message_hash"),
        Index("ix_forwarded_email_waiting", "account_id", "activity_id", "aside_at", "id"),
    )
    id: Mapped[pk]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    message_hash: Mapped[str]
    sent_on: Mapped[dt.date]
    is_from_them: Mapped[bool]
    correspondent: Mapped[str]
    correspondent_email: Mapped[str]
    mail_subject: Mapped[str]
    mail_text: Mapped[str]
    attachments: Mapped[int]
    aside_at: Mapped[dt.datetime | None]
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"), index=True)
