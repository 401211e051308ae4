"""Coverage: the figures, and the groups behind each of them, from the very same groups (architecture.md 4).

A group that has left an area still counts there on a day when it was in it, so these queries look past the
person's scope: at columns only, and only in the areas they are given. Whoever calls checks those areas.
"""

import datetime as dt
from collections.abc import Collection, Sequence, Set
from itertools import islice
from typing import Any

from sqlalchemy import Select, select

from crm.access.scope import every_area
from crm.areas.models import Area
from crm.core.paging import ROWS, Cursor, Order, Page, page
from crm.extensions import db
from crm.organisations.models import Organisation
from crm.reporting import figures
from crm.reporting.figures import Coverage, Figures, Number
from crm.reporting.placing import Placed, placed, wards_of_groups

MOST_COUNTED = 20
# So few are looked up; more are picked out while going through all groups by name.
FEW = 500
# Each process keeps what it counted last, with what it counted.
counted_last: dict[tuple[tuple[int, ...], dt.date], tuple[list[Placed], Coverage]] = {}


def coverage(area_ids: Collection[int], on: dt.date) -> Coverage:
    """The figures of these areas on a day; counted again only once something they rest on has changed."""
    areas = tuple(sorted(area_ids))
    with every_area("coverage of areas that the caller has checked"):
        there = placed(areas, on)
    parts = list(there.values())
    before, shown = counted_last.get((areas, on), ([], None))
    if shown is None or any(part is not old for part, old in zip(parts, before, strict=True)):
        shown = figures.coverage(there)
        counted_last[areas, on] = parts, shown
        while len(counted_last) > MOST_COUNTED:
            counted_last.pop(next(iter(counted_last)), None)
    return shown


def coverage_by_ward(area_id: int, on: dt.date) -> dict[int | None, Figures]:
    """Of the wards of one area where a group is known; None stands for no ward, so that they add up to the area."""
    shown = coverage([area_id], on)
    with every_area("coverage of an area that the caller has checked, by ward"):
        return figures.by_part(shown.groups, wards_of_groups(area_id, on))


def groups_in_ward(area_id: int, ward_id: int | None, on: dt.date) -> set[int]:
    """The known groups that the figures of a ward count; without a ward those that are in none."""
    known = coverage([area_id], on).groups
    with every_area("the groups of a ward, in an area that the caller has checked"):
        wards = wards_of_groups(area_id, on)
    return {organisation_id for organisation_id in known if wards.get(organisation_id) == ward_id}


def areas_with_known_groups(on: dt.date) -> list[int]:
    """For the command line, by code."""
    with every_area("coverage from the command line"):
        every = list(db.session.scalars(select(Area.id).order_by(Area.code)))
        there = placed(every, on)
    return [area_id for area_id in every if there[area_id].groups]


def groups_behind(
    area_ids: Collection[int], on: dt.date, number: Number, cursor: Cursor | None, within: Set[int] | None = None
) -> Page[Any]:
    """The groups that a number counts, by name: id, name, kind, faith, sort_name and is_sensitive.

    `within` are the groups of one ward, if the number is of one.
    """
    shown = coverage(area_ids, on)
    counted = {group: count for group, count in shown.sorts.items() if number.counts(group)}

    def is_counted(key: int) -> bool:
        return shown.groups.get(key) in counted and (within is None or key in within)

    columns: tuple[Any, ...] = (
        Organisation.id,
        Organisation.name,
        Organisation.kind,
        Organisation.faith,
        Organisation.sort_name,
        Organisation.is_sensitive,
    )
    wanted = select(*columns)
    if min(sum(counted.values()), len(shown.groups if within is None else within)) <= FEW:
        wanted = wanted.where(Organisation.id.in_(key for key in shown.groups if is_counted(key)))

    def fetch(wanted: Select[Any]) -> Sequence[Any]:
        """No more is read than a page needs."""
        with db.session.execute(wanted.limit(None), execution_options={"yield_per": 4 * ROWS}) as rows:
            return list(islice((row for row in rows if is_counted(row.id)), ROWS + 1))

    order = Order(Organisation.sort_name, Organisation.id, lambda row: (row.sort_name, row.id))
    with every_area("the groups behind a number, in areas that the caller has checked"):
        return page(wanted, order, cursor, fetch, ROWS)


def in_scope(organisation_ids: Collection[int]) -> set[int]:
    """Those that the person may open; the others have left the area since."""
    wanted = select(Organisation.id).where(Organisation.id.in_(organisation_ids))
    return set(db.session.scalars(wanted))
