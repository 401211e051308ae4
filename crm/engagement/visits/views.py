"""Planning a visit, one visit, moving it and calling it off."""

import datetime as dt
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access import submissions
from crm.access.guard import can, insist, reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.accounts.queries import colleagues
from crm.child_guard.actions import record_kept
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.engagement.queries import Footing, account_name
from crm.engagement.views.blueprint import engagement
from crm.engagement.views.recording import offer_areas, own_footings, owner_choices
from crm.engagement.visits import actions, queries
from crm.engagement.visits.clashes import Around, next_meeting
from crm.engagement.visits.forms import LENGTHS, CallOffForm, ChangeVisitForm, NewVisitForm, VisitForm, values_of_visit
from crm.engagement.visits.models import PlannedVisit
from crm.extensions import db
from crm.organisations.models import Organisation
from crm.organisations.queries.details import venues_of


@engagement.route("/organisations/<int:organisation_id>/visits/new", methods=["GET", "POST"])
@requires(Permission.PRIVATE_EDIT)
def plan_visit(organisation_id: int) -> ResponseReturnValue:
    mine = own_footings(organisation_id)[1]
    organisation = mine[0].link.organisation
    form = NewVisitForm()
    offer_areas(form, mine)
    _offer(form, _venues(organisation), [one.link.area_id for one in mine if one.link.area_id == form.area.data])
    if not form.is_submitted():
        _suggest(form, organisation)
    _take_what_is_offered(form)
    if form.validate_on_submit() and _is_meant(form, organisation):
        try:
            return _save(form, organisation_id)
        except RuleBroken as broken:
            db.session.rollback()
            form.show(broken)
            mine = own_footings(organisation_id)[1]
    return _ask(form, mine)


def _ask(form: NewVisitForm, mine: list[Footing]) -> ResponseReturnValue:
    return render_template(
        "engagement/plan_visit.html", form=form, organisation=mine[0].link.organisation, asks_area=len(mine) > 1
    )


def _venues(organisation: Organisation) -> list[tuple[int, str]]:
    """The places of today that this person may know."""
    lines = venues_of(organisation, reach_of(signed_in(), Permission.ASSURANCE_VIEW))
    shown = [line for line in lines if not line.is_hidden and line.ended_on is None]
    return [(line.id, ", ".join(filter(None, (line.address, line.postcode))) or line.roughly) for line in shown]


def _offer(form: VisitForm, venues: list[tuple[int, str]], area_ids: list[int]) -> None:
    form.venue.choices = venues
    team = colleagues(area_ids)
    form.owner.choices = owner_choices(team)
    form.companions.choices = team
    form.watcher.choices = team


def _suggest(form: NewVisitForm, organisation: Organisation) -> None:
    """After a visit that came to nothing, when the group next meets."""
    form.owner.data = signed_in().id
    form.venue.data = next((key for key, _ in form.venue.choices), None)
    form.submission_key.data = submissions.new_key()
    if "again" in request.args:
        tomorrow = clock.today() + dt.timedelta(days=1)
        around = queries.around(organisation, signed_in().id, tomorrow)
        slot = next_meeting(tomorrow, around, form.minutes.data)
        if slot:
            form.take(slot)


def _is_meant(form: NewVisitForm, organisation: Organisation) -> bool:
    """One that was stored already would clash with itself."""
    submissions.refuse_repeat(form, signed_in())
    return form.is_seen(queries.around(organisation, form.owner.data, form.planned_on.data))


def _take_what_is_offered(form: VisitForm) -> None:
    """The button beside the clashes sends another day, at the time that was typed."""
    try:
        on = dt.date.fromisoformat(request.form.get("offered", ""))
    except ValueError:
        return
    form.take(form.slot()._replace(on=on))


def _save(form: NewVisitForm, organisation_id: int) -> ResponseReturnValue:
    actor = signed_in()
    submissions.claim(form, actor)
    visit = actions.plan_visit(organisation_id, form.area.data, form.plan(), actor)
    record_kept(form.kept(), visit, organisation_id, actor)
    db.session.flush()
    address = url_for("engagement.visit", visit_id=visit.id)
    submissions.made(form, actor, visit, address)
    db.session.commit()
    flash("The visit is planned")
    return redirect(address, 303)


@engagement.get("/visits/<int:visit_id>")
@requires(Permission.PRIVATE_VIEW)
def visit(visit_id: int) -> ResponseReturnValue:
    found = queries.visit_and_area(visit_id)
    companions = [row.account_id for row in queries.companions_of(visit_id)]
    names = queries.names_of({found.owner_id, *companions, *([found.watcher_id] if found.watcher_id else [])})
    return render_template(
        "engagement/visit.html",
        visit=found,
        line=queries.line_of(visit_id),
        names=names,
        companions=companions,
        may_write=can(Permission.PRIVATE_EDIT, found),
        today=clock.today(),
        lengths=dict(LENGTHS),
    )


@engagement.route("/visits/<int:visit_id>/edit", methods=["GET", "POST"])
@requires(Permission.PRIVATE_EDIT)
def edit_visit(visit_id: int) -> ResponseReturnValue:
    found = queries.visit(visit_id)
    insist(Permission.PRIVATE_EDIT, found)
    companions = [row.account_id for row in queries.companions_of(visit_id)]
    form = ChangeVisitForm(found, lambda row: values_of_visit(row, companions), _choices(found))
    form.guard_area_id = found.area_id
    _take_what_is_offered(form)
    if form.validate_on_submit() and (not _is_moved(form, found) or form.is_seen(_around(form, found))):
        try:
            actions.change_visit(found, form.plan(), signed_in())
            record_kept(form.kept(), found, found.organisation_id, signed_in())
        except RuleBroken as broken:
            form.show(broken)
        else:
            db.session.commit()
            flash("The visit is saved")
            return redirect(url_for("engagement.visit", visit_id=visit_id), 303)
    return render_template("engagement/edit_visit.html", form=form, visit_id=visit_id, group=found.organisation.name)


def _is_moved(form: VisitForm, found: PlannedVisit) -> bool:
    return form.slot() != (found.planned_on, found.starts_at, found.minutes) or form.owner.data != found.owner_id


def _around(form: VisitForm, found: PlannedVisit) -> Around:
    return queries.around(found.organisation, form.owner.data, form.planned_on.data, but=found.id)


def _choices(found: PlannedVisit) -> dict[str, Any]:
    """Whoever goes stays to be chosen, also once they have left the team."""
    team = colleagues([found.area_id])
    owners = owner_choices(team)
    if found.owner_id not in dict(owners):
        owners += account_name(found.owner_id)
    return {"venue": _venues(found.organisation), "owner": owners, "companions": team, "watcher": team}


@engagement.route("/visits/<int:visit_id>/call-off", methods=["GET", "POST"])
@requires(Permission.PRIVATE_EDIT)
def call_off_visit(visit_id: int) -> ResponseReturnValue:
    found = queries.visit(visit_id)
    insist(Permission.PRIVATE_EDIT, found)
    form = CallOffForm()
    form.guard_area_id = found.area_id
    if form.validate_on_submit():
        try:
            actions.call_off(found, form.why.data, signed_in())
            record_kept(form.kept(), found, found.organisation_id, signed_in())
        except RuleBroken as broken:
            form.show(broken)
        else:
            address = url_for("engagement.timeline", organisation_id=found.organisation_id)
            db.session.commit()
            flash("The visit is called off")
            return redirect(address, 303)
    return render_template("engagement/call_off_visit.html", form=form, visit=found)


@engagement.post("/visits/<int:visit_id>/back")
@requires(Permission.PRIVATE_EDIT)
def back_from_visit(visit_id: int) -> ResponseReturnValue:
    """In one tap, from any page that asks."""
    found = queries.visit_and_area(visit_id)
    insist(Permission.PRIVATE_EDIT, found)
    actions.come_back(found, signed_in())
    db.session.commit()
    flash("Good that you are back. Nobody is told")
    return redirect(url_for("engagement.visit", visit_id=visit_id), 303)
