from collections.abc import Sequence

from flask import render_template
from flask.typing import ResponseReturnValue

from crm.access.guard import requires
from crm.access.permissions import Permission
from crm.engagement.resting.forms import RestForm
from crm.engagement.resting.models import Rest
from crm.engagement.spells.queries import spells_of
from crm.engagement.spells.views import ended, set_until
from crm.engagement.views.blueprint import engagement
from crm.engagement.views.recording import own_footings


@engagement.app_template_global()
def rests_of(organisation_id: int) -> Sequence[Rest]:
    return spells_of(Rest, organisation_id)


@engagement.route("/organisations/<int:organisation_id>/rest", methods=["GET", "POST"])
@requires(Permission.PRIVATE_EDIT)
def rest(organisation_id: int) -> ResponseReturnValue:
    mine = own_footings(organisation_id)[1]
    form = RestForm()
    answer = set_until(Rest, form, mine, "Saved. Everybody who opens the group sees that it rests")
    return answer or render_template(
        "engagement/rest.html", form=form, organisation=mine[0].link.organisation, mine=mine
    )


@engagement.post("/organisations/<int:organisation_id>/rest/lift")
@requires(Permission.PRIVATE_EDIT)
def lift_rest(organisation_id: int) -> ResponseReturnValue:
    return ended(Rest, own_footings(organisation_id)[1], "The rest is over")
