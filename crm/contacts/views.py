"""Whom to ring in an area: the list for staff, and keeping it right."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access import submissions
from crm.access.guard import reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.access.scope import Reach
from crm.accounts.models import Account
from crm.areas.models import AreaContact
from crm.areas.queries import AreaName, contacts_for_staff
from crm.areas.rules import Card
from crm.contacts import actions, queries, rules
from crm.contacts.forms import WHOLE_COUNTRY, AreaFilter, ContactForm, MarkForm, NewContactForm, contact_values
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.organisations.queries.groups import areas_within

contacts = Blueprint("contacts", __name__)

MARKS: dict[str, tuple[Callable[[AreaContact, Account], None], str]] = {
    "confirm": (actions.confirm_contact, "Checked today. Groups see it"),
    "doubt": (actions.doubt_contact, "Groups no longer see it"),
}


def _edits_in() -> Reach:
    return reach_of(signed_in(), Permission.CONTACTS_EDIT)


@contacts.get("/contacts")
@requires(Permission.CONTACTS)
def index() -> ResponseReturnValue:
    """One area at a time, the first if none is asked for, and what serves the whole country."""
    areas = areas_within(reach_of(signed_in(), Permission.CONTACTS))
    form = AreaFilter()
    form.area.choices = [(area.code, area.name) for area in areas]
    form.validate()
    area = next((area for area in areas if area.code == form.area.data), areas[0] if areas else None)
    form.area.data = area.code if area else None
    listed = contacts_for_staff(area.id) if area else []
    own = [contact for contact in listed if contact.area_id is not None]
    checked = [contact for contact in own if contact.verified_on]
    return render_template(
        "contacts/index.html",
        filters=form,
        areas=areas,
        area=area,
        own=own,
        national=[contact for contact in listed if contact.area_id is None],
        number_missing=Card(own=checked).own_number_missing,
        is_due=lambda contact: rules.is_due(contact.verified_on, clock.today()),
        may_edit=_may_edit,
        may_add=area is not None and _may_add(area),
    )


def _may_edit(contact: AreaContact) -> bool:
    reach = _edits_in()
    return reach.everywhere or contact.area_id in reach.areas


def _may_add(area: AreaName) -> bool:
    reach = _edits_in()
    return reach.everywhere or area.id in reach.areas


@contacts.route("/contacts/new", methods=["GET", "POST"])
@requires(Permission.CONTACTS_EDIT)
def new() -> ResponseReturnValue:
    reach = _edits_in()
    areas = areas_within(reach)
    form = NewContactForm(submission_key=submissions.new_key(), area=request.args.get("area"))
    form.area.choices = [(area.code, area.name) for area in areas]
    if reach.everywhere:
        form.area.choices += [(WHOLE_COUNTRY, "The whole country")]
    if form.validate_on_submit():
        try:
            return _add(form, next((area for area in areas if area.code == form.area.data), None))
        except RuleBroken as broken:
            db.session.rollback()
            form.show(broken)
    return render_template("contacts/new.html", form=form)


def _add(form: NewContactForm, area: AreaName | None) -> ResponseReturnValue:
    """Without an area it serves the whole country."""
    actor = signed_in()
    submissions.claim(form, actor)
    contact = actions.add_contact(area.id if area else None, form.facts(), actor, is_right=form.is_right.data)
    page = _page_of(contact)
    submissions.made(form, actor, contact, page)
    db.session.commit()
    flash("Number added")
    return redirect(page, 303)


@contacts.route("/contacts/<int:contact_id>/edit", methods=["GET", "POST"])
@requires(Permission.CONTACTS_EDIT)
def edit(contact_id: int) -> ResponseReturnValue:
    contact = queries.contact_within(contact_id, _edits_in())
    form = ContactForm(contact, contact_values)
    if form.validate_on_submit():
        try:
            actions.correct_contact(contact, form.facts(), signed_in(), is_right=form.is_right.data)
        except RuleBroken as broken:
            form.show(broken)
        else:
            return _saved(contact, "Saved" if form.is_right.data else "Saved. Groups do not see it until it is checked")
    return render_template("contacts/edit.html", form=form, back_href=_page_of(contact), name=contact.name)


@contacts.post("/contacts/<int:contact_id>/<any('confirm', 'doubt'):mark>")
@requires(Permission.CONTACTS_EDIT)
def mark(contact_id: int, mark: str) -> ResponseReturnValue:
    contact = queries.contact_within(contact_id, _edits_in())
    form = MarkForm()
    if not form.validate_on_submit() or form.version.data != contact.version_id:
        abort(409)
    act, said = MARKS[mark]
    act(contact, signed_in())
    return _saved(contact, f"{contact.name}: {said[0].lower()}{said[1:]}")


def _saved(contact: AreaContact, said: str) -> ResponseReturnValue:
    page = _page_of(contact)
    db.session.commit()
    flash(said)
    return redirect(page, 303)


def _page_of(contact: AreaContact) -> str:
    """The list of its area, at the contact."""
    asked: dict[str, Any] = {"area": queries.code_of(contact.area_id)} if contact.area_id else {}
    return url_for("contacts.index", **asked, _anchor=f"contact-{contact.id}")
