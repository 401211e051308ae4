from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import can, insist, requires, signed_in
from crm.access.permissions import Permission
from crm.accounts.queries import colleagues
from crm.child_guard.actions import record_kept
from crm.core.errors import RuleBroken
from crm.core.typed import row_number
from crm.engagement import actions, queries
from crm.engagement.attachments.queries import attachments_of
from crm.engagement.forms import ChangeActivityForm, values_of_activity
from crm.engagement.given import queries as given
from crm.engagement.models import Activity, Method
from crm.engagement.views.blueprint import engagement
from crm.engagement.views.recording import happening_of, people_choices, resource_choices
from crm.extensions import db
from crm.organisations.kinds import RelationKind
from crm.organisations.queries.belonging import pointing_here
from crm.people.queries import open_roles_of


@engagement.route("/activities/<int:activity_id>")
@requires(Permission.PRIVATE_VIEW)
def show(activity_id: int) -> ResponseReturnValue:
    activity = queries.activity(activity_id)
    groups, others = queries.groups_and_others(activity_id)
    if not groups:
        abort(404)
    is_own = can(Permission.PRIVATE_VIEW, activity)
    shared = queries.shared_with(activity_id) if is_own else []
    raised, offers = queries.requests_and_offers(activity_id) if is_own else ([], [])
    return render_template(
        "engagement/show.html",
        activity=activity,
        groups=groups,
        hidden_groups=others,
        is_own=is_own,
        raised=raised,
        offers=offers,
        people=queries.people_met([activity_id]).get(activity_id, ()) if is_own else (),
        staff=queries.staff_there([activity_id]).get(activity_id, ()) if is_own else (),
        changes=queries.stage_changes_of(activity_id) if is_own else (),
        attachments=attachments_of(activity_id) if is_own else (),
        given=given.given_in(activity_id) if is_own else (),
        shared=shared,
        is_of_forum=activity.method is Method.FORUM and _is_of_forum(activity_id),
        may_share_with=_may_share_with(activity, groups[0][0], shared),
    )


def _is_of_forum(activity_id: int) -> bool:
    forum, _ = queries.forum_and_groups(activity_id)
    return forum is not None and RelationKind.MEMBER_OF in pointing_here(forum[0])


def _may_share_with(activity: Activity, organisation_id: int, shared: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The other open areas of the group that cannot read it yet."""
    if not can(Permission.PRIVATE_EDIT, activity):
        return []
    taken = {activity.area_id, *(area_id for area_id, _ in shared)}
    return [(key, name) for key, name in queries.open_areas_of(organisation_id) if key not in taken]


@engagement.route("/activities/<int:activity_id>/edit", methods=["GET", "POST"])
@requires(Permission.PRIVATE_EDIT)
def edit(activity_id: int) -> ResponseReturnValue:
    activity = queries.activity(activity_id)
    insist(Permission.PRIVATE_EDIT, activity)
    organisation_id, group = _first_group(activity_id)
    parts = queries.parts_of(activity_id, organisation_id)
    form = ChangeActivityForm(activity, lambda row: values_of_activity(row, parts), _choices(activity, parts))
    form.guard_area_id = activity.area_id
    if form.validate_on_submit():
        try:
            actions.change_activity(activity, parts, happening_of(form), actor=signed_in())
            record_kept(form.kept(), activity, organisation_id, signed_in())
        except RuleBroken as broken:
            db.session.rollback()
            form.show(broken)
        else:
            db.session.commit()
            flash("Changes saved. The stage of the group stays where it is")
            return redirect(url_for("engagement.show", activity_id=activity_id), 303)
    return render_template("engagement/edit.html", form=form, activity_id=activity_id, group=group)


def _first_group(activity_id: int) -> tuple[int, str]:
    """Without a group in scope there is no page: it has left the area since."""
    groups = queries.groups_of(activity_id)
    return groups[0] if groups else abort(404)


def _choices(activity: Activity, parts: queries.Parts) -> dict[str, list[tuple[Any, ...]]]:
    """What was ticked stays to be ticked, also once somebody has left, or a resource is retired."""
    there = queries.people_met([activity.id]).get(activity.id, [])
    staff = [(row.account_id, row.account.name) for row in parts.staff]
    # The short list may have changed since the page was shown, so what was sent is asked for too.
    sent = request.form.getlist("resources", type=row_number)
    ticked = given.may_be_given(activity.area_id, sent) if sent else []
    offered: dict[str, list[tuple[Any, ...]]] = {
        "people": [*there, *people_choices(open_roles_of(parts.organisation_id))],
        "staff": [*staff, *colleagues([activity.area_id])],
        "resources": resource_choices([*given.handed(parts.given), *ticked, *given.to_give(activity.area_id)]),
    }
    return {
        name: list({choice[0]: choice for choice in reversed(many)}.values())[::-1] for name, many in offered.items()
    }


@engagement.route("/activities/<int:activity_id>/share", methods=["POST"])
@requires(Permission.PRIVATE_EDIT)
def share(activity_id: int) -> ResponseReturnValue:
    """Share with an area, or stop sharing when `stop` is sent."""
    activity = queries.activity(activity_id)
    insist(Permission.PRIVATE_EDIT, activity)
    area_id = request.form.get("area", type=int)
    names = dict(queries.open_areas_of(_first_group(activity_id)[0])) | dict(queries.shared_with(activity_id))
    if area_id is None or area_id not in names or area_id == activity.area_id:
        abort(404)
    if "stop" in request.form:
        actions.stop_sharing(activity, area_id, actor=signed_in())
    else:
        actions.share(activity, area_id, actor=signed_in())
    db.session.commit()
    flash(f"{names[area_id]} can no longer read this" if "stop" in request.form else f"Shared with {names[area_id]}")
    return redirect(url_for("engagement.show", activity_id=activity_id), 303)
