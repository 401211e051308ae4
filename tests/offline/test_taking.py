"""What a phone gets to keep: a page that is nobody's, and the least of a person's own groups."""

import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.offline.views import shell
from crm.organisations.kinds import ClosedReason
from crm.organisations.models import Organisation
from crm.people.models import RoleClass
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import Visitor

MOST_STATEMENTS = 12
OF_A_GROUP = {"id", "name", "areas", "place", "phone", "lead", "times", "heed", "last", "visits", "follow_ups"}


@pytest.fixture
def me(make: Make, newham: Area) -> Account:
    return make.adviser(newham, name="Ada Adviser")


@pytest.fixture
def adviser(me: Account, signed_in: Callable[[Account], Visitor]) -> Visitor:
    return signed_in(me)


def names(visitor: Visitor) -> list[str]:
    return [group["name"] for group in visitor.get("/offline/copy").get_json()["groups"]]


def my_group(make: Make, area: Area, me: Account, **values: Any) -> Organisation:
    group = make.organisation(area, **values)
    group.areas[0].adviser_id = me.id
    make.keep(group.areas[0])
    return group


def test_my_groups_are_those_i_advise_and_those_i_promised_something(
    adviser: Visitor, make: Make, newham: Area, me: Account
) -> None:
    my_group(make, newham, me, name="Mine")
    make.follow_up(make.organisation(newham, name="Promised"), me)
    make.follow_up(make.organisation(newham, name="Done with"), me, done_on=clock.today())
    make.follow_up(make.organisation(newham, name="A colleague’s"), make.adviser(newham))
    assert names(adviser) == ["Mine", "Promised"]


def test_no_refuge_and_no_closed_group_is_taken_along(adviser: Visitor, make: Make, newham: Area, me: Account) -> None:
    my_group(make, newham, me, name="A refuge", is_sensitive=True)
    my_group(make, newham, me, name="Closed", closed_on=clock.today(), closed_reason=ClosedReason.CEASED)
    assert names(adviser) == []


def test_a_group_that_left_my_areas_is_not_taken_along(adviser: Visitor, make: Make, me: Account) -> None:
    make.follow_up(make.organisation(make.area(), name="Elsewhere"), me)
    assert names(adviser) == []


def test_the_copy_holds_what_one_needs_at_the_door_and_no_more(
    adviser: Visitor, make: Make, newham: Area, me: Account
) -> None:
    group = my_group(make, newham, me, phone="+442079460000", contact_note="Ring first", faith="muslim")
    person = make.person("Amina Begum", phone="+447700900000", email="amina@example.org")
    make.role(group, person, role_class=RoleClass.DESIGNATED_LEAD)
    due = make.follow_up(group, me, what="Take the leaflets")
    make.follow_up(group, make.adviser(newham), what="A colleague’s errand")
    make.activity(group, me, note="What was said in confidence")
    said = adviser.get("/offline/copy").get_json()
    [told] = said["groups"]
    assert set(told) == OF_A_GROUP
    assert told["lead"] == {"name": "Amina Begum", "phone": {"dial": "+447700900000", "said": "07700 900000"}}
    assert [one["id"] for one in told["follow_ups"]] == [due.id]
    for word in ("amina@example.org", "muslim", "confidence", "errand"):
        assert word not in json.dumps(said)


def test_that_groups_were_taken_along_is_kept(
    adviser: Visitor, make: Make, session: Session, newham: Area, me: Account
) -> None:
    my_group(make, newham, me)
    adviser.get("/offline/copy")
    changes = session.scalars(select(AuditEntry.changes).where(AuditEntry.event == "organisations.downloaded")).one()
    assert changes["format"][1] == "phone"
    assert changes["groups"][1] == 1


def test_the_copy_says_when_it_is_over(app: Flask, adviser: Visitor) -> None:
    said = adviser.get("/offline/copy").get_json()
    until = dt.datetime.fromisoformat(said["until"])
    assert (until - clock.now()).total_seconds() == pytest.approx(72 * 3600, abs=60)


def test_many_groups_cost_as_many_statements_as_one(adviser: Visitor, make: Make, newham: Area, me: Account) -> None:
    counts = []
    for number in (1, 20):
        for _ in range(number):
            make.follow_up(my_group(make, newham, me), me)
        with statements() as said:
            adviser.get("/offline/copy")
        counts.append(len(said))
    assert counts[0] == counts[1] <= MOST_STATEMENTS


def test_the_page_that_a_phone_keeps_is_the_same_for_everybody(adviser: Visitor, client: Visitor) -> None:
    page = adviser.get("/offline").text
    assert page == client.get("/offline").text
    assert "Ada Adviser" not in page
    assert "csrf" not in page


def test_it_does_not_take_words_that_wait_for_another_page(adviser: Visitor, make: Make, newham: Area) -> None:
    group = make.organisation(newham)
    adviser.submit(f"/organisations/{group.id}/activities/new", method="phone", outcome="no_reply")
    for url in ("/offline", "/offline/worker.js"):
        assert "saved" not in adviser.get(url).text
    assert "Phone call saved" in adviser.get(f"/organisations/{group.id}/contact").text


def test_a_worker_knows_the_files_that_the_page_asks_for(client: Visitor) -> None:
    answer = client.get("/offline/worker.js")
    [told] = re.findall(r"self\.SHELL = (.*?);\n", answer.text)
    page = client.get("/offline").text
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert [file for file in json.loads(told)["files"] if f'"{file}"' not in page] == []


def test_a_changed_file_makes_a_new_worker(client: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    before = client.get("/offline/worker.js").text
    monkeypatch.setattr(shell, "_contents", lambda name: b"changed" if name == "app.css" else b"")
    assert client.get("/offline/worker.js").text != before


@pytest.mark.parametrize("name", ["account", "copy"])
def test_what_is_about_a_person_is_kept_by_no_cache(adviser: Visitor, name: str) -> None:
    assert adviser.get(f"/offline/{name}").headers["Cache-Control"] == "private, no-store"


def test_a_visit_of_mine_is_taken_along_with_its_group_and_a_colleagues_is_not(
    adviser: Visitor, make: Make, newham: Area, me: Account
) -> None:
    make.visit(make.organisation(newham, name="To visit"), me, place="The car park")
    make.visit(make.organisation(newham, name="A colleague’s visit"), make.adviser(newham))
    [told] = adviser.get("/offline/copy").get_json()["groups"]
    assert told["name"] == "To visit"
    assert told["visits"][0]["when"].endswith(" at 2pm")
    assert told["visits"][0]["where"] == "The car park"
