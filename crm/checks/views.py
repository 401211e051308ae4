import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access import submissions
from crm.access.guard import insist, reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.audit import record
from crm.checks import actions, forms, queries
from crm.checks.batches.queries import last_appointment
from crm.checks.batches.rules import time_of
from crm.checks.models import CheckStep, DbsCheck
from crm.checks.rules import levels, steps
from crm.core import clock
from crm.core.paging import cursor_in
from crm.extensions import db
from crm.organisations.queries import organisation_with_areas
from crm.organisations.queries.groups import areas_within
from crm.organisations.views.saving import PressForm, made, pressed, saved
from crm.people.models import Role

checks = Blueprint("checks", __name__)


@checks.get("/checks")
@requires(Permission.DBS_VIEW)
def board() -> ResponseReturnValue:
    """Every check under way, step by step: the first step where somebody waits, unless the address says one."""
    areas = areas_within(reach_of(signed_in(), Permission.DBS_VIEW))
    filters = forms.BoardFilter()
    filters.area.choices = [(area.code, area.name) for area in areas]
    filters.validate()
    area_id = next((area.id for area in areas if area.code == filters.area.data), None)
    numbers = queries.numbers_waiting(area_id, clock.today())
    asked = next((step for step in queries.BOARD if step == request.args.get("step")), None)
    step = asked or next((step for step in queries.BOARD if numbers[step]), queries.BOARD[0])
    return render_template(
        "checks/board.html",
        filters=filters,
        has_areas=len(areas) > 1,
        numbers=numbers,
        step=step,
        next_step=steps.NEXT_STEP[step],
        found=queries.waiting_at(step, area_id, clock.today(), cursor_in(request.args, dt.date)),
        today=clock.today(),
        kept={"step": step, "area": filters.area.data or None},
    )


@checks.get("/organisations/<int:organisation_id>/checks")
@requires(Permission.DBS_VIEW)
def index(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    insist(Permission.DBS_VIEW, organisation)
    lines = lines_of(organisation_id)
    in_need = [line for line in lines if line.role.ended_on is None and line.needs_check]
    return render_template(
        "checks/index.html",
        organisation=organisation,
        asked_for=len(in_need),
        in_date=sum(line.state in steps.IN_DATE_STATES for line in in_need),
        lines=[line for line in lines if line.role.ended_on is None],
        left=[line for line in lines if line.role.ended_on is not None and line.checks],
        guidance=levels.GUIDANCE,
    )


def lines_of(organisation_id: int) -> list[steps.Line]:
    """Every role of the group with its checks, as they stand today."""
    by_role: dict[int, list[DbsCheck]] = {}
    for check in queries.checks_of(organisation_id):
        by_role.setdefault(check.role_id, []).append(check)
    roles = queries.roles_of(organisation_id)
    return [steps.line(role, by_role.get(role.id, ()), clock.today()) for role in roles]


@checks.route("/roles/<int:role_id>/checks/done", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def done(role_id: int) -> ResponseReturnValue:
    """The short path of the common case."""
    role = queries.role_with_group(role_id)
    form = forms.DoneForm(**_usual(role))

    def save() -> DbsCheck:
        verdict = forms.verdict_in(form, form.seen_on.data)
        kind, sight = forms.kind_in(form), forms.sight_in(form)
        return actions.record_done(
            role, kind, form.issued_on.data, form.certificate_number.data, sight, verdict, signed_in()
        )

    return _create(role, form, save, "Record a check that is done")


@checks.route("/roles/<int:role_id>/checks/new", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def new(role_id: int) -> ResponseReturnValue:
    role = queries.role_with_group(role_id)
    form = forms.ApplicationForm(**_usual(role))

    def save() -> DbsCheck:
        return actions.apply(role, forms.kind_in(form), form.applied_on.data, form.is_sixteen.data, signed_in())

    return _create(role, form, save, "Record an application")


def _usual(role: Role) -> dict[str, Any]:
    level = levels.level_on(role, clock.today())
    return {"level": level, "is_volunteer": False if role.is_paid else None, "submission_key": submissions.new_key()}


def _create(role: Role, form: Any, save: Callable[[], DbsCheck], heading: str) -> ResponseReturnValue:
    answer = made(form, save, "Check recorded", url_for("checks.index", organisation_id=role.organisation_id))
    return answer or render_template(
        "checks/new.html",
        role=role,
        form=form,
        heading=heading,
        advice=levels.advice_on(role, clock.today()),
        guidance=levels.GUIDANCE,
    )


@checks.get("/checks/<int:check_id>")
@requires(Permission.DBS_VIEW)
def show(check_id: int) -> ResponseReturnValue:
    check = queries.check_with_role(check_id)
    insist(Permission.DBS_VIEW, check.role)
    return render_template(
        "checks/show.html",
        check=check,
        appointment=last_appointment(check_id),
        time_of=time_of,
        line=steps.line(check.role, [check], clock.today()),
        may_join=steps.may_still_join(check, clock.today()),
        joins_until=steps.last_day_to_join(check.issued_on) if check.issued_on else None,
        status_checks=queries.status_checks_of(check_id),
        step=CheckStep,
        may_be_sent_back=check.step in steps.MAY_BE_SENT_BACK,
        may_withdraw=CheckStep.WITHDRAWN in steps.MAY_BECOME[check.step],
        step_form=PressForm(formdata=None),
    )


MOVES = {"send": actions.send, "put-right": actions.put_right, "withdraw": actions.withdraw}


@checks.post("/checks/<int:check_id>/<any('send', 'put-right', 'withdraw'):move>")
@requires(Permission.ASSURANCE_EDIT)
def move(check_id: int, move: str) -> ResponseReturnValue:
    check = queries.check_with_role(check_id)
    page = url_for("checks.show", check_id=check_id)
    return pressed(lambda: MOVES[move](check, signed_in()), "Recorded", page, shown=check)


@checks.route("/checks/<int:check_id>/sent-back", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def sent_back(check_id: int) -> ResponseReturnValue:
    check = queries.check_with_role(check_id)
    form = forms.SentBackForm(check, lambda row: {"sent_back_on": clock.today()})
    return _edit(
        check,
        form,
        lambda: actions.send_back(check, form.sent_back_on.data, form.sent_back_for.data, signed_in()),
        "Record that the application was sent back",
    )


@checks.route("/checks/<int:check_id>/issued", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def issued(check_id: int) -> ResponseReturnValue:
    check = queries.check_with_role(check_id)
    form = forms.IssuedForm(check, lambda row: {"issued_on": row.issued_on})
    return _edit(
        check,
        form,
        lambda: actions.issue(check, form.issued_on.data, form.certificate_number.data, signed_in()),
        "Record that the certificate was issued",
    )


@checks.route("/checks/<int:check_id>/seen", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def seen(check_id: int) -> ResponseReturnValue:
    check = queries.check_with_role(check_id)
    form = forms.SeenForm(
        check, lambda row: {"seen_on": row.seen_on, "seen_by": row.seen_by or "", "id_checked_on": row.id_checked_on}
    )
    return _edit(
        check,
        form,
        lambda: actions.see(check, forms.sight_in(form), form.certificate_number.data, signed_in()),
        "Record that the original was seen",
    )


@checks.route("/checks/<int:check_id>/decision", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def decision(check_id: int) -> ResponseReturnValue:
    check = queries.check_with_role(check_id)
    form = forms.DecisionForm(check, lambda row: {"recheck_months": row.recheck_months})
    return _edit(
        check,
        form,
        lambda: actions.decide(check, forms.verdict_in(form, check.seen_on), signed_in()),
        "Record the decision",
    )


@checks.route("/checks/<int:check_id>/update-service", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def update_service(check_id: int) -> ResponseReturnValue:
    check = queries.check_with_role(check_id)
    form = forms.JoinForm(check, lambda row: {"joined_on": row.joined_update_on})
    return _edit(
        check,
        form,
        lambda: actions.join_update_service(check, form.joined_on.data, signed_in()),
        "Record joining the Update Service",
    )


@checks.route("/checks/<int:check_id>/status", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def status(check_id: int) -> ResponseReturnValue:
    check = queries.check_with_role(check_id)
    form = forms.StatusForm(check, lambda row: {"checked_on": clock.today()})

    def save() -> None:
        actions.record_status_check(check, form.consent_on.data, form.checked_on.data, form.result.data, signed_in())

    return _edit(check, form, save, "Record a status check")


@checks.post("/checks/<int:check_id>/number")
@requires(Permission.DBS_NUMBER)
def number(check_id: int) -> ResponseReturnValue:
    """The whole number, for the group's own lead alone; each look is kept, and no browser keeps the page."""
    check = queries.check_with_number(check_id)
    record.record_read("dbs_check.number", check, signed_in())
    db.session.commit()
    check = queries.check_with_number(check_id)
    return render_template("checks/number.html", check=check), {"Cache-Control": "no-store"}


def _edit(check: DbsCheck, form: Any, act: Callable[[], None], heading: str) -> ResponseReturnValue:
    answer = saved(form, act, "Saved", url_for("checks.show", check_id=check.id))
    return answer or render_template("checks/edit.html", check=check, form=form, heading=heading)
