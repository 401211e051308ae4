"""A group's assessments, for its adviser."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import insist, requires, signed_in
from crm.access.permissions import Permission
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.organisations.queries import organisation_with_areas
from crm.organisations.views.saving import pressed
from crm.standards.actions import assessing as actions
from crm.standards.forms.sets import StartForm
from crm.standards.models import AssessmentState, Voice
from crm.standards.queries import assessments as queries
from crm.standards.queries import plans as plan_queries
from crm.standards.queries import sets as set_queries
from crm.standards.rules import results
from crm.standards.views.answering import is_saved, next_number, section_of
from crm.standards.views.blueprint import assessments

MOVES = {
    "agree": (actions.agree_with_rest, "You agree with the rest. Nothing of it counts as seen"),
    "return": (actions.give_back, "The group can answer again"),
    "finish": (actions.finish, "Finished. It stays as it is from now on"),
    "set-aside": (actions.set_aside, "Set aside. You can take it up again here"),
    "take-up": (actions.take_up_again, "Taken up again"),
}


@assessments.get("/organisations/<int:organisation_id>/standards")
@requires(Permission.ASSURANCE_VIEW)
def index(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    insist(Permission.ASSURANCE_VIEW, organisation)
    answers = queries.answers_of_organisation(organisation_id)
    rounds = results.rounds(queries.assessments_of(organisation_id), answers, clock.today())
    return render_template(
        "standards/of_organisation.html",
        organisation=organisation,
        rounds=rounds,
        sets=results.to_start(set_queries.sets_in_use(), rounds),
    )


@assessments.post("/organisations/<int:organisation_id>/standards")
@requires(Permission.ASSURANCE_EDIT)
def start(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    insist(Permission.ASSURANCE_EDIT, organisation)
    form = StartForm()
    if not form.validate_on_submit():
        abort(400)
    try:
        made = actions.start(organisation, set_queries.set_with_criteria(form.standard_set.data), signed_in())
    except RuleBroken as broken:
        db.session.rollback()
        flash(broken.message, "information")
        return redirect(url_for(".index", organisation_id=organisation_id), 303)
    db.session.commit()
    return redirect(url_for(".section", assessment_id=made.id, part=1), 303)


@assessments.get("/assessments/<int:assessment_id>")
@requires(Permission.ASSURANCE_VIEW)
def show(assessment_id: int) -> ResponseReturnValue:
    assessment = queries.assessment_with_set(assessment_id)
    return render_template(
        "standards/assessment.html",
        assessment=assessment,
        result=actions.found(assessment),
        states=AssessmentState,
        plan=plan_queries.actions_of(assessment_id),
        today=clock.today(),
    )


@assessments.route("/assessments/<int:assessment_id>/sections/<int:part>", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def section(assessment_id: int, part: int) -> ResponseReturnValue:
    assessment = queries.assessment_with_set(assessment_id)
    asked = section_of(assessment, part, Voice.ADVISER)
    if is_saved(asked, assessment, Voice.ADVISER):
        number = next_number(asked)
        if number is None:
            return redirect(url_for(".show", assessment_id=assessment_id), 303)
        return redirect(url_for(".section", assessment_id=assessment_id, part=number), 303)
    return render_template("standards/section.html", assessment=assessment, asked=asked, form=asked.form)


@assessments.post("/assessments/<int:assessment_id>/<any('agree', 'return', 'finish', 'set-aside', 'take-up'):move>")
@requires(Permission.ASSURANCE_EDIT)
def move(assessment_id: int, move: str) -> ResponseReturnValue:
    assessment = queries.assessment_with_set(assessment_id)
    act, said = MOVES[move]
    back = url_for(".show", assessment_id=assessment_id)
    return pressed(lambda: act(assessment, signed_in()), said, back, assessment)
