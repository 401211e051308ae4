"""The routes, by subject; importing them hangs them on the blueprint."""

from crm.offline.views import sending, sheets, shell, taking  # noqa: F401
from crm.offline.views.blueprint import offline

__all__ = ["offline"]
