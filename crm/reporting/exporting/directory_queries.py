"""What the directory for the public says of a group: what it agreed to, and nothing else is even read."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, select

from crm.access.scope import NOWHERE, every_area
from crm.areas.models import Area, Ward
from crm.core import filters
from crm.core.paging import Cursor, Page, page
from crm.extensions import db
from crm.organisations.kinds import OrganisationKind, Precision, Published, Sort, Weekday
from crm.organisations.models import MeetingTime, Organisation, SourceRecord, Venue
from crm.organisations.queries.details import ATTRIBUTIONS
from crm.organisations.queries.listing import ORDERS, Wanted, matching
from crm.organisations.queries.publishing import agreed_by, has_agreed, is_listed
from crm.people.models import Person, Role

PART = 500
_WEEK = list(Weekday)
_COLUMNS: tuple[Any, ...] = (
    Organisation.id,
    Organisation.name,
    Organisation.sort_name,
    Organisation.kind,
    Organisation.place_kind,
)


@dataclass
class Entry:
    """A group as it may be told to anybody."""

    name: str
    kind: str
    places: list[str] = field(default_factory=list)
    phone: str = ""
    email: str = ""
    website: str = ""
    times: list[str] = field(default_factory=list)
    source: str = ""


def in_public(wanted: Wanted) -> Wanted:
    """The stage of a group, and its home, are never published, so a directory is not narrowed by them either."""
    public = replace(wanted, stage=None, homes_in=NOWHERE)
    return _narrowed(public, _meets_openly_in(wanted.ward)) if wanted.ward else public


def _meets_openly_in(ward: str) -> ColumnElement[bool]:
    """In the ward at a place that may be told, so that nobody finds the ward of a home by trying them all."""
    places = select(Venue.organisation_id).join(Ward, Ward.id == Venue.ward_id)
    openly = (Venue.precision != Precision.MASKED, Venue.ended_on.is_(None), Venue.unconfirmed_on.is_(None))
    there = Organisation.id.in_(places.where(Ward.code == ward, *openly))
    return there & (Organisation.kind != OrganisationKind.HOME_GROUP)


def listed(wanted: Wanted) -> Wanted:
    """Of a ward, those alone that agreed to tell where they meet."""
    agreed = _narrowed(wanted, is_listed())
    return _narrowed(agreed, has_agreed(Published.PLACE)) if wanted.ward else agreed


def _narrowed(wanted: Wanted, condition: ColumnElement[bool]) -> Wanted:
    return replace(wanted, narrowed=condition if wanted.narrowed is None else wanted.narrowed & condition)


def entries_page(wanted: Wanted, cursor: Cursor | None, size: int) -> Page[Entry]:
    """By name; `wanted` as `listed` gives it."""
    found = page(matching(wanted, *_COLUMNS), ORDERS[Sort.NAME], cursor, _rows, size)
    return Page(entries(found.rows), found.previous, found.next)


def all_entries(wanted: Wanted) -> list[Entry]:
    rows = _rows(matching(wanted, *_COLUMNS).order_by(Organisation.sort_name, Organisation.id))
    return [entry for start in range(0, len(rows), PART) for entry in entries(rows[start : start + PART])]


def _rows(wanted: Any) -> Sequence[Any]:
    return db.session.execute(wanted).all()


def entries(rows: Sequence[Any]) -> list[Entry]:
    """As many statements for a thousand groups as for one."""
    found = {row.id: Entry(row.name, _kind(row.kind, row.place_kind)) for row in rows}
    agreed = agreed_by(list(found))
    _add_places(found, agreed[Published.PLACE])
    _add_contact(found, agreed[Published.CONTACT])
    _add_times(found, agreed[Published.TIMES])
    sources = select(SourceRecord.organisation_id, SourceRecord.source).where(
        SourceRecord.organisation_id.in_(list(found)), SourceRecord.source.in_(ATTRIBUTIONS)
    )
    for key, source in db.session.execute(sources):
        found[key].source = ATTRIBUTIONS[source]
    return list(found.values())


def _kind(kind: OrganisationKind, place_kind: Any) -> str:
    return place_kind.label if place_kind else kind.label


def _add_places(found: dict[int, Entry], ids: list[int]) -> None:
    """Those that it meets at today and that are not in doubt; a home group meets in homes, whatever is recorded."""
    wanted = (
        select(
            Venue.organisation_id,
            Venue.address,
            Venue.postcode,
            Area.name.label("area_name"),
            ((Venue.precision == Precision.MASKED) | (Organisation.kind == OrganisationKind.HOME_GROUP)).label(
                "is_home"
            ),
        )
        .join(Organisation, Organisation.id == Venue.organisation_id)
        .outerjoin(Area, Area.id == Venue.area_id)
        .where(Venue.organisation_id.in_(ids), Venue.ended_on.is_(None), Venue.unconfirmed_on.is_(None))
        .order_by(Venue.id)
    )
    for row in db.session.execute(wanted):
        street = () if row.is_home else (" ".join(row.address.split()), row.postcode)
        where = ", ".join(part for part in street if part) or row.area_name
        if where and where not in found[row.organisation_id].places:
            found[row.organisation_id].places.append(where)


def _add_contact(found: dict[int, Entry], ids: list[int]) -> None:
    """A phone number or email address that is also a person's in the group is theirs, so it is left out."""
    wanted = select(Organisation.id, Organisation.phone, Organisation.email, Organisation.website)
    personal = _of_people(ids)
    for row in db.session.execute(wanted.where(Organisation.id.in_(ids))):
        entry, theirs = found[row.id], personal[row.id]
        entry.website = row.website or ""
        entry.phone = filters.phone(row.phone) if row.phone and row.phone not in theirs else ""
        entry.email = row.email if row.email and row.email not in theirs else ""


def _of_people(ids: list[int]) -> dict[int, set[str]]:
    """Read whoever asks, as it only ever leaves something out."""
    wanted = (
        select(Role.organisation_id, Person.phone, Person.email)
        .join(Person, Person.id == Role.person_id)
        .where(Role.organisation_id.in_(ids))
    )
    found: dict[int, set[str]] = defaultdict(set)
    with every_area("phone numbers and addresses of people, to leave them out of the directory"):
        for key, *theirs in db.session.execute(wanted):
            found[key].update(filter(None, theirs))
    return found


def _add_times(found: dict[int, Entry], ids: list[int]) -> None:
    """Without notes, which may name somebody."""
    wanted = select(MeetingTime.organisation_id, MeetingTime.weekday, MeetingTime.starts_at, MeetingTime.ends_at).where(
        MeetingTime.organisation_id.in_(ids)
    )
    rows = db.session.execute(wanted).all()
    for row in sorted(rows, key=lambda row: (_WEEK.index(row.weekday), row.starts_at)):
        until = f" to {filters.time(row.ends_at)}" if row.ends_at else ""
        found[row.organisation_id].times.append(f"{row.weekday.label} {filters.time(row.starts_at)}{until}")
