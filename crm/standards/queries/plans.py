from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.core.paging import Cursor, Order, Page, page
from crm.extensions import db
from crm.organisations.models import Organisation
from crm.standards.models import Criterion, PlanAction

BY_DUE_DAY = Order(PlanAction.due_on, PlanAction.id, lambda row: (row.due_on, row.id))


def actions_of(assessment_id: int) -> list[PlanAction]:
    """What is still to do first, and of that what is due first."""
    wanted = (
        select(PlanAction).where(PlanAction.assessment_id == assessment_id).options(joinedload(PlanAction.criterion))
    )
    found = db.session.scalars(wanted.order_by(PlanAction.due_on, PlanAction.id))
    return sorted(found, key=lambda one: one.done_on is not None)


def action_with_group(action_id: int) -> PlanAction:
    to_areas = joinedload(PlanAction.organisation).selectinload(Organisation.areas)
    wanted = select(PlanAction).where(PlanAction.id == action_id)
    return db.session.scalars(wanted.options(to_areas, joinedload(PlanAction.criterion))).one()


def open_actions_page(cursor: Cursor | None) -> Page[Any]:
    """Columns of what is still to do in every group, the earliest due first."""
    columns = (PlanAction.id, PlanAction.what, PlanAction.owner, PlanAction.due_on, PlanAction.assessment_id)
    wanted: Any = (
        select(*columns, Criterion.code, Organisation.id.label("organisation_id"), Organisation.name.label("group"))
        .join(PlanAction.criterion)
        .join(PlanAction.organisation)
        .where(PlanAction.done_on.is_(None))
    )
    return page(wanted, BY_DUE_DAY, cursor, lambda narrowed: db.session.execute(narrowed).all())
