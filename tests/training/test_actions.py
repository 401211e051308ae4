import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from crm.accounts.models import Account
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.training import actions, queries
from crm.training.actions import Held
from crm.training.models import Attendance, AttendanceStatus, Course, CoursePart, Level, Mode
from crm.training.reference import COURSES_FILE, load_reference
from crm.training.rules import REFRESH_MONTHS
from seed.commands import REFERENCE
from tests.factories import Make

TODAY = dt.date(2026, 11, 22)
ATTENDED = AttendanceStatus.ATTENDED


@pytest.fixture(autouse=True)
def november(session: Session) -> Iterator[None]:
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def actor(make: Make) -> Account:
    return make.account()


def test_the_catalogue_is_loaded_once_with_the_refresh_times_of_its_levels(session: Session) -> None:
    """Domain.md 6.1 and 6.2."""
    (first,) = load_reference(REFERENCE)
    (again,) = load_reference(REFERENCE)
    assert (first.added, again.added, again.same) == (19, 0, 19)
    for course in session.scalars(select(Course)):
        assert course.refresh_months == REFRESH_MONTHS[course.level]


def test_a_course_that_is_there_is_given_its_parts(session: Session) -> None:
    load_reference(REFERENCE)
    course = session.scalars(select(Course).filter_by(code="FACES-REF-B").options(selectinload(Course.parts))).one()
    parts = [(part.position, part.name, part.mode, part.hours) for part in course.parts]
    assert parts == [
        (1, "Technical overview", Mode.ONLINE, 2.5),
        (2, "Contextual learning", Mode.IN_PERSON, 6),
    ]
    course.parts.clear()
    session.flush()
    (again,) = load_reference(REFERENCE)
    assert (again.added, again.changed, len(course.parts)) == (0, 1, 2)


def test_a_refresh_time_agreed_locally_is_left_alone(session: Session, tmp_path: Path) -> None:
    load_reference(REFERENCE)
    session.scalars(select(Course).filter_by(code="LSCP-L1")).one().refresh_months = 24
    load_reference(REFERENCE)
    assert session.scalars(select(Course.refresh_months).filter_by(code="LSCP-L1")).one() == 24


def test_every_course_of_the_file_names_a_level_that_exists() -> None:
    courses = json.loads((REFERENCE / COURSES_FILE).read_text(encoding="utf-8"))["courses"]
    assert {course["level"] for course in courses} <= {level.value for level in Level}


def test_who_attended_is_trained_until_the_refresh_time_has_passed(make: Make, actor: Account) -> None:
    session = make.training_session(dt.date(2024, 2, 29), course=make.course(Level.L3, refresh_months=24))
    role = make.role(organisation := make.organisation())
    actions.record_attendance(session, organisation, {role.person_id: ATTENDED}, actor)
    made = queries.attendances_from(session.id, organisation.id)[role.person_id]
    assert (made.level, made.completed_on, made.valid_until) == (Level.L3, session.held_on, dt.date(2026, 2, 28))


@pytest.mark.parametrize("status", [AttendanceStatus.PART_ATTENDED, AttendanceStatus.NO_SHOW])
def test_who_came_in_part_or_not_at_all_gets_nothing(make: Make, actor: Account, status: AttendanceStatus) -> None:
    session, organisation = make.training_session(), make.organisation()
    role = make.role(organisation)
    actions.record_attendance(session, organisation, {role.person_id: ATTENDED}, actor)
    actions.record_attendance(session, organisation, {role.person_id: status}, actor)
    made = queries.attendances_from(session.id, organisation.id)[role.person_id]
    assert (made.status, made.completed_on, made.valid_until) == (status, None, None)


def test_a_course_that_changes_later_changes_nothing_for_who_came_before(make: Make, actor: Account) -> None:
    """Domain.md 13, rule 23."""
    session, organisation = make.training_session(dt.date(2026, 1, 1)), make.organisation()
    role = make.role(organisation)
    actions.record_attendance(session, organisation, {role.person_id: ATTENDED}, actor)
    session.course.refresh_months = 12
    actions.record_attendance(session, organisation, {role.person_id: ATTENDED}, actor)
    made = queries.attendances_from(session.id, organisation.id)[role.person_id]
    assert made.valid_until == dt.date(2029, 1, 1)


def test_a_person_of_two_groups_is_at_a_session_once(make: Make, actor: Account) -> None:
    session, person = make.training_session(), make.person()
    one, two = make.role(make.organisation(), person), make.role(make.organisation(), person)
    actions.record_attendance(session, one.organisation, {person.id: ATTENDED}, actor)
    with pytest.raises(RuleBroken, match="another group"):
        actions.record_attendance(session, two.organisation, {person.id: ATTENDED}, actor)


def test_whoever_did_not_come_with_one_group_may_have_come_with_another(make: Make, actor: Account) -> None:
    session, person = make.training_session(), make.person()
    one, two = make.role(make.organisation(), person), make.role(make.organisation(), person)
    actions.record_attendance(session, one.organisation, {person.id: AttendanceStatus.NO_SHOW}, actor)
    actions.record_attendance(session, two.organisation, {person.id: ATTENDED}, actor)
    assert queries.attendances_from(session.id, one.organisation_id) == {}
    assert queries.attendances_from(session.id, two.organisation_id)[person.id].status is ATTENDED


def test_the_day_of_a_session_stays_once_somebody_came(make: Make, actor: Account) -> None:
    session = make.training_session(dt.date(2026, 5, 1))
    actions.change_session(session, session.course, session.area_id, Held(dt.date(2026, 5, 2)), actor)
    make.attendance(session, make.role(make.organisation()))
    actions.change_session(session, session.course, session.area_id, Held(session.held_on, place="Hall"), actor)
    assert session.place == "Hall"
    with pytest.raises(RuleBroken, match="can no longer be changed"):
        actions.change_session(session, session.course, session.area_id, Held(dt.date(2026, 5, 3)), actor)


def test_what_was_done_is_in_the_history(make: Make, actor: Account, session: Session) -> None:
    organisation, area = make.organisation(), make.area()
    role = make.role(organisation)
    held = actions.add_session(make.course(), area.id, Held(dt.date(2026, 5, 1)), actor)
    actions.record_attendance(held, organisation, {role.person_id: ATTENDED}, actor)
    session.commit()
    told = {entry.event: entry for entry in session.scalars(select(AuditEntry))}
    assert told["training_session.added"].area_id == area.id
    assert told["attendance.attended"].organisation_id == organisation.id


def test_the_database_refuses_attendance_that_cannot_be(make: Make) -> None:
    with pytest.raises(IntegrityError):
        make.attendance(make.training_session(), make.role(make.organisation()), completed_on=None)


def test_the_database_refuses_a_person_twice_at_a_session(make: Make) -> None:
    session, role = make.training_session(), make.role(make.organisation())
    make.attendance(session, role)
    with pytest.raises(IntegrityError):
        make.attendance(session, role)


@pytest.mark.parametrize("wrong", [{"hours": 0}, {"hours": 3, "most_hours": 2}, {"position": 1}])
def test_the_database_refuses_a_part_that_cannot_be(make: Make, wrong: dict[str, float]) -> None:
    course = make.course()
    make.keep(CoursePart(course_id=course.id, position=1, mode=Mode.ONLINE))
    with pytest.raises(IntegrityError):
        make.keep(CoursePart(**{"course_id": course.id, "position": 2, "mode": Mode.ONLINE} | wrong))


def test_training_follows_a_person_to_their_other_group(make: Make) -> None:
    person = make.person()
    here, there = make.role(make.organisation(), person), make.role(make.organisation(), person)
    made = make.attendance(make.training_session(), there)
    assert queries.training_of(here.organisation_id) == [made]
    assert isinstance(made, Attendance)
