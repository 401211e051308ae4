"""The action plan of an assessment, and what is still to do in every group."""

import datetime as dt
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import requires, signed_in
from crm.access.permissions import Permission
from crm.child_guard.actions import record_kept
from crm.core import clock
from crm.core.paging import cursor_in
from crm.organisations.views.saving import pressed, saved
from crm.standards.actions import plans as actions
from crm.standards.forms.plans import ActionForm, values_of
from crm.standards.models import PlanAction
from crm.standards.queries import assessments as assessment_queries
from crm.standards.queries import plans as queries
from crm.standards.views.blueprint import assessments

MARKS = {"done": (actions.tick_off, "Done. Well done"), "not-done": (actions.open_again, "It is to be done again")}


@assessments.get("/action-plans")
@requires(Permission.ASSURANCE_VIEW)
def open_actions() -> ResponseReturnValue:
    page = queries.open_actions_page(cursor_in(request.args, dt.date))
    ways: dict[str, Any] = {"previous_href": page.previous, "next_href": page.next}
    return render_template(
        "standards/open_actions.html",
        page=page,
        today=clock.today(),
        **{name: url_for(".open_actions", **way) for name, way in ways.items() if way},
    )


@assessments.post("/assessments/<int:assessment_id>/plan")
@requires(Permission.ASSURANCE_EDIT)
def make_plan(assessment_id: int) -> ResponseReturnValue:
    assessment = assessment_queries.assessment_with_set(assessment_id)
    back = url_for(".show", assessment_id=assessment_id, _anchor="plan")
    said = "What is red or amber is in the plan now"
    return pressed(lambda: actions.make_plan(assessment, signed_in()), said, back)


@assessments.route("/plan-actions/<int:action_id>/edit", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def edit_action(action_id: int) -> ResponseReturnValue:
    action = queries.action_with_group(action_id)
    form = ActionForm(action, values_of)
    form.guard_area_id = action.organisation.lead_area_id
    back = url_for(".show", assessment_id=action.assessment_id, _anchor="plan")

    def save() -> None:
        actions.change(action, form.what.data, form.owner.data, form.due_on.data, signed_in())
        record_kept(form.kept(), action, action.organisation_id, signed_in())

    return saved(form, save, "Saved", back) or render_template(
        "standards/edit_action.html", action=action, form=form, back_href=back
    )


@assessments.post("/plan-actions/<int:action_id>/<any('done', 'not-done'):mark>")
@requires(Permission.ASSURANCE_EDIT)
def mark_action(action_id: int, mark: str) -> ResponseReturnValue:
    action = queries.action_with_group(action_id)
    return marked(action, mark, url_for(".show", assessment_id=action.assessment_id, _anchor="plan"))


def marked(action: PlanAction, mark: str, back: str) -> ResponseReturnValue:
    """Done, or not done after all, by whoever is signed in."""
    act, said = MARKS[mark]
    return pressed(lambda: act(action, signed_in()), said, back, action)
