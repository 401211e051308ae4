import datetime as dt
from collections.abc import Sequence

from sqlalchemy import or_, select

from crm.engagement.models import Barrier
from crm.engagement.queries.follow_ups import LATELY
from crm.extensions import db


def barriers_of(organisation_id: int, today: dt.date) -> Sequence[Barrier]:
    """Those that stand, the newest first, and then those overcome lately, which can be put back."""
    wanted = select(Barrier).filter_by(organisation_id=organisation_id)
    shown = wanted.where(or_(Barrier.ended_on.is_(None), Barrier.ended_on > today - LATELY))
    return db.session.scalars(shown.order_by(Barrier.ended_on.is_not(None), Barrier.noted_on.desc(), Barrier.id)).all()


def standing(organisation_id: int, area_id: int) -> Sequence[Barrier]:
    wanted = select(Barrier).filter_by(organisation_id=organisation_id, area_id=area_id, ended_on=None)
    return db.session.scalars(wanted).all()


def barrier(barrier_id: int) -> Barrier:
    return db.session.scalars(select(Barrier).where(Barrier.id == barrier_id)).one()
