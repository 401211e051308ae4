from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crm.access.models import OfOrganisation
from crm.core.models import Base
from crm.organisations.matching.keys import KeyKind


class MatchKey(Base, OfOrganisation):
    """What a group is found by when another may be the same; kept by `keeping` from its names, places and numbers."""

    __tablename__ = "match_key"
    __table_args__ = (Index("ix_match_key_value", "kind", "value", "organisation_id"),)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[KeyKind] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
