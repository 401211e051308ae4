import enum
from typing import ClassVar

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from crm.core.models import Base, Timestamped, pk


class Layer(enum.StrEnum):
    """Who sees a row (architecture.md 3)."""

    CORE = "core"
    ASSURANCE = "assurance"
    PRIVATE = "private"


class OfOrganisation:
    """Layer 1: seen by staff whose areas meet the organisation's."""

    layer: ClassVar[Layer] = Layer.CORE

    @declared_attr
    @classmethod
    def organisation_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("organisation.id"), index=True)


class Assurance(OfOrganisation):
    """Layer 2: people with roles, policies, checks, training, statements."""

    layer: ClassVar[Layer] = Layer.ASSURANCE


class AreaPrivate:
    """Layer 3: seen by the staff of the area that owns the row."""

    layer: ClassVar[Layer] = Layer.PRIVATE

    @declared_attr
    @classmethod
    def area_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("area.id"), index=True)


class Submission(Timestamped, Base):
    """A create form that was sent: `key` is made by the server with the form, so twice sent is once stored.

    `digest` tells the same answers on the same day; it is empty where they are meant to be stored once more. `page`
    is where the person finds what was made.
    """

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("account_id", "key"), UniqueConstraint("account_id", "digest"))
    id: Mapped[pk]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    key: Mapped[str]
    digest: Mapped[str | None]
    page: Mapped[str] = mapped_column(default="", server_default="")
    made_type: Mapped[str]
    made_id: Mapped[int | None]
