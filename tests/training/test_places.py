"""Places at a session: who has one, who waits, and that none is given twice."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.access.scope import every_area
from crm.accounts.models import Account
from crm.areas.models import Area
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.organisations.models import Organisation
from crm.people.models import Person, RoleClass
from crm.training import actions, queries
from crm.training.actions import Held
from crm.training.models import Attendance, AttendanceStatus, Plan, TrainingSession
from tests.factories import Make
from tests.support.web import Visitor

TODAY = dt.date(2026, 11, 22)
TO_COME = dt.date(2026, 12, 6)
BOOKED, WAITS, GAVE_UP = AttendanceStatus.BOOKED, AttendanceStatus.WAITLISTED, AttendanceStatus.CANCELLED


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def actor(make: Make) -> Account:
    return make.account()


@pytest.fixture
def to_come(make: Make, newham: Area) -> TrainingSession:
    return make.training_session(TO_COME, area=newham, capacity=2, plan=Plan.OPEN)


def people_of(make: Make, group: Organisation, number: int) -> list[int]:
    return [make.role(group, make.person(f"Person {n}")).person_id for n in range(number)]


def statuses(session: TrainingSession) -> dict[int, AttendanceStatus]:
    """By person, in the order in which they asked."""
    wanted = select(Attendance).filter_by(training_session_id=session.id).order_by(Attendance.booked_at, Attendance.id)
    return {one.person_id: one.status for one in db.session.scalars(wanted.execution_options(populate_existing=True))}


def who_booked(session: Session, group: Organisation) -> list[int | None]:
    """As the group's history tells it, the first place first."""
    told = select(AuditEntry.actor_id).filter_by(organisation_id=group.id, event="attendance.booked")
    return list(session.scalars(told.order_by(AuditEntry.id)))


def test_whoever_comes_after_the_last_place_waits(make: Make, actor: Account, to_come: TrainingSession) -> None:
    group = make.organisation()
    one, two, three = people_of(make, group, 3)
    assert actions.book(to_come, group, [one, two, three, three], actor) == 1
    assert statuses(to_come) == {one: BOOKED, two: BOOKED, three: WAITS}


def test_a_place_given_up_goes_to_whoever_asked_first_of_any_area(
    make: Make, actor: Account, session: Session, to_come: TrainingSession
) -> None:
    here, there = make.organisation(), make.organisation()
    first, second = people_of(make, here, 2)
    third, fourth = people_of(make, there, 2)
    actions.book(to_come, here, [first, second], actor)
    actions.book(to_come, there, [third], actor)
    actions.book(to_come, there, [fourth], actor)
    actions.give_up(to_come, here, first, actor)
    assert statuses(to_come) == {first: GAVE_UP, second: BOOKED, third: BOOKED, fourth: WAITS}
    session.commit()
    assert who_booked(session, there) == [None]
    assert who_booked(session, here) == [actor.id, actor.id]


def test_more_places_do_not_tell_a_group_who_made_them(
    make: Make, actor: Account, session: Session, to_come: TrainingSession
) -> None:
    group = make.organisation()
    actions.book(to_come, group, people_of(make, group, 3), actor)
    actions.change_session(to_come, to_come.course, to_come.area_id, Held(TO_COME, capacity=3, plan=Plan.OPEN), actor)
    session.commit()
    assert who_booked(session, group) == [actor.id, actor.id, None]


def test_whoever_gives_up_and_asks_again_is_last(make: Make, actor: Account, to_come: TrainingSession) -> None:
    group = make.organisation()
    one, two, three, four = people_of(make, group, 4)
    actions.book(to_come, group, [one, two, three, four], actor)
    with clock.set_to(TODAY + dt.timedelta(days=1)):
        actions.give_up(to_come, group, three, actor)
        actions.book(to_come, group, [three], actor)
    actions.give_up(to_come, group, one, actor)
    assert statuses(to_come)[four] is BOOKED
    assert statuses(to_come)[three] is WAITS


def test_asking_twice_keeps_the_turn(make: Make, actor: Account, to_come: TrainingSession) -> None:
    group = make.organisation()
    everybody = people_of(make, group, 4)
    actions.book(to_come, group, everybody, actor)
    with clock.set_to(TODAY + dt.timedelta(days=1)):
        actions.book(to_come, group, everybody[2:3], actor)
    actions.give_up(to_come, group, everybody[0], actor)
    assert statuses(to_come)[everybody[2]] is BOOKED


def test_more_places_go_to_whoever_waits_and_fewer_than_are_taken_are_refused(
    make: Make, actor: Account, to_come: TrainingSession
) -> None:
    group = make.organisation()
    everybody = people_of(make, group, 4)
    actions.book(to_come, group, everybody, actor)
    with pytest.raises(RuleBroken, match="2 places are taken already"):
        actions.change_session(to_come, to_come.course, to_come.area_id, Held(TO_COME, capacity=1), actor)
    actions.change_session(to_come, to_come.course, to_come.area_id, Held(TO_COME, capacity=3, plan=Plan.OPEN), actor)
    assert list(statuses(to_come).values()) == [BOOKED, BOOKED, BOOKED, WAITS]


@pytest.mark.parametrize(
    ("plan", "on"), [(Plan.PLANNED, TO_COME), (Plan.CANCELLED, TO_COME), (Plan.OPEN, TODAY - dt.timedelta(days=1))]
)
def test_a_group_books_what_is_open_and_to_come(make: Make, actor: Account, plan: Plan, on: dt.date) -> None:
    group = make.organisation()
    held = make.training_session(on, plan=plan)
    with pytest.raises(RuleBroken, match="cannot be booked any more"):
        actions.book(held, group, people_of(make, group, 1), actor)


def test_what_is_over_is_not_given_up(make: Make, actor: Account, to_come: TrainingSession) -> None:
    group = make.organisation()
    (one,) = people_of(make, group, 1)
    actions.book(to_come, group, [one], actor)
    with clock.set_to(TO_COME + dt.timedelta(days=1)), pytest.raises(RuleBroken, match="Nothing was given up"):
        actions.give_up(to_come, group, one, actor)
    assert statuses(to_come) == {one: BOOKED}


def test_nobody_gets_a_place_once_the_session_is_over(make: Make, actor: Account, to_come: TrainingSession) -> None:
    group = make.organisation()
    one, two, three = people_of(make, group, 3)
    actions.book(to_come, group, [one, two, three], actor)
    with clock.set_to(TO_COME + dt.timedelta(days=1)):
        actions.record_attendance(to_come, group, {one: AttendanceStatus.NO_SHOW}, actor)
    assert statuses(to_come)[three] is WAITS


def test_places_of_a_cancelled_session_are_given_once_it_is_put_back(
    make: Make, actor: Account, to_come: TrainingSession
) -> None:
    group = make.organisation()
    everybody = people_of(make, group, 3)
    actions.book(to_come, group, everybody, actor)
    actions.cancel_session(to_come, actor)
    more = Held(TO_COME, capacity=3, plan=Plan.CANCELLED)
    actions.change_session(to_come, to_come.course, to_come.area_id, more, actor)
    assert statuses(to_come)[everybody[2]] is WAITS
    actions.put_session_back(to_come, actor)
    assert statuses(to_come)[everybody[2]] is BOOKED


def test_staff_put_nobody_over_the_number_either(
    make: Make, adviser: Visitor, newham: Area, to_come: TrainingSession
) -> None:
    group = make.organisation(newham)
    everybody = people_of(make, group, 3)
    page = f"/training/sessions/{to_come.id}/groups/{group.id}"
    answers: dict[str, Any] = {f"person_{key}": "booked" for key in everybody}
    assert adviser.submit(page, **answers).status_code == 303
    assert list(statuses(to_come).values()) == [BOOKED, BOOKED, WAITS]
    assert "On the waiting list" in adviser.get(f"/training/sessions/{to_come.id}").text


def test_the_database_refuses_somebody_who_waits_since_never(make: Make, to_come: TrainingSession) -> None:
    with pytest.raises(IntegrityError):
        make.attendance(
            to_come, make.role(make.organisation()), status=WAITS, completed_on=None, valid_until=None, booked_at=None
        )


def at_once(app: Flask, *works: Callable[[], None]) -> None:
    """Each with a connection of its own."""
    everybody_ready = threading.Barrier(len(works))

    def run(work: Callable[[], None]) -> None:
        everybody_ready.wait()
        with clock.set_to(TODAY), app.app_context(), every_area("somebody books"):
            work()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()


def test_places_are_never_oversold_when_many_book_at_once(separate_app: Flask) -> None:
    """Eight groups want two places each of five."""
    with separate_app.app_context(), every_area("a test looks at everything"):
        make = Make()
        held = make.training_session(TO_COME, capacity=5, plan=Plan.OPEN)
        groups = [make.organisation() for _ in range(8)]
        wanted = [(group.id, people_of(make, group, 2)) for group in groups]
        session_id, actor_id = held.id, make.account().id
        db.session.commit()

        def ask(organisation_id: int, person_ids: list[int]) -> None:
            group = db.session.get_one(Organisation, organisation_id)
            by = db.session.get_one(Account, actor_id)
            actions.book(queries.session_with_course(session_id), group, person_ids, by)
            db.session.commit()

        at_once(separate_app, *(partial(ask, *one) for one in wanted))
        found = list(statuses(db.session.get_one(TrainingSession, session_id)).values())
        assert (found.count(BOOKED), found.count(WAITS)) == (5, 11)


def test_a_name_that_many_send_at_once_is_one_person(separate_app: Flask) -> None:
    with separate_app.app_context(), every_area("a test looks at everything"):
        make = Make()
        held = make.training_session(TO_COME, capacity=5, plan=Plan.OPEN)
        session_id, group_id, actor_id = held.id, make.organisation().id, make.account().id
        db.session.commit()

        def ask() -> None:
            session, group = queries.session_with_course(session_id), db.session.get_one(Organisation, group_id)
            by = db.session.get_one(Account, actor_id)
            people = actions.people_called(session, group, ["Bilal Ahmed"], RoleClass.HELPER, by)
            actions.book(session, group, people, by)
            db.session.commit()

        at_once(separate_app, *[ask] * 8)
        assert list(db.session.scalars(select(Person.name))) == ["Bilal Ahmed"]
        assert list(statuses(db.session.get_one(TrainingSession, session_id)).values()) == [BOOKED]
