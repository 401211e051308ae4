"""Changing what is said of a group itself: names, facts, that it closed, what it answered."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.core import clock
from crm.organisations.kinds import Answer, ClosedReason, Subject
from crm.organisations.models import (
    FormerName,
    Organisation,
    Statement,
)
from tests.factories import Make
from tests.organisations.one_group import LAST_YEAR, at, day, events, look
from tests.support.web import SignIn, Visitor, forms


def test_a_new_name_keeps_the_old_one_findable(adviser: Visitor, session: Session, group: Organisation) -> None:
    assert adviser.submit(at(group, "edit"), name="Faith Chapel").status_code == 303
    assert session.scalars(select(FormerName.name)).all() == ["Hope Chapel"]
    assert "Faith Chapel" in adviser.get("/organisations?q=hope").text


def test_a_name_that_was_a_mistake_is_not_kept(adviser: Visitor, session: Session, group: Organisation) -> None:
    adviser.submit(at(group, "edit"), name="Hope Chappel", old_name_wrong="yes")
    assert session.scalars(select(FormerName)).all() == []
    assert session.get_one(Organisation, group.id).search_names == "hope chappel"


def test_a_placeholder_leaves_no_former_name(adviser: Visitor, session: Session, make: Make, newham: Area) -> None:
    unnamed = make.organisation(newham, name="Unnamed place of worship", name_is_placeholder=True)
    adviser.submit(at(unnamed, "edit"), name="Hope Chapel")
    assert session.scalars(select(FormerName)).all() == []
    assert "Name not known" not in look(adviser, unnamed)


def test_a_stale_edit_shows_both_answers_and_the_second_save_wins(
    adviser: Visitor, make: Make, session: Session, newham: Area, group: Organisation, signed_in: SignIn
) -> None:
    _, mine = forms(adviser.get(at(group, "edit")).text)[-1]
    signed_in(make.adviser(newham)).submit(at(group, "edit"), phone="020 7946 0002")
    asked = adviser.post(at(group, "edit"), data={**mine, "phone": "020 7946 0003"})
    assert "What changed while you were writing" in asked.text
    for number in ("020 7946 0002", "020 7946 0003"):
        assert number in asked.text
    _, again = forms(asked.text)[-1]
    assert adviser.post(at(group, "edit"), data=again).status_code == 303
    assert session.scalars(select(Organisation.phone)).one() == "+442079460003"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"charity_number": "12"}, "Enter a charity or company number"),
        ({"kind": "youth_group", "place_kind": "church"}, "Only a place of worship"),
        ({"email": "nobody"}, "Enter an email address"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_changes(
    adviser: Visitor, session: Session, group: Organisation, typed: dict[str, Any], message: str
) -> None:
    assert message in adviser.submit(at(group, "edit"), name="Changed", **typed).text
    assert session.scalars(select(Organisation.name)).one() == "Hope Chapel"


def test_details_are_marked_as_checked_today(adviser: Visitor, group: Organisation) -> None:
    _, given = next(form for form in forms(adviser.get(at(group)).text) if form[0].endswith("/checked"))
    assert adviser.post(at(group, "checked"), data=given).status_code == 303
    assert f"{clock.today():%-d %B %Y} by" in look(adviser, group)


def test_a_group_is_closed_and_opened_again(adviser: Visitor, session: Session, group: Organisation) -> None:
    answer = adviser.submit(at(group, "close"), closed_reason="ceased", **day("closed_on", LAST_YEAR))
    assert answer.status_code == 303
    assert session.scalars(select(Organisation.closed_reason)).one() is ClosedReason.CEASED
    assert "Closed" in look(adviser, group)
    adviser.submit(at(group, "reopen"))
    assert session.scalars(select(Organisation.closed_on)).one() is None
    assert {"organisation.closed", "organisation.reopened"} <= events(session)


def test_a_group_does_not_close_tomorrow(adviser: Visitor, session: Session, group: Organisation) -> None:
    tomorrow = clock.today() + dt.timedelta(days=1)
    page = adviser.submit(at(group, "close"), closed_reason="ceased", **day("closed_on", tomorrow))
    assert "must be today or in the past" in page.text
    assert session.scalars(select(Organisation.closed_on)).one() is None


def test_a_former_name_is_added_and_removed(adviser: Visitor, session: Session, group: Organisation) -> None:
    adviser.submit(at(group, "names/new"), name="Zion Hall")
    former = session.scalars(select(FormerName)).one()
    assert "Hope Chapel" in adviser.get("/organisations?q=zion").text
    adviser.submit(at(group, f"names/{former.id}/remove"))
    assert "Hope Chapel" not in adviser.get("/organisations?q=zion").text


def test_an_answer_of_the_group_is_recorded(adviser: Visitor, session: Session, group: Organisation) -> None:
    adviser.submit(
        at(group, "statements/new"), subject="policy", answer="no", by="The imam", **day("stated_on", LAST_YEAR)
    )
    said = session.scalars(select(Statement)).one()
    assert (said.subject, said.answer, said.stated_on, said.by) == (Subject.POLICY, Answer.NO, LAST_YEAR, "The imam")
    assert "said The imam" in look(adviser, group).replace("<bdi>", "").replace("</bdi>", "")
