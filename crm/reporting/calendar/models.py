from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.models import Base, Timestamped, pk


class CalendarFeed(Timestamped, Base):
    """Whoever has the key reads the dates of the account. Only `key_hash` is kept, so the link is shown once.

    `sign_ins_hash` is of what every sign-in of the account holds too: what ends all of them ends the link.
    """

    __tablename__ = "calendar_feed"
    id: Mapped[pk]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), unique=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    sign_ins_hash: Mapped[str]
