"""The routes, by subject; importing them hangs them on the blueprint."""

from crm.offline.views import sheets  # noqa: F401
from crm.offline.views.blueprint import offline

__all__ = ["offline"]
