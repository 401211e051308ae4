"""A letter that came back puts one place in doubt, and gives one follow-up."""

import datetime as dt
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.core import clock
from crm.engagement.models import Activity, FollowUp, Method, Outcome
from crm.organisations.kinds import Precision
from crm.organisations.models import Organisation, Venue
from tests.factories import Make
from tests.support.web import Visitor


@pytest.fixture
def places(make: Make, group: Organisation, newham: Area) -> list[Venue]:
    own = {"organisation_id": group.id, "area_id": newham.id, "precision": Precision.NEARBY}
    return [make.keep(Venue(**own, address=f"{number} High Street")) for number in (1, 2)]


def at(venue: Venue, page: str = "letter-returned") -> str:
    return f"/organisations/{venue.organisation_id}/venues/{venue.id}/{page}"


def tasks(session: Session) -> list[FollowUp]:
    return list(session.scalars(select(FollowUp).where(FollowUp.done_on.is_(None))))


def test_the_place_is_in_doubt_and_is_to_be_checked(session: Session, places: list[Venue], adviser: Visitor) -> None:
    assert adviser.submit(at(places[0])).status_code == 303
    session.expire_all()
    assert [place.unconfirmed_on for place in places] == [clock.today(), None]
    assert [task.what for task in tasks(session)] == ["Check the address"]
    page = unescape(adviser.get(f"/organisations/{places[0].organisation_id}/details").text)
    assert "a letter came back" in page


def test_a_second_letter_gives_no_second_follow_up(session: Session, places: list[Venue], adviser: Visitor) -> None:
    for place, note in ((places[0], ""), (places[0], "Another one"), (places[1], "")):
        adviser.submit(at(place), note=note)
    assert len(tasks(session)) == 1
    assert len(session.scalars(select(Activity)).all()) == 3


def test_it_counts_as_an_attempt(session: Session, places: list[Venue], adviser: Visitor) -> None:
    adviser.submit(at(places[0]), note="Gone away")
    activity = session.scalars(select(Activity)).one()
    assert (activity.method, activity.outcome) == (Method.LETTER, Outcome.LETTER_RETURNED_GONE)
    assert activity.note == "Gone away"


def test_a_letter_cannot_come_back_tomorrow(session: Session, places: list[Venue], adviser: Visitor) -> None:
    day = clock.today() + dt.timedelta(days=1)
    parts = {"day": str(day.day), "month": str(day.month), "year": str(day.year)}
    given: dict[str, str | list[str]] = {f"happened_on-{name}": value for name, value in parts.items()}
    answer = adviser.post(at(places[0]), data={**given, "csrf_token": token_of(adviser.get(at(places[0])).text)})
    assert answer.status_code == 200
    assert session.scalars(select(Activity)).all() == []


def test_a_place_that_was_checked_is_no_longer_in_doubt_and_the_follow_up_is_done(
    session: Session, places: list[Venue], adviser: Visitor
) -> None:
    for place in places:
        adviser.submit(at(place))
    token = token_of(adviser.get(at(places[0])).text)
    adviser.post(at(places[0], "still-here"), data={"csrf_token": token})
    assert len(tasks(session)) == 1
    adviser.post(at(places[1], "still-here"), data={"csrf_token": token})
    session.expire_all()
    assert tasks(session) == []
    assert [place.unconfirmed_on for place in places] == [None, None]


def test_a_place_that_was_left_takes_no_letter(session: Session, places: list[Venue], adviser: Visitor) -> None:
    places[0].ended_on = clock.today()
    session.flush()
    assert adviser.get(at(places[0])).status_code == 404


def token_of(text: str) -> str:
    return text.split('name="csrf_token"')[1].split('value="')[1].split('"', maxsplit=1)[0]
