"""What a group raised or asked for: asked, answered, heard back; late after 30 days."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.areas.models import Area, AreaContact, ContactCategory
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.engagement.models import Activity, Topic
from crm.engagement.requests import actions, queries, rules
from crm.engagement.requests.models import Information, Request
from crm.engagement.requests.rules import Answer, HeardBack, Step
from crm.organisations.models import Organisation
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import SignIn, Visitor, forms

TODAY = dt.date(2026, 11, 22)
days = some.dates(TODAY - dt.timedelta(days=90), TODAY)


def days_ago(days: int) -> dt.date:
    return clock.today() - dt.timedelta(days=days)


def log(visitor: Visitor, group: Organisation, **answers: Any) -> Any:
    address = f"/organisations/{group.id}/activities/new"
    return visitor.submit(address, method="phone", outcome="info_sent", **answers)


@given(days, some.none() | days)
def test_an_answer_has_a_day_between_the_question_and_today(asked_on: dt.date, on: dt.date | None) -> None:
    answer = Answer("Sent the leaflet", on=on)
    if on is not None and on < asked_on:
        with pytest.raises(RuleBroken):
            rules.answered_on(answer, asked_on, TODAY)
    else:
        assert rules.answered_on(answer, asked_on, TODAY) == (on or TODAY)


def test_a_day_alone_is_no_answer_and_nothing_is_heard_back_of_none() -> None:
    assert rules.answered_on(Answer(), TODAY, TODAY) is None
    with pytest.raises(RuleBroken):
        rules.answered_on(Answer(on=TODAY), TODAY, TODAY)
    with pytest.raises(RuleBroken):
        rules.heard_back_on(HeardBack("It helped"), None, TODAY)
    with pytest.raises(RuleBroken):
        rules.heard_back_on(HeardBack("It helped", TODAY - dt.timedelta(days=1)), TODAY, TODAY)


def test_a_request_is_late_on_the_thirty_first_day() -> None:
    assert rules.late_before(TODAY) == dt.date(2026, 10, 23)
    assert rules.step(None, None) is Step.OPEN
    assert rules.step(TODAY, None) is Step.ANSWERED
    assert rules.step(TODAY, TODAY) is Step.HEARD_BACK


def test_what_they_asked_is_kept_with_the_contact_and_waits(
    adviser: Visitor, session: Session, group: Organisation, me: Account
) -> None:
    log(adviser, group, asked=["schools", "housing"], topics=["bullying"])
    rows = session.scalars(select(Request).order_by(Request.id)).all()
    assert [row.topic or row.information for row in rows] == [Topic.BULLYING, Information.SCHOOLS, Information.HOUSING]
    assert {(row.owner_id, row.asked_on, row.answered_on) for row in rows} == {(me.id, clock.today(), None)}
    for page in ("/requests", f"/organisations/{group.id}/contact"):
        assert adviser.get(page).text.count("No answer yet") == 3
    assert "3 requests without an answer" in adviser.get("/").text


def test_what_was_answered_on_the_spot_does_not_wait(adviser: Visitor, session: Session, group: Organisation) -> None:
    log(adviser, group, asked=["schools"], told="Gave them the list of schools")
    assert session.execute(select(Request.answered_on, Request.answer)).one() == (
        clock.today(),
        "Gave them the list of schools",
    )
    assert "Nobody waits for an answer" in adviser.get("/requests").text
    assert "did it help?" in adviser.get("/requests").text


def test_a_request_is_answered_with_a_checked_number_and_then_heard_back_of(
    adviser: Visitor, make: Make, session: Session, newham: Area, group: Organisation, me: Account
) -> None:
    checked = {"verified_on": clock.today(), "verified_by": "Ada"}
    of = {"category": ContactCategory.EDUCATION, "phone": "+442079460002", "area_id": newham.id}
    contact = make.keep(AreaContact(code="A", name="School places team", **of, **checked))
    make.keep(AreaContact(code="B", name="Unchecked team", **of))
    asked = make.request(group, me, asked_on=days_ago(40))
    page = adviser.get(f"/requests/{asked.id}/edit").text
    assert "School places team" in page
    assert "Unchecked team" not in page
    answer = adviser.submit(f"/requests/{asked.id}/edit", form=1, contact=str(contact.id))
    assert "Pointed to <bdi>School places team</bdi>" in adviser.get(answer.location).text
    adviser.submit(f"/requests/{asked.id}/edit", form=1, heard_back="They have a place")
    row = session.get_one(Request, asked.id)
    assert (row.answered_on, row.heard_back_on, row.heard_back) == (clock.today(), clock.today(), "They have a place")
    events = select(AuditEntry.event).where(AuditEntry.table_name == "request").order_by(AuditEntry.id)
    assert session.scalars(events).all()[-2:] == ["request.answered", "request.heard_back"]


def test_what_was_done_is_taken_back_step_by_step(
    adviser: Visitor, make: Make, group: Organisation, me: Account
) -> None:
    done = {"answered_on": clock.today(), "answer": "Sent", "heard_back_on": clock.today(), "heard_back": "It helped"}
    asked = make.request(group, me, **done)
    steps = []
    for _ in range(2):
        action, given = forms(adviser.get(f"/requests/{asked.id}/edit").text)[-1]
        # Sent twice is taken back once.
        for _ in range(2):
            adviser.post(action, data=given)
        steps.append((asked.answer, asked.heard_back))
    assert steps == [("Sent", ""), ("", "")]


def test_a_wrong_day_is_said_beside_it_and_nothing_is_lost(
    adviser: Visitor, make: Make, group: Organisation, me: Account
) -> None:
    asked = make.request(group, me)
    given: dict[str, Any] = {"answer": "Sent the list"}
    date = {"answered_on-day": "1", "answered_on-month": "1", "answered_on-year": "2020"}
    page = adviser.submit(f"/requests/{asked.id}/edit", form=1, **given, **date)
    assert "The day of the answer must be between" in page.text
    assert "Sent the list" in page.text
    assert asked.answered_on is None


def test_an_answer_that_seems_to_identify_a_child_is_held_up(
    adviser: Visitor, make: Make, group: Organisation, me: Account
) -> None:
    asked = make.request(group, me)
    page = adviser.submit(f"/requests/{asked.id}/edit", form=1, answer="Told her son Ahmed, 9, to ring")
    assert "Nothing is saved yet" in page.text


def test_the_oldest_stand_first_and_a_colleagues_only_among_everybodys(
    adviser: Visitor, make: Make, newham: Area, group: Organisation, me: Account
) -> None:
    make.request(group, me, topic=Topic.POVERTY, asked_on=days_ago(3))
    make.request(group, me, topic=Topic.BULLYING, asked_on=days_ago(31))
    make.request(group, make.adviser(newham), topic=Topic.TRUANCY, asked_on=days_ago(50))
    page = adviser.get("/requests").text
    assert page.index("more than 30 days") < page.index("Bullying") < page.index("Newer") < page.index("Poverty")
    assert "Absence from school" not in page
    assert "Absence from school" in adviser.get("/requests?whose=everybody").text
    assert "1 for more than 30 days" in adviser.get("/").text


def test_another_area_knows_of_no_request(make: Make, signed_in: SignIn, newham: Area, adviser: Visitor) -> None:
    barnet = make.area(name="Barnet")
    group = make.organisation(barnet, newham)
    asked = make.request(group, make.adviser(barnet), topic=Topic.POVERTY)
    for page in ("/requests?whose=everybody", f"/organisations/{group.id}/contact"):
        assert "Poverty" not in adviser.get(page).text
    assert adviser.get(f"/requests/{asked.id}/edit").status_code == 404


def test_unticking_takes_out_what_waits_but_not_what_was_answered(
    adviser: Visitor, session: Session, group: Organisation
) -> None:
    log(adviser, group, asked=["schools", "housing"])
    address = f"/activities/{session.scalars(select(Activity.id)).one()}/edit"
    assert adviser.submit(address, asked=["schools"], topics=["poverty"]).status_code == 303
    left = session.scalars(select(Request).order_by(Request.id)).all()
    assert [row.topic or row.information for row in left] == [Information.SCHOOLS, Topic.POVERTY]
    actions.follow_through(
        left[0], left[0].owner_id, Answer("Sent"), HeardBack(), session.get_one(Account, left[0].owner_id)
    )
    session.commit()
    assert "has an answer already" in adviser.submit(address, asked=[]).text
    assert session.scalar(select(func.count(Request.id))) == 2


def test_ten_requests_are_written_in_one_statement_and_listed_in_as_few_as_one(
    adviser: Visitor, make: Make, group: Organisation, me: Account
) -> None:
    address = f"/organisations/{group.id}/activities/new"
    given = forms(adviser.get(address).text)[-1][1]
    many = [one.value for one in list(Information)[:10]]
    visit = {"method": "visit_own_venue", "outcome": "met", "note": "Tea", "again": "week", "asked": many}
    with statements() as said:
        answer = adviser.post(address, data={**given, **visit})
    assert answer.status_code == 303
    assert len([one for one in said if "FOR NO KEY UPDATE" not in one]) <= 12, "\n".join(said)
    with statements() as said:
        adviser.get("/requests")
    assert len(said) <= 5


def test_the_database_refuses_what_makes_no_sense(
    make: Make, session: Session, group: Organisation, me: Account
) -> None:
    today = clock.today()
    for wrong in (
        {"topic": Topic.POVERTY, "information": Information.SCHOOLS},
        {"answered_on": today},
        {"answer": "Sent"},
        {"answer": "Sent", "answered_on": today - dt.timedelta(days=1)},
        {"heard_back_on": today},
    ):
        with pytest.raises(IntegrityError), session.begin_nested():
            make.request(group, me, **wrong)


def test_the_list_is_paged(make: Make, group: Organisation, me: Account) -> None:
    activity = make.activity(group, me)
    for number, one in enumerate(Information):
        make.request(group, me, activity_id=activity.id, information=one, asked_on=days_ago(number))
    for number, topic in enumerate(Topic):
        make.request(group, me, activity_id=activity.id, topic=topic, asked_on=days_ago(20 + number))
    page = queries.unanswered(me.id, None)
    assert (len(page.rows), page.rows[0].asked_on, bool(page.next)) == (25, days_ago(34), True)
