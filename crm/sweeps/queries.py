import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from crm.core import clock
from crm.core.paging import Cursor, Order, Page, page
from crm.extensions import db
from crm.sweeps.models import Sweep
from crm.sweeps.rules import PUT_BACK_WITHIN, Look, Looks

_LATEST_FIRST = Order(Sweep.swept_on, Sweep.id, lambda row: (row.swept_on, row.id), descending=True)


def looks_in(area_ids: Collection[int], on: dt.date) -> Looks:
    """When each ward of these areas had been swept last by that day, and each area as a whole."""
    order = func.row_number().over(
        partition_by=(Sweep.area_id, Sweep.ward_id), order_by=(Sweep.swept_on.desc(), Sweep.id.desc())
    )
    columns = (Sweep.area_id, Sweep.ward_id, Sweep.swept_on, Sweep.way, Sweep.looked_by)
    there = (Sweep.area_id.in_(area_ids), Sweep.removed_at.is_(None), Sweep.swept_on <= on)
    ranked = select(*columns, order.label("place")).where(*there).subquery()
    wanted = select(*(ranked.c[column.key] for column in columns)).where(ranked.c.place == 1)
    return Looks([Look(*row) for row in db.session.execute(wanted)])


def sweeps_page(area_id: int, cursor: Cursor | None) -> Page[Sweep]:
    """The latest first, with what was removed since yesterday, which may be put back."""
    recent = Sweep.removed_at.is_(None) | (Sweep.removed_at > clock.now() - PUT_BACK_WITHIN)
    wanted = select(Sweep).where(Sweep.area_id == area_id, recent)
    return page(wanted.options(joinedload(Sweep.ward), joinedload(Sweep.recorded_by)), _LATEST_FIRST, cursor, _fetch)


def _fetch(wanted: Select[Any]) -> list[Sweep]:
    return list(db.session.scalars(wanted))


def sweep(sweep_id: int) -> Sweep:
    return db.session.scalars(select(Sweep).where(Sweep.id == sweep_id).options(joinedload(Sweep.area))).one()
