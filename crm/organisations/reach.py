"""How an organisation's rows meet a person's areas: through an open organisation_area."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from crm.access import groups, scope
from crm.access.models import Layer
from crm.access.scope import every_area
from crm.extensions import db
from crm.organisations.models import Organisation, OrganisationArea

_link = OrganisationArea.__table__.alias("reach")


def _meets(organisation_id: Any, areas: Any) -> ColumnElement[bool]:
    return exists().where(
        _link.c.organisation_id == organisation_id, _link.c.area_id.in_(areas), _link.c.ended_on.is_(None)
    )


def found_by_area(areas: Collection[int]) -> ColumnElement[bool]:
    """The groups of these areas, for a query that goes through all of them; the scope narrows it like any other.

    The scope alone asks of each group whether it is in reach, which suits a page of them.
    """
    there = select(_link.c.organisation_id).where(_link.c.area_id.in_(areas), _link.c.ended_on.is_(None))
    return Organisation.id.in_(there)


def _meeting(session: Session, ids: set[int], areas: frozenset[int]) -> set[int]:
    if not ids or not areas:
        return set()
    known = _loaded(session, areas)
    if ids <= known:
        return ids
    found = session.execute(
        select(_link.c.organisation_id).where(
            _link.c.organisation_id.in_(ids), _link.c.area_id.in_(areas), _link.c.ended_on.is_(None)
        )
    )
    return set(found.scalars())


def _loaded(session: Session, areas: frozenset[int]) -> set[int]:
    """Those of which the session has read an open area already; what it has let go of is not asked for again."""
    rows = [row.__dict__ for row in session.identity_map.values() if isinstance(row, OrganisationArea)]
    read = [row for row in rows if row.keys() >= {"organisation_id", "area_id", "ended_on"}]
    return {row["organisation_id"] for row in read if row["area_id"] in areas and row["ended_on"] is None}


def _names(ids: set[int]) -> dict[int, str]:
    with every_area("names of groups beside accounts"):
        rows = db.session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids)))
        return {row.id: row.name for row in rows}


def init_app() -> None:
    groups.register(_names)
    scope.register_membership(_meets, _meeting)
    scope.register(Organisation, lambda layer: layer(Layer.CORE).organisation(Organisation.id))
    scope.register_lead(Organisation, "lead_area_id")
