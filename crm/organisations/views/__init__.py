"""The pages of groups, by subject."""

from flask import Blueprint

from crm.organisations.tabs import tabs_of

organisations = Blueprint("organisations", __name__)
organisations.app_template_global()(tabs_of)

# Each of these hangs its routes on the blueprint above.
from crm.organisations.views import adding, details, groups, history, life, listing, places  # noqa: E402, F401
