"""The pages of groups, by subject."""

from flask import Blueprint

from crm.organisations.queries.details import goes_on_as
from crm.organisations.tabs import tabs_of

organisations = Blueprint("organisations", __name__)
organisations.app_template_global()(tabs_of)
organisations.app_template_global()(goes_on_as)

# Each of these hangs its routes on the blueprint above.
from crm.organisations.views import (  # noqa: E402, F401
    adding,
    belonging,
    checking,
    details,
    groups,
    history,
    life,
    listing,
    places,
    publishing,
    suggesting,
)
