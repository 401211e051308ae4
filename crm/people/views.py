from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access import submissions
from crm.access.guard import insist, reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.core.paging import cursor_in
from crm.extensions import db
from crm.organisations.queries import organisation_with_areas
from crm.people import actions, queries
from crm.people.forms import (
    TASK_CHOICES,
    USUAL,
    ChangeRoleForm,
    EndRoleForm,
    NewPersonForm,
    PersonForm,
    values_of_person,
    values_of_role,
)
from crm.people.matching.actions import keep_apart
from crm.people.matching.queries import who_it_may_be
from crm.people.models import Person, Role, RoleClass

people = Blueprint("people", __name__)
SOMEBODY_NEW = "new"


def _back_to(organisation_id: int) -> ResponseReturnValue:
    return redirect(url_for("people.index", organisation_id=organisation_id), 303)


@people.route("/organisations/<int:organisation_id>/people")
@requires(Permission.ASSURANCE_VIEW)
def index(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    insist(Permission.ASSURANCE_VIEW, organisation)
    roles = queries.roles_of(organisation_id)
    still = [held for held in roles if held.ended_on is None]
    return render_template(
        "people/index.html",
        organisation=organisation,
        still=still,
        ended=[held for held in roles if held.ended_on],
        lead_is_missing=all(held.role_class is not RoleClass.DESIGNATED_LEAD for held in still),
    )


@people.route("/people/<int:person_id>")
@requires(Permission.ASSURANCE_VIEW)
def show(person_id: int) -> ResponseReturnValue:
    person, roles = queries.person_in_scope(person_id), queries.roles_of_person(person_id)
    return render_template("people/show.html", person=person, roles=roles)


@people.route("/people/<int:person_id>/history")
@requires(Permission.ASSURANCE_VIEW)
def history(person_id: int) -> ResponseReturnValue:
    person = queries.person_in_scope(person_id)
    reach = reach_of(signed_in(), Permission.ASSURANCE_VIEW)
    page, happenings = queries.history_of(person_id, reach, cursor_in(request.args, int))
    ways: dict[str, Any] = {"previous_href": page.previous, "next_href": page.next}
    links = {name: url_for("people.history", person_id=person_id, **way) for name, way in ways.items() if way}
    return render_template("people/history.html", person=person, happenings=happenings, **links)


@people.route("/organisations/<int:organisation_id>/people/new", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def new(organisation_id: int) -> ResponseReturnValue:
    insist(Permission.ASSURANCE_EDIT, organisation_with_areas(organisation_id))
    form = NewPersonForm(data={"task": USUAL})
    form.submission_key.data = form.submission_key.data or submissions.new_key()
    if form.is_submitted():
        submissions.refuse_repeat(form, signed_in())
    is_settled = not form.is_submitted() or _offer_known(organisation_id, form)
    if form.validate_on_submit() and is_settled:
        try:
            _add(organisation_id, form)
        except RuleBroken as broken:
            db.session.rollback()
            form.show(broken)
        else:
            return _back_to(organisation_id)
    organisation = organisation_with_areas(organisation_id)
    lead = queries.open_lead(organisation_id)
    return render_template("people/new.html", organisation=organisation, form=form, lead=lead)


def _offer_known(organisation_id: int, form: NewPersonForm) -> bool:
    """Ask whether it is somebody who is known. True once that is answered, or there is nobody to ask about."""
    found = _who_it_may_be(organisation_id, form)
    if not found:
        form.known.data = None
        return True
    lines = [(str(one.id), one.name, f"{one.role_class.label}, {one.group}") for one in found]
    form.known.choices = [*lines, (SOMEBODY_NEW, "No, it is somebody new", "")]
    if form.known.data is None:
        form.known.required = "Select whether it is one of these people"
    return form.known.data is not None


def _who_it_may_be(organisation_id: int, form: NewPersonForm) -> list[queries.Named]:
    name = form.name.data or ""
    likely = who_it_may_be(name, form.phone.data or "", form.email.data or "", organisation_id)
    return list({one.id: one for one in (*likely, *queries.people_like(name))}.values())[: queries.LIKELY]


def _add(organisation_id: int, form: NewPersonForm) -> None:
    actor = signed_in()
    submissions.claim(form, actor)
    organisation = organisation_with_areas(organisation_id)
    person = _chosen(form) or actions.add_person(form.name.data, form.phone.data, form.email.data, actor)
    role = actions.add_role(
        organisation, person, form.facts(form.role_class.data), actor, hands_over=form.hands_over.data
    )
    db.session.flush()
    if form.known.data == SOMEBODY_NEW:
        asked_about = [int(choice[0]) for choice in form.known.choices if choice[0] != SOMEBODY_NEW]
        keep_apart(person, asked_about, actor)
    submissions.made(form, actor, role, url_for("people.index", organisation_id=organisation_id))
    name = person.name
    db.session.commit()
    flash(f"{name} added")


def _chosen(form: NewPersonForm) -> Person | None:
    if form.known.data in (None, SOMEBODY_NEW):
        return None
    person = queries.person_to_stay(int(form.known.data))
    if person is None:
        raise RuleBroken("Somebody merged this person’s record with another meanwhile. Choose again", field="known")
    return person


@people.route("/organisations/<int:organisation_id>/people/<int:person_id>/edit", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def edit(organisation_id: int, person_id: int) -> ResponseReturnValue:
    """The address names a group, so that the page knows where the person was met."""
    insist(Permission.ASSURANCE_EDIT, organisation_with_areas(organisation_id))
    person = queries.person_at(organisation_id, person_id)
    elsewhere = queries.held_elsewhere(person_id)
    form = PersonForm(person, values_of_person, {"language_id": queries.languages()})
    if form.validate_on_submit():
        try:
            _change(person, form)
        except RuleBroken as broken:
            db.session.rollback()
            form.show(broken)
        else:
            return _back_to(organisation_id)
    return render_template(
        "people/edit.html",
        organisation_id=organisation_id,
        form=form,
        person=person,
        groups=queries.groups_of(person_id),
        refusal=actions.whom_to_ask(elsewhere) if elsewhere else None,
    )


def _change(person: Person, form: PersonForm) -> None:
    actions.change_person(person, form.details(), actor=signed_in())
    db.session.commit()
    flash("Details saved")


@people.route("/roles/<int:role_id>/edit", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def edit_role(role_id: int) -> ResponseReturnValue:
    role = _role_to_edit(role_id)
    form = ChangeRoleForm(role, values_of_role, TASK_CHOICES)
    if form.validate_on_submit():
        try:
            actions.change_role(role, form.facts(role.role_class), actor=signed_in())
        except RuleBroken as broken:
            db.session.rollback()
            form.show(broken)
        else:
            organisation_id = role.organisation_id
            db.session.commit()
            flash("Role saved")
            return _back_to(organisation_id)
    return render_template("people/edit_role.html", form=form, role=queries.role_with_person(role_id))


@people.route("/roles/<int:role_id>/end", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def end_role(role_id: int) -> ResponseReturnValue:
    role = _role_to_edit(role_id)
    form = EndRoleForm(data={"ended_on": clock.today()})
    if form.validate_on_submit():
        try:
            actions.end_role(role, form.ended_on.data, actor=signed_in())
        except RuleBroken as broken:
            db.session.rollback()
            form.show(broken)
        else:
            name, organisation_id = role.person.name, role.organisation_id
            db.session.commit()
            flash(f"The role of {name} has ended")
            return _back_to(organisation_id)
    return render_template("people/end_role.html", form=form, role=queries.role_with_person(role_id))


def _role_to_edit(role_id: int) -> Role:
    role = queries.role_with_person(role_id)
    insist(Permission.ASSURANCE_EDIT, organisation_with_areas(role.organisation_id))
    return role
