"""Who introduced us to whom, and how people like to be reached."""

import datetime as dt
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.core import clock
from crm.organisations.models import Language, Organisation
from crm.people import rules
from crm.people.introductions.models import Introduction
from crm.people.models import Channel, Person, RoleClass, TalksTo
from crm.people.rules import Details
from tests.factories import Make
from tests.support.web import Visitor


@pytest.fixture
def group(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, name="Hope Chapel")


@pytest.fixture
def forum(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, name="Faith Forum")


def new(group: Organisation, typed: str) -> str:
    return f"/organisations/{group.id}/introductions/new?q={typed}"


def test_a_person_introduces_us_to_somebody_of_a_group(
    make: Make, group: Organisation, forum: Organisation, adviser: Visitor
) -> None:
    imam = make.role(group, make.person("Yusuf Khan"), role_class=RoleClass.LEADER).person
    grace = make.role(forum, make.person("Grace Osei")).person
    assert "No person or group" in adviser.get(new(group, "zzz")).text
    answers: dict[str, Any] = {"by": f"person-{grace.id}", "person_id": str(imam.id), "note": "Over tea"}
    assert adviser.submit(new(group, "grace"), **answers).status_code == 303
    for page in (f"/organisations/{group.id}/people", f"/people/{imam.id}", f"/people/{grace.id}"):
        text = " ".join(adviser.get(page).text.split())
        assert ("introduced us to" in text, "Over tea" in text) == (True, True), page
    assert "1 group, as far as you may see" in adviser.get(f"/people/{grace.id}").text


def test_a_group_introduces_us_and_the_report_counts_groups(
    make: Make, newham: Area, group: Organisation, forum: Organisation, adviser: Visitor
) -> None:
    assert "No introduction is recorded yet" in adviser.get("/introducers").text
    other = make.organisation(newham)
    for reached in (group, other, other):
        make.keep(Introduction(organisation_id=reached.id, by_organisation_id=forum.id, introduced_on=clock.today()))
    page = adviser.get("/introducers").text
    assert "Faith Forum" in page
    assert ">2<" in page.replace(" ", "").replace("\n", "")
    assert "Groups that this group introduced us to" in adviser.get(f"/organisations/{forum.id}/people").text


def test_an_introducer_out_of_scope_is_not_named(make: Make, group: Organisation, adviser: Visitor) -> None:
    elsewhere = make.organisation(make.area(), name="Refuge")
    nadia = make.role(elsewhere, make.person("Nadia Elsewhere")).person
    make.keep(Introduction(organisation_id=group.id, by_person_id=nadia.id))
    make.keep(Introduction(organisation_id=group.id, by_organisation_id=elsewhere.id))
    page = adviser.get(f"/organisations/{group.id}/people").text
    assert page.count("Somebody in another area") == 2
    report = adviser.get("/introducers").text
    for text in (page, report, adviser.get(new(group, "nadia")).text, adviser.get(new(group, "refuge")).text):
        assert ("Nadia" in text, ">Refuge" in text) == (False, False)


def test_groups_out_of_scope_are_not_counted(
    make: Make, group: Organisation, forum: Organisation, adviser: Visitor
) -> None:
    grace = make.role(forum, make.person("Grace Osei")).person
    for reached in (group, make.organisation(make.area(), name="Refuge")):
        make.keep(Introduction(organisation_id=reached.id, by_person_id=grace.id))
    page = adviser.get(f"/people/{grace.id}").text
    assert ("1 group, as far" in page, "Refuge" in page) == (True, False)


def test_a_day_to_come_and_the_group_itself_are_refused(
    session: Session, make: Make, group: Organisation, forum: Organisation, adviser: Visitor
) -> None:
    day: dict[str, Any] = {"introduced_on-day": "1", "introduced_on-month": "1", "introduced_on-year": "2099"}
    page = adviser.submit(new(group, "faith"), by=f"group-{forum.id}", note="Kept", **day)
    assert "today or in the past" in page.text
    assert "Kept" in page.text
    assert "Select who introduced you" in adviser.submit(new(group, "faith"), by=f"group-{group.id}").text
    imam = make.role(group, make.person("Yusuf Khan")).person
    alone = adviser.submit(new(group, "yusuf"), by=f"person-{imam.id}", person_id=str(imam.id))
    assert "Nobody introduces themselves" in alone.text
    assert session.scalars(select(Introduction)).all() == []


def test_an_introduction_is_removed(
    session: Session, make: Make, group: Organisation, forum: Organisation, adviser: Visitor
) -> None:
    made = make.keep(Introduction(organisation_id=group.id, by_organisation_id=forum.id))
    adviser.submit(f"/organisations/{group.id}/introductions/{made.id}/remove")
    assert session.scalars(select(Introduction)).all() == []


@pytest.mark.parametrize("by", [{}, {"by_person_id": 1, "by_organisation_id": 1}])
def test_the_database_wants_one_introducer(make: Make, group: Organisation, by: dict[str, int]) -> None:
    with pytest.raises(IntegrityError):
        make.keep(Introduction(organisation_id=group.id, **by))


def test_the_database_refuses_that_a_group_introduces_itself(make: Make, group: Organisation) -> None:
    with pytest.raises(IntegrityError):
        make.keep(Introduction(organisation_id=group.id, by_organisation_id=group.id))


# How people like to be reached


def test_what_somebody_wishes_in_few_words() -> None:
    asked = Details(
        "Amina", channel=Channel.MESSENGER, needs_interpreter=True, talks_to=TalksTo.WOMAN, best_time="Late"
    )
    assert rules.wishes(asked, "Bengali") == [
        "WhatsApp or another messenger",
        "In Bengali",
        "With an interpreter",
        "Would rather talk to a woman",
        "Late",
    ]
    assert rules.wishes(Details("Amina", needs_interpreter=False, talks_to=TalksTo.EITHER), None) == []


def test_what_a_person_wishes_is_recorded_and_shown(
    session: Session, make: Make, group: Organisation, adviser: Visitor
) -> None:
    bengali = make.keep(Language(tag="x-bn", name="Bengali (test)"))
    person = make.role(group).person
    answers: dict[str, Any] = {
        "channel": "messenger",
        "language_id": str(bengali.id),
        "needs_interpreter": "yes",
        "talks_to": "woman",
    }
    address = f"/organisations/{group.id}/people/{person.id}/edit"
    assert adviser.submit(address, best_time="After <b>evening</b> prayers", **answers).status_code == 303
    stored = session.get_one(Person, person.id)
    assert (stored.channel, stored.talks_to, stored.needs_interpreter) == (Channel.MESSENGER, TalksTo.WOMAN, True)
    for page in (f"/people/{person.id}", f"/organisations/{group.id}/people"):
        text = unescape(adviser.get(page).text)
        for words in ("WhatsApp or another messenger", "Bengali (test)", "woman", "After <b>evening</b> prayers"):
            assert words.lower() in text.lower(), (page, words)
    adviser.submit(address, channel="", language_id="", best_time="")
    assert session.get_one(Person, person.id).channel is None


def test_a_gatekeeper_is_a_role(session: Session, make: Make, group: Organisation, adviser: Visitor) -> None:
    answers: dict[str, Any] = {"name": "Auntie Rose", "role_class": "gatekeeper", "task": "usual"}
    assert adviser.submit(f"/organisations/{group.id}/people/new", **answers).status_code == 303
    assert "Gatekeeper" in adviser.get(f"/organisations/{group.id}/people").text


def test_a_role_that_ended_years_ago_shows_on_the_page_of_somebody_who_is_in_scope(
    make: Make, group: Organisation, forum: Organisation, adviser: Visitor
) -> None:
    person = make.role(group).person
    make.role(forum, person, ended_on=dt.date(2020, 5, 1))
    make.role(make.organisation(make.area(), name="Refuge"), person)
    page = adviser.get(f"/people/{person.id}").text
    assert ("Hope Chapel" in page, "1 May 2020" in page, "Refuge" in page) == (True, True, False)
