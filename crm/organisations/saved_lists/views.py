"""Saving, renaming, sharing and deleting the lists that stand above the list of groups."""

from typing import Any

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.core.forms import Form
from crm.organisations.forms.groups import ConfirmForm
from crm.organisations.queries import groups
from crm.organisations.saved_lists import actions, queries
from crm.organisations.saved_lists.forms import ListForm, NewListForm, list_values
from crm.organisations.saved_lists.models import SavedList
from crm.organisations.saved_lists.queries import Listed
from crm.organisations.views import organisations
from crm.organisations.views.listing import INDEX, filters_for, said_in_address, selected_in
from crm.organisations.views.saving import made, saved


@organisations.route("/organisations/lists")
@requires(Permission.CORE_VIEW)
def lists() -> ResponseReturnValue:
    account = signed_in()
    found = queries.saved_lists(account, reach_of(account, Permission.CORE_VIEW))
    return render_template("saved_lists/index.html", lists=found, may_change=_may_change)


@organisations.route("/organisations/lists/new", methods=["GET", "POST"])
@requires(Permission.CORE_VIEW)
def new_list() -> ResponseReturnValue:
    """The filters stand in the address, as on the list that they come from."""
    form = NewListForm()
    form.area_id.choices = _areas_to_share_with()
    filters = said_in_address()
    back: str = url_for(INDEX, **filters)  # type: ignore[arg-type]
    answer = made(
        form,
        lambda: actions.save_list(form.name.data, form.area_id.data, filters, signed_in()),
        "List saved. It stands above the list of groups",
        back,
    )
    return answer or _ask(form, "Save this list", "Save list", back, told=_in_words())


@organisations.route("/organisations/lists/<int:list_id>/edit", methods=["GET", "POST"])
@requires(Permission.CORE_VIEW)
def edit_list(list_id: int) -> ResponseReturnValue:
    """An area that somebody else may share with stays among the choices, or saving would take it away."""
    row = _to_change(list_id)
    today = [(row.area.id, row.area.name)] if row.area else []
    choices = sorted({*_areas_to_share_with(), *today}, key=lambda choice: choice[1])
    form = ListForm(row, list_values, {"area_id": choices})
    back = url_for("organisations.lists")
    answer = saved(
        form,
        lambda: actions.change_list(row, form.name.data, form.area_id.data, signed_in()),
        "List changed",
        back,
    )
    return answer or _ask(form, "Rename or share this list", "Save", back)


@organisations.route("/organisations/lists/<int:list_id>/delete", methods=["GET", "POST"])
@requires(Permission.CORE_VIEW)
def delete_list(list_id: int) -> ResponseReturnValue:
    row = _to_change(list_id)
    form, back = ConfirmForm(), url_for("organisations.lists")
    answer = saved(form, lambda: actions.delete_list(row, signed_in()), "List deleted", back)
    shared = f" The staff of {row.area.name} will not find it any more." if row.area else ""
    return answer or _ask(
        form, f"Delete the list “{row.name}”?", "Delete it", back, told=f"The groups in it stay as they are.{shared}"
    )


def _to_change(list_id: int) -> SavedList:
    account = signed_in()
    row = queries.saved_list(list_id, account, reach_of(account, Permission.CORE_VIEW))
    if not _may_change(row):
        abort(404)
    return row


def _may_change(row: SavedList | Listed) -> bool:
    """Whoever made it, and a coordinator of the area whose staff share it: people leave, their lists stay.

    Somebody who no longer changes groups there writes nothing more for its staff to read.
    """
    is_own = row.account_id == signed_in().id
    if row.area_id is None:
        return is_own
    reach = reach_of(signed_in(), Permission.CORE_EDIT if is_own else Permission.HAND_OVER)
    return reach.everywhere or row.area_id in reach.areas


def _areas_to_share_with() -> list[tuple[int, str]]:
    """Where the person changes groups too: a viewer keeps lists for themselves."""
    reach = reach_of(signed_in(), Permission.CORE_EDIT)
    return [(area.id, f"Staff of {area.name}") for area in groups.areas_within(reach)] if reach else []


def _in_words() -> str:
    """The filters of the address, as the list shows them."""
    areas = groups.areas_within(reach_of(signed_in(), Permission.CORE_VIEW))
    chosen = selected_in(filters_for(areas), INDEX)
    parts = [f"{part['heading']}: {part['items'][0]['text']}" for part in chosen]
    return ". ".join(parts)


def _ask(form: Form, heading: str, submit_text: str, back: str, **shown: Any) -> str:
    return render_template(
        "saved_lists/ask.html", form=form, heading=heading, submit_text=submit_text, back_href=back, **shown
    )
