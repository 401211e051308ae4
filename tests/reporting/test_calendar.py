"""One's own dates as a calendar outside reads them: by a private link, in scope, and without anything personal."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from crm.access.actions import sign_out_everywhere
from crm.accounts.models import Account
from crm.areas.models import Area
from crm.audit.models import AuditEntry, AuditValue
from crm.core import clock
from crm.engagement.visits.models import PlannedVisit
from crm.organisations.kinds import Precision
from crm.organisations.models import Organisation, OrganisationArea, Venue
from crm.reporting.calendar.ics import calendar
from crm.reporting.calendar.models import CalendarFeed
from crm.reporting.calendar.rules import Entry
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import SignIn, Visitor

TODAY = dt.date(2026, 11, 22)
PAGE = "/account/calendar"


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def ada(make: Make, newham: Area) -> Account:
    return make.adviser(newham, name="Ada Lovell")


@pytest.fixture
def group(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, name="مسجد النور, Upton Lane; East")


@pytest.fixture
def adviser(ada: Account, signed_in: SignIn) -> Visitor:
    return signed_in(ada)


def new_link(visitor: Visitor) -> str:
    """The path of a new link, as the page shows it once."""
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', visitor.get(PAGE).text)
    assert token
    visitor.post(f"{PAGE}/new", data={"csrf_token": token[1]})
    shown = re.search(r"/calendar/[\w-]+\.ics", visitor.get(PAGE).text)
    assert shown
    return shown[0]


def entries(client: Visitor, link: str) -> list[Any]:
    answer = client.get(link)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def texts(client: Visitor, link: str) -> list[str]:
    return [str(entry["SUMMARY"]) for entry in entries(client, link)]


def test_a_follow_up_stands_on_its_day_with_the_way_to_its_group(
    adviser: Visitor, client: Visitor, make: Make, group: Organisation, ada: Account
) -> None:
    make.follow_up(group, ada, what="Ring Fatima Khan on 07700 900123", due_on=dt.date(2026, 12, 3))
    (entry,) = entries(client, new_link(adviser))
    assert str(entry["SUMMARY"]) == f"Follow-up, {group.name}"
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (dt.date(2026, 12, 3), dt.date(2026, 12, 4))
    assert str(entry["URL"]).endswith(f"/organisations/{group.id}/contact")
    assert "Fatima" not in client.get(new_link(adviser)).text


def test_a_planned_visit_stands_at_its_time_in_london(
    adviser: Visitor, client: Visitor, make: Make, group: Organisation, ada: Account, newham: Area
) -> None:
    own = {
        "organisation_id": group.id,
        "area_id": newham.id,
        "owner_id": ada.id,
        "minutes": 90,
        "note": "Ask for Fatima",
    }
    make.keep(PlannedVisit(**own, planned_on=dt.date(2027, 6, 1), starts_at=dt.time(18, 30)))
    link = new_link(adviser)
    (entry,) = entries(client, link)
    assert str(entry["SUMMARY"]) == f"Visit, {group.name}"
    assert entry["DTSTART"].dt == dt.datetime(2027, 6, 1, 17, 30, tzinfo=dt.UTC)
    assert entry["DTEND"].dt == dt.datetime(2027, 6, 1, 19, tzinfo=dt.UTC)
    assert "Fatima" not in client.get(link).text


def test_what_is_done_and_what_is_of_somebody_else_is_left_out(
    adviser: Visitor, client: Visitor, make: Make, group: Organisation, ada: Account, newham: Area
) -> None:
    make.follow_up(group, ada, done_on=TODAY)
    make.follow_up(group, make.adviser(newham, name="Ben"))
    assert entries(client, new_link(adviser)) == []


def test_the_review_of_a_policy_shows_to_the_adviser_of_the_group(
    adviser: Visitor, client: Visitor, make: Make, group: Organisation, ada: Account, session: Session
) -> None:
    version = make.policy_version(make.policy(group), adopted_on=dt.date(2026, 1, 10))
    assert entries(client, new_link(adviser)) == []
    session.execute(update(OrganisationArea).values(adviser_id=ada.id))
    (entry,) = entries(client, new_link(adviser))
    assert str(entry["SUMMARY"]) == f"Review due: Safeguarding children policy, {group.name}"
    assert entry["DTSTART"].dt == version.review_due_on


@pytest.mark.parametrize(
    ("is_sensitive", "precision", "told"),
    [
        (True, Precision.EXACT, "Follow-up, a group"),
        (False, Precision.MASKED, "Follow-up, a group that meets in a home"),
        (False, Precision.EXACT, "Follow-up, Home group of the Adeyemis"),
    ],
)
def test_a_group_that_is_to_stay_unnamed_does(
    adviser: Visitor,
    client: Visitor,
    make: Make,
    newham: Area,
    ada: Account,
    is_sensitive: bool,
    precision: Precision,
    told: str,
) -> None:
    group = make.organisation(newham, name="Home group of the Adeyemis", is_sensitive=is_sensitive)
    make.keep(Venue(organisation_id=group.id, address="1 High Street", precision=precision))
    make.follow_up(group, ada)
    assert texts(client, new_link(adviser)) == [told]


def test_what_is_theirs_in_an_area_out_of_reach_is_left_out(
    adviser: Visitor, client: Visitor, make: Make, group: Organisation, ada: Account
) -> None:
    make.follow_up(group, ada)
    link = new_link(adviser)
    make.follow_up(make.organisation(make.area(name="Hackney")), ada)
    assert texts(client, link) == [f"Follow-up, {group.name}"]


def test_a_new_link_ends_the_old_one_and_the_end_ends_both(adviser: Visitor, client: Visitor, session: Session) -> None:
    first, second = new_link(adviser), new_link(adviser)
    assert first != second
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    adviser.submit(PAGE, form=-1)
    assert client.get(second).status_code == 404
    assert session.scalars(select(CalendarFeed)).all() == []


def test_the_link_is_shown_once_and_kept_nowhere(adviser: Visitor, session: Session) -> None:
    key = new_link(adviser).removeprefix("/calendar/").removesuffix(".ics")
    assert key not in adviser.get(PAGE).text
    assert key not in session.scalars(select(CalendarFeed.key_hash)).one()
    assert "calendar_feed.made" in session.scalars(select(AuditEntry.event)).all()
    assert "key_hash" not in session.scalars(select(AuditValue.column_name)).all()


def test_a_made_up_link_and_one_of_an_account_that_is_off_lead_nowhere(
    adviser: Visitor, client: Visitor, make: Make, ada: Account
) -> None:
    assert client.get("/calendar/made-up.ics").status_code == 404
    link = new_link(adviser)
    ada.active = False
    make.keep(ada)
    assert client.get(link).status_code == 404


def test_the_link_ends_with_every_sign_in(adviser: Visitor, client: Visitor, ada: Account) -> None:
    """Somebody who signs out everywhere, or gets a new password, has lost a phone."""
    link = new_link(adviser)
    sign_out_everywhere(ada)
    assert client.get(link).status_code == 404


def test_the_feed_asks_few_statements_however_much_is_due(
    adviser: Visitor, client: Visitor, make: Make, group: Organisation, ada: Account
) -> None:
    link = new_link(adviser)
    for _ in range(20):
        make.follow_up(group, ada)
    with statements() as said:
        client.get(link)
    assert len(said) <= 6


@pytest.mark.parametrize(
    ("on", "at", "utc"),
    [
        (dt.date(2026, 3, 28), dt.time(20), "20260328T200000Z"),
        (dt.date(2026, 3, 29), dt.time(0, 30), "20260329T003000Z"),
        (dt.date(2026, 3, 29), dt.time(1, 30), "20260329T013000Z"),
        (dt.date(2026, 3, 29), dt.time(20), "20260329T190000Z"),
        (dt.date(2026, 10, 24), dt.time(20), "20261024T190000Z"),
        (dt.date(2026, 10, 25), dt.time(1, 30), "20261025T003000Z"),
        (dt.date(2026, 10, 25), dt.time(20), "20261025T200000Z"),
    ],
)
def test_a_time_in_london_is_right_on_both_nights_that_the_clocks_change(on: dt.date, at: dt.time, utc: str) -> None:
    entry = Entry("visit-1@footbridge", "Visit", on, "https://example.org/", dt.datetime(2026, 1, 1, tzinfo=dt.UTC), at)
    assert f"DTSTART:{utc}".encode() in calendar([entry])
