"""A resource of an area is seen by whoever may see the groups there; one without an area is seen by all."""

from crm.access import scope
from crm.access.models import Layer
from crm.resources.models import Resource


def init_app() -> None:
    scope.register(Resource, lambda layer: Resource.area_id.is_(None) | layer(Layer.CORE).area(Resource.area_id))
    scope.register_lead(Resource, "area_id")
