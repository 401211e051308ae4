"""Everything that the Details tab of a group shows, in few statements."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Date, Select, cast, literal, null, select, union_all
from sqlalchemy.orm import aliased, joinedload

from crm.access.scope import Reach
from crm.accounts.models import Account
from crm.areas.models import Area, Ward
from crm.core import clock
from crm.extensions import db
from crm.organisations.kinds import GOES_ON, Lack, Precision, RelationKind, Weekday
from crm.organisations.models import (
    ChildrenSetting,
    Community,
    FormerName,
    Language,
    MeetingTime,
    Organisation,
    OrganisationArea,
    OrganisationCommunity,
    OrganisationLanguage,
    Relation,
    SaidNone,
    SourceRecord,
    Statement,
    Tradition,
    Venue,
)
from crm.organisations.queries.belonging import further_traditions, is_open_relation
from crm.organisations.queries.places import may_be_told
from crm.organisations.rules import roughly

ATTRIBUTIONS = dict.fromkeys(("osm", "osm-2021"), "© OpenStreetMap contributors")
PUT_BACK_WITHIN = dt.timedelta(days=1)
KEPT_PRIVATE = "Kept private: its place must not become known"
_WEEK = list(Weekday)
# An alias is costly to make, so these are made once.
_this, _other = aliased(Organisation), aliased(Organisation)
Row = TypeVar("Row")


@dataclass(frozen=True)
class Names:
    """What a group is described by in single words; `traditions` are those besides the first.

    `said_none` has the day as `on`, and as `name` who said so.
    """

    traditions: list[Any]
    languages: list[Any]
    communities: list[Any]
    former: list[Any]
    checked_by: str | None
    said_none: dict[Lack, Any]


def names_of(organisation: Organisation) -> Names:
    """Languages, former names, who checked last and the like: one statement for several short lists."""
    of = organisation.id
    arms = [
        _arm("languages", Language.id, Language.name)
        .join(OrganisationLanguage, OrganisationLanguage.language_id == Language.id)
        .where(OrganisationLanguage.organisation_id == of),
        _arm("communities", Community.id, Community.name)
        .join(OrganisationCommunity, OrganisationCommunity.community_id == Community.id)
        .where(OrganisationCommunity.organisation_id == of),
        _arm("former", FormerName.id, FormerName.name, FormerName.until_on).where(FormerName.organisation_id == of),
        further_traditions(*_columns("traditions", Tradition.id, Tradition.name)).where(Organisation.id == of),
        *(
            _arm(lack.value, SaidNone.id, SaidNone.by, SaidNone.said_on).where(
                SaidNone.organisation_id == of, SaidNone.lack == lack, SaidNone.ended_on.is_(None)
            )
            for lack in Lack
        ),
        _arm("checked_by", Account.id, Account.name).where(Account.id == organisation.verified_by_id),
    ]
    rows = db.session.execute(union_all(*arms)).all()
    lists = {what: sorted((row for row in rows if row.what == what), key=lambda row: row.name) for what in _SHORT_LISTS}
    checked_by = next((row.name for row in rows if row.what == "checked_by"), None)
    said_none = {Lack(row.what): row for row in rows if row.what in list(Lack)}
    return Names(**lists, checked_by=checked_by, said_none=said_none)


_SHORT_LISTS = ("traditions", "languages", "communities", "former")


def _arm(what: str, key: Any, name: Any, day: Any = None) -> Select[Any]:
    return select(*_columns(what, key, name, day))


def _columns(what: str, key: Any, name: Any, day: Any = None) -> tuple[Any, ...]:
    no_day = cast(null(), Date)
    return (
        literal(what).label("what"),
        key.label("id"),
        name.label("name"),
        (no_day if day is None else day).label("on"),
    )


@dataclass(frozen=True)
class VenueLine:
    """A venue as this person may see it: of a home in another area its ward or area alone, of a refuge nothing."""

    id: int
    area_name: str | None
    ward_name: str | None
    address: str
    postcode: str | None
    precision: Precision
    started_on: dt.date | None
    ended_on: dt.date | None
    unconfirmed_on: dt.date | None
    is_hidden: bool
    is_secret: bool

    @property
    def roughly(self) -> str:
        return roughly(self.ward_name, self.area_name)

    @property
    def instead(self) -> str:
        """What is said of a hidden one."""
        return KEPT_PRIVATE if self.is_secret else f"A home in {self.roughly}"


def venues_of(organisation: Organisation, reach: Reach) -> list[VenueLine]:
    """Open ones first, then the latest ended."""
    return _venue_lines(Venue.organisation_id == organisation.id, reach)[organisation.id]


def places_of(organisation_id: int, reach: Reach) -> dict[int, list[VenueLine]]:
    """Its own, as `venues_of`; and of each group in whose rooms it meets today, the places that group has."""
    hosts = select(Relation.other_id).where(
        Relation.organisation_id == organisation_id, *is_open_relation(RelationKind.MEETS_AT)
    )
    of_host = Venue.organisation_id.in_(hosts) & Venue.ended_on.is_(None)
    return _venue_lines((Venue.organisation_id == organisation_id) | of_host, reach)


def _venue_lines(condition: Any, reach: Reach) -> dict[int, list[VenueLine]]:
    wanted = (
        select(
            Venue.id,
            Venue.organisation_id,
            Organisation.is_sensitive,
            Organisation.lead_area_id,
            Venue.area_id,
            Area.name.label("area_name"),
            Ward.name.label("ward_name"),
            Venue.address,
            Venue.postcode,
            Venue.precision,
            Venue.started_on,
            Venue.ended_on,
            Venue.unconfirmed_on,
        )
        .outerjoin(Area, Area.id == Venue.area_id)
        .outerjoin(Ward, Ward.id == Venue.ward_id)
        .join(Organisation, Organisation.id == Venue.organisation_id)
        .where(condition)
        .order_by(Venue.ended_on.is_not(None), Venue.ended_on.desc(), Venue.id)
    )
    found: dict[int, list[VenueLine]] = defaultdict(list)
    for row in db.session.execute(wanted):
        found[row.organisation_id].append(_venue_line(row, reach))
    return found


def _venue_line(row: Any, reach: Reach) -> VenueLine:
    is_secret = is_kept_private(row.is_sensitive, row.lead_area_id, reach)
    is_hidden_home = is_hidden(row.precision, row.area_id, reach)
    hidden = is_secret or is_hidden_home
    return VenueLine(
        row.id,
        None if is_secret else row.area_name,
        None if is_secret or (is_hidden_home and row.is_sensitive) else row.ward_name,
        "" if hidden else row.address,
        None if hidden else row.postcode,
        row.precision,
        row.started_on,
        row.ended_on,
        row.unconfirmed_on,
        hidden,
        is_secret,
    )


def is_hidden(precision: Precision, area_id: int | None, reach: Reach) -> bool:
    """A home is seen by those who may see people in its own area (architecture.md 3); `reach` is where that is."""
    return precision is Precision.MASKED and not reach.everywhere and area_id not in reach.areas


def is_kept_private(is_sensitive: bool, lead_area_id: int, reach: Reach) -> bool:
    """Where a refuge is, is for those who may see people in its lead area: `places.may_be_told`, of a row."""
    return is_sensitive and not reach.everywhere and lead_area_id not in reach.areas


def settings_of(organisation_id: int) -> Sequence[ChildrenSetting]:
    wanted = (
        select(ChildrenSetting)
        .where(ChildrenSetting.organisation_id == organisation_id)
        .order_by(ChildrenSetting.ended_on.is_not(None), ChildrenSetting.kind, ChildrenSetting.id)
    )
    return db.session.scalars(wanted).all()


def meeting_times_of(organisation_id: int) -> list[MeetingTime]:
    """In the order of the week."""
    found = db.session.scalars(select(MeetingTime).where(MeetingTime.organisation_id == organisation_id))
    return sorted(found, key=lambda time: (_WEEK.index(time.weekday), time.starts_at))


def statements_of(organisation_id: int) -> Sequence[Statement]:
    """The newest first; empty for whoever may not read this layer."""
    wanted = (
        select(Statement)
        .where(Statement.organisation_id == organisation_id)
        .order_by(Statement.stated_on.desc(), Statement.id.desc())
    )
    return db.session.scalars(wanted).all()


def sources_of(organisation_id: int) -> Sequence[SourceRecord]:
    wanted = select(SourceRecord).where(SourceRecord.organisation_id == organisation_id).order_by(SourceRecord.id)
    return db.session.scalars(wanted).all()


def relations_of(organisation_id: int) -> Sequence[Any]:
    """Both ways, with what was removed since yesterday, which may be put back.

    The name of a group out of reach is None; one that points here from out of reach is not there.
    """
    wanted = (
        select(
            Relation.id,
            Relation.kind,
            Relation.organisation_id,
            Relation.other_id,
            Relation.started_on,
            Relation.ended_on,
            Relation.note,
            Relation.removed_at,
            _this.name.label("name"),
            _other.name.label("other_name"),
            _other.closed_on.label("other_closed_on"),
        )
        .outerjoin(_this, _this.id == Relation.organisation_id)
        .outerjoin(_other, _other.id == Relation.other_id)
        .where((Relation.organisation_id == organisation_id) | (Relation.other_id == organisation_id))
        .where(Relation.removed_at.is_(None) | (Relation.removed_at > clock.now() - PUT_BACK_WITHIN))
        .order_by(Relation.ended_on.is_not(None), Relation.id)
    )
    return db.session.execute(wanted).all()


def venue(organisation_id: int, venue_id: int, reach: Reach) -> Venue:
    """Raises NoResultFound for a home, or the place of a refuge, that this person may not see."""
    wanted = (
        select(Venue).join(Venue.organisation).where(Venue.id == venue_id, Venue.organisation_id == organisation_id)
    )
    wanted = wanted.where(may_be_told(reach))
    if not reach.everywhere:
        wanted = wanted.where((Venue.precision != Precision.MASKED) | Venue.area_id.in_(reach.areas))
    return db.session.scalars(wanted).one()


def children_setting(organisation_id: int, setting_id: int) -> ChildrenSetting:
    return _one_of(ChildrenSetting, organisation_id, setting_id)


def meeting_time(organisation_id: int, time_id: int) -> MeetingTime:
    return _one_of(MeetingTime, organisation_id, time_id)


def former_name(organisation_id: int, name_id: int) -> FormerName:
    return _one_of(FormerName, organisation_id, name_id)


def relation(organisation_id: int, relation_id: int) -> Relation:
    return _one_of(Relation, organisation_id, relation_id)


def area_link(organisation_id: int, link_id: int) -> OrganisationArea:
    return _one_of(OrganisationArea, organisation_id, link_id, joinedload(OrganisationArea.area))


def _one_of(kind: type[Row], organisation_id: int, row_id: int, *options: Any) -> Row:
    """A row of this very group, so that an address cannot mix two groups."""
    of: Any = kind
    wanted = select(kind).where(of.id == row_id, of.organisation_id == organisation_id).options(*options)
    return db.session.scalars(wanted).one()


def goes_on_as(organisation_id: int) -> Sequence[Any]:
    """The groups in reach that this one became: columns `id` and `name`."""
    wanted = (
        select(Organisation.id, Organisation.name)
        .join(Relation, Relation.other_id == Organisation.id)
        .where(Relation.organisation_id == organisation_id, Relation.kind.in_(GOES_ON), Relation.removed_at.is_(None))
        .order_by(Organisation.sort_name)
    )
    return db.session.execute(wanted).all()


def former_names_of(organisation_id: int) -> list[FormerName]:
    return list(db.session.scalars(select(FormerName).where(FormerName.organisation_id == organisation_id)))


def language_rows(organisation_id: int) -> list[OrganisationLanguage]:
    wanted = select(OrganisationLanguage).where(OrganisationLanguage.organisation_id == organisation_id)
    return list(db.session.scalars(wanted))


def community_rows(organisation_id: int) -> list[OrganisationCommunity]:
    wanted = select(OrganisationCommunity).where(OrganisationCommunity.organisation_id == organisation_id)
    return list(db.session.scalars(wanted))
