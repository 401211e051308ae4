"""A safeguarding lead books places for people of the group."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import AccountRole
from crm.areas.models import Area
from crm.core import clock
from crm.organisations.models import Organisation
from crm.people.models import Person, Role, RoleClass
from crm.training.models import Attendance, AttendanceStatus, Plan, TrainingSession
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import SignIn, Visitor, forms

TO_COME = dt.date(2026, 12, 6)


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with clock.set_to(dt.date(2026, 11, 22)):
        yield


@pytest.fixture
def group(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, name="Light House")


@pytest.fixture
def lead(make: Make, group: Organisation, signed_in: SignIn) -> Visitor:
    return signed_in(make.group_account(group))


@pytest.fixture
def to_come(make: Make, newham: Area) -> TrainingSession:
    course = make.course(title="Awareness for helpers")
    return make.training_session(TO_COME, course=course, area=newham, capacity=2, plan=Plan.OPEN, place="The hall")


def page_of(group: Organisation, session: TrainingSession) -> str:
    return f"/my-group/{group.id}/training/{session.id}"


def names_by_status(session: Session) -> dict[str, AttendanceStatus]:
    wanted = select(Person.name, Attendance.status).join(Attendance.person)
    return dict(session.execute(wanted).all())


def test_a_lead_books_people_with_and_without_a_role_in_one_go(
    lead: Visitor, make: Make, session: Session, group: Organisation, to_come: TrainingSession
) -> None:
    known = make.role(group, make.person("Amina Begum"))
    assert "Awareness for helpers" in lead.get(f"/my-group/{group.id}/training").text
    page = page_of(group, to_come)
    typed = "নূর জাহান\n\n  Amina  Begum \nبلال"
    answer = lead.submit(page, people=[str(known.person_id)], names=typed, role_class="teacher")
    assert answer.status_code == 303
    assert names_by_status(session) == {
        "Amina Begum": AttendanceStatus.BOOKED,
        "নূর জাহান": AttendanceStatus.BOOKED,
        "بلال": AttendanceStatus.WAITLISTED,
    }
    new = select(Role.role_class).join(Role.person).where(Person.name == "بلال")
    assert session.scalars(new).one() is RoleClass.TEACHER
    shown = lead.get(page).text
    assert "1 on the waiting list" in shown
    assert "The session is full" in shown


def test_sent_twice_books_nobody_twice(
    lead: Visitor, make: Make, session: Session, group: Organisation, to_come: TrainingSession
) -> None:
    page, known = page_of(group, to_come), make.role(group, make.person("Amina Begum"))
    given = forms(lead.get(page).text)[-1][1]
    given |= {"people": [str(known.person_id)], "names": "Bilal Ahmed", "role_class": "helper"}
    assert [lead.post(page, data=given).status_code for _ in range(2)] == [303, 303]
    assert len(session.scalars(select(Attendance)).all()) == 2
    assert len(session.scalars(select(Person).where(Person.name == "Bilal Ahmed")).all()) == 1


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({}, "Say who wants to come"),
        ({"names": "Bilal Ahmed"}, "Select what they do in your group"),
        ({"names": "\n".join(f"Person {n}" for n in range(31)), "role_class": "helper"}, "Write 30 names at most"),
        ({"names": "x" * 101, "role_class": "helper"}, "each of at most 100 letters"),
        ({"names": "Bilal Ahmed", "role_class": "designated_lead"}, "Select one of the answers"),
    ],
)
def test_a_wrong_answer_is_told_and_nothing_is_lost(
    lead: Visitor, session: Session, group: Organisation, to_come: TrainingSession, answers: dict[str, Any], words: str
) -> None:
    page = lead.submit(page_of(group, to_come), **answers).text
    assert words in page
    assert answers.get("names", "").partition("\n")[0] in page
    assert session.scalars(select(Attendance.id)).all() == []


def test_a_place_is_given_up(lead: Visitor, make: Make, group: Organisation, to_come: TrainingSession) -> None:
    role = make.role(group, make.person("Amina Begum"))
    page = page_of(group, to_come)
    lead.submit(page, people=[str(role.person_id)])
    token = forms(lead.get(page).text)[-1][1]["csrf_token"]
    for words in ("Given up. You can ask for a place again", "Nothing was given up"):
        answer = lead.post(f"{page}/people/{role.person_id}/give-up", data={"csrf_token": token})
        assert answer.status_code == 303
        shown = lead.get(page).text
        assert words in shown
        assert "Cancelled" in shown
        assert "2 places left" in shown


def test_whoever_waits_has_a_turn_to_give_up(
    lead: Visitor, make: Make, group: Organisation, to_come: TrainingSession
) -> None:
    people = [make.role(group, make.person(name)).person_id for name in ("Amina", "Bilal", "Chaya")]
    page = page_of(group, to_come)
    lead.submit(page, people=[str(key) for key in people])
    shown = lead.get(page).text
    assert "the place of Amina" in shown
    assert "the turn of Chaya" in shown


def test_what_is_planned_or_far_away_is_not_found(lead: Visitor, make: Make, group: Organisation, newham: Area) -> None:
    planned = make.training_session(TO_COME, area=newham, plan=Plan.PLANNED)
    elsewhere = make.training_session(TO_COME, plan=Plan.OPEN)
    assert [lead.get(page_of(group, one)).status_code for one in (planned, elsewhere)] == [404, 404]


def test_what_is_over_or_cancelled_offers_no_places(
    lead: Visitor, make: Make, group: Organisation, newham: Area
) -> None:
    for on, plan in ((dt.date(2026, 11, 1), Plan.OPEN), (TO_COME, Plan.CANCELLED)):
        page = lead.get(page_of(group, make.training_session(on, area=newham, plan=plan))).text
        assert "Book places" not in page


def test_no_other_group_is_seen_or_booked_for(
    lead: Visitor, make: Make, group: Organisation, newham: Area, to_come: TrainingSession
) -> None:
    other = make.organisation(newham)
    role = make.role(other, make.person("Somebody Else"))
    booked = {"status": AttendanceStatus.BOOKED, "completed_on": None, "valid_until": None}
    make.attendance(to_come, role, **booked)
    page = lead.get(page_of(group, to_come)).text
    assert "Somebody Else" not in page
    assert "1 place left" in page
    assert lead.get(page_of(other, to_come)).status_code == 404
    assert lead.get(f"/my-group/{other.id}/training").status_code == 404
    assert "Select one of the answers" in lead.submit(page_of(group, to_come), people=[str(role.person_id)]).text


def test_somebody_whom_another_group_booked_is_told_of_and_nothing_is_lost(
    lead: Visitor, make: Make, session: Session, group: Organisation, to_come: TrainingSession
) -> None:
    person = make.person("Amina Begum")
    make.role(group, person)
    elsewhere = make.role(make.organisation(), person)
    make.attendance(to_come, elsewhere, status=AttendanceStatus.BOOKED, completed_on=None, valid_until=None)
    answers: dict[str, Any] = {"people": [str(person.id)], "names": "Bilal Ahmed", "role_class": "helper"}
    page = lead.submit(page_of(group, to_come), **answers).text
    assert "Ask your adviser about Amina Begum: they cannot be booked here" in page
    assert "another group" not in page
    assert "Bilal Ahmed" in page
    assert session.scalars(select(Person).where(Person.name == "Bilal Ahmed")).all() == []


def test_somebody_who_gave_up_a_place_with_another_group_can_be_booked(
    lead: Visitor, make: Make, session: Session, group: Organisation, to_come: TrainingSession
) -> None:
    person = make.person("Amina Begum")
    make.role(group, person)
    elsewhere = make.role(make.organisation(), person)
    make.attendance(to_come, elsewhere, status=AttendanceStatus.CANCELLED, completed_on=None, valid_until=None)
    assert lead.submit(page_of(group, to_come), people=[str(person.id)]).status_code == 303
    booked = session.execute(select(Attendance.organisation_id, Attendance.status)).one()
    assert booked == (group.id, AttendanceStatus.BOOKED)


def test_a_member_cannot_book(make: Make, group: Organisation, signed_in: SignIn, to_come: TrainingSession) -> None:
    member = signed_in(make.group_account(group, AccountRole.GROUP_MEMBER))
    assert member.get(f"/my-group/{group.id}/training").status_code == 403
    assert member.get(page_of(group, to_come)).status_code == 403
    assert "Book training" not in member.get("/my-group").text


def test_nothing_to_book_says_what_to_do(lead: Visitor, group: Organisation) -> None:
    assert "No session can be booked now" in lead.get(f"/my-group/{group.id}/training").text


def test_many_sessions_and_people_cost_no_more_statements(
    lead: Visitor, make: Make, group: Organisation, newham: Area, to_come: TrainingSession
) -> None:
    booked = {"status": AttendanceStatus.BOOKED, "completed_on": None, "valid_until": None}
    for number in range(20):
        make.training_session(TO_COME, area=newham, plan=Plan.OPEN)
        make.attendance(to_come, make.role(group, make.person(f"Person {number}")), **booked)
    for page in (f"/my-group/{group.id}/training", page_of(group, to_come)):
        with statements() as said:
            assert lead.get(page).status_code == 200
        assert len(said) <= 12, (page, said)
