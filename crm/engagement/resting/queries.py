import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.core import clock
from crm.engagement.resting.models import Rest
from crm.extensions import db


def rests_of(organisation_id: int, today: dt.date | None = None) -> Sequence[Rest]:
    """Where the group rests today, of the areas in scope."""
    wanted = select(Rest).filter_by(organisation_id=organisation_id).where(Rest.until_on >= (today or clock.today()))
    return db.session.scalars(wanted.options(joinedload(Rest.area)).order_by(Rest.id)).all()


def rest_in(organisation_id: int, area_id: int) -> Rest | None:
    """Also one that is over."""
    return db.session.scalars(select(Rest).filter_by(organisation_id=organisation_id, area_id=area_id)).one_or_none()
