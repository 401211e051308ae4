"""Groups on the map: where they meet, how their policy stands, and which of them have no place to be shown."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, func, or_, select, true

from crm.access.scope import Reach
from crm.core import clock
from crm.core.labels import Labelled
from crm.core.paging import Cursor, Order, Page, page
from crm.extensions import db
from crm.organisations.kinds import Precision
from crm.organisations.models import Organisation, Venue
from crm.organisations.queries.drawn import has_place, is_drawn
from crm.organisations.queries.listing import Wanted, gathered, matching
from crm.reporting import expressions
from crm.reporting.group_queries import facts_of_groups
from crm.reporting.models import Standing
from crm.reporting.rules import Policy, days, policy


class Place(Labelled):
    """Whether a group is drawn, and if not, why."""

    SHOWN = "shown", "On the map"
    PRIVATE = "private", "Its place is kept private: not on the map"
    HOME = "home", "A home: area only, not on the map"
    NONE = "none", "No place recorded: not on the map"


class Spot(NamedTuple):
    """A group as it is drawn; `policy` is the code of `rules.Policy`."""

    id: int
    name: str
    lon: float
    lat: float
    policy: str


class Shown(NamedTuple):
    """How many groups are asked for, and how many of them are drawn."""

    groups: int
    drawn: int

    @property
    def left_out(self) -> int:
        return self.groups - self.drawn


_IS_DRAWN = is_drawn()
# From the day on which a fact changes by itself, what is kept is not read any more.
_IS_KEPT = or_(Standing.changes_on.is_(None), Standing.changes_on > expressions.ON)
_POLICY = case((_IS_KEPT, expressions.policy(Standing).code())).label("policy")
_LISTED: tuple[Any, ...] = (
    Organisation.id,
    Organisation.name,
    Organisation.sort_name,
    Organisation.is_sensitive,
    _POLICY,
)
_ORDER = Order(Organisation.sort_name, Organisation.id, lambda row: (row.sort_name, row.id))


def spots(wanted: Wanted, reach: Reach) -> list[Spot]:
    """Each group once, at the place it has had longest. `reach` is where the person may read groups."""
    found = (
        gathered(wanted, reach, Organisation.id, Organisation.name, Venue.lon, Venue.lat, _POLICY)
        .join(Venue, Venue.organisation_id == Organisation.id)
        .outerjoin(Standing, Standing.organisation_id == Organisation.id)
        .where(_IS_DRAWN, Organisation.is_sensitive.is_(False))
        .order_by(Organisation.id, Venue.id)
    )
    first: dict[int, Any] = {}
    for row in _run(found):
        first.setdefault(row.id, row)
    afresh = _afresh(first.values())
    return [Spot._make(row if row.policy else (*row[:4], afresh[row.id])) for row in first.values()]


def policies_of(rows: Collection[Any]) -> dict[int, Policy]:
    """How the policy of each of these groups stands today."""
    afresh = _afresh(rows)
    return {row.id: Policy(row.policy or afresh[row.id]) for row in rows}


def _afresh(rows: Iterable[Any]) -> dict[int, str]:
    """The policy of those whose kept facts are out of date."""
    today = clock.today()
    found = facts_of_groups([row.id for row in rows if row.policy is None], today)
    return {organisation_id: policy(facts, today).value for organisation_id, facts in found.items()}


def how_many(wanted: Wanted, reach: Reach) -> Shown:
    drawn = func.count(case((has_place(), 1)))
    return Shown(*db.session.execute(gathered(wanted, reach, func.count(), drawn).select_from(Organisation)).one())


def groups_page(wanted: Wanted, cursor: Cursor | None) -> Page[Any]:
    return page(_listed(wanted), _ORDER, cursor, _run)


def groups_left_out(wanted: Wanted, reach: Reach, most: int) -> list[Any]:
    """The first of those that are not drawn."""
    found = (
        _with_policy(gathered(without_place(wanted), reach, *_LISTED))
        .order_by(Organisation.sort_name, Organisation.id)
        .limit(most)
    )
    return list(_run(found))


def without_place(wanted: Wanted) -> Wanted:
    """The same groups, but only those that are not drawn."""
    narrowed = true() if wanted.narrowed is None else wanted.narrowed
    return replace(wanted, narrowed=and_(narrowed, ~has_place()))


def _listed(wanted: Wanted) -> Select[Any]:
    return _with_policy(matching(wanted, *_LISTED))


def _with_policy(found: Select[Any]) -> Select[Any]:
    return found.outerjoin(Standing, Standing.organisation_id == Organisation.id)


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
