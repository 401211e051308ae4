"""Coverage: the figures, and the groups behind each of them, by the same conditions (architecture.md 4).

A group that has left an area still counts there on a day when it was in it, so these queries look past the
person's scope: at columns only, and only in the areas they are given. Whoever calls checks those areas.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, case, exists, func, or_, select, type_coerce
from sqlalchemy.sql.expression import literal_column

from crm.access.scope import every_area
from crm.areas.models import Area
from crm.core import clock
from crm.core.labels import Labelled
from crm.core.paging import Cursor, Order, Page, page
from crm.extensions import db
from crm.organisations.kinds import Faith, OrganisationKind, Stage
from crm.organisations.models import Organisation, OrganisationArea
from crm.reporting import expressions, figures
from crm.reporting.expressions import ON
from crm.reporting.facts import area_facts, organisation_parts
from crm.reporting.figures import CONTACTED, ENGAGED, SHIFTS, Coverage, Placed
from crm.reporting.models import AreaStanding, Standing
from crm.reporting.rules import Children, days

MOST_COUNTED = 200
# Each process keeps what it counted last; the marks in the key say whether it still holds.
_counted: dict[tuple[Any, ...], Coverage] = {}
AREAS: Any = bindparam("areas", expanding=True)


@dataclass(frozen=True)
class Behind:
    """Which number a list stands behind; without a bucket `measure` is known, contacted or engaged."""

    measure: str = "known"
    bucket: Labelled | None = None
    among_children: bool = False
    kind: OrganisationKind | None = None
    faith: Faith | None = None


def coverage(area_ids: Collection[int], on: dt.date) -> Coverage:
    """The figures of these areas on a day; counted again only once something they rest on has changed."""
    with every_area("coverage of areas that the caller has checked"):
        areas = tuple(sorted(area_ids))
        key = (areas, on, *_marks(areas))
        found = _counted.get(key)
        if found is None:
            rows = db.session.execute(_placed(_is_kept(on)), {**days(on), "areas": areas})
            found = _counted[key] = figures.coverage((Placed._make(row) for row in rows), areas)
            while len(_counted) > MOST_COUNTED:
                _counted.pop(next(iter(_counted)), None)
        return found


def _marks(areas: Sequence[int]) -> tuple[Any, ...]:
    """Differs with all but certainty once anything changed, here or in another process."""
    wanted = select(func.count(), func.sum(AreaStanding.mark)).where(AreaStanding.area_id.in_(AREAS))
    return tuple(db.session.execute(wanted, {"areas": areas}).one())


def areas_with_known_groups(on: dt.date) -> list[int]:
    """For the command line, by code."""
    with every_area("coverage from the command line"):
        every = list(db.session.scalars(select(Area.id).order_by(Area.code)))
        known = select(Area.id).where(Area.id.in_(select(_placed(_is_kept(on)).subquery().c.area_id)))
        found = set(db.session.scalars(known, {**days(on), "areas": every}))
    return [area_id for area_id in every if area_id in found]


def groups_behind(area_ids: Collection[int], on: dt.date, behind: Behind, cursor: Cursor | None) -> Page[Any]:
    """The groups that a number counts, by name: id, name, kind, faith and sort_name."""
    order = Order(Organisation.sort_name, Organisation.id, lambda row: (row.sort_name, row.id))
    days_and_areas = {**days(on), "areas": sorted(area_ids)}

    def fetch(wanted: Select[Any]) -> Sequence[Any]:
        return db.session.execute(wanted, days_and_areas).all()

    with every_area("the groups behind a number, in areas that the caller has checked"):
        return page(_behind(behind, _is_kept(on)), order, cursor, fetch)


def in_scope(organisation_ids: Collection[int]) -> set[int]:
    """Those that the person may open; the others have left the area since."""
    wanted = select(Organisation.id).where(Organisation.id.in_(organisation_ids))
    return set(db.session.scalars(wanted))


def _is_kept(on: dt.date) -> bool:
    """Whether `standing` holds for the day: it is today, and no fact has changed by itself since it was written."""
    if on != clock.today():
        return False
    with every_area("whether kept facts are due to change"):
        return not db.session.scalar(select(exists().where(Standing.changes_on <= on)))


def _sources(is_kept: bool) -> tuple[Any, Any, Select[Any]]:
    """The facts of a group, those of a group in an area, and a select that is joined to both."""
    link = OrganisationArea
    joined: Select[Any] = select(link.area_id)
    f: Any = Standing
    a: Any = AreaStanding
    if is_kept:
        joined = joined.join(AreaStanding, AreaStanding.organisation_area_id == link.id)
    else:
        parts = organisation_parts(_in_the_areas)
        # Worked out once; folded into the join, SQLite would work it out for each use of a column.
        area = area_facts(_in_the_areas).cte("area_facts").prefix_with("MATERIALIZED")
        f, a = parts.named, area.c
        joined = joined.join(area, a.organisation_area_id == link.id)
    joined = joined.join(Organisation, Organisation.id == link.organisation_id)
    if is_kept:
        joined = joined.join(Standing, Standing.organisation_id == link.organisation_id)
    else:
        joined = parts.join_to(joined)
    return f, a, joined.where(_is_known(a))


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
def _placed(is_kept: bool) -> Select[Any]:
    """Rows of `figures.Placed`."""
    f, a, joined = _sources(is_kept)
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


def _behind(behind: Behind, is_kept: bool) -> Select[Any]:
    f, a, joined = _sources(is_kept)
    if behind.measure == "contacted":
        joined = joined.where(a.contacted_on.is_not(None))
    if behind.measure == "engaged":
        joined = joined.where(expressions.engaged(a, f))
    if behind.bucket is not None:
        joined = joined.where(getattr(expressions, behind.measure)(f).is_in(behind.bucket))
    if behind.among_children:
        joined = joined.where(expressions.children(f).is_in(Children.YES))
    counted = joined.with_only_columns(OrganisationArea.organisation_id, maintain_column_froms=True)
    columns: tuple[Any, ...] = (
        Organisation.id,
        Organisation.name,
        Organisation.kind,
        Organisation.faith,
        Organisation.sort_name,
    )
    wanted = select(*columns).where(Organisation.id.in_(counted))
    if behind.kind is not None:
        wanted = wanted.where(Organisation.kind == behind.kind)
    if behind.faith is not None:
        wanted = wanted.where(Organisation.faith == behind.faith)
    return wanted
