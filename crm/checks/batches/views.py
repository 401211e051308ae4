import datetime as dt

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import insist, reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.checks.batches import actions, forms, queries, rules
from crm.checks.batches.models import Appointment, Batch
from crm.checks.views import checks, lines_of
from crm.core import clock
from crm.core.paging import cursor_in
from crm.extensions import db
from crm.organisations.queries import listing, organisation_with_areas
from crm.organisations.queries.groups import areas_within
from crm.organisations.views.saving import made, pressed, saved


def _href(dbs_batch_id: int) -> str:
    return url_for("checks.batch", dbs_batch_id=dbs_batch_id)


@checks.get("/checks/batches")
@requires(Permission.DBS_VIEW)
def batches() -> ResponseReturnValue:
    found = queries.batches_page(cursor_in(request.args, dt.date))
    return render_template(
        "checks/batches/index.html",
        found=found,
        taken=queries.numbers_made([row.id for row in found.rows]),
        today=clock.today(),
    )


@checks.route("/checks/batches/new", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def new_batch() -> ResponseReturnValue:
    form = forms.NewBatchForm()
    areas = areas_within(reach_of(signed_in(), Permission.ASSURANCE_EDIT))
    form.area.choices = [(area.id, area.name) for area in areas]
    form.area.data = form.area.data or (areas[0].id if len(areas) == 1 else None)
    answer = made(
        form,
        lambda: actions.plan_batch(form.area.data, forms.plan_in(form), signed_in()),
        "Batch planned. Now give people their places",
        lambda batch: _href(batch.id),
    )
    return answer or render_template(
        "checks/batches/edit.html", form=form, heading="Plan a batch of applications", back_href=url_for(".batches")
    )


@checks.get("/checks/batches/<int:dbs_batch_id>")
@requires(Permission.DBS_VIEW)
def batch(dbs_batch_id: int) -> ResponseReturnValue:
    batch = queries.batch(dbs_batch_id)
    turns, taken = queries.turns_of(dbs_batch_id), queries.numbers_taken(dbs_batch_id)
    return render_template(
        "checks/batches/show.html",
        batch=batch,
        turns=turns,
        elsewhere=len(taken) - len(turns),
        free=len(rules.free_numbers(batch, taken)),
        time_of=rules.time_of,
        to_send=sum(rules.is_ready(turn.result, turn.step, turn.sent_back_on) for turn in turns),
        may_edit=_may_edit(batch),
        has_come=batch.held_on <= clock.today(),
        to_record=any(rules.may_record(turn.result) for turn in turns),
    )


def _may_edit(batch: Batch) -> bool:
    reach = reach_of(signed_in(), Permission.ASSURANCE_EDIT)
    return reach.everywhere or batch.area_id in reach.areas


@checks.route("/checks/batches/<int:dbs_batch_id>/edit", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def edit_batch(dbs_batch_id: int) -> ResponseReturnValue:
    batch = queries.batch(dbs_batch_id)
    form = forms.BatchForm(batch, forms.values_of)
    answer = saved(
        form,
        lambda: actions.change_batch(batch, forms.plan_in(form), signed_in()),
        "Batch changed",
        _href(dbs_batch_id),
    )
    return answer or render_template(
        "checks/batches/edit.html", form=form, heading="Change the batch", back_href=_href(dbs_batch_id)
    )


@checks.post("/checks/batches/<int:dbs_batch_id>/<any('call-off', 'put-back'):change>")
@requires(Permission.ASSURANCE_EDIT)
def change_plan(dbs_batch_id: int, change: str) -> ResponseReturnValue:
    batch = queries.batch(dbs_batch_id)
    act = actions.call_off if change == "call-off" else actions.put_back
    said = "Called off. You can undo it on its page" if change == "call-off" else "It takes place after all"
    return pressed(lambda: act(batch, signed_in()), said, _href(dbs_batch_id))


@checks.post("/checks/batches/<int:dbs_batch_id>/send")
@requires(Permission.ASSURANCE_EDIT)
def send_batch(dbs_batch_id: int) -> ResponseReturnValue:
    batch = queries.batch(dbs_batch_id)
    said = "Recorded: the applications are with the DBS"
    return pressed(lambda: actions.send_all(batch, signed_in()), said, _href(dbs_batch_id))


@checks.post("/checks/appointments/<int:appointment_id>/take-out")
@requires(Permission.ASSURANCE_EDIT)
def take_out(appointment_id: int) -> ResponseReturnValue:
    appointment = queries.appointment(appointment_id)
    page = _href(appointment.batch_id)
    said = "Taken out of the batch. The check is still needed"
    return pressed(lambda: actions.take_out(appointment, signed_in()), said, page)


@checks.get("/checks/batches/<int:dbs_batch_id>/groups")
@requires(Permission.ASSURANCE_EDIT)
def find_for_batch(dbs_batch_id: int) -> ResponseReturnValue:
    batch = queries.batch(dbs_batch_id)
    form = forms.FindGroup()
    form.validate()
    found = listing.groups_called(form.q.wanted or "", reach_of(signed_in(), Permission.ASSURANCE_EDIT))
    return render_template("checks/batches/find_group.html", batch=batch, form=form, found=found)


@checks.route("/checks/batches/<int:dbs_batch_id>/groups/<int:organisation_id>", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def give_places(dbs_batch_id: int, organisation_id: int) -> ResponseReturnValue:
    batch, organisation = queries.batch(dbs_batch_id), organisation_with_areas(organisation_id)
    insist(Permission.ASSURANCE_EDIT, organisation)
    lines = {line.role.id: line for line in rules.in_need_first(lines_of(organisation_id))}
    form = forms.PeopleForm()
    form.roles.choices = [forms.choice_of(line) for line in lines.values()]

    def give() -> Appointment:
        return actions.give_places(batch, [lines[role_id].role for role_id in form.roles.data], signed_in())[0]

    answer = made(form, give, "They have their places", _href(dbs_batch_id))
    free = len(rules.free_numbers(batch, queries.numbers_taken(dbs_batch_id)))
    return answer or render_template(
        "checks/batches/people.html", batch=batch, organisation=organisation, form=form, free=free
    )


@checks.get("/organisations/<int:organisation_id>/checks/batches")
@requires(Permission.ASSURANCE_EDIT)
def choose_batch(organisation_id: int) -> ResponseReturnValue:
    """The way from a group to the batch that its people come to."""
    organisation = organisation_with_areas(organisation_id)
    insist(Permission.ASSURANCE_EDIT, organisation)
    to_come = queries.batches_to_come(clock.today())
    return render_template("checks/batches/choose.html", organisation=organisation, to_come=to_come)


@checks.route("/checks/batches/<int:dbs_batch_id>/day", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def day_of_batch(dbs_batch_id: int) -> ResponseReturnValue:
    """What came of it, in one screen; who applied is done and not asked again."""
    batch = queries.batch(dbs_batch_id)
    turns = [turn for turn in queries.turns_of(dbs_batch_id) if rules.may_record(turn.result)]
    form = forms.day_form(turns)
    answer = saved(
        form,
        lambda: actions.record_day(batch, form.changed(turns), form.are_sixteen.data, signed_in()),
        "Recorded",
        _href(dbs_batch_id),
    )
    if answer is None:
        db.session.rollback()
        batch = queries.batch(dbs_batch_id)
    return answer or render_template(
        "checks/batches/day.html", batch=batch, form=form, turns=turns, time_of=rules.time_of
    )
