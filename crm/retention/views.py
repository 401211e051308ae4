from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import insist, requires, signed_in
from crm.access.permissions import Permission
from crm.child_guard.actions import record_kept
from crm.core import clock
from crm.organisations.queries import organisation_with_areas
from crm.organisations.views.saving import made, pressed
from crm.retention import actions, queries, rules
from crm.retention.forms import HoldForm
from crm.retention.models import LegalHold

retention = Blueprint("retention", __name__)


@retention.get("/retention")
@requires(Permission.RETENTION)
def index() -> ResponseReturnValue:
    today = clock.today()
    return render_template(
        "retention/index.html",
        now=queries.due_by(today),
        soon=queries.due_by(today + rules.LOOK_AHEAD),
        until=today + rules.LOOK_AHEAD,
        holds=queries.open_holds(),
        rules=rules,
    )


@retention.route("/organisations/<int:organisation_id>/hold", methods=["GET", "POST"])
@requires(Permission.RETENTION)
def place(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    insist(Permission.RETENTION, organisation)
    if queries.hold_on(organisation_id) is not None:
        flash("Everything of this group is kept already")
        return redirect(url_for(".index"), 303)
    form = HoldForm()
    form.guard_area_id = organisation.lead_area_id

    def hold() -> LegalHold:
        placed = actions.place_hold(organisation_id, form.reason.data, signed_in())
        record_kept(form.kept(), placed, organisation_id, signed_in())
        return placed

    answer = made(form, hold, "Nothing of this group is deleted by date from now on", url_for(".index"))
    return answer or render_template("retention/place.html", organisation=organisation, form=form)


@retention.post("/holds/<int:hold_id>/lift")
@requires(Permission.RETENTION)
def lift(hold_id: int) -> ResponseReturnValue:
    hold = queries.hold(hold_id)
    said = "Lifted. What is past its day goes tonight"
    return pressed(lambda: actions.lift_hold(hold, signed_in()), said, url_for(".index"))
