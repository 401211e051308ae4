"""Whom to ring in an area: the list for staff, and keeping it right."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.access.scope import Reach
from crm.accounts.models import Account
from crm.areas.models import AreaContact
from crm.areas.queries import AreaName, contacts_for_staff
from crm.areas.rules import Card
from crm.contacts import actions, queries, rules
from crm.contacts.forms import WHOLE_COUNTRY, AreaFilter, ContactForm, NewContactForm, contact_values
from crm.core import clock
from crm.organisations.queries.groups import areas_within
from crm.organisations.views.saving import made, pressed, saved

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
    form = NewContactForm(area=request.args.get("area"))
    form.area.choices = [(area.code, area.name) for area in areas]
    if reach.everywhere:
        form.area.choices += [(WHOLE_COUNTRY, "The whole country")]
    area_id = next((area.id for area in areas if area.code == form.area.data), None)
    answer = made(
        form,
        lambda: actions.add_contact(area_id, form.facts(), signed_in(), is_right=form.is_right.data),
        "Number added",
        _page_of,
    )
    return answer or render_template("contacts/new.html", form=form)


@contacts.route("/contacts/<int:contact_id>/edit", methods=["GET", "POST"])
@requires(Permission.CONTACTS_EDIT)
def edit(contact_id: int) -> ResponseReturnValue:
    contact = queries.contact_within(contact_id, _edits_in())
    form = ContactForm(contact, contact_values)
    page = _page_of(contact)
    answer = saved(
        form,
        lambda: actions.correct_contact(contact, form.facts(), signed_in(), is_right=form.is_right.data),
        "Saved" if form.is_right.data else "Saved. Groups do not see it until it is checked",
        page,
    )
    return answer or render_template("contacts/edit.html", form=form, back_href=page, name=contact.name)


@contacts.post("/contacts/<int:contact_id>/<any('confirm', 'doubt'):mark>")
@requires(Permission.CONTACTS_EDIT)
def mark(contact_id: int, mark: str) -> ResponseReturnValue:
    contact = queries.contact_within(contact_id, _edits_in())
    act, said = MARKS[mark]
    words = f"{contact.name}: {said[0].lower()}{said[1:]}"
    return pressed(lambda: act(contact, signed_in()), words, _page_of(contact), shown=contact)


def _page_of(contact: AreaContact) -> str:
    """The list of its area, at the contact."""
    asked: dict[str, Any] = {"area": queries.code_of(contact.area_id)} if contact.area_id else {}
    return url_for("contacts.index", **asked, _anchor=f"contact-{contact.id}")
