from crm.standards.views import sets
from crm.standards.views.blueprint import standards

__all__ = ["sets", "standards"]
