from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import requires, signed_in
from crm.access.permissions import Permission
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.organisations.models import Organisation
from crm.organisations.views.saving import pressed
from crm.people.queries import open_roles_of
from crm.portal.booking.forms import BookingForm
from crm.portal.views import own_group, portal
from crm.training import actions, queries, rules
from crm.training.models import Access, Attendance, Plan, TrainingSession


def _area_ids(organisation: Organisation) -> set[int]:
    return {link.area_id for link in organisation.areas if link.ended_on is None}


@portal.get("/my-group/<int:organisation_id>/training")
@requires(Permission.OWN_ASSURANCE)
def training(organisation_id: int) -> ResponseReturnValue:
    organisation = own_group(organisation_id)
    sessions = queries.sessions_to_book(_area_ids(organisation), clock.today())
    session_ids = [one.id for one in sessions]
    taken = queries.places_taken(session_ids)
    return render_template(
        "portal/training.html",
        organisation=organisation,
        sessions=sessions,
        left={one.id: rules.places_free(one.capacity, taken.get(one.id, 0)) for one in sessions},
        booked=queries.numbers_booked_by(organisation_id, session_ids),
    )


@portal.route("/my-group/<int:organisation_id>/training/<int:session_id>", methods=["GET", "POST"])
@requires(Permission.OWN_ASSURANCE)
def book(organisation_id: int, session_id: int) -> ResponseReturnValue:
    organisation, session = own_group(organisation_id), queries.session_with_course(session_id)
    booked = queries.booked_by(organisation_id, session_id)
    if session.plan is Plan.PLANNED or (session.area_id not in _area_ids(organisation) and not booked):
        abort(404)
    form = _form(organisation_id, booked)
    if form.validate_on_submit():
        try:
            return _save(form, organisation, session)
        except RuleBroken as broken:
            db.session.rollback()
            form.show(broken)
            organisation, session = own_group(organisation_id), queries.session_with_course(session_id)
            booked = queries.booked_by(organisation_id, session_id)
    taken = queries.places_taken([session_id]).get(session_id, 0)
    return render_template(
        "portal/book.html",
        form=form,
        organisation=organisation,
        training_session=session,
        booked=booked,
        access=[Access(value) for value in session.access],
        shown=rules.shown_session(session.plan, session.held_on, session.capacity, taken, clock.today()),
        left=rules.places_free(session.capacity, taken),
        may_give_up=rules.is_to_come(session.plan, session.held_on, clock.today()),
    )


def _form(organisation_id: int, booked: Sequence[Attendance]) -> BookingForm:
    """Offers whoever has an open role, and neither place nor turn yet; sent twice, a form may name them again."""
    form = BookingForm()
    has_one = set() if form.is_submitted() else {one.person_id for one in booked if one.is_booking}
    people = {held.person_id: held.name for held in open_roles_of(organisation_id) if held.person_id not in has_one}
    form.people.choices = list(people.items())
    return form


def _save(form: BookingForm, organisation: Organisation, session: TrainingSession) -> ResponseReturnValue:
    wanted = list(form.people.data)
    if names := form.new_names():
        wanted += actions.people_called(session, organisation, names, form.role_class.data, signed_in())
    waiting = actions.book(session, organisation, wanted, signed_in())
    db.session.commit()
    flash(f"{waiting} on the waiting list: we book a place as soon as one is free" if waiting else "Booked")
    return redirect(url_for("portal.book", organisation_id=organisation.id, session_id=session.id), 303)


@portal.post("/my-group/<int:organisation_id>/training/<int:session_id>/people/<int:person_id>/give-up")
@requires(Permission.OWN_ASSURANCE)
def give_up_place(organisation_id: int, session_id: int, person_id: int) -> ResponseReturnValue:
    organisation, session = own_group(organisation_id), queries.session_with_course(session_id)
    return pressed(
        lambda: actions.give_up(session, organisation, person_id, signed_in()),
        "Given up. You can ask for a place again",
        url_for("portal.book", organisation_id=organisation_id, session_id=session_id),
    )
