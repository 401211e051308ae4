"""What the search box offers while somebody types (frontend/search.js). Without scripts the list itself answers."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.core.text import one_line
from crm.organisations.queries.listing import Wanted
from crm.organisations.queries.suggesting import Suggestion, suggested
from crm.organisations.views import organisations

LONGEST = 200


@organisations.route("/organisations/suggestions")
@requires(Permission.CORE_VIEW)
def suggestions() -> ResponseReturnValue:
    typed = one_line(request.args.get("q", ""))[:LONGEST]
    homes_in = reach_of(signed_in(), Permission.ASSURANCE_VIEW)
    return {"found": [_told(one) for one in suggested(Wanted(q=typed, homes_in=homes_in))]}


def _told(one: Suggestion) -> dict[str, str]:
    page = "people.index" if one.is_person else "organisations.show"
    return {"name": one.name, "about": one.about, "href": url_for(page, organisation_id=one.organisation_id)}
