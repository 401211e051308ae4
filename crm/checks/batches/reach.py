"""A batch is seen by whoever may see the assurance of its area's groups; appointments go with their group."""

from crm.access import scope
from crm.access.models import Layer
from crm.checks.batches.models import Batch


def init_app() -> None:
    scope.register(Batch, lambda layer: layer(Layer.ASSURANCE).area(Batch.area_id))
    scope.register_lead(Batch, "area_id")
