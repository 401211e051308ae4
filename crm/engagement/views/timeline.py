import datetime as dt

from flask import render_template, request
from flask.typing import ResponseReturnValue

from crm.access.guard import can, insist, reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.core import clock, paging
from crm.engagement import queries
from crm.engagement.barriers.queries import barriers_of
from crm.engagement.requests.queries import not_done_with
from crm.engagement.requests.rules import late_before
from crm.engagement.resting.models import Rest
from crm.engagement.spells.queries import spells_of
from crm.engagement.views.blueprint import engagement, page_href
from crm.engagement.visits.queries import visits_with
from crm.organisations.queries import organisation_with_areas
from crm.organisations.queries.stages import shown_stages
from crm.organisations.rules import stage_told


@engagement.route("/organisations/<int:organisation_id>/contact")
@requires(Permission.PRIVATE_VIEW)
def timeline(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    insist(Permission.PRIVATE_VIEW, organisation)
    page, lines, evidence = queries.timeline_with_changes(organisation_id, paging.cursor_in(request.args, dt.date))
    reach = reach_of(signed_in(), Permission.PRIVATE_VIEW)
    open_links = [link for link in organisation.areas if link.ended_on is None]
    mine = [link for link in open_links if reach.everywhere or link.area_id in reach.areas]
    return render_template(
        "engagement/timeline.html",
        organisation=organisation,
        lines=lines,
        mine=mine,
        own_area_ids={link.area_id for link in organisation.areas if reach.everywhere or link.area_id in reach.areas},
        others=[link for link in open_links if link not in mine],
        stages=shown_stages(organisation_id),
        stage_told=stage_told,
        evidence=evidence,
        today=clock.today(),
        visits=visits_with(organisation_id),
        follow_ups=queries.open_follow_ups_with(organisation_id),
        barriers=barriers_of(organisation_id, clock.today()),
        rests=spells_of(Rest, organisation_id),
        requests=not_done_with(organisation_id),
        late_before=late_before(clock.today()),
        may_write=can(Permission.PRIVATE_EDIT, organisation),
        previous_href=page_href(".timeline", page.previous, organisation_id=organisation_id),
        next_href=page_href(".timeline", page.next, organisation_id=organisation_id),
    )
