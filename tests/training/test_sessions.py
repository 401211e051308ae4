"""A session: its hours, places, languages and state, and that it can be called off."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.organisations.models import Language
from crm.training import rules
from crm.training.models import AttendanceStatus, Plan, TrainingSession
from crm.training.rules import ShownSession
from tests.factories import Make
from tests.support.web import SignIn, Visitor, forms

TODAY = dt.date(2026, 11, 22)
TOMORROW = TODAY + dt.timedelta(days=1)
A_WEDNESDAY = dt.date(2026, 11, 25)
IN_PART: dict[str, Any] = {
    "status": AttendanceStatus.PART_ATTENDED,
    "completed_on": None,
    "valid_until": None,
}


@pytest.fixture(autouse=True)
def november(session: Session) -> Iterator[None]:
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def planned(make: Make, newham: Area) -> TrainingSession:
    return make.training_session(A_WEDNESDAY, area=newham, capacity=2, plan=Plan.OPEN)


def state_shown(visitor: Visitor, session: TrainingSession) -> str:
    page = " ".join(visitor.get(f"/training/sessions/{session.id}").text.split())
    return page.split("State</dt>")[1].split("</strong>")[0].rsplit(">", 1)[1].strip()


def press(visitor: Visitor, session: TrainingSession, deed: str) -> int:
    token = forms(visitor.get("/training/sessions/new").text)[-1][1]["csrf_token"]
    address = f"/training/sessions/{session.id}/{deed}"
    return visitor.post(address, data={"csrf_token": token}).status_code


@pytest.mark.parametrize(
    ("on", "at", "is_out"),
    [
        (A_WEDNESDAY, None, False),
        (A_WEDNESDAY, dt.time(17, 59), False),
        (A_WEDNESDAY, dt.time(18), True),
        (dt.date(2026, 11, 28), dt.time(10), True),
        (dt.date(2026, 11, 29), None, True),
        (dt.date(2026, 11, 30), dt.time(9), False),
    ],
)
def test_evenings_and_weekends_are_out_of_hours(on: dt.date, at: dt.time | None, *, is_out: bool) -> None:
    """Domain.md 6.3."""
    assert rules.is_out_of_hours(on, at) is is_out


@pytest.mark.parametrize(
    ("plan", "on", "taken", "shown"),
    [
        (Plan.PLANNED, TODAY, 0, ShownSession.PLANNED),
        (Plan.OPEN, TODAY, 1, ShownSession.OPEN),
        (Plan.OPEN, TODAY, 2, ShownSession.FULL),
        (Plan.PLANNED, TODAY - dt.timedelta(days=1), 0, ShownSession.DELIVERED),
        (Plan.CANCELLED, TODAY - dt.timedelta(days=1), 0, ShownSession.CANCELLED),
        (Plan.CANCELLED, TOMORROW, 2, ShownSession.CANCELLED),
    ],
)
def test_how_a_session_stands_follows_from_the_day_and_the_places(
    plan: Plan, on: dt.date, taken: int, shown: ShownSession
) -> None:
    assert rules.shown_session(plan, on, 2, taken, TODAY) is shown


def test_without_a_limit_a_session_is_never_full() -> None:
    assert rules.shown_session(Plan.OPEN, TOMORROW, None, 900, TODAY) is ShownSession.OPEN


@pytest.mark.parametrize(("begins", "ends", "field"), [(None, 9, "starts_at"), (9, 9, "ends_at"), (10, 9, "ends_at")])
def test_a_session_ends_after_it_begins(begins: int | None, ends: int, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        rules.check_hours(dt.time(begins) if begins else None, dt.time(ends))
    assert broken.value.field == field


def test_everything_that_is_said_of_a_session_is_shown(
    adviser: Visitor, make: Make, session: Session, planned: TrainingSession
) -> None:
    bengali, english = (make.keep(Language(tag=tag, name=name)) for tag, name in (("bn", "Bengali"), ("en", "English")))
    answers: dict[str, Any] = {
        "starts_at": "6:30pm", "ends_at": "9pm", "venue_kind": "own_venue", "language": str(bengali.id),
        "other_language": str(english.id), "audience": "women", "access": ["step_free", "bsl"], "capacity": "12",
        "cost": "5", "delivered_by": "Rahima Khatun", "jointly_with": "The police",
    }  # fmt: skip
    assert adviser.submit(f"/training/sessions/{planned.id}/edit", **answers).status_code == 303
    page = " ".join(adviser.get(f"/training/sessions/{planned.id}").text.split())
    for words in (
        "25 November 2026 at 6:30pm to 9pm, out of office hours",
        "A group’s own place",
        "Bengali and English",
        "Women only",
        "No steps, British Sign Language",
        "0 taken of 12",
        "£5 a person",
        "Rahima Khatun",
        "The police",
    ):
        assert words in page, words
    session.expire_all()
    assert planned.access == ["step_free", "bsl"]


def test_a_session_that_ends_before_it_begins_is_told_beside_the_field_and_nothing_is_lost(
    adviser: Visitor, make: Make, session: Session
) -> None:
    day: dict[str, Any] = {"held_on-day": "1", "held_on-month": "12", "held_on-year": "2026", "place": "মসজিদ নূর"}
    hours: dict[str, Any] = {"starts_at": "9pm", "ends_at": "6pm"}
    page = adviser.submit("/training/sessions/new", **day, **hours, course=str(make.course().id)).text
    assert "It must end after it begins" in page
    assert "মসজিদ নূর" in page
    assert session.scalars(select(TrainingSession.id)).all() == []


def test_places_taken_by_other_areas_make_a_session_full(
    adviser: Visitor, make: Make, planned: TrainingSession
) -> None:
    booked: dict[str, Any] = {"status": AttendanceStatus.BOOKED, "completed_on": None, "valid_until": None}
    assert state_shown(adviser, planned) == "Open for booking"
    for _ in range(2):
        make.attendance(planned, make.role(make.organisation()), **booked)
    assert state_shown(adviser, planned) == "Full"
    assert "Full" in adviser.get("/training").text


def test_a_session_is_cancelled_and_put_back(
    adviser: Visitor, session: Session, newham: Area, planned: TrainingSession
) -> None:
    assert press(adviser, planned, "cancel") == 303
    assert state_shown(adviser, planned) == "Cancelled"
    assert press(adviser, planned, "put-back") == 303
    assert state_shown(adviser, planned) == "Planned"
    events = session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)).all()
    assert events[-2:] == ["training_session.cancelled", "training_session.put_back"]


def test_an_old_button_changes_nothing_and_says_so(adviser: Visitor, planned: TrainingSession) -> None:
    press(adviser, planned, "put-back")
    page = adviser.get(f"/training/sessions/{planned.id}").text
    assert "The session is not cancelled" in page
    assert "govuk-notification-banner--success" not in page
    assert state_shown(adviser, planned) == "Open for booking"
    press(adviser, planned, "cancel")
    press(adviser, planned, "cancel")
    assert "The session is cancelled already" in adviser.get(f"/training/sessions/{planned.id}").text


def test_nobody_has_been_at_a_session_that_is_cancelled(
    adviser: Visitor, make: Make, newham: Area, planned: TrainingSession
) -> None:
    group = make.organisation(newham)
    role = make.role(group)
    press(adviser, planned, "cancel")
    page = f"/training/sessions/{planned.id}/groups/{group.id}"
    answers: dict[str, Any] = {f"person_{role.person_id}": "booked"}
    assert "The session is cancelled" in adviser.submit(page, **answers).text


@pytest.mark.parametrize("came", [{}, IN_PART])
def test_a_session_that_somebody_came_to_is_neither_cancelled_nor_moved(
    adviser: Visitor, make: Make, newham: Area, came: dict[str, Any]
) -> None:
    held = make.training_session(TODAY, area=newham)
    make.attendance(held, make.role(make.organisation(newham)), **came)
    press(adviser, held, "cancel")
    assert held.plan is Plan.PLANNED
    day: dict[str, Any] = {"held_on-day": "1"}
    assert "can no longer be changed" in adviser.submit(f"/training/sessions/{held.id}/edit", **day).text
    assert "1 person came from your groups" in adviser.get("/training").text


def test_another_area_cannot_cancel_it(make: Make, signed_in: SignIn, planned: TrainingSession) -> None:
    assert press(signed_in(make.adviser(make.area())), planned, "cancel") == 404


@pytest.mark.parametrize("wrong", [{"capacity": 0}, {"cost": -1}, {"starts_at": dt.time(9), "ends_at": dt.time(9)}])
def test_the_database_refuses_a_session_that_cannot_be(make: Make, session: Session, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        make.training_session(TODAY, **wrong)
