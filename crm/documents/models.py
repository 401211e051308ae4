from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.labels import Labelled
from crm.core.models import Base, Timestamped, pk


class DocumentKind(Labelled):
    """What may be kept. Each is told by its content, whatever the file is called."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "Word document"
    ODT = "odt", "OpenDocument text"
    JPEG = "jpeg", "JPEG picture"
    PNG = "png", "PNG picture"


class Document(Timestamped, Base):
    """A file. Who may read it is said by the row of a subject that names it: ask for it through that row alone.

    `digest` is the SHA-256 of the content, in hex, by which it is stored; `size` is in bytes. The plain text is stored
    in the same way, by `text_digest`, where the file holds text that can be read.
    """

    __tablename__ = "document"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 200", name="name_length"),
        CheckConstraint("length(digest) = 64", name="digest_length"),
        CheckConstraint("size > 0", name="not_empty"),
        CheckConstraint("length(text_digest) = 64", name="text_digest_length"),
    )
    id: Mapped[pk]
    name: Mapped[str]
    kind: Mapped[DocumentKind]
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(index=True)
    text_digest: Mapped[str | None]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
