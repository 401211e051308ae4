"""A merge of two people is in scope with the one who stayed."""

from typing import Any

from sqlalchemy import ColumnElement

from crm.access import scope
from crm.merging.models import PersonMerge
from crm.people.reach import is_in_scope


def _in_scope(layer: Any) -> ColumnElement[bool]:
    return is_in_scope(layer, PersonMerge.person_id)


def init_app() -> None:
    scope.register(PersonMerge, _in_scope)
