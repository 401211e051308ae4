import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.models import Base, Timestamped, pk


class DigestWish(Timestamped, Base):
    """This account wants its week by email. `sent_on` is set before one is sent, so that none is sent twice."""

    __tablename__ = "digest_wish"
    id: Mapped[pk]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), unique=True)
    sent_on: Mapped[dt.date]
