from flask import render_template
from flask.typing import ResponseReturnValue

from crm.access.guard import requires
from crm.access.permissions import Permission
from crm.engagement.priorities.forms import PriorityForm
from crm.engagement.priorities.models import VisitPriority
from crm.engagement.spells.queries import spells_of
from crm.engagement.spells.views import ended, set_until
from crm.engagement.views.blueprint import engagement
from crm.engagement.views.recording import own_footings


@engagement.route("/organisations/<int:organisation_id>/priority", methods=["GET", "POST"])
@requires(Permission.PLANNING)
def priority(organisation_id: int) -> ResponseReturnValue:
    mine = own_footings(organisation_id, Permission.PLANNING)[1]
    form = PriorityForm()
    answer = set_until(VisitPriority, form, mine, "Saved. The group comes first among the next visits")
    return answer or render_template(
        "engagement/priority.html",
        form=form,
        organisation=mine[0].link.organisation,
        mine=mine,
        set_already=spells_of(VisitPriority, organisation_id),
    )


@engagement.post("/organisations/<int:organisation_id>/priority/end")
@requires(Permission.PLANNING)
def end_priority(organisation_id: int) -> ResponseReturnValue:
    mine = own_footings(organisation_id, Permission.PLANNING)[1]
    return ended(VisitPriority, mine, "The group is in line with the others again")
