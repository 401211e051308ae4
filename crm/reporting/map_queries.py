"""Groups on the map: where they meet, how their policy stands, and which of them have no place to be shown."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select, true

from crm.core import clock
from crm.core.labels import Labelled
from crm.core.paging import Cursor, Order, Page, page
from crm.extensions import db
from crm.organisations.kinds import Precision
from crm.organisations.models import Organisation, Venue
from crm.organisations.queries.listing import Wanted, matching
from crm.reporting import expressions
from crm.reporting.models import Standing
from crm.reporting.rules import Policy, days


class Place(Labelled):
    """Whether a group is drawn, and if not, why."""

    SHOWN = "shown", "On the map"
    PRIVATE = "private", "Its place is kept private: not on the map"
    HOME = "home", "A home: area only, not on the map"
    NONE = "none", "No place recorded: not on the map"


class Spot(NamedTuple):
    """A group as it is drawn."""

    id: int
    name: str
    lon: float
    lat: float
    policy: Policy


class Shown(NamedTuple):
    """How many groups are asked for, and how many of them are drawn."""

    groups: int
    drawn: int

    @property
    def left_out(self) -> int:
        return self.groups - self.drawn


# A home is drawn for nobody, and neither is a refuge.
_IS_DRAWN: ColumnElement[bool] = and_(
    Venue.ended_on.is_(None), Venue.precision != Precision.MASKED, Venue.lat.is_not(None)
)
_POLICY = expressions.policy(Standing).code().label("policy")
_ORDER = Order(Organisation.sort_name, Organisation.id, lambda row: (row.sort_name, row.id))


def _has_place() -> ColumnElement[bool]:
    drawn = exists().where(Venue.organisation_id == Organisation.id, _IS_DRAWN)
    return and_(Organisation.is_sensitive.is_(False), drawn)


def spots(wanted: Wanted) -> list[Spot]:
    """Each group once, at the place it has had longest."""
    found = (
        matching(wanted, Organisation.id, Organisation.name, Venue.lon, Venue.lat, _POLICY)
        .join(Venue, Venue.organisation_id == Organisation.id)
        .outerjoin(Standing, Standing.organisation_id == Organisation.id)
        .where(_IS_DRAWN, Organisation.is_sensitive.is_(False))
        .order_by(Organisation.id, Venue.id)
    )
    first: dict[int, Spot] = {}
    for row in db.session.execute(found, days(clock.today())):
        if row.id not in first:
            first[row.id] = Spot(row.id, row.name, row.lon, row.lat, Policy(row.policy))
    return list(first.values())


def how_many(wanted: Wanted) -> Shown:
    drawn = func.count(case((_has_place(), 1)))
    return Shown(*db.session.execute(matching(wanted, func.count(), drawn).select_from(Organisation)).one())


def groups_page(wanted: Wanted, cursor: Cursor | None) -> Page[Any]:
    return page(_listed(wanted), _ORDER, cursor, _run)


def groups_left_out(wanted: Wanted, most: int) -> list[Any]:
    """The first of those that are not drawn."""
    found = _listed(without_place(wanted)).order_by(Organisation.sort_name, Organisation.id).limit(most)
    return list(_run(found))


def without_place(wanted: Wanted) -> Wanted:
    """The same groups, but only those that are not drawn."""
    narrowed = true() if wanted.narrowed is None else wanted.narrowed
    return replace(wanted, narrowed=and_(narrowed, ~_has_place()))


def _listed(wanted: Wanted) -> Select[Any]:
    columns = (Organisation.id, Organisation.name, Organisation.sort_name, Organisation.is_sensitive, _POLICY)
    return matching(wanted, *columns).outerjoin(Standing, Standing.organisation_id == Organisation.id)


def _run(found: Select[Any]) -> Any:
    return db.session.execute(found, days(clock.today())).all()


def places_of(rows: Collection[Any]) -> dict[int, Place]:
    """Why each of these groups is drawn, or is not."""
    found: dict[int, set[bool]] = {row.id: set() for row in rows}
    wanted = select(Venue.organisation_id, Venue.precision, _IS_DRAWN.label("is_drawn")).where(
        Venue.organisation_id.in_(found), Venue.ended_on.is_(None)
    )
    homes = set()
    for row in db.session.execute(wanted):
        found[row.organisation_id].add(bool(row.is_drawn))
        if row.precision is Precision.MASKED:
            homes.add(row.organisation_id)
    return {row.id: _place(row, found[row.id], row.id in homes) for row in rows}


def _place(row: Any, drawn: set[bool], has_home: bool) -> Place:
    if row.is_sensitive:
        return Place.PRIVATE
    if True in drawn:
        return Place.SHOWN
    return Place.HOME if has_home else Place.NONE
