import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import Account
from crm.areas.models import Area, Ward
from crm.core.labels import Labelled
from crm.core.models import Base, Timestamped, pk


class Way(Labelled):
    """How groups are found (mission-map.md: about eight kinds of source in Sutton, and Bromley's "swept on")."""

    STREETS = "streets", "Walked or drove through the streets"
    OPEN_MAP = "open_map", "Looked through the OpenStreetMap list"
    CHARITY_REGISTER = "charity_register", "Looked through the charity register"
    HALL_BOOKINGS = "hall_bookings", "Asked for the council’s hall bookings"
    HALLS = "halls", "Asked schools and community centres who hires their rooms"
    GROUPS = "groups", "Asked another group"
    FORUM = "forum", "Asked a faith forum or a network"
    COLLEAGUES = "colleagues", "Asked colleagues, such as police or early help"
    WEB = "web", "Searched the web and social media"
    OTHER = "other", "Another way"


class Sweep(Timestamped, Base):
    """Somebody looked for groups on a day, in one ward or, without `ward_id`, in the whole area.

    Seen like the core of a group by staff of the area. One that was recorded by mistake is removed.
    """

    __tablename__ = "sweep"
    __table_args__ = (
        CheckConstraint("groups_found BETWEEN 0 AND 9999", name="groups_found_in_reason"),
        CheckConstraint("length(looked_by) BETWEEN 1 AND 200", name="looked_by_length"),
        CheckConstraint("length(note) <= 2000", name="note_length"),
        Index("ix_sweep_latest", "area_id", "ward_id", "swept_on", "id"),
    )
    id: Mapped[pk]
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    ward_id: Mapped[int | None] = mapped_column(ForeignKey("ward.id"))
    swept_on: Mapped[dt.date]
    way: Mapped[Way]
    looked_by: Mapped[str]
    groups_found: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    removed_at: Mapped[dt.datetime | None]
    area: Mapped[Area] = relationship(lazy="raise_on_sql")
    ward: Mapped[Ward | None] = relationship(lazy="raise_on_sql")
    recorded_by: Mapped[Account] = relationship(lazy="raise_on_sql")
