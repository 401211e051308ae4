"""A forum's members, and its meetings: one page to see who comes, one to write down who came."""

from collections.abc import Collection

from dateutil.relativedelta import relativedelta
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access import submissions
from crm.access.guard import can, insist, requires, signed_in
from crm.access.permissions import Permission
from crm.child_guard.actions import record_kept
from crm.core import clock, paging
from crm.core.errors import RuleBroken
from crm.core.filters import plural
from crm.engagement import actions, queries, rules
from crm.engagement.actions import Happening
from crm.engagement.forms import MeetingForm, PresentForm
from crm.engagement.models import Activity, Method, Outcome
from crm.engagement.queries import Footing, meetings
from crm.engagement.views.blueprint import engagement, page_href
from crm.engagement.views.recording import own_footings, people_choices
from crm.extensions import db
from crm.organisations.kinds import RelationKind
from crm.organisations.queries import organisation_with_areas
from crm.organisations.queries.belonging import pointing_here
from crm.people.queries import open_roles_of

A_YEAR = relativedelta(years=1)
MOST_MEETINGS = 10


@engagement.route("/organisations/<int:organisation_id>/members")
@requires(Permission.CORE_VIEW)
def members(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    since = clock.today() - A_YEAR
    page = meetings.members_page(organisation_id, paging.cursor_in(request.args))
    held = meetings.meetings_of(organisation_id, since)
    ids = [one.id for one in held]
    return render_template(
        "engagement/members.html",
        organisation=organisation,
        page=page,
        many=pointing_here(organisation_id).get(RelationKind.MEMBER_OF, 0),
        meetings=held[:MOST_MEETINGS],
        came=meetings.groups_at(ids, [row.id for row in page.rows]),
        held_since=lambda started_on: rules.days_since([one.happened_on for one in held], started_on),
        board=meetings.board_of(organisation_id, ids, since),
        may_write=can(Permission.PRIVATE_EDIT, organisation),
        may_read=can(Permission.PRIVATE_VIEW, organisation),
        previous_href=page_href(".members", page.previous, organisation_id=organisation_id),
        next_href=page_href(".members", page.next, organisation_id=organisation_id),
    )


@engagement.route("/organisations/<int:organisation_id>/meetings/new", methods=["GET", "POST"])
@requires(Permission.PRIVATE_EDIT)
def new_meeting(organisation_id: int) -> ResponseReturnValue:
    """Written down for one area at a time, whose groups are then met there; the address may say which."""
    form = MeetingForm(data={"happened_on": clock.today()})
    mine = own_footings(organisation_id, to_change=form.is_submitted())[1]
    forum = next((one for one in mine if one.link.area_id == request.args.get("area", type=int)), mine[0])
    found = meetings.members_in(organisation_id, forum.link.area_id)
    form.present.choices = [(row.id, row.name) for row in found]
    form.people.choices = people_choices(open_roles_of(organisation_id))
    form.guard_area_id = forum.link.area_id
    form.submission_key.data = form.submission_key.data or submissions.new_key()
    if form.validate_on_submit():
        try:
            return _save(form, forum)
        except RuleBroken as broken:
            db.session.rollback()
            form.show(broken)
            forum = next(one for one in own_footings(organisation_id)[1] if one.link.area_id == forum.link.area_id)
    return render_template(
        "engagement/new_meeting.html",
        form=form,
        organisation=forum.link.organisation,
        area=forum.link.area,
        other_areas=[one.link.area for one in mine if one.link.area_id != forum.link.area_id],
    )


def _save(form: MeetingForm, forum: Footing) -> ResponseReturnValue:
    actor, organisation_id = signed_in(), forum.link.organisation_id
    there = queries.footings_in(forum.link.area_id, form.present.data) if form.present.data else []
    recorded = actions.record_meeting(forum, there, _happening(form), actor)
    activity = recorded[0].activity
    record_kept(form.kept(), activity, organisation_id, actor)
    submissions.keep(form, actor, activity, url_for("engagement.show", activity_id=activity.id))
    moved = sum(bool(one.move.steps) for one in recorded[1:])
    db.session.commit()
    flash(
        f"Meeting saved. {plural(len(there), 'member')} {'was' if len(there) == 1 else 'were'} there"
        + (f", and the stage of {moved} moved on" if moved else "")
    )
    return redirect(url_for("engagement.members", organisation_id=organisation_id), 303)


def _happening(form: MeetingForm) -> Happening:
    return Happening(
        Method.FORUM,
        Outcome.MET,
        form.happened_on.data,
        met_whom=form.met_whom.data,
        note=form.note.data,
        people=form.people.data,
    )


@engagement.route("/activities/<int:activity_id>/present", methods=["GET", "POST"])
@requires(Permission.PRIVATE_EDIT)
def present(activity_id: int) -> ResponseReturnValue:
    """Put right who was at a meeting of a forum."""
    activity = queries.activity(activity_id)
    insist(Permission.PRIVATE_EDIT, activity)
    forum, groups = queries.forum_and_groups(activity_id)
    if activity.method is not Method.FORUM or forum is None:
        abort(404)
    forum_id, name = forum
    offered: dict[int, str] = {row.id: row.name for row in meetings.members_in(forum_id, activity.area_id)}
    offered |= dict(groups)
    form = PresentForm(data={"present": [key for key, _ in groups]})
    form.present.choices = list(offered.items())
    if form.validate_on_submit():
        _set_present(activity, forum_id, offered.keys(), form.present.data)
        flash("Changes saved. Stages that were moved stay where they are")
        return redirect(url_for("engagement.show", activity_id=activity_id), 303)
    return render_template("engagement/present.html", form=form, activity=activity, name=name)


def _set_present(activity: Activity, forum_id: int, offered: Collection[int], chosen: list[int]) -> None:
    """A group out of reach, which was not offered, stays as it is."""
    hidden = [row.organisation_id for row in queries.with_groups(activity.id) if row.organisation_id not in offered]
    there = queries.footings_in(activity.area_id, chosen) if chosen else []
    actions.set_present(activity, forum_id, there, [*chosen, *hidden], signed_in())
    db.session.commit()
