"""Adding a resource, changing it, and taking it out of use. Whom it was given to is `crm/engagement/given`."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access import submissions
from crm.access.guard import reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.access.scope import Reach
from crm.accounts.models import Account
from crm.areas.queries import AreaName
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.organisations.queries.groups import areas_within, language_choices
from crm.organisations.views.saving import saved
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
        submission_key=submissions.new_key(),
        area=request.args.get("area") or (areas[0].code if len(areas) == 1 else None),
        review_due_on=clock.today() + REVIEW_EVERY,
    )
    form.language.choices = language_choices()
    form.area.choices = [(area.code, area.name) for area in areas]
    if edits_in().everywhere:
        form.area.choices += [(EVERY_AREA, "Every area")]
    if form.validate_on_submit():
        try:
            return _add(form, areas)
        except RuleBroken as broken:
            db.session.rollback()
            form.show(broken)
    return render_template("resources/edit.html", form=form, heading="Add a resource")


def _add(form: NewResourceForm, areas: list[AreaName]) -> ResponseReturnValue:
    actor = signed_in()
    submissions.claim(form, actor)
    area_id = next((area.id for area in areas if area.code == form.area.data), None)
    resource = actions.add_resource(area_id, form.facts(), actor)
    page = url_for("resources.show", resource_id=resource.id)
    submissions.made(form, actor, resource, page)
    db.session.commit()
    flash("Resource added")
    return redirect(page, 303)


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
    act, said = MARKS[mark]
    act(queries.resource_within(resource_id, edits_in()), signed_in())
    db.session.commit()
    flash(said)
    return redirect(url_for("resources.show", resource_id=resource_id), 303)
