from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.core.models import Base, Timestamped, Versioned, pk, sort_key


class SavedList(Timestamped, Versioned, Base):
    """What the address of the list says (`filters`), never which groups: whoever opens it sees their own.

    With an `area_id` the staff of that area find it too.
    """

    __tablename__ = "saved_list"
    __table_args__ = (
        UniqueConstraint("account_id", "sort_name"),
        CheckConstraint("length(name) BETWEEN 1 AND 60", name="name_length"),
    )
    id: Mapped[pk]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    name: Mapped[str]
    sort_name: Mapped[sort_key]
    filters: Mapped[dict[str, Any]]
    account: Mapped[Account] = relationship(lazy="raise_on_sql")
    area: Mapped[Area | None] = relationship(lazy="raise_on_sql")
