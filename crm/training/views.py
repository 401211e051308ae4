import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import insist, reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.access.scope import Reach
from crm.core import clock
from crm.core.paging import cursor_in
from crm.organisations.queries import listing, organisation_with_areas
from crm.organisations.queries.groups import areas_within, language_choices
from crm.organisations.views.saving import made, pressed, saved
from crm.people.models import RoleClass
from crm.people.queries import open_roles_of
from crm.training import actions, forms, queries, rules
from crm.training.models import Access, Audience, Plan, TrainingSession

training = Blueprint("training", __name__)

DEEDS = {
    "cancel": (actions.cancel_session, "Session cancelled. Tell whoever had a place"),
    "put-back": (actions.put_session_back, "The session takes place. Say whether groups can book"),
}


def _edits_in() -> Reach:
    """Where this person may add and change sessions."""
    return reach_of(signed_in(), Permission.ASSURANCE_EDIT)


def _may_edit(session: TrainingSession) -> bool:
    """Everybody sees a session; the staff of its area change it."""
    reach = _edits_in()
    return reach.everywhere or session.area_id in reach.areas


@training.get("/training")
@requires(Permission.ASSURANCE_VIEW)
def index() -> ResponseReturnValue:
    sessions = queries.sessions_page(cursor_in(request.args, dt.date))
    session_ids = [row.id for row in sessions.rows]
    return render_template(
        "training/index.html",
        sessions=sessions,
        came=queries.numbers_who_came(session_ids),
        shown=_shown_sessions(sessions.rows),
        is_out_of_hours=rules.is_out_of_hours,
        today=clock.today(),
        may_add=bool(_edits_in()),
    )


def _shown_sessions(sessions: Sequence[Any]) -> dict[int, rules.ShownSession]:
    taken = queries.places_taken([one.id for one in sessions])
    today = clock.today()
    return {
        one.id: rules.shown_session(one.plan, one.held_on, one.capacity, taken.get(one.id, 0), today)
        for one in sessions
    }


@training.get("/training/courses")
@requires(Permission.ASSURANCE_VIEW)
def courses() -> ResponseReturnValue:
    return render_template("training/courses.html", courses=queries.catalogue())


@training.get("/training/courses/<int:course_id>")
@requires(Permission.ASSURANCE_VIEW)
def course(course_id: int) -> ResponseReturnValue:
    return render_template(
        "training/course.html",
        course=queries.course_with_parts(course_id),
        about=rules.ABOUT,
        sessions=queries.sessions_to_come(course_id, clock.today()),
    )


@training.route("/training/sessions/new", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def new() -> ResponseReturnValue:
    form = _offer(forms.NewSessionForm())
    answer = made(
        form,
        lambda: actions.add_session(queries.course(form.course.data), form.area.data, _held(form), signed_in()),
        "Session added",
        lambda session: url_for("training.show", session_id=session.id),
    )
    return answer or render_template("training/edit.html", form=form, heading="Add a training session")


def _choices() -> dict[str, Any]:
    """Courses, the areas in which this person may hold them, and languages."""
    languages = language_choices()
    return {
        **dict.fromkeys(("language", "other_language", "interpreter"), languages),
        "course": [(course.id, f"{course.title} ({course.level.label})") for course in queries.courses()],
        "area": [(area.id, area.name) for area in areas_within(_edits_in())],
    }


def _offer(form: Any) -> Any:
    choices = _choices()
    for name, offered in choices.items():
        form[name].choices = offered
    if len(choices["area"]) == 1 and form.area.data is None:
        form.area.data = choices["area"][0][0]
    return form


def _held(form: Any, plan: Plan = Plan.PLANNED) -> actions.Held:
    return actions.Held(
        held_on=form.held_on.data,
        starts_at=form.starts_at.data,
        place=form.place.data,
        ends_at=form.ends_at.data,
        venue_kind=form.venue_kind.data,
        plan=form.plan.data or plan,
        language_id=form.language.data,
        other_language_id=form.other_language.data,
        interpreter_language_id=form.interpreter.data,
        audience=form.audience.data or Audience.EVERYBODY,
        access=form.access.data,
        capacity=form.capacity.data,
        cost=form.cost.data or 0,
        delivered_by=form.delivered_by.data,
        jointly_with=form.jointly_with.data,
    )


@training.get("/training/sessions/<int:session_id>")
@requires(Permission.ASSURANCE_VIEW)
def show(session_id: int) -> ResponseReturnValue:
    session = queries.session_with_course(session_id)
    came = queries.who_came(session_id)
    groups = [list(of_group) for _, of_group in groupby(came, key=lambda one: one.organisation_id)]
    return render_template(
        "training/show.html",
        training_session=session,
        shown=_shown_sessions([session])[session.id],
        taken=queries.places_taken([session.id]).get(session.id, 0),
        access=[Access(value) for value in session.access],
        is_out_of_hours=rules.is_out_of_hours(session.held_on, session.starts_at),
        is_to_come=session.held_on > clock.today(),
        groups=groups,
        may_edit=_may_edit(session),
        may_record=bool(_edits_in()),
    )


@training.route("/training/sessions/<int:session_id>/edit", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def edit(session_id: int) -> ResponseReturnValue:
    session = queries.session_with_course(session_id)
    if not _may_edit(session):
        abort(404)
    form = forms.SessionForm(session, _values_of, _choices())
    answer = saved(
        form,
        lambda: actions.change_session(
            session, queries.course(form.course.data), form.area.data, _held(form, session.plan), signed_in()
        ),
        "Session changed",
        url_for("training.show", session_id=session_id),
    )
    return answer or render_template(
        "training/edit.html", form=form, training_session=session, heading="Change the session"
    )


def _values_of(session: TrainingSession) -> dict[str, Any]:
    return {
        "course": session.course_id,
        "held_on": session.held_on,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "venue_kind": session.venue_kind,
        "place": session.place,
        "area": session.area_id,
        "capacity": session.capacity,
        "plan": session.plan,
        "language": session.language_id,
        "other_language": session.other_language_id,
        "interpreter": session.interpreter_language_id,
        "audience": session.audience,
        "access": session.access,
        "cost": session.cost or None,
        "delivered_by": session.delivered_by,
        "jointly_with": session.jointly_with,
    }


@training.post("/training/sessions/<int:session_id>/<any('cancel', 'put-back'):deed>")
@requires(Permission.ASSURANCE_EDIT)
def change_plan(session_id: int, deed: str) -> ResponseReturnValue:
    session = queries.session_with_course(session_id)
    if not _may_edit(session):
        abort(404)
    act, said = DEEDS[deed]
    return pressed(lambda: act(session, signed_in()), said, url_for("training.show", session_id=session_id))


@training.get("/training/sessions/<int:session_id>/groups")
@requires(Permission.ASSURANCE_EDIT)
def find_group(session_id: int) -> ResponseReturnValue:
    session = queries.session_with_course(session_id)
    form = forms.FindGroup()
    form.validate()
    found = listing.groups_called(form.q.wanted or "", _edits_in())
    return render_template("training/find_group.html", training_session=session, form=form, found=found)


@training.route("/training/sessions/<int:session_id>/groups/<int:organisation_id>", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def attendance(session_id: int, organisation_id: int) -> ResponseReturnValue:
    """Who of one group came. Staff of the group's areas record it, whichever area holds the session."""
    session = queries.session_with_course(session_id)
    organisation = organisation_with_areas(organisation_id)
    insist(Permission.ASSURANCE_EDIT, organisation)
    people = {held.person_id: held.name for held in open_roles_of(organisation_id)}
    recorded = queries.attendances_of(session_id, people)
    known = {key: one.status for key, one in recorded.items() if one.organisation_id == organisation_id}
    elsewhere = {key for key, one in recorded.items() if rules.is_with_another(one, organisation_id)}
    asked = {person_id: name for person_id, name in people.items() if person_id not in elsewhere}
    form = forms.attendance_form(asked, known)
    answer = saved(
        form,
        lambda: actions.record_attendance(session, organisation, form.changed(asked), signed_in()),
        "Attendance recorded",
        url_for("training.show", session_id=session_id),
    )
    names = [people[person_id] for person_id in elsewhere]
    return answer or render_template(
        "training/attendance.html",
        training_session=session,
        is_to_come=session.held_on > clock.today(),
        organisation=organisation,
        form=form,
        asked=asked,
        elsewhere=names,
    )


@training.get("/organisations/<int:organisation_id>/training")
@requires(Permission.ASSURANCE_VIEW)
def of_organisation(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    insist(Permission.ASSURANCE_VIEW, organisation)
    today = clock.today()
    roles = open_roles_of(organisation_id)
    attendances = queries.training_of(organisation_id)
    leads = {held.person_id for held in roles if held.role_class is RoleClass.DESIGNATED_LEAD}
    return render_template(
        "training/of_organisation.html",
        organisation=organisation,
        standing=rules.standing(leads, attendances, today),
        lines=[(held, _shown(held.person_id, attendances, today)) for held in _once_each(roles)],
    )


def _once_each(roles: list[Any]) -> list[Any]:
    """A person with two roles is listed with the first of them."""
    first: dict[int, Any] = {}
    for held in roles:
        first.setdefault(held.person_id, held)
    return list(first.values())


def _shown(person_id: int, attendances: list[Any], today: Any) -> list[Any]:
    return [(one, rules.state_on(one, today)) for one in attendances if one.person_id == person_id]


@training.get("/organisations/<int:organisation_id>/training/sessions")
@requires(Permission.ASSURANCE_EDIT)
def choose_session(organisation_id: int) -> ResponseReturnValue:
    """The way from a group to the session that its people came to."""
    organisation = organisation_with_areas(organisation_id)
    insist(Permission.ASSURANCE_EDIT, organisation)
    sessions = queries.sessions_page(cursor_in(request.args, dt.date))
    return render_template("training/choose_session.html", organisation=organisation, sessions=sessions)
