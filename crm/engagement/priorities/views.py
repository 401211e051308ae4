from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.child_guard.actions import record_kept
from crm.core.errors import RuleBroken
from crm.engagement.priorities import actions, queries
from crm.engagement.priorities.forms import PriorityForm
from crm.engagement.queries import Footing, footings
from crm.engagement.views.blueprint import engagement
from crm.extensions import db


def _mine(organisation_id: int) -> list[Footing]:
    """The open areas of the group where this person sets what comes first; without one there is no page."""
    reach = reach_of(signed_in(), Permission.PLANNING)
    return [one for one in footings(organisation_id) if reach.everywhere or one.link.area_id in reach.areas] or abort(
        404
    )


@engagement.route("/organisations/<int:organisation_id>/priority", methods=["GET", "POST"])
@requires(Permission.PLANNING)
def priority(organisation_id: int) -> ResponseReturnValue:
    mine = _mine(organisation_id)
    form = PriorityForm()
    form.area.choices = [(one.link.area_id, one.link.area.name) for one in mine]
    if len(mine) == 1 or not form.is_submitted():
        form.area.data = mine[0].link.area_id
    form.guard_area_id = form.area.data
    if form.validate_on_submit():
        try:
            put = (form.area.data, form.until_on.data, form.reason.data, signed_in())
            record_kept(form.kept(), actions.put_first(organisation_id, *put), organisation_id, signed_in())
        except RuleBroken as broken:
            form.show(broken)
        else:
            return _saved(organisation_id, "Saved. The group comes first among the next visits")
    return render_template(
        "engagement/priority.html",
        form=form,
        organisation=mine[0].link.organisation,
        mine=mine,
        set_already=queries.priorities_of(organisation_id),
    )


@engagement.post("/organisations/<int:organisation_id>/priority/end")
@requires(Permission.PLANNING)
def end_priority(organisation_id: int) -> ResponseReturnValue:
    """Ended twice is ended once."""
    area_id = request.form.get("area", type=int)
    if area_id is None or area_id not in {one.link.area_id for one in _mine(organisation_id)}:
        abort(404)
    row = queries.priority_in(organisation_id, area_id)
    if row is not None:
        actions.end(row, signed_in())
    return _saved(organisation_id, "The group is in line with the others again")


def _saved(organisation_id: int, said: str) -> ResponseReturnValue:
    db.session.commit()
    flash(said)
    return redirect(url_for("engagement.timeline", organisation_id=organisation_id), 303)
