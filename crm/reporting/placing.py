"""Which known groups each area has on a day, and how each of them stands: what figures count and lists name.

Each process keeps them. `area_standing.mark` tells which groups have changed since, here or in another process, so
that a change costs one group and not a region. The queries look past the person's scope: whoever calls checks areas.
The connection is asked only whether anything has been written since.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, case, exists, func, or_, select, type_coerce
from sqlalchemy.sql.expression import literal_column

from crm.areas.models import Ward
from crm.core import clock
from crm.core.database import as_written
from crm.extensions import db
from crm.organisations.kinds import Stage
from crm.organisations.models import Organisation, OrganisationArea, Venue
from crm.reporting import expressions
from crm.reporting.expressions import ON
from crm.reporting.facts import area_facts, organisation_parts
from crm.reporting.figures import CONTACTED, ENGAGED, SHIFTS, Group, Known
from crm.reporting.models import AreaStanding, Standing
from crm.reporting.rules import days

MOST_DAYS = 4
# Above this it is quicker to work out whole areas.
MOST_CHANGED = 500
AREAS: Any = bindparam("areas", expanding=True)
CHANGED: Any = bindparam("changed", expanding=True)


@dataclass(frozen=True)
class Placed(Known):
    """With the marks of all groups of the area, known or not."""

    marks: Mapping[int, int] = field(default_factory=dict)

    @cached_property
    def version(self) -> tuple[int, int]:
        """Differs with all but certainty once anything changed."""
        return len(self.marks), sum(self.marks.values())

    def changed(self, marks: Mapping[int, int]) -> set[int]:
        """The groups that are new, gone or altered."""
        return {organisation_id for organisation_id, _ in self.marks.items() ^ marks.items()}


NOTHING = Placed()
kept: dict[dt.date, dict[int, Placed]] = {}


def placed(area_ids: Collection[int], on: dt.date) -> dict[int, Placed]:
    """By area. Call it where every area may be read."""
    day = kept[on] = kept.pop(on, {})
    while len(kept) > MOST_DAYS:
        kept.pop(next(iter(kept)), None)
    there = {area_id: day.get(area_id, NOTHING) for area_id in area_ids}
    versions = _versions(area_ids)
    old = [area_id for area_id in area_ids if there[area_id].version != versions.get(area_id, (0, 0))]
    if old:
        fresh = _afresh({area_id: there[area_id] for area_id in old}, on)
        day.update(fresh)
        there.update(fresh)
    return there


def wards_of_groups(area_id: int, on: dt.date) -> dict[int, int]:
    """The ward of this area that each group met in on the day, by the place it has had longest.

    Where a refuge is must not become known, so it meets in no ward. Call it where every area may be read.
    """
    wanted = (
        select(Venue.organisation_id, Venue.ward_id)
        .join(Ward, Ward.id == Venue.ward_id)
        .join(Organisation, Organisation.id == Venue.organisation_id)
        .where(Ward.area_id == area_id, Organisation.is_sensitive.is_(False))
        .where(or_(Venue.started_on.is_(None), Venue.started_on <= on))
        .where(or_(Venue.ended_on.is_(None), Venue.ended_on > on))
        .order_by(Venue.id.desc())
    )
    return {row.organisation_id: row.ward_id for row in db.session.execute(wanted)}


def _versions(area_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Added up again only once something has been written, where the database says whether."""
    db.session.flush()
    connection = db.session.connection()
    written = as_written(connection)
    if written is None:
        return _added_up(area_ids)
    before, known = connection.info.get("area_versions", (None, {}))
    if written != before:
        known = {}
        connection.info["area_versions"] = written, known
    areas = tuple(area_ids)
    if areas not in known:
        known[areas] = _added_up(areas)
    return dict(known[areas])


def _added_up(area_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    wanted = select(AreaStanding.area_id, func.count(), func.sum(AreaStanding.mark)).where(
        AreaStanding.area_id.in_(AREAS)
    )
    rows = db.session.execute(wanted.group_by(AreaStanding.area_id), {"areas": list(area_ids)})
    return {area_id: (count, int(total)) for area_id, count, total in rows}


def _afresh(before: Mapping[int, Placed], on: dt.date) -> dict[int, Placed]:
    marks = _marks(before)
    changed = set().union(*(there.changed(marks[area_id]) for area_id, there in before.items()))
    is_everything = len(changed) > MOST_CHANGED
    groups = {
        area_id: {} if is_everything else {key: group for key, group in there.groups.items() if key not in changed}
        for area_id, there in before.items()
    }
    wanted = {**days(on), "areas": list(before)} | ({} if is_everything else {"changed": sorted(changed)})
    for area_id, organisation_id, *parts in db.session.execute(_placed(is_kept(on), is_everything), wanted):
        groups[area_id][organisation_id] = Group._make(parts)
    return {area_id: Placed(groups[area_id], marks[area_id]) for area_id in before}


def _marks(area_ids: Collection[int]) -> dict[int, dict[int, int]]:
    wanted = select(AreaStanding.area_id, AreaStanding.organisation_id, AreaStanding.mark)
    marks: dict[int, dict[int, int]] = {area_id: {} for area_id in area_ids}
    for area_id, organisation_id, mark in db.session.execute(
        wanted.where(AreaStanding.area_id.in_(AREAS)), {"areas": list(area_ids)}
    ):
        marks[area_id][organisation_id] = mark
    return marks


def is_kept(on: dt.date) -> bool:
    """Whether `standing` holds for the day: it is today, and no fact has changed by itself since it was written."""
    if on != clock.today():
        return False
    return not db.session.scalar(select(exists().where(Standing.changes_on <= on)))


def _sources(wanted: Callable[[Any], ColumnElement[bool]], is_kept: bool) -> tuple[Any, Any, Select[Any]]:
    """The facts of a group, those of a group in an area, and a select that is joined to both."""
    link = OrganisationArea
    joined: Select[Any] = select(link.area_id)
    f: Any = Standing
    a: Any = AreaStanding
    if is_kept:
        joined = joined.join(AreaStanding, AreaStanding.organisation_area_id == link.id)
    else:
        parts = organisation_parts(wanted)
        # Worked out once; folded into the join, SQLite would work it out for each use of a column.
        area = area_facts(wanted).cte("area_facts").prefix_with("MATERIALIZED")
        f, a = parts.named, area.c
        joined = joined.join(area, a.organisation_area_id == link.id)
    joined = joined.join(Organisation, Organisation.id == link.organisation_id)
    if is_kept:
        joined = joined.join(Standing, Standing.organisation_id == link.organisation_id)
    else:
        joined = parts.join_to(joined)
    return f, a, joined.where(_is_known(a))


def _changed(column: Any) -> ColumnElement[bool]:
    changed: ColumnElement[bool] = column.in_(CHANGED)
    return changed


def _in_the_areas(column: Any) -> ColumnElement[bool]:
    in_areas: ColumnElement[bool] = column.in_(
        select(OrganisationArea.organisation_id).where(OrganisationArea.area_id.in_(AREAS))
    )
    return in_areas


def _is_known(a: Any) -> ColumnElement[bool]:
    """Not closed, not "not found", and open in the area on the day."""
    link = OrganisationArea
    return and_(
        link.area_id.in_(AREAS),
        link.started_on <= ON,
        or_(link.ended_on.is_(None), link.ended_on > ON),
        or_(Organisation.closed_on.is_(None), Organisation.closed_on > ON),
        a.stage != Stage.NOT_FOUND,
    )


@cache
def _placed(is_kept: bool, is_everything: bool) -> Select[Any]:
    """Each group in each area, and the three parts of `figures.Group`."""
    f, a, joined = _sources(_in_the_areas if is_everything else _changed, is_kept)
    if not is_everything:
        joined = joined.where(_changed(OrganisationArea.organisation_id))
    state: Any = literal_column("0")
    for name, shift in SHIFTS.items():
        state = state + getattr(expressions, name)(f).place() * literal_column(str(1 << shift))
    for condition, bit in ((a.contacted_on.is_not(None), CONTACTED), (expressions.engaged(a, f), ENGAGED)):
        state = state + case((condition, literal_column(str(bit))), else_=literal_column("0"))
    kind, faith = type_coerce(Organisation.kind, String), type_coerce(Organisation.faith, String)
    placed: Select[Any] = joined.with_only_columns(
        OrganisationArea.area_id, OrganisationArea.organisation_id, kind, faith, state, maintain_column_froms=True
    )
    return placed
