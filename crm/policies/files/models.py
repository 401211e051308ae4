import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.access.models import Assurance
from crm.core.models import Base, Timestamped, pk
from crm.documents.models import Document
from crm.policies.models import PolicyVersion


class PolicyFile(Assurance, Timestamped, Base):
    """One file of a version, or one page of it as a picture. Removed, it can be put back for a day."""

    __tablename__ = "policy_file"
    id: Mapped[pk]
    policy_version_id: Mapped[int] = mapped_column(ForeignKey("policy_version.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    removed_at: Mapped[dt.datetime | None]
    document: Mapped[Document] = relationship(lazy="raise_on_sql")
    version: Mapped[PolicyVersion] = relationship(lazy="raise_on_sql")
