"""The groups of a round trip, with all that one wants to know at the door."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, literal, select

from crm.access.scope import Reach
from crm.areas.queries import postcode_place, postcodes_near
from crm.areas.rules import normalise_postcode
from crm.core.errors import RuleBroken
from crm.core.labels import Labelled
from crm.extensions import db
from crm.organisations.kinds import Precision, Weekday
from crm.organisations.models import MeetingTime, Organisation, Venue
from crm.organisations.queries.details import is_hidden
from crm.organisations.queries.listing import within
from crm.reporting.exporting.queries import Reader, leads_of, next_steps
from crm.reporting.trips.rules import Point, position_in

_WEEK = list(Weekday)


class Missing(Labelled):
    """Why a group cannot be on a trip."""

    PRIVATE = "private", "Its place is kept private"
    CLOSED = "closed", "It no longer meets"
    HOME = "home", "A home: only the staff of its own area are told where"
    NONE = "none", "No place on the map is recorded for it"


class Door(NamedTuple):
    """Where to go; `is_exact` says whether the point is the door and not just near it."""

    point: Point
    address: str
    is_home: bool
    is_exact: bool
    is_in_doubt: bool


@dataclass
class Stop:
    """A group as this person may be told of it; without a `door`, `missing` says why."""

    group: Any
    door: Door | None = None
    missing: Missing | None = None
    times: list[Any] = field(default_factory=list)
    next_step: Any = None
    lead: Any = None
    near: str | None = None

    @property
    def id(self) -> int:
        return int(self.group.id)


def stops_of(organisation_ids: Sequence[int], reader: Reader) -> list[Stop]:
    """In this order; a group out of reach is not there."""
    wanted = (
        select(
            Organisation.id,
            Organisation.name,
            Organisation.kind,
            Organisation.phone,
            Organisation.contact_note,
            Organisation.is_sensitive,
            Organisation.closed_on,
            _may_see_people(reader.people).label("may_see_people"),
        )
        .where(Organisation.id.in_(organisation_ids))
        .order_by(Organisation.id)
    )
    found = {row.id: Stop(row) for row in db.session.execute(wanted)}
    doors, homes = _doors_of(found, reader.assurance)
    for key, stop in found.items():
        stop.missing = _missing(stop.group, key in doors, key in homes)
        stop.door = None if stop.missing else doors[key]
    return [found[key] for key in organisation_ids if key in found]


def _may_see_people(reach: Reach) -> ColumnElement[bool]:
    return literal(True) if reach.everywhere else within(reach)


def _missing(group: Any, has_door: bool, has_home: bool) -> Missing | None:
    if group.is_sensitive:
        return Missing.PRIVATE
    if group.closed_on:
        return Missing.CLOSED
    if has_door:
        return None
    return Missing.HOME if has_home else Missing.NONE


def _doors_of(ids: Any, reach: Reach) -> tuple[dict[int, Door], set[int]]:
    """The place that the map draws, or else a home that the person may be told of; and who has a hidden home."""
    wanted = (
        select(
            Venue.organisation_id,
            Venue.address,
            Venue.postcode,
            Venue.lat,
            Venue.lon,
            Venue.precision,
            Venue.area_id,
            Venue.unconfirmed_on,
        )
        .where(Venue.organisation_id.in_(ids), Venue.ended_on.is_(None), Venue.lat.is_not(None))
        .order_by(Venue.precision == Precision.MASKED, Venue.id)
    )
    doors: dict[int, Door] = {}
    homes = set()
    for row in db.session.execute(wanted):
        if is_hidden(row.precision, row.area_id, reach):
            homes.add(row.organisation_id)
        else:
            doors.setdefault(row.organisation_id, _door(row))
    return doors, homes


def _door(row: Any) -> Door:
    address = ", ".join(part for part in (" ".join(row.address.split()), row.postcode) if part)
    return Door(
        Point(row.lat, row.lon),
        address,
        row.precision is Precision.MASKED,
        row.precision is Precision.EXACT,
        row.unconfirmed_on is not None,
    )


def with_what_to_know(stops: Sequence[Stop], reader: Reader) -> Sequence[Stop]:
    """When to find somebody there, what is to be done next, and whom to ask for."""
    ids = [stop.id for stop in stops]
    _say_what_is_near([stop for stop in stops if stop.door and not stop.door.address])
    times = _times_of(ids)
    steps = next_steps(ids) if reader.private else {}
    leads = {row.organisation_id: row for row in db.session.execute(leads_of(ids))} if reader.people else {}
    for stop in stops:
        stop.times, stop.next_step = times[stop.id], steps.get(stop.id)
        stop.lead = leads.get(stop.id) if stop.group.may_see_people else None
    return stops


def _say_what_is_near(stops: Sequence[Stop]) -> None:
    """Of most places from OpenStreetMap the point is known and the address is not."""
    points = [(stop.door.point.lon, stop.door.point.lat) for stop in stops if stop.door]
    for stop, unit in zip(stops, postcodes_near(points), strict=True):
        stop.near = unit


def _times_of(ids: Sequence[int]) -> dict[int, list[Any]]:
    """In the order of the week."""
    wanted = select(
        MeetingTime.organisation_id, MeetingTime.weekday, MeetingTime.starts_at, MeetingTime.ends_at, MeetingTime.note
    ).where(MeetingTime.organisation_id.in_(ids))
    found: dict[int, list[Any]] = defaultdict(list)
    rows = db.session.execute(wanted).all()
    for row in sorted(rows, key=lambda row: (_WEEK.index(row.weekday), row.starts_at)):
        found[row.organisation_id].append(row)
    return found


class Start(NamedTuple):
    """Where a trip begins and ends; `said` is how the address of the page says it."""

    said: str
    point: Point


def start_at(typed: str) -> Start | None:
    """None for nothing typed: the trip then begins at its first stop. Raises RuleBroken for what is no place."""
    if not typed:
        return None
    here = position_in(typed)
    if here:
        return Start(f"{here.lat:.3f},{here.lon:.3f}", here)
    unit = normalise_postcode(typed, "start")
    place = postcode_place(unit)
    if place is None:
        raise RuleBroken("We do not know where this postcode is. Enter another one near it", "start")
    return Start(unit, Point(place.lat, place.lon))
