"""The groups to see next in one area, and how much each reason counts there."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.areas.queries import AreaName
from crm.core import clock
from crm.extensions import db
from crm.organisations.queries.groups import areas_within
from crm.reporting.next_visits import actions, queries
from crm.reporting.next_visits.forms import WeightsForm, values_of_weights
from crm.reporting.next_visits.models import VisitWeights
from crm.reporting.next_visits.rules import USUAL, Factor
from crm.reporting.views import reporting

FEW, MANY = 10, 50


def _areas(permission: Permission) -> tuple[Sequence[AreaName], AreaName]:
    """Where the permission is held, and the one that the address says, else the first."""
    areas = areas_within(reach_of(signed_in(), permission))
    code = request.args.get("area")
    found = [area for area in areas if code in (area.code, None, "")]
    return areas, found[0] if found else abort(404)


@reporting.get("/next-visits")
@requires(Permission.PRIVATE_VIEW)
def next_visits() -> ResponseReturnValue:
    areas, area = _areas(Permission.PRIVATE_VIEW)
    most = MANY if "more" in request.args else FEW
    row = queries.weights_of(area.id)
    may_set = reach_of(signed_in(), Permission.PLANNING)
    return render_template(
        "next_visits/index.html",
        areas=areas,
        area=area,
        most=most,
        many=MANY,
        found=queries.next_visits(area.id, row.as_weights() if row else USUAL, clock.today(), most),
        is_usual=row is None,
        may_set=may_set.everywhere or area.id in may_set.areas,
    )


@reporting.route("/next-visits/weights", methods=["GET", "POST"])
@requires(Permission.PLANNING)
def visit_weights() -> ResponseReturnValue:
    areas, area = _areas(Permission.PLANNING)
    row = queries.weights_to_change(area.id) if request.method == "POST" else queries.weights_of(area.id)
    is_usual = row is None
    row = row or VisitWeights(area_id=area.id, version_id=0, **{factor.value: USUAL[factor] for factor in Factor})
    form = WeightsForm(row, values_of_weights)
    if form.validate_on_submit():
        actions.set_weights(row, form.weights(), signed_in())
        return _saved(area, "Saved. The order is worked out with the new weights")
    return render_template("next_visits/weights.html", form=form, area=area, areas=areas, is_usual=is_usual)


@reporting.post("/next-visits/weights/reset")
@requires(Permission.PLANNING)
def reset_visit_weights() -> ResponseReturnValue:
    """Twice is once."""
    _, area = _areas(Permission.PLANNING)
    row = queries.weights_of(area.id)
    if row is not None:
        actions.reset_weights(row, signed_in())
    return _saved(area, "The usual weights hold again")


def _saved(area: AreaName, said: str) -> ResponseReturnValue:
    db.session.commit()
    flash(said)
    return redirect(url_for("reporting.next_visits", area=area.code), 303)
