"""Adding a resource, changing it, and taking it out of use. Whom it was given to is `crm/engagement/given`."""

from collections.abc import Callable

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.access.scope import Reach
from crm.accounts.models import Account
from crm.core import clock
from crm.organisations.queries.groups import areas_within, language_choices
from crm.organisations.views.saving import made, pressed, saved
from crm.resources import actions, queries
from crm.resources.forms import EVERY_AREA, NewResourceForm, ResourceForm, values_of_resource
from crm.resources.models import Resource
from crm.resources.rules import REVIEW_EVERY

resources = Blueprint("resources", __name__)

MARKS: dict[str, tuple[Callable[[Resource, Account], None], str]] = {
    "retire": (actions.retire, "Retired. It is no longer offered when a contact is logged"),
    "put-back": (actions.put_back, "In use again"),
}


def edits_in() -> Reach:
    """Where this person may add and change resources."""
    return reach_of(signed_in(), Permission.CORE_EDIT)


@resources.route("/resources/new", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def new() -> ResponseReturnValue:
    areas = areas_within(edits_in())
    form = NewResourceForm(
        area=request.args.get("area") or (areas[0].code if len(areas) == 1 else None),
        review_due_on=clock.today() + REVIEW_EVERY,
    )
    form.language.choices = language_choices()
    form.area.choices = [(area.code, area.name) for area in areas]
    if edits_in().everywhere:
        form.area.choices += [(EVERY_AREA, "Every area")]
    area_id = next((area.id for area in areas if area.code == form.area.data), None)
    answer = made(
        form,
        lambda: actions.add_resource(area_id, form.facts(), signed_in()),
        "Resource added",
        lambda resource: url_for("resources.show", resource_id=resource.id),
    )
    return answer or render_template("resources/edit.html", form=form, heading="Add a resource")


@resources.route("/resources/<int:resource_id>/edit", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def edit(resource_id: int) -> ResponseReturnValue:
    resource = queries.resource_within(resource_id, edits_in())
    form = ResourceForm(resource, values_of_resource, {"language": language_choices()})
    page = url_for("resources.show", resource_id=resource_id)
    answer = saved(form, lambda: actions.change_resource(resource, form.facts(), signed_in()), "Resource saved", page)
    return answer or render_template("resources/edit.html", form=form, resource=resource, heading="Change a resource")


@resources.post("/resources/<int:resource_id>/<any('retire', 'put-back'):mark>")
@requires(Permission.CORE_EDIT)
def mark(resource_id: int, mark: str) -> ResponseReturnValue:
    resource = queries.resource_within(resource_id, edits_in())
    act, said = MARKS[mark]
    return pressed(lambda: act(resource, signed_in()), said, url_for("resources.show", resource_id=resource_id))
