from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.access import submissions
from crm.access.guard import insist, requires, signed_in
from crm.access.permissions import Permission
from crm.core import clock
from crm.core.errors import RuleBroken
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


@people.route("/organisations/<int:organisation_id>/people/new", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def new(organisation_id: int) -> ResponseReturnValue:
    insist(Permission.ASSURANCE_EDIT, organisation_with_areas(organisation_id))
    form = NewPersonForm(data={"task": USUAL})
    form.submission_key.data = form.submission_key.data or submissions.new_key()
    if form.is_submitted():
        submissions.refuse_repeat(form, signed_in())
    is_settled = not form.is_submitted() or _offer_known(form)
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


def _offer_known(form: NewPersonForm) -> bool:
    """Ask whether it is one of the people of that name. True once that is answered, or there is nobody to ask about."""
    found = queries.people_like(form.name.data or "")
    if not found:
        form.known.data = None
        return True
    lines = [(str(one.id), one.name, f"{one.role_class.label}, {one.group}") for one in found]
    form.known.choices = [*lines, (SOMEBODY_NEW, "No, it is somebody new", "")]
    if form.known.data is None:
        form.known.required = "Select whether it is one of these people"
    return form.known.data is not None


def _add(organisation_id: int, form: NewPersonForm) -> None:
    actor = signed_in()
    submissions.claim(form, actor)
    organisation = organisation_with_areas(organisation_id)
    if form.known.data in (None, SOMEBODY_NEW):
        person = actions.add_person(form.name.data, form.phone.data, form.email.data, actor)
    else:
        person = queries.person_in_scope(int(form.known.data))
    role = actions.add_role(
        organisation, person, form.facts(form.role_class.data), actor, hands_over=form.hands_over.data
    )
    db.session.flush()
    submissions.made(form, actor, role, url_for("people.index", organisation_id=organisation_id))
    name = person.name
    db.session.commit()
    flash(f"{name} added")


@people.route("/organisations/<int:organisation_id>/people/<int:person_id>/edit", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def edit(organisation_id: int, person_id: int) -> ResponseReturnValue:
    """The address names a group, so that the page knows where the person was met."""
    insist(Permission.ASSURANCE_EDIT, organisation_with_areas(organisation_id))
    person = queries.person_at(organisation_id, person_id)
    elsewhere = queries.held_elsewhere(person_id)
    form = PersonForm(person, values_of_person)
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
    actions.change_person(
        person, form.name.data, form.phone.data, form.email.data, form.contact_note.data, actor=signed_in()
    )
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
