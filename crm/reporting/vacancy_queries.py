"""Groups whose designated lead has left, with nobody named since: those where the reader sees people."""

from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from crm.core.paging import Cursor, Order, Page, page
from crm.extensions import db
from crm.organisations.models import Organisation
from crm.people.models import Person, Role, RoleClass

LATEST_FIRST = Order(Role.ended_on, Role.id, lambda row: (row.ended_on, row.role_id), descending=True)


def vacancies(cursor: Cursor | None = None, most: int = 25) -> Page[Any]:
    """The one who left last first: the group, when, and who it was (None a year later, when they are not shown)."""
    columns = (Role.id.label("role_id"), Role.ended_on, Organisation.id, Organisation.name, Person.name.label("last"))
    wanted: Any = (
        select(*columns)
        .join(Role.organisation)
        .outerjoin(Role.person)
        .where(Role.role_class == RoleClass.DESIGNATED_LEAD, Role.ended_on.is_not(None))
        .where(Organisation.closed_on.is_(None), ~_has_a_later_lead())
    )
    return page(wanted, LATEST_FIRST, cursor, lambda found: db.session.execute(found).all(), most)


def _has_a_later_lead() -> Any:
    later = aliased(Role)
    is_later = later.ended_on.is_(None) | (later.ended_on > Role.ended_on)
    is_same_day = (later.ended_on == Role.ended_on) & (later.id > Role.id)
    is_lead = (later.organisation_id == Role.organisation_id) & (later.role_class == RoleClass.DESIGNATED_LEAD)
    return exists().where(is_lead, is_later | is_same_day)
