"""An entry is seen by whoever may see the row it tells of, and a personal value only with its entry."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_

from crm.access import scope
from crm.access.models import Layer
from crm.audit.models import AuditEntry, AuditValue
from crm.core.models import Base

# Who of the group said so.
SAID_BY_SOMEBODY = ("said_none", "publish_consent")
_told = AuditEntry.__table__.alias("told")
RowInScope = Callable[[Any, Any], ColumnElement[bool]]
_by_row: dict[str, RowInScope] = {}


def register(table: str, condition: RowInScope) -> None:
    """Say who sees entries about rows that name no group, by the layers and the column with the row's id."""
    _by_row[table] = condition


def _in_scope(layer: Any, entry: Any) -> ColumnElement[bool]:
    """What names no group and no area is for whoever sees its row, if that is registered.

    All else, such as an account, is for those alone who see every layer everywhere.
    """
    seen = {
        Layer.CORE: layer(Layer.CORE).organisation(entry.organisation_id),
        Layer.ASSURANCE: layer(Layer.ASSURANCE).organisation(entry.organisation_id),
        Layer.PRIVATE: layer(Layer.PRIVATE).area(entry.area_id),
    }
    placed = or_(entry.organisation_id.is_not(None), entry.area_id.is_not(None))
    by_row = [and_(entry.table_name == table, sees(layer, entry.row_id)) for table, sees in _by_row.items()]
    return or_(
        and_(placed, or_(*(and_(entry.layer == name, condition) for name, condition in seen.items()))),
        and_(~placed, or_(*by_row)),
    )


def _value_in_scope(layer: Any) -> ColumnElement[bool]:
    """The address of a place may be somebody's home, so it is told to those alone who see people in that area; that of
    a sensitive group, to those alone who see people in the area that leads it.

    An entry that moved the place holds addresses of two areas, and is told to whoever sees people in both. Who of a
    group said something is told to those who see its people.
    """
    area, before = layer(Layer.ASSURANCE).area, _told.c.changes[("area_id", 0)].as_integer()
    placed = and_(
        or_(_told.c.area_id.is_(None), area(_told.c.area_id)),
        or_(before.is_(None), area(before)),
    )
    sees_people = layer(Layer.ASSURANCE).organisation(_told.c.organisation_id)
    here = and_(
        or_(_told.c.table_name != "venue", and_(placed, _is_no_secret(layer))),
        or_(_told.c.table_name.not_in(SAID_BY_SOMEBODY), sees_people),
    )
    return exists().where(_told.c.id == AuditValue.entry_id, here, _in_scope(layer, _told.c))


def _is_no_secret(layer: Any) -> ColumnElement[bool]:
    group = Base.metadata.tables["organisation"].alias("placed")
    leads = layer(Layer.ASSURANCE).area(group.c.lead_area_id)
    return exists().where(group.c.id == _told.c.organisation_id, or_(~group.c.is_sensitive, leads))


def init_app() -> None:
    scope.register(AuditEntry, lambda layer: _in_scope(layer, AuditEntry))
    scope.register(AuditValue, _value_in_scope)
