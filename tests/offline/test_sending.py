"""What a phone sends arrives once, from whoever wrote it, or comes back with words."""

import uuid
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.core import clock
from crm.engagement.models import Activity, FollowUp
from crm.engagement.visits.models import PlannedVisit
from crm.organisations.models import Organisation
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import SignIn, Visitor

TODAY = clock.today()
NOBODY_CAME: dict[str, Any] = {
    "method": "visit_own_venue",
    "outcome": "group_no_show",
    "happened_on-day": str(TODAY.day),
    "happened_on-month": str(TODAY.month),
    "happened_on-year": str(TODAY.year),
    "once_more": "yes",
}
MOST_STATEMENTS = 12


@pytest.fixture
def group(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, name="Upper Room Assembly")


@pytest.fixture
def me(make: Make, newham: Area) -> Account:
    return make.adviser(newham)


@pytest.fixture
def adviser(me: Account, signed_in: SignIn) -> Visitor:
    return signed_in(me)


def send(visitor: Visitor, url: str, **fields: Any) -> TestResponse:
    who = visitor.get("/offline/account").get_json()
    return visitor.post(url, data={"account": who["account"], "csrf_token": who["csrf"], **fields})


def send_contact(visitor: Visitor, group: Organisation, key: str, **fields: Any) -> TestResponse:
    return send(visitor, f"/offline/contacts/{group.id}", submission_key=key, **{**NOBODY_CAME, **fields})


def many(session: Session, kind: type[Any] = Activity) -> int:
    return session.scalar(select(func.count()).select_from(kind)) or 0


def test_a_contact_from_a_phone_is_the_same_record_as_any(
    adviser: Visitor, session: Session, group: Organisation
) -> None:
    answer = send_contact(adviser, group, str(uuid.uuid4()), note="Waited in the car park")
    activity = session.scalars(select(Activity)).one()
    assert answer.get_json() == {"state": "saved", "page": f"/activities/{activity.id}"}
    assert activity.note == "Waited in the car park"
    assert [due.what for due in session.scalars(select(FollowUp))] == ["Get back in touch: nobody came"]


def test_the_same_key_again_is_stored_once_and_says_where_it_is(
    adviser: Visitor, session: Session, group: Organisation
) -> None:
    key = str(uuid.uuid4())
    first, second = (send_contact(adviser, group, key).get_json() for _ in range(2))
    assert first == second
    assert many(session) == 1


def test_the_same_words_under_another_key_are_a_second_contact(
    adviser: Visitor, session: Session, group: Organisation
) -> None:
    for _ in range(2):
        assert send_contact(adviser, group, str(uuid.uuid4())).status_code == 200
    assert many(session) == 2


def test_what_was_put_right_on_the_ordinary_page_counts_as_sent(
    adviser: Visitor, session: Session, group: Organisation
) -> None:
    key = str(uuid.uuid4())
    assert send_contact(adviser, group, key, outcome="meeting_agreed").status_code == 422
    adviser.submit(f"/organisations/{group.id}/activities/new", **{**NOBODY_CAME, "submission_key": key})
    assert send_contact(adviser, group, key, outcome="meeting_agreed").get_json()["state"] == "saved"
    assert many(session) == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"outcome": "meeting_agreed"}, "Enter the date of the meeting"),
        ({"outcome": "made_up"}, "Select what came of it"),
        ({"happened_on-year": str(TODAY.year + 1)}, "The date must be today or in the past"),
        ({"note": "A boy called Yusuf, aged 7, was there"}, "Take it out, or give the reason to keep it"),
    ],
)
def test_what_cannot_be_stored_comes_back_with_the_question(
    adviser: Visitor, session: Session, group: Organisation, wrong: dict[str, str], words: str
) -> None:
    answer = send_contact(adviser, group, str(uuid.uuid4()), **wrong)
    assert (answer.status_code, answer.get_json()["state"]) == (422, "refused")
    assert words in " ".join(answer.get_json()["errors"])
    assert many(session) == 0


def test_of_two_areas_one_must_be_named(make: Make, session: Session, signed_in: SignIn) -> None:
    areas = make.area(), make.area()
    group = make.organisation(*areas)
    visitor = signed_in(make.adviser(*areas))
    assert "which area" in send_contact(visitor, group, "a").get_json()["errors"][0]
    assert send_contact(visitor, group, "a", area=areas[1].id).status_code == 200
    assert session.scalars(select(Activity.area_id)).one() == areas[1].id


def test_nothing_is_sent_under_somebody_elses_name(
    adviser: Visitor, make: Make, session: Session, newham: Area, group: Organisation
) -> None:
    other = make.adviser(newham)
    due = make.follow_up(group, other)
    for answer in (
        send_contact(adviser, group, "a", account=other.id),
        send(adviser, f"/offline/follow-ups/{due.id}/done", version=due.version_id, account=other.id),
    ):
        assert (answer.status_code, answer.get_json()) == (403, {"state": "not yours"})
    assert many(session) == 0


def test_a_group_that_has_left_my_areas_is_not_found(adviser: Visitor, make: Make, session: Session) -> None:
    assert send_contact(adviser, make.organisation(make.area()), "a").status_code == 404
    assert many(session) == 0


def test_without_a_sign_in_nothing_is_stored_and_the_answer_says_so(
    adviser: Visitor, session: Session, group: Organisation, me: Account
) -> None:
    token = adviser.get("/offline/account").get_json()["csrf"]
    adviser.delete_cookie("session")
    data = {**NOBODY_CAME, "submission_key": "a", "account": me.id, "csrf_token": token}
    assert adviser.post(f"/offline/contacts/{group.id}", data=data).status_code == 401
    assert many(session) == 0


def test_a_follow_up_is_marked_done_and_again_without_harm(
    adviser: Visitor, make: Make, session: Session, group: Organisation, me: Account
) -> None:
    due = make.follow_up(group, me)
    before = due.version_id
    for _ in range(2):
        answer = send(adviser, f"/offline/follow-ups/{due.id}/done", version=before)
        assert answer.get_json()["state"] == "saved"
    assert session.scalars(select(FollowUp.done_on)).one() == TODAY


def test_a_follow_up_that_was_changed_meanwhile_gives_the_choice(
    adviser: Visitor, make: Make, session: Session, group: Organisation, me: Account
) -> None:
    due = make.follow_up(group, me, what="Ring them")
    before = due.version_id
    due.what = "Ring them about the new hall"
    session.flush()
    answer = send(adviser, f"/offline/follow-ups/{due.id}/done", version=before)
    assert answer.status_code == 409
    now = answer.get_json()["now"]
    assert now["what"] == "Ring them about the new hall"
    assert session.scalars(select(FollowUp.done_on)).one() is None
    send(adviser, f"/offline/follow-ups/{due.id}/done", version=now["version"])
    assert session.scalars(select(FollowUp.done_on)).one() == TODAY


def test_sending_says_little_to_the_database(adviser: Visitor, group: Organisation) -> None:
    who = adviser.get("/offline/account").get_json()
    data = {**NOBODY_CAME, "submission_key": "a", "account": who["account"], "csrf_token": who["csrf"]}
    with statements() as said:
        assert adviser.post(f"/offline/contacts/{group.id}", data=data).status_code == 200
    assert len(said) <= MOST_STATEMENTS + 1


def test_a_planned_visit_is_over_once_what_came_of_it_was_sent(
    adviser: Visitor, make: Make, session: Session, group: Organisation, me: Account
) -> None:
    make.visit(group, me)
    send_contact(adviser, group, "a")
    assert session.scalars(select(PlannedVisit.activity_id)).one() == session.scalars(select(Activity.id)).one()
