import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import AccountRole
from crm.areas.models import Area
from crm.core import clock
from crm.organisations.models import Organisation
from crm.people.models import Role, RoleClass
from crm.training.models import Attendance, AttendanceStatus, CoursePart, Level, Mode, Plan, TrainingSession
from tests.factories import Make
from tests.support.statements import statements, writes
from tests.support.web import SignIn, Visitor, forms


class World(NamedTuple):
    area: Area
    organisation: Organisation
    role: Role
    session: TrainingSession
    visitor: Visitor

    @property
    def tab(self) -> str:
        return f"/organisations/{self.organisation.id}/training"

    @property
    def page(self) -> str:
        return f"/training/sessions/{self.session.id}"

    @property
    def attendance(self) -> str:
        return f"{self.page}/groups/{self.organisation.id}"


@pytest.fixture(autouse=True)
def november(session: Session) -> Iterator[None]:
    with clock.set_to(dt.date(2026, 11, 22)):
        yield


@pytest.fixture
def world(make: Make, signed_in: SignIn) -> World:
    area = make.area()
    organisation = make.organisation(area, name="Green Lane Madrasa")
    role = make.role(organisation, make.person("Amina Begum"), role_class=RoleClass.DESIGNATED_LEAD)
    held = make.training_session(dt.date(2026, 11, 20), area=area)
    return World(area, organisation, role, held, signed_in(make.adviser(area)))


def answer_about(role: Role, status: str) -> dict[str, Any]:
    return {f"person_{role.person_id}": status}


def test_without_sessions_the_page_says_what_to_do(make: Make, signed_in: SignIn) -> None:
    visitor = signed_in(make.adviser(make.area()))
    assert "No session is recorded yet" in visitor.get("/training").text
    assert visitor.get("/training/courses").status_code == 200


def test_a_course_tells_its_parts_and_the_sessions_to_come(world: World, make: Make) -> None:
    course = make.course(Level.SP, title="Working with refugees")
    for position, (mode, hours) in enumerate(((Mode.ONLINE, 2.5), (Mode.IN_PERSON, 6)), start=1):
        make.keep(CoursePart(course_id=course.id, position=position, mode=mode, hours=hours))
    for day, place in ((20, "The old hall"), (23, "The new hall")):
        make.training_session(dt.date(2026, 11, day), course=course, place=place)
    make.training_session(dt.date(2026, 11, 24), course=course, place="The hall that burnt", plan=Plan.CANCELLED)
    assert "Online, 2.5 hours; In person, 6 hours" in world.visitor.get("/training/courses").text
    page = world.visitor.get(f"/training/courses/{course.id}").text
    assert "Online, 2.5 hours" in page
    assert "The new hall" in page
    assert "The old hall" not in page
    assert "The hall that burnt" not in page


def test_a_course_of_parts_says_who_has_attended_it(world: World, make: Make) -> None:
    assert "in part" not in world.visitor.get(world.attendance).text.partition("<form")[0]
    for position in (1, 2):
        make.keep(CoursePart(course_id=world.session.course_id, position=position, mode=Mode.ONLINE))
    assert "This course has 2 parts" in world.visitor.get(world.attendance).text


def test_a_session_is_added_in_the_advisers_own_area(world: World, make: Make, session: Session) -> None:
    make.area(name="Elsewhere")
    day: dict[str, Any] = {"held_on-day": "1", "held_on-month": "12", "held_on-year": "2026", "starts_at": "6:30pm"}
    assert "Elsewhere" not in world.visitor.get("/training/sessions/new").text
    world.visitor.submit("/training/sessions/new", **day, course=str(world.session.course_id), place="Town hall")
    made = session.scalars(select(TrainingSession).where(TrainingSession.place == "Town hall")).one()
    assert (made.area_id, made.held_on, made.starts_at) == (world.area.id, dt.date(2026, 12, 1), dt.time(18, 30))
    assert "Planned" in world.visitor.get("/training").text


def test_a_session_in_an_area_of_somebody_else_is_refused(world: World, make: Make, session: Session) -> None:
    day: dict[str, Any] = {"held_on-day": "1", "held_on-month": "12", "held_on-year": "2026"}
    answer = world.visitor.submit(
        "/training/sessions/new", **day, course=str(world.session.course_id), area=str(make.area().id)
    )
    assert "Select the area" in answer.text
    assert len(session.scalars(select(TrainingSession)).all()) == 1


def test_a_session_sent_twice_is_stored_once(world: World, session: Session) -> None:
    url = "/training/sessions/new"
    _, given = forms(world.visitor.get(url).text)[-1]
    given |= {"held_on-day": "1", "held_on-month": "12", "held_on-year": "2026", "course": str(world.session.course_id)}
    first, second = (world.visitor.post(url, data=given) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 409)
    assert first.location in second.text
    assert len(session.scalars(select(TrainingSession)).all()) == 2


def test_who_came_is_recorded_by_group(world: World, session: Session) -> None:
    found = world.visitor.get(f"{world.page}/groups?q=green lane").text
    assert world.attendance in found
    answer = world.visitor.submit(world.attendance, **answer_about(world.role, "attended"))
    assert (answer.status_code, answer.location) == (303, world.page)
    made = session.scalars(select(Attendance)).one()
    assert (made.status, made.valid_until) == (AttendanceStatus.ATTENDED, dt.date(2029, 11, 20))
    assert "Amina Begum" in world.visitor.get(world.page).text
    assert "1 person came from your groups" in world.visitor.get("/training").text


def test_a_group_is_found_under_another_spelling_until_it_is_closed(world: World, make: Make) -> None:
    closed = make.organisation(
        world.area, name="Green Lane Madrasa", closed_on=dt.date(2026, 1, 1), closed_reason="ceased"
    )
    found = world.visitor.get(f"{world.page}/groups?q=green lane madrassah").text
    assert world.attendance in found
    assert f"{world.page}/groups/{closed.id}" not in found


def test_an_answer_left_alone_takes_nothing_back(world: World, make: Make, session: Session) -> None:
    other = make.role(world.organisation, make.person("Bilal"))
    _, old_page = forms(world.visitor.get(world.attendance).text)[-1]
    world.visitor.submit(world.attendance, **answer_about(world.role, "attended"))
    world.visitor.post(world.attendance, data={**old_page, **answer_about(other, "no_show")})
    statuses = dict(session.execute(select(Attendance.person_id, Attendance.status)).all())
    assert statuses == {world.role.person_id: AttendanceStatus.ATTENDED, other.person_id: AttendanceStatus.NO_SHOW}


def test_nobody_came_to_a_session_that_is_still_to_be_held(world: World, make: Make, session: Session) -> None:
    planned = make.training_session(dt.date(2026, 12, 1), area=world.area)
    url = f"/training/sessions/{planned.id}/groups/{world.organisation.id}"
    assert "Who is coming from Green Lane Madrasa?" in world.visitor.get(url).text
    assert "Who is coming" in world.visitor.get(f"/training/sessions/{planned.id}").text
    assert "1 December 2026" in world.visitor.submit(url, **answer_about(world.role, "attended")).text
    assert world.visitor.submit(url, **answer_about(world.role, "booked")).status_code == 303


def test_the_tab_tells_who_is_trained_until_when_and_what_is_next(world: World, make: Make) -> None:
    text = world.visitor.get(world.tab).text
    assert "Book the safeguarding lead on a level 3 course" in text
    make.attendance(make.training_session(dt.date(2026, 5, 1), course=make.course(Level.L3)), world.role)
    text = world.visitor.get(world.tab).text
    assert "refresher due 1 May 2029" in text
    assert "Book somebody besides the lead on level 1 or level 2" in text
    assert f'href="{world.attendance}"' in world.visitor.get(f"{world.tab}/sessions").text


def test_a_group_without_roles_says_where_to_start(world: World, make: Make) -> None:
    empty = make.organisation(world.area)
    assert "No open roles are recorded" in world.visitor.get(f"/organisations/{empty.id}/training").text


def test_staff_of_another_area_see_the_session_but_not_who_came(world: World, make: Make, signed_in: SignIn) -> None:
    make.attendance(world.session, world.role)
    stranger = signed_in(make.adviser(make.area()))
    page = stranger.get(world.page)
    assert page.status_code == 200
    assert "Amina Begum" not in page.text
    assert "Green Lane" not in page.text
    assert "Nobody from your groups is recorded" in stranger.get("/training").text
    assert world.attendance not in stranger.get(f"{world.page}/groups?q=green lane").text


def test_what_belongs_to_another_area_is_not_found(world: World, make: Make, signed_in: SignIn) -> None:
    stranger = signed_in(make.adviser(make.area()))
    pages = (world.tab, f"{world.tab}/sessions", world.attendance, f"{world.page}/edit")
    assert {stranger.get(page).status_code for page in pages} == {404}


def test_staff_of_a_groups_area_record_who_came_to_a_session_elsewhere(world: World, make: Make) -> None:
    elsewhere = make.training_session(dt.date(2026, 11, 1))
    url = f"/training/sessions/{elsewhere.id}"
    assert world.visitor.get(f"{url}/edit").status_code == 404
    answer = world.visitor.submit(f"{url}/groups/{world.organisation.id}", **answer_about(world.role, "attended"))
    assert answer.status_code == 303


def test_the_second_to_change_a_session_is_shown_what_the_first_saved(world: World, session: Session) -> None:
    url = f"{world.page}/edit"
    _, old_page = forms(world.visitor.get(url).text)[-1]
    world.visitor.submit(url, place="Library")
    assert "What changed while you were writing" in world.visitor.post(url, data={**old_page, "place": "Hall"}).text
    assert session.scalars(select(TrainingSession.place)).one() == "Library"


def test_who_views_one_area_and_edits_another_finds_no_training_in_the_first(
    world: World, make: Make, signed_in: SignIn
) -> None:
    both = make.adviser(make.area())
    both.grants += make.viewer(world.area).grants
    assert signed_in(both).get(world.tab).status_code == 404


@pytest.mark.parametrize("role", [AccountRole.VIEWER, AccountRole.ADMINISTRATOR])
def test_a_viewer_may_not_open_training(world: World, make: Make, signed_in: SignIn, role: AccountRole) -> None:
    visitor = signed_in(make.staff(role, world.area))
    pages = ("/training", "/training/courses", world.page, world.tab, world.attendance, "/training/sessions/new")
    assert {visitor.get(page).status_code for page in pages} == {403}


@pytest.mark.parametrize("role", [AccountRole.GROUP_LEAD, AccountRole.GROUP_MEMBER])
def test_a_group_may_not_open_the_pages_of_staff(
    world: World, make: Make, signed_in: SignIn, role: AccountRole
) -> None:
    visitor = signed_in(make.group_account(world.organisation, role))
    pages = ("/training", "/training/courses", world.page, world.tab, world.attendance, "/training/sessions/new")
    assert {visitor.get(page).status_code for page in pages} == {403}


def test_sessions_are_paged_the_newest_first(world: World, make: Make) -> None:
    for day in range(1, 31):
        make.training_session(dt.date(2026, 9, day), area=world.area, place=f"Place {day}.")
    first = world.visitor.get("/training").text
    assert first.index("Place 30.") < first.index("Place 29.")
    assert "Place 6." not in first
    href = next(line for line in first.split('"') if line.startswith("/training?after="))
    assert "Place 6." in world.visitor.get(href.replace("&amp;", "&")).text


def test_many_rows_cost_no_more_statements_than_one_and_write_nothing(world: World, make: Make) -> None:
    for number in range(30):
        role = make.role(world.organisation, make.person(f"Person {number}"))
        make.attendance(world.session, role)
        make.attendance(make.training_session(dt.date(2025, 1, 1), area=world.area), role)
    for page in ("/training", world.page, world.tab, world.attendance):
        with statements() as asked:
            assert world.visitor.get(page).status_code == 200
        assert len(asked) <= 12, (page, asked)
        assert writes(asked) == []
