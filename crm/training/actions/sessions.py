"""What is held when and where, and whether it takes place."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields

from crm.accounts.models import Account
from crm.audit import record
from crm.extensions import db
from crm.training import queries, rules
from crm.training.actions.attendance import give_places
from crm.training.models import (
    Access,
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
    """Course and day stay once somebody of any area has come: what they learnt, and when, must stay true.

    More places than before go to whoever waits.
    """
    if (course.id, held.held_on) != (session.course_id, session.held_on):
        rules.check_movable(queries.number_who_came(session.id))
    rules.check_capacity(held.capacity, queries.places_taken([session.id]).get(session.id, 0))
    _say(session, held)
    session.course, session.area_id = course, area_id
    record.record("training_session.changed", session, actor)
    give_places(session)


def _say(session: TrainingSession, held: Held) -> None:
    rules.check_hours(held.starts_at, held.ends_at)
    for said in fields(held):
        setattr(session, said.name, getattr(held, said.name))
    session.access = [one.value for one in held.access]


def cancel_session(session: TrainingSession, actor: Account) -> None:
    queries.lock_session(session)
    rules.check_cancellable(session.plan, queries.number_who_came(session.id))
    session.plan = Plan.CANCELLED
    record.record("training_session.cancelled", session, actor)


def put_session_back(session: TrainingSession, actor: Account) -> None:
    """It takes place after all; whether it can be booked is said anew."""
    rules.check_cancelled(session.plan)
    session.plan = Plan.PLANNED
    record.record("training_session.put_back", session, actor)
    give_places(session)
