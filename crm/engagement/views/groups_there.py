"""Several groups in one contact: looked for by name, added and taken out."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import insist, requires, signed_in
from crm.access.permissions import Permission
from crm.core.errors import RuleBroken
from crm.engagement import actions, queries
from crm.engagement.forms import GroupThere
from crm.engagement.models import Activity
from crm.engagement.views.blueprint import engagement
from crm.extensions import db
from crm.organisations.queries import organisation_with_areas


@engagement.get("/activities/<int:activity_id>/groups")
@requires(Permission.PRIVATE_EDIT)
def groups_there(activity_id: int) -> ResponseReturnValue:
    activity = _own(activity_id)
    there, others = queries.groups_and_others(activity_id)
    if not there:
        abort(404)
    form = GroupThere()
    form.validate()
    return render_template(
        "engagement/groups_there.html",
        form=form,
        activity=activity,
        there=there,
        others=others,
        found=queries.groups_to_add(form.q.wanted, activity.area_id, activity_id) if form.q.wanted else [],
    )


@engagement.post("/activities/<int:activity_id>/groups/<int:organisation_id>/<any('add', 'remove'):deed>")
@requires(Permission.PRIVATE_EDIT)
def change_groups_there(activity_id: int, organisation_id: int, deed: str) -> ResponseReturnValue:
    activity = _own(activity_id)
    try:
        flash(_add(activity, organisation_id) if deed == "add" else _remove(activity, organisation_id))
    except RuleBroken as broken:
        db.session.rollback()
        flash(broken.message)
    return redirect(url_for("engagement.groups_there", activity_id=activity_id, q=request.form.get("q") or None), 303)


def _own(activity_id: int) -> Activity:
    activity = queries.activity(activity_id)
    insist(Permission.PRIVATE_EDIT, activity)
    return activity


def _add(activity: Activity, organisation_id: int) -> str:
    """A group that is not in the area of the contact is not found there."""
    here = queries.footings_in(activity.area_id, [organisation_id])
    if not here:
        abort(404)
    moved = actions.add_group(activity, here[0], signed_in())
    link = here[0].link
    said = f"{link.organisation.name} was there too. Its stage in {link.area.name} is “{link.stage.label}”"
    db.session.commit()
    return said + (f": {moved.why}" if moved.why else "")


def _remove(activity: Activity, organisation_id: int) -> str:
    """Not one that is out of reach: trying numbers would tell which it is."""
    organisation_with_areas(organisation_id)
    actions.remove_group(activity, organisation_id, signed_in())
    db.session.commit()
    return "Taken out. A stage that this contact had moved stays where it is"
