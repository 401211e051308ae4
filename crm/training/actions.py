import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.organisations.models import Organisation
from crm.people.queries import lock_group
from crm.training import queries, rules
from crm.training.models import (
    Access,
    Attendance,
    AttendanceStatus,
    Audience,
    Course,
    Plan,
    TrainingSession,
    VenueKind,
)


@dataclass(frozen=True)
class Held:
    """What is said of a session; times are local, and None when they are not known."""

    held_on: dt.date
    starts_at: dt.time | None = None
    place: str = ""
    ends_at: dt.time | None = None
    venue_kind: VenueKind | None = None
    plan: Plan = Plan.PLANNED
    language_id: int | None = None
    other_language_id: int | None = None
    interpreter_language_id: int | None = None
    audience: Audience = Audience.EVERYBODY
    access: Sequence[Access] = ()
    capacity: int | None = None
    cost: int = 0
    delivered_by: str = ""
    jointly_with: str = ""


def add_session(course: Course, area_id: int, held: Held, actor: Account) -> TrainingSession:
    """Past or planned."""
    session = TrainingSession(course=course, area_id=area_id)
    _say(session, held)
    db.session.add(session)
    db.session.flush()
    record.record("training_session.added", session, actor)
    return session


def change_session(session: TrainingSession, course: Course, area_id: int, held: Held, actor: Account) -> None:
    """Course and day stay once somebody of any area has come: what they learnt, and when, must stay true."""
    if (course.id, held.held_on) != (session.course_id, session.held_on):
        rules.check_movable(queries.number_who_attended(session.id))
    _say(session, held)
    session.course, session.area_id = course, area_id
    record.record("training_session.changed", session, actor)


def _say(session: TrainingSession, held: Held) -> None:
    rules.check_hours(held.starts_at, held.ends_at)
    for said in fields(held):
        setattr(session, said.name, getattr(held, said.name))
    session.access = [one.value for one in held.access]


def cancel_session(session: TrainingSession, actor: Account) -> None:
    rules.check_cancellable(queries.number_who_attended(session.id))
    session.plan = Plan.CANCELLED
    record.record("training_session.cancelled", session, actor)


def put_session_back(session: TrainingSession, actor: Account) -> None:
    """It takes place after all; whether it can be booked is said anew."""
    session.plan = Plan.PLANNED
    record.record("training_session.put_back", session, actor)


def record_attendance(
    session: TrainingSession, organisation: Organisation, statuses: Mapping[int, AttendanceStatus], actor: Account
) -> None:
    """Who of the group came, by person id; whoever is not named stays as they are."""
    rules.check_takes_place(session.plan)
    for status in statuses.values():
        rules.check_status(status, session.held_on, clock.today())
    lock_group(organisation.id)
    if queries.recorded_with_another_group(session.id, organisation.id, set(statuses)):
        raise RuleBroken("Somebody here is recorded at this session with another group already")
    known = queries.attendances_from(session.id, organisation.id)
    for person_id, status in statuses.items():
        _record_one(session, organisation, known.get(person_id), person_id, status, actor)


def _record_one(
    session: TrainingSession,
    organisation: Organisation,
    attendance: Attendance | None,
    person_id: int,
    status: AttendanceStatus,
    actor: Account,
) -> None:
    if attendance is not None and attendance.status is status:
        return
    if attendance is None:
        attendance = Attendance(organisation_id=organisation.id, training_session_id=session.id, person_id=person_id)
        db.session.add(attendance)
    attendance.status, attendance.level = status, session.course.level
    _complete(attendance, session)
    record.record(f"attendance.{status.value}", attendance, actor)


def _complete(attendance: Attendance, session: TrainingSession) -> None:
    """Only who attended in full has completed; how long it counts is the course's word on this day (rule 23)."""
    has_completed = attendance.status is AttendanceStatus.ATTENDED
    months = session.course.refresh_months
    attendance.completed_on = session.held_on if has_completed else None
    attendance.valid_until = rules.valid_until(session.held_on, months) if has_completed else None
