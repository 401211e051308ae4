import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.access.models import AreaPrivate
from crm.core.models import Base, Timestamped, pk
from crm.documents.models import Document


class Attachment(AreaPrivate, Timestamped, Base):
    """A file of a contact, for its own area alone. Removed, it can be put back for a day."""

    __tablename__ = "attachment"
    id: Mapped[pk]
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    removed_at: Mapped[dt.datetime | None]
    document: Mapped[Document] = relationship(lazy="raise_on_sql")
