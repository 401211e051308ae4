"""The History tab: what was done to the group and its rows, newest first."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import requires
from crm.access.permissions import Permission
from crm.audit.queries import history_of_group
from crm.audit.views import history
from crm.core.paging import cursor_in
from crm.organisations.queries.groups import organisation_with_areas


@history.route("/organisations/<int:organisation_id>/history")
@requires(Permission.CORE_VIEW)
def index(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    page, happenings = history_of_group(organisation_id, cursor_in(request.args, int))
    ways = {"previous_href": page.previous, "next_href": page.next}
    links = {name: _at(organisation_id, way) for name, way in ways.items() if way}
    return render_template("history/index.html", organisation=organisation, happenings=happenings, **links)


def _at(organisation_id: int, way: dict[str, str]) -> str:
    return url_for("history.index", organisation_id=organisation_id, **way)  # type: ignore[arg-type]
