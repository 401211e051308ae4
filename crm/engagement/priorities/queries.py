from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.core import clock
from crm.engagement.priorities.models import VisitPriority
from crm.extensions import db


def priorities_of(organisation_id: int) -> Sequence[VisitPriority]:
    """Where the group comes first today, of the areas in scope."""
    wanted = select(VisitPriority).filter_by(organisation_id=organisation_id)
    today = wanted.where(VisitPriority.until_on >= clock.today()).options(joinedload(VisitPriority.area))
    return db.session.scalars(today.order_by(VisitPriority.id)).all()


def priority_in(organisation_id: int, area_id: int) -> VisitPriority | None:
    """Also one that is over."""
    wanted = select(VisitPriority).filter_by(organisation_id=organisation_id, area_id=area_id)
    return db.session.scalars(wanted).one_or_none()
