from sqlalchemy import select

from crm.access.scope import Reach
from crm.areas.models import Area, AreaContact
from crm.extensions import db


def contact_within(contact_id: int, reach: Reach) -> AreaContact:
    """Those of the whole country belong to whoever works everywhere."""
    wanted = select(AreaContact).where(AreaContact.id == contact_id)
    if not reach.everywhere:
        wanted = wanted.where(AreaContact.area_id.in_(reach.areas))
    return db.session.scalars(wanted).one()


def code_of(area_id: int) -> str:
    return db.session.scalars(select(Area.code).where(Area.id == area_id)).one()
