"""An activity is read by the area that owns it and by areas it was shared with (architecture.md 3)."""

from typing import Any

from sqlalchemy import ColumnElement, exists, or_

from crm.access import scope
from crm.access.models import Layer
from crm.engagement.models import Activity, ActivityArea, ActivityOrganisation

_shared = ActivityArea.__table__.alias("shared")
_own = Activity.__table__.alias("own")


def _activity(layer: Any) -> ColumnElement[bool]:
    private = layer(Layer.PRIVATE)
    return or_(private.area(Activity.area_id), _shared_with(private, Activity.id))


def _with_organisation(layer: Any) -> ColumnElement[bool]:
    private = layer(Layer.PRIVATE)
    return or_(private.area(ActivityOrganisation.area_id), _shared_with(private, ActivityOrganisation.activity_id))


def _shared_with(private: Any, activity_id: Any) -> ColumnElement[bool]:
    return exists().where(_shared.c.activity_id == activity_id, private.area(_shared.c.area_id))


def _with_area(layer: Any) -> ColumnElement[bool]:
    """Whom it is shared with is known to them and to the area that owns the activity."""
    private = layer(Layer.PRIVATE)
    own = exists().where(_own.c.id == ActivityArea.activity_id, private.area(_own.c.area_id))
    return or_(private.area(ActivityArea.area_id), own)


def init_app() -> None:
    scope.register(Activity, _activity)
    scope.register(ActivityOrganisation, _with_organisation)
    scope.register(ActivityArea, _with_area)
