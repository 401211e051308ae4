"""Writing down a new activity. A save asks the database only for what was chosen, to keep it quick."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access import submissions
from crm.access.guard import can, reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.accounts.queries import colleagues_with_areas
from crm.child_guard.actions import record_kept
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.core.typed import row_number
from crm.engagement import actions, queries
from crm.engagement.actions import Happening, Next, Promise, Recorded
from crm.engagement.emails import actions as emails
from crm.engagement.emails.models import ForwardedEmail
from crm.engagement.emails.queries import email_if_open
from crm.engagement.emails.rules import as_note
from crm.engagement.forms import NO_CONTACT, OTHER_CONTACT, SAME_CONTACT, ActivityForm, HappeningForm
from crm.engagement.given.queries import Handed, may_be_given, to_give
from crm.engagement.models import Method, Outcome
from crm.engagement.queries import Footing
from crm.engagement.views.blueprint import engagement
from crm.engagement.visits import queries as visits
from crm.extensions import db
from crm.people.models import SAFEGUARDING_CLASSES, Person
from crm.people.queries import Held, open_roles_of, person_at

GET_BACK = "Get back in touch"
# After these, the next thing to do is to find another day.
PLAN_AGAIN = (Outcome.GROUP_NO_SHOW, Outcome.RESCHEDULED)


@engagement.route("/organisations/<int:organisation_id>/activities/new", methods=["GET", "POST"])
@requires(Permission.PRIVATE_EDIT)
def new(organisation_id: int) -> ResponseReturnValue:
    form = ActivityForm()
    footings, mine = own_footings(organisation_id, to_change=form.is_submitted())
    if not form.is_submitted():
        form.process(data=_defaults(mine) | _of_visit(organisation_id) | _of_email(_email()))
    offer(form, organisation_id, footings, mine, everything=not form.is_submitted())
    if form.validate_on_submit():
        try:
            return _save(form, organisation_id, mine)
        except RuleBroken as broken:
            db.session.rollback()
            form.show(broken)
            footings, mine = own_footings(organisation_id)
    if form.is_submitted():
        offer(form, organisation_id, footings, mine, everything=True)
    form.guard_area_id = form.area.data
    return render_template(
        "engagement/new.html",
        form=form,
        organisation=mine[0].link.organisation,
        may_name=len(form.contact.choices) > 1,
        asks_area=len(mine) > 1,
        check_ins=visits.check_ins(signed_in().id, clock.now()),
        account_id=signed_in().id,
        is_first=not queries.has_activity(organisation_id),
    )


def _email() -> ForwardedEmail | None:
    """The forwarded email that is being written down; none any more when the form is sent again."""
    return email_if_open(request.args.get("email", type=row_number), signed_in().id)


def _of_email(email: ForwardedEmail | None) -> dict[str, Any]:
    if email is None:
        return {}
    note = as_note(email.mail_subject, email.mail_text)
    return {"method": Method.EMAIL, "happened_on": email.sent_on, "met_whom": email.correspondent, "note": note}


def own_footings(
    organisation_id: int, permission: Permission = Permission.PRIVATE_EDIT, *, to_change: bool = False
) -> tuple[list[Footing], list[Footing]]:
    """All open areas of the group, and those that this person may write for; without one there is no page."""
    footings = queries.footings(organisation_id, to_change=to_change)
    reach = reach_of(signed_in(), permission)
    mine = [one for one in footings if reach.everywhere or one.link.area_id in reach.areas]
    if not mine:
        abort(404)
    return footings, mine


def offer_areas(form: Any, mine: list[Footing]) -> None:
    """The only area is not asked for; of several, the first is meant until another is chosen."""
    form.area.choices = [(one.link.area_id, one.link.area.name) for one in mine]
    if len(mine) == 1 or not form.is_submitted():
        form.area.data = mine[0].link.area_id
    form.guard_area_id = form.area.data


def _defaults(mine: list[Footing]) -> dict[str, Any]:
    return {
        "area": mine[0].link.area_id,
        "happened_on": clock.today(),
        "contact": SAME_CONTACT if mine[0].is_named else NO_CONTACT,
        "again": "no",
        "follow_up_what": GET_BACK,
        "owner": signed_in().id,
        "submission_key": submissions.new_key(),
    }


def _of_visit(organisation_id: int) -> dict[str, Any]:
    """What the address says of a planned visit that this was: `visit`, and perhaps its `outcome`."""
    chosen = request.args.get("visit", type=row_number)
    if chosen is None:
        return {}
    visit = visits.visit(chosen)
    if visit.organisation_id != organisation_id:
        abort(404)
    return {
        "visit": visit.id,
        "area": visit.area_id,
        "method": Method.VISIT_OWN_VENUE,
        "outcome": next((one for one in Outcome if one.value == request.args.get("outcome")), None),
        "happened_on": min(visit.planned_on, clock.today()),
        "started_at": visit.starts_at,
        "staff": [row.account_id for row in visits.companions_of(visit.id)],
    }


def offer(
    form: ActivityForm, organisation_id: int, footings: list[Footing], mine: list[Footing], *, everything: bool
) -> None:
    """`everything` is for the page; a form that came in needs only what its answers are judged by."""
    form.area.choices = [(one.link.area_id, one.link.area.name) for one in mine]
    form.shared_with.choices = [(one.link.area_id, one.link.area.name) for one in footings]
    if len(mine) == 1:
        form.area.data = mine[0].link.area_id
        form.shared_with.choices = [line for line in form.shared_with.choices if line[0] != form.area.data]
    area_id = form.area.data or mine[0].link.area_id
    ticked = may_be_given(area_id, form.resources.data) if form.resources.data else []
    form.resources.choices = resource_choices([*ticked, *(to_give(area_id) if everything else ())])
    chose_somebody = bool(form.people.data) or (form.contact.data or "").isdigit()
    roles = open_roles_of(organisation_id) if everything or chose_somebody else []
    form.people.choices = people_choices(roles)
    form.contact.choices = _contact_choices(roles, is_named=mine[0].is_named, is_shown=everything)
    # Any area's colleagues may have been there; a follow-up is seen, and so done, in its own area alone.
    everywhere = [one.link.area_id for one in footings if everything or form.staff.data]
    own = [one.link.area_id for one in mine if everything or one.link.area_id == form.area.data]
    own = own if everything or form.owner.data != signed_in().id else []
    team = colleagues_with_areas({*everywhere, *own}) if everywhere or own else {}
    form.staff.choices = [one for one in team if one[0] != signed_in().id]
    form.owner.choices = owner_choices([one for one, areas in team.items() if areas.intersection(own)])


def resource_choices(found: list[Handed]) -> list[tuple[Any, ...]]:
    return [(one.id, one.name, one.facts) for one in dict.fromkeys(found)]


def people_choices(roles: list[Held]) -> list[tuple[Any, ...]]:
    """Each person once, with the first of their roles."""
    people: dict[int, Held] = {}
    for held in roles:
        people.setdefault(held.person_id, held)
    return [(held.person_id, held.name, held.called) for held in people.values()]


def owner_choices(team: list[tuple[int, str]]) -> list[tuple[int, str]]:
    me = signed_in()
    return [(me.id, f"{me.name} (me)"), *((key, name) for key, name in team if key != me.id)]


def _contact_choices(roles: list[Held], *, is_named: bool, is_shown: bool) -> list[tuple[Any, ...]]:
    """Only somebody who may change the group's people is asked who their safeguarding contact is.

    What was answered is judged more widely than what is shown: a form that is sent twice finds its own answer stored.
    """
    named = {held.person_id: held.name for held in roles if held.role_class in SAFEGUARDING_CLASSES}
    nobody = (NO_CONTACT, "Nobody is named yet", "")
    same = (SAME_CONTACT, "As before: " + ", ".join(named.values()), "")
    first = [same] if is_named else [nobody]
    if not can(Permission.ASSURANCE_EDIT):
        return first
    others = [(str(key), *words) for key, *words in people_choices(roles) if key not in named or not is_shown]
    return [*(first if is_shown else [same, nobody]), *others, (OTHER_CONTACT, "Somebody else", "")]


def _save(form: ActivityForm, organisation_id: int, mine: list[Footing]) -> ResponseReturnValue:
    recorded, footing = write_down(form, organisation_id, mine)
    told = _told(recorded, footing)
    more = _asked_after(form, recorded.activity.id, organisation_id)
    db.session.commit()
    for message in told:
        flash(message)
    return redirect(more or url_for("engagement.timeline", organisation_id=organisation_id), 303)


def _asked_after(form: ActivityForm, activity_id: int, organisation_id: int) -> str | None:
    """The page that asks what the form left for later. One at a time: the contact itself leads to the others."""
    if form.more_groups.data:
        return url_for("engagement.groups_there", activity_id=activity_id)
    if form.more_resources.data:
        return url_for("engagement.resources_there", activity_id=activity_id)
    if form.visit.data and form.outcome.data in PLAN_AGAIN:
        return url_for("engagement.plan_visit", organisation_id=organisation_id, again=form.outcome.data.value)
    return None


def write_down(form: ActivityForm, organisation_id: int, mine: list[Footing]) -> tuple[Recorded, Footing]:
    """Store what a form says that was judged and found right. Raises RuleBroken and SavedAlready."""
    actor = signed_in()
    footing = next(one for one in mine if one.link.area_id == form.area.data)
    email = _email()
    recorded = actions.record_activity(footing, happening_of(form), actor, _next_of(form, organisation_id))
    if email:
        emails.file(email, recorded.activity, actor)
    record_kept(form.kept(), recorded.activity, organisation_id, actor)
    submissions.keep(form, actor, recorded.activity, url_for("engagement.show", activity_id=recorded.activity.id))
    return recorded, footing


def _told(recorded: Recorded, footing: Footing) -> list[str]:
    saved = f"{recorded.activity.method.label} saved"
    stage = footing.link.stage.label
    if recorded.move.steps:
        return [f"{saved}. The stage in {footing.link.area.name} is now “{stage}”"]
    return [f"{saved}. The stage stays “{stage}”" + (f": {recorded.move.why}" if recorded.move.why else "")]


def happening_of(form: HappeningForm) -> Happening:
    return Happening(
        method=form.method.data,
        outcome=form.outcome.data,
        happened_on=form.happened_on.data,
        started_at=form.started_at.data,
        met_whom=form.met_whom.data,
        note=form.note.data,
        people=form.people.data,
        staff=form.staff.data,
        topics=form.topics.data,
        asked=form.asked.data,
        told=form.told.data if isinstance(form, ActivityForm) else "",
        offers_accepted=form.offers_accepted.data,
        offers_made=form.offers_made.data,
        resources=form.resources.data,
        shared_with=form.shared_with.data if isinstance(form, ActivityForm) else (),
    )


def _next_of(form: ActivityForm, organisation_id: int) -> Next:
    contact: Person | str | None = None
    if form.contact.data == OTHER_CONTACT:
        contact = form.contact_name.data
    elif (form.contact.data or "").isdigit():
        contact = person_at(organisation_id, int(form.contact.data))
    due_on = form.due_on()
    promises = [Promise(form.follow_up_what.data or GET_BACK, due_on, form.owner.data)] if due_on else []
    return Next(
        contact,
        form.meeting_on.data,
        form.meeting_at.data,
        promises,
        barriers=[form.barrier.data] if form.barrier.data else (),
        visit_id=form.visit.data,
    )
