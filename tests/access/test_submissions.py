"""A form that comes again, from whoever went back to it or pressed twice, is stored once and says so."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.core import clock
from crm.organisations.models import MeetingTime, Organisation
from tests.factories import Make
from tests.support.web import SignIn, Visitor, forms

TODAY = dt.date(2026, 11, 22)
FRIDAY: dict[str, Any] = {"weekday": "fri", "starts_at": "1pm", "note": "After prayers"}


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def area(make: Make) -> Area:
    return make.area()


@pytest.fixture
def group(make: Make, area: Area) -> Organisation:
    return make.organisation(area)


@pytest.fixture
def adviser(make: Make, area: Area, signed_in: SignIn) -> Visitor:
    return signed_in(make.adviser(area))


def page(group: Organisation) -> str:
    return f"/organisations/{group.id}/times/new"


def times(session: Session) -> int:
    return session.scalar(select(func.count(MeetingTime.id))) or 0


def test_the_same_answers_on_a_fresh_page_are_stored_once(
    adviser: Visitor, session: Session, group: Organisation
) -> None:
    assert adviser.submit(page(group), **FRIDAY).status_code == 303
    again = adviser.submit(page(group), **FRIDAY)
    assert again.status_code == 409
    assert "You saved this already" in again.text
    assert f'href="/organisations/{group.id}/details#times"' in again.text
    assert times(session) == 1


def test_other_answers_are_stored_too(adviser: Visitor, session: Session, group: Organisation) -> None:
    adviser.submit(page(group), **FRIDAY)
    assert adviser.submit(page(group), **(FRIDAY | {"weekday": "sat"})).status_code == 303
    assert times(session) == 2


def test_what_is_meant_twice_is_stored_once_more_and_no_oftener(
    adviser: Visitor, session: Session, group: Organisation
) -> None:
    adviser.submit(page(group), **FRIDAY)
    _, given = forms(adviser.submit(page(group), **FRIDAY).text)[-1]
    for status in (303, 409):
        assert adviser.post(page(group), data={**given, "once_more": "yes"}).status_code == status
    assert times(session) == 2


def test_the_next_day_the_same_may_happen_again(
    make: Make, session: Session, area: Area, group: Organisation, signed_in: SignIn
) -> None:
    account = make.adviser(area)
    for later in (0, 1):
        with clock.set_to(TODAY + dt.timedelta(days=later)):
            assert signed_in(account).submit(page(group), **FRIDAY).status_code == 303
    assert times(session) == 2


def test_two_people_may_store_the_same(
    make: Make, adviser: Visitor, session: Session, area: Area, group: Organisation, signed_in: SignIn
) -> None:
    for visitor in (adviser, signed_in(make.adviser(area))):
        assert visitor.submit(page(group), **FRIDAY).status_code == 303
    assert times(session) == 2


def test_a_form_that_was_refused_may_be_sent_again(adviser: Visitor, session: Session, group: Organisation) -> None:
    assert adviser.submit(page(group), **(FRIDAY | {"ends_at": "noon"})).status_code == 200
    assert adviser.submit(page(group), **FRIDAY).status_code == 303
    assert times(session) == 1
