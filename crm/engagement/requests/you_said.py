"""You said, we did: what came up and what followed, of one group to print for it, and of an area."""

import datetime as dt

from dateutil.relativedelta import relativedelta
from flask import render_template, request
from flask.typing import ResponseReturnValue

from crm.access.guard import insist, reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.core import clock, paging
from crm.engagement.requests import queries, rules
from crm.engagement.requests.forms import AreaFilter
from crm.engagement.views.blueprint import engagement, page_href
from crm.organisations.queries import organisation_with_areas
from crm.organisations.queries.groups import areas_within

LOOKS_BACK = relativedelta(years=1)


@engagement.get("/organisations/<int:organisation_id>/you-said")
@requires(Permission.PRIVATE_VIEW)
def you_said_of(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    insist(Permission.PRIVATE_VIEW, organisation)
    page = queries.all_of(organisation_id, paging.cursor_in(request.args, dt.date))
    return render_template(
        "engagement/you_said_of.html",
        organisation=organisation,
        rows=page.rows,
        today=clock.today(),
        overdue_before=rules.overdue_before(clock.today()),
        previous_href=page_href(".you_said_of", page.previous, organisation_id=organisation_id),
        next_href=page_href(".you_said_of", page.next, organisation_id=organisation_id),
    )


@engagement.get("/you-said")
@requires(Permission.PRIVATE_VIEW)
def you_said() -> ResponseReturnValue:
    """The last year, and whatever has waited too long, however old."""
    areas = areas_within(reach_of(signed_in(), Permission.PRIVATE_VIEW))
    form = AreaFilter()
    form.area.choices = [(area.code, area.name) for area in areas]
    form.validate()
    ids = [area.id for area in areas if form.area.data in (None, "", area.code)]
    since = clock.today() - LOOKS_BACK
    overdue = queries.overdue_in(ids, rules.overdue_before(clock.today()), paging.cursor_in(request.args, dt.date))
    return render_template(
        "engagement/you_said.html",
        filters=form,
        shows_areas=len(areas) > 1,
        raised=queries.raised_in(ids, since),
        since=since,
        overdue=overdue.rows,
        previous_href=page_href(".you_said", overdue.previous, area=form.area.data or None),
        next_href=page_href(".you_said", overdue.next, area=form.area.data or None),
    )
