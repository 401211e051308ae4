from crm.standards.views import assessing, sets
from crm.standards.views.blueprint import assessments, standards

__all__ = ["assessing", "assessments", "sets", "standards"]
