"""The visit sheet: the questions of the log form on paper, with the same answers to tick."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from crm.access.guard import requires, signed_in
from crm.access.permissions import Permission
from crm.core import clock
from crm.core.text import one_line
from crm.core.typed import numbers_of
from crm.engagement.forms import ActivityForm
from crm.offline.queries import groups_along
from crm.offline.views.blueprint import offline
from crm.reporting.exporting.views import reader_now

MOST_SHEETS = 25


@offline.get("/sheet")
@requires(Permission.PRIVATE_EDIT)
def sheet() -> ResponseReturnValue:
    """One for each group that the address names, as in `?groups=12,45`; a blank one where it names none."""
    said = one_line(request.args.get("groups", ""))
    try:
        ids, is_odd = numbers_of(said, MOST_SHEETS) if said else (), False
    except ValueError:
        ids, is_odd = (), True
    groups = groups_along(ids, reader_now(with_people=True))
    return render_template(
        "offline/sheet.html",
        form=ActivityForm(formdata=None),
        groups=groups or [None],
        missing=len(ids) - len(groups),
        most=MOST_SHEETS,
        is_odd=is_odd,
        adviser=signed_in().name,
        today=clock.today(),
    )
