from crm.standards.views import assessing, plans, sets
from crm.standards.views.blueprint import assessments, standards

__all__ = ["assessing", "assessments", "plans", "sets", "standards"]
