"""A sweep is seen by whoever may see the groups of its area, and recorded where they may change them."""

from crm.access import scope
from crm.access.models import Layer
from crm.sweeps.models import Sweep


def init_app() -> None:
    scope.register(Sweep, lambda layer: layer(Layer.CORE).area(Sweep.area_id))
    scope.register_lead(Sweep, "area_id")
