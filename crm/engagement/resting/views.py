from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import requires, signed_in
from crm.access.permissions import Permission
from crm.child_guard.actions import record_kept
from crm.core.errors import RuleBroken
from crm.engagement.resting import actions, queries
from crm.engagement.resting.forms import RestForm
from crm.engagement.views.blueprint import engagement
from crm.engagement.views.recording import own_footings
from crm.extensions import db

engagement.app_template_global()(queries.rests_of)


@engagement.route("/organisations/<int:organisation_id>/rest", methods=["GET", "POST"])
@requires(Permission.PRIVATE_EDIT)
def rest(organisation_id: int) -> ResponseReturnValue:
    mine = own_footings(organisation_id)[1]
    form = RestForm()
    form.area.choices = [(one.link.area_id, one.link.area.name) for one in mine]
    if len(mine) == 1 or not form.is_submitted():
        form.area.data = mine[0].link.area_id
    form.guard_area_id = form.area.data
    if form.validate_on_submit():
        try:
            made = actions.let_rest(organisation_id, form.area.data, form.until_on.data, form.reason.data, signed_in())
            record_kept(form.kept(), made, organisation_id, signed_in())
        except RuleBroken as broken:
            form.show(broken)
        else:
            return _saved(organisation_id, "Saved. Everybody who opens the group sees that it rests")
    return render_template("engagement/rest.html", form=form, organisation=mine[0].link.organisation, mine=mine)


@engagement.post("/organisations/<int:organisation_id>/rest/lift")
@requires(Permission.PRIVATE_EDIT)
def lift_rest(organisation_id: int) -> ResponseReturnValue:
    """Lifted twice is lifted once."""
    area_ids = [one.link.area_id for one in own_footings(organisation_id)[1]]
    area_id = request.form.get("area", type=int)
    if area_id not in area_ids:
        abort(404)
    resting = queries.rest_in(organisation_id, area_id)
    if resting is not None:
        actions.lift(resting, signed_in())
    return _saved(organisation_id, "The rest is over")


def _saved(organisation_id: int, said: str) -> ResponseReturnValue:
    db.session.commit()
    flash(said)
    return redirect(url_for("engagement.timeline", organisation_id=organisation_id), 303)
