"""A group assesses itself: as far as it goes today, on a phone, and then to its adviser."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import requires, signed_in
from crm.access.permissions import Permission
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.organisations.views.saving import pressed
from crm.portal.views import own_group, portal
from crm.standards.actions import assessing as actions
from crm.standards.forms.sets import StartForm
from crm.standards.models import Assessment, AssessmentState, Voice
from crm.standards.queries import assessments, plans
from crm.standards.queries import sets as set_queries
from crm.standards.rules import results
from crm.standards.views.answering import is_saved, next_number, section_of
from crm.standards.views.plans import marked


@portal.get("/my-group/<int:organisation_id>/standards")
@requires(Permission.OWN_ASSURANCE)
def standards(organisation_id: int) -> ResponseReturnValue:
    organisation = own_group(organisation_id)
    answers = assessments.answers_of_organisation(organisation_id)
    rounds = results.rounds(assessments.assessments_of(organisation_id), answers, clock.today())
    return render_template(
        "portal/standards.html",
        organisation=organisation,
        rounds=rounds,
        sets=results.to_start(set_queries.sets_in_use(), rounds),
    )


@portal.post("/my-group/<int:organisation_id>/standards")
@requires(Permission.OWN_ASSURANCE)
def start_assessment(organisation_id: int) -> ResponseReturnValue:
    organisation = own_group(organisation_id)
    form = StartForm()
    if not form.validate_on_submit():
        abort(400)
    try:
        made = actions.start(organisation, set_queries.set_with_criteria(form.standard_set.data), signed_in())
    except RuleBroken as broken:
        db.session.rollback()
        flash(broken.message, "information")
        return redirect(url_for(".standards", organisation_id=organisation_id), 303)
    db.session.commit()
    return redirect(url_for(".section", assessment_id=made.id, part=1), 303)


@portal.get("/my-group/assessments/<int:assessment_id>")
@requires(Permission.OWN_ASSURANCE)
def assessment(assessment_id: int) -> ResponseReturnValue:
    found = _own_assessment(assessment_id)
    return render_template(
        "portal/assessment.html",
        assessment=found,
        result=actions.found(found),
        may_answer=found.state is AssessmentState.ANSWERING,
        plan=plans.actions_of(assessment_id),
        today=clock.today(),
    )


@portal.route("/my-group/assessments/<int:assessment_id>/sections/<int:part>", methods=["GET", "POST"])
@requires(Permission.OWN_ASSURANCE)
def section(assessment_id: int, part: int) -> ResponseReturnValue:
    found = _own_assessment(assessment_id)
    asked = section_of(found, part, Voice.GROUP)
    if is_saved(asked, found, Voice.GROUP):
        number = next_number(asked)
        if number is None:
            return redirect(url_for(".assessment", assessment_id=assessment_id), 303)
        return redirect(url_for(".section", assessment_id=assessment_id, part=number), 303)
    return render_template("portal/section.html", assessment=found, asked=asked, form=asked.form)


@portal.post("/my-group/assessments/<int:assessment_id>/send")
@requires(Permission.OWN_ASSURANCE)
def send_assessment(assessment_id: int) -> ResponseReturnValue:
    found = _own_assessment(assessment_id)
    back = url_for(".assessment", assessment_id=assessment_id)
    return pressed(lambda: actions.submit(found, signed_in()), "Sent to your adviser", back, found)


@portal.post("/my-group/plan-actions/<int:action_id>/<any('done', 'not-done'):mark>")
@requires(Permission.OWN_ASSURANCE)
def mark_action(action_id: int, mark: str) -> ResponseReturnValue:
    action = plans.action_with_group(action_id)
    return marked(action, mark, url_for(".assessment", assessment_id=action.assessment_id, _anchor="plan"))


def _own_assessment(assessment_id: int) -> Assessment:
    """One that was set aside is shown nowhere."""
    found = assessments.assessment_with_set(assessment_id)
    return found if found.state is not AssessmentState.SET_ASIDE else abort(404)
