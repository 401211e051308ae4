"""A person is in scope through a role, open or ended under 12 months ago, at a group in scope (architecture.md 3)."""

from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import ColumnElement, and_, bindparam, exists, or_

from crm.access import scope
from crm.access.models import Layer
from crm.audit import reach as audit
from crm.core import clock
from crm.organisations.queries.listing import PEOPLE_NAMED
from crm.people.matching.models import PersonPair
from crm.people.models import Person, Role
from crm.people.queries import found_by_name

_held = Role.__table__.alias("held")


def is_in_scope(layer: Any, person_id: Any) -> ColumnElement[bool]:
    """For a column that holds a person's id."""
    a_year_ago: Any = bindparam("a_year_ago", callable_=lambda: clock.today() - relativedelta(months=12))
    return exists().where(
        _held.c.person_id == person_id,
        or_(_held.c.ended_on.is_(None), _held.c.ended_on > a_year_ago),
        layer(Layer.ASSURANCE).organisation(_held.c.organisation_id),
    )


def _are_both_in_scope(layer: Any) -> ColumnElement[bool]:
    return and_(is_in_scope(layer, PersonPair.person_id), is_in_scope(layer, PersonPair.other_id))


def init_app() -> None:
    if found_by_name not in PEOPLE_NAMED:
        PEOPLE_NAMED.append(found_by_name)
    scope.register(Person, lambda layer: is_in_scope(layer, Person.id))
    scope.register(PersonPair, _are_both_in_scope)
    audit.register("person", is_in_scope)
