"""The routes, by subject; importing them hangs them on the blueprint."""

from crm.engagement.views import activities, follow_ups, letters, recording, stages, timeline  # noqa: F401
from crm.engagement.views.blueprint import engagement

__all__ = ["engagement"]
