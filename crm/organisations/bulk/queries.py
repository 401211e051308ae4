from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from crm.extensions import db
from crm.organisations.kinds import Sort
from crm.organisations.models import Organisation, OrganisationArea
from crm.organisations.queries.listing import ORDERS, Wanted, matching


def first_groups(wanted: Wanted, sort: Sort, most: int) -> Sequence[Any]:
    """Id and name of the first, in the order of the list."""
    order = ORDERS[sort]
    directed = (column.desc() if order.descending else column for column in (order.column, order.key))
    return db.session.execute(
        matching(wanted, Organisation.id, Organisation.name).order_by(*directed).limit(most)
    ).all()


def groups_to_change(organisation_ids: Collection[int]) -> Sequence[Organisation]:
    """By name, with all that a plan looks at; on PostgreSQL nobody else changes them until this is over."""
    links = selectinload(Organisation.areas)
    wanted = (
        select(Organisation)
        .where(Organisation.id.in_(organisation_ids))
        .order_by(Organisation.sort_name, Organisation.id)
        .options(
            joinedload(Organisation.tradition),
            links.joinedload(OrganisationArea.area),
            links.joinedload(OrganisationArea.adviser),
            selectinload(Organisation.languages),
            selectinload(Organisation.communities),
        )
        .with_for_update(of=Organisation)
    )
    return db.session.scalars(wanted).unique().all()


def ids_of(wanted: Wanted, most: int) -> list[int]:
    return list(db.session.scalars(matching(wanted, Organisation.id).order_by(Organisation.id).limit(most)))
