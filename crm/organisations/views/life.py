"""What a group does: activities with children, meeting times, languages, communities, relations."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from crm.access.guard import requires, signed_in
from crm.access.permissions import Permission
from crm.core import clock
from crm.extensions import db
from crm.organisations.actions import life as actions
from crm.organisations.forms.groups import ConfirmForm
from crm.organisations.forms.life import (
    CommunitiesForm,
    GroupSearch,
    LanguagesForm,
    MeetingTimeForm,
    PointingForm,
    RelationForm,
    SettingForm,
)
from crm.organisations.forms.places import EndForm
from crm.organisations.kinds import RelationKind
from crm.organisations.models import MeetingTime, Organisation, Relation
from crm.organisations.queries import details as queries
from crm.organisations.queries import groups, listing
from crm.organisations.queries.groups import organisation_with_areas
from crm.organisations.views import organisations
from crm.organisations.views.saving import ask, details_of, made, saved


@organisations.route("/organisations/<int:organisation_id>/settings/new", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def new_setting(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    form = SettingForm(data={"started_on": clock.today()})
    answer = made(
        form,
        lambda: actions.add_setting(organisation, form.setting(), signed_in()),
        "Activity added",
        details_of(organisation_id, "children"),
    )
    return answer or ask(organisation, form, "Add an activity where children are", part="children")


@organisations.route("/organisations/<int:organisation_id>/settings/<int:setting_id>/end", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def end_setting(organisation_id: int, setting_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    setting = queries.children_setting(organisation_id, setting_id)
    form = EndForm()
    answer = saved(
        form,
        lambda: actions.end_setting(organisation, setting, form.ended_on.data, signed_in()),
        "Activity ended",
        details_of(organisation_id, "children"),
    )
    return answer or ask(organisation, form, f"Record that this ended: {setting.kind.label}", part="children")


@organisations.route("/organisations/<int:organisation_id>/times/new", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def new_time(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    form = MeetingTimeForm()

    def add() -> MeetingTime:
        hours = (form.starts_at.data, form.ends_at.data)
        return actions.add_meeting_time(organisation, form.weekday.data, hours, form.note.data, signed_in())

    answer = made(form, add, "Meeting time added", details_of(organisation_id, "times"))
    return answer or ask(organisation, form, "Add a meeting time", part="times")


@organisations.route("/organisations/<int:organisation_id>/times/<int:time_id>/remove", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def remove_time(organisation_id: int, time_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    time = queries.meeting_time(organisation_id, time_id)
    form = ConfirmForm()
    heading = f"Remove the meeting time on {time.weekday.label}?"
    answer = saved(
        form,
        lambda: actions.remove_meeting_time(organisation, time, signed_in()),
        "Meeting time removed",
        details_of(organisation_id, "times"),
    )
    return answer or ask(organisation, form, heading, "Remove it", part="times")


@organisations.route("/organisations/<int:organisation_id>/languages", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def languages(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    held = [row.language_id for row in queries.language_rows(organisation_id)]
    form = LanguagesForm(organisation, lambda _: {"languages": held}, {"languages": groups.language_choices()})
    answer = saved(
        form,
        lambda: actions.set_languages(organisation, set(form.languages.data), signed_in()),
        "Languages saved",
        details_of(organisation_id, "times"),
    )
    return answer or ask(organisation, form, "Languages of this group", "Save languages", part="times")


@organisations.route("/organisations/<int:organisation_id>/communities", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def communities(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    held = [row.community_id for row in queries.community_rows(organisation_id)]
    choices = {"communities": groups.community_choices()}
    form = CommunitiesForm(organisation, lambda _: {"communities": held}, choices)
    answer = saved(
        form,
        lambda: actions.set_communities(organisation, set(form.communities.data), signed_in()),
        "Communities saved",
        details_of(organisation_id, "times"),
    )
    return answer or ask(organisation, form, "Communities of this group", "Save communities", part="times")


@organisations.route("/organisations/<int:organisation_id>/relations/new", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def new_relation(organisation_id: int) -> ResponseReturnValue:
    """First the other group is looked for by name, then chosen."""
    organisation = organisation_with_areas(organisation_id)
    form = RelationForm(data={"kind": request.args.get("kind")})

    def relate(other: Organisation) -> Relation:
        on, note = form.started_on.data, form.note.data
        return actions.relate(organisation, form.kind.data, other, on, signed_in(), note)

    return _choose(organisation, form, relate, "Add a relation to another group", "Relation added")


POINTING = {
    "member": (RelationKind.MEMBER_OF, "Add a member of this group", "Member added"),
    "guest": (RelationKind.MEETS_AT, "Add a group that meets at this group’s place", "Added: it meets here"),
}


@organisations.route("/organisations/<int:organisation_id>/<any('member', 'guest'):what>/new", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def new_pointing(organisation_id: int, what: str) -> ResponseReturnValue:
    """The relation of the other group, added from this one."""
    organisation = organisation_with_areas(organisation_id)
    kind, heading, said = POINTING[what]
    form = PointingForm()

    def relate(other: Organisation) -> Relation:
        return actions.relate(other, kind, organisation, form.started_on.data, signed_in(), form.note.data)

    return _choose(organisation, form, relate, heading, said)


def _choose(
    organisation: Organisation, form: Any, relate: Callable[[Organisation], Relation], heading: str, said: str
) -> ResponseReturnValue:
    search = GroupSearch()
    search.validate()
    found = listing.groups_named(search.q.data or "", organisation.id)
    form.other_id.choices = [(row.id, row.name, f"{row.kind.label}, {row.area_name}") for row in found]
    back = details_of(organisation.id, "relations")
    answer = made(form, lambda: relate(organisation_with_areas(form.other_id.data)), said, back)
    return answer or render_template(
        "organisations/relation.html", organisation=organisation, search=search, found=found, form=form, heading=heading
    )


@organisations.route("/organisations/<int:organisation_id>/relations/<int:relation_id>/end", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def end_relation(organisation_id: int, relation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    relation = queries.relation(organisation_id, relation_id)
    form = EndForm()
    answer = saved(
        form,
        lambda: actions.end_relation(organisation, relation, form.ended_on.data, signed_in()),
        "Relation ended",
        details_of(organisation_id, "relations"),
    )
    return answer or ask(organisation, form, "Record that this relation ended", part="relations")


@organisations.route("/organisations/<int:organisation_id>/relations/<int:relation_id>/remove", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def remove_relation(organisation_id: int, relation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    relation = queries.relation(organisation_id, relation_id)
    other = organisation_with_areas(relation.other_id)
    form = ConfirmForm()
    answer = saved(
        form,
        lambda: actions.remove_relation(organisation, relation, other, signed_in()),
        "Relation removed. Until tomorrow you can put it back",
        details_of(organisation_id, "relations"),
    )
    return answer or ask(organisation, form, f"Remove the relation to {other.name}?", "Remove it", part="relations")


@organisations.route("/organisations/<int:organisation_id>/relations/<int:relation_id>/put-back", methods=["POST"])
@requires(Permission.CORE_EDIT)
def put_relation_back(organisation_id: int, relation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    relation = queries.relation(organisation_id, relation_id)
    actions.put_relation_back(organisation, relation, organisation_with_areas(relation.other_id), signed_in())
    db.session.commit()
    flash("Relation put back")
    return redirect(details_of(organisation_id, "relations"), 303)
