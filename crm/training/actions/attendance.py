"""Who has a place at a session, who waits for one, and who came.

Whoever wants a place goes on the waiting list first; places are given from it, and nowhere else.
"""

from collections.abc import Mapping, Sequence

from crm.access.scope import every_area
from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.core.text import fold
from crm.extensions import db
from crm.organisations.models import Organisation
from crm.people.actions import add_person, add_role
from crm.people.models import RoleClass
from crm.people.queries import lock_group, open_roles_of
from crm.people.rules import RoleFacts
from crm.training import queries, rules
from crm.training.models import Attendance, AttendanceStatus, TrainingSession


def record_attendance(
    session: TrainingSession, organisation: Organisation, statuses: Mapping[int, AttendanceStatus], actor: Account
) -> None:
    """Who of the group came or wants a place, by person id; whoever is not named stays as they are."""
    queries.lock_session(session)
    rules.check_takes_place(session.plan)
    for status in statuses.values():
        rules.check_status(status, session.held_on, clock.today())
    lock_group(organisation.id)
    known = queries.attendances_of(session.id, statuses.keys())
    if any(rules.is_with_another(one, organisation.id) for one in known.values()):
        raise RuleBroken("Somebody here is recorded at this session with another group already")
    for person_id, status in statuses.items():
        _record_one(session, organisation, known.get(person_id), person_id, status, actor)
    give_places(session, organisation, actor)


def book(session: TrainingSession, organisation: Organisation, person_ids: Sequence[int], actor: Account) -> int:
    """For a group, where its session is open to groups; staff may book before. Gives how many of them wait."""
    queries.lock_session(session)
    rules.check_bookable(session.plan, session.held_on, clock.today())
    known = queries.attendances_of(session.id, person_ids)
    if names := [one.person.name for one in known.values() if rules.is_with_another(one, organisation.id)]:
        # A group does not learn which other groups somebody belongs to (domain.md 9.4).
        raise RuleBroken(f"Ask your adviser about {' and '.join(names)}: they cannot be booked here")
    wanted = [key for key in person_ids if key not in known or not known[key].is_booking]
    record_attendance(session, organisation, dict.fromkeys(wanted, AttendanceStatus.BOOKED), actor)
    now = queries.attendances_from(session.id, organisation.id)
    return sum(now[key].status is AttendanceStatus.WAITLISTED for key in set(person_ids))


def people_called(
    session: TrainingSession, organisation: Organisation, names: Sequence[str], role_class: RoleClass, actor: Account
) -> list[int]:
    """Their ids. Whoever has no open role in the group under this name is new in it; two who book wait in turn."""
    queries.lock_session(session)
    lock_group(organisation.id)
    known = {fold(held.name): held.person_id for held in open_roles_of(organisation.id)}
    for name in names:
        if fold(name) not in known:
            person = add_person(name, "", "", actor)
            add_role(organisation, person, RoleFacts(role_class), actor)
            db.session.flush()
            known[fold(name)] = person.id
    return [known[fold(name)] for name in names]


def give_up(session: TrainingSession, organisation: Organisation, person_id: int, actor: Account) -> None:
    """A place, or a turn on the waiting list."""
    queries.lock_session(session)
    attendance = queries.attendances_from(session.id, organisation.id).get(person_id)
    is_booking = attendance is not None and attendance.is_booking
    rules.check_given_up(session.plan, session.held_on, clock.today(), is_booking=is_booking)
    record_attendance(session, organisation, {person_id: AttendanceStatus.CANCELLED}, actor)


def give_places(
    session: TrainingSession, organisation: Organisation | None = None, actor: Account | None = None
) -> None:
    """To those who wait for a session to come, of all areas, in the order in which they asked.

    Who acted is told in the history of the `organisation` that they acted for, and not to another group.
    """
    if not rules.is_to_come(session.plan, session.held_on, clock.today()):
        return
    with every_area("places at a session go to whoever asked first"):
        db.session.flush()
        waiting = queries.waiting(session.id)
        taken = queries.places_taken([session.id]).get(session.id, 0)
        for attendance in waiting[: rules.places_free(session.capacity, taken)]:
            attendance.status = AttendanceStatus.BOOKED
            is_own = organisation is not None and attendance.organisation_id == organisation.id
            record.record("attendance.booked", attendance, actor if is_own else None)
        db.session.flush()


def _record_one(
    session: TrainingSession,
    organisation: Organisation,
    attendance: Attendance | None,
    person_id: int,
    status: AttendanceStatus,
    actor: Account,
) -> None:
    if attendance is None:
        attendance = Attendance(training_session_id=session.id, person_id=person_id)
        db.session.add(attendance)
    elif attendance.organisation_id == organisation.id and (
        attendance.status is status or rules.waits_already(attendance.status, status)
    ):
        return
    attendance.organisation_id = organisation.id
    if status is AttendanceStatus.BOOKED:
        status, attendance.booked_at = AttendanceStatus.WAITLISTED, clock.now()
    attendance.status, attendance.level = status, session.course.level
    _complete(attendance, session)
    record.record(f"attendance.{status.value}", attendance, actor)


def _complete(attendance: Attendance, session: TrainingSession) -> None:
    """Only who attended in full has completed; how long it counts is the course's word on this day (rule 23)."""
    has_completed = attendance.status is AttendanceStatus.ATTENDED
    months = session.course.refresh_months
    attendance.completed_on = session.held_on if has_completed else None
    attendance.valid_until = rules.valid_until(session.held_on, months) if has_completed else None
