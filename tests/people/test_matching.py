"""People who may be recorded twice: when they are put to somebody, and to whom."""

import datetime as dt
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.core.text import fold
from crm.organisations.kinds import RelationKind
from crm.organisations.models import DuplicateState, Organisation, Relation
from crm.people.matching.finding import bring_up_to_date, find_pairs
from crm.people.matching.likeness import Known, likeness, names_alike
from crm.people.matching.models import PersonPair
from crm.people.models import Person, Role, RoleClass
from tests.factories import Make
from tests.support.web import SignIn, Visitor

MOBILE, LANDLINE = "+447700900982", "+442079460000"


@pytest.fixture
def group(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, name="Hope Chapel")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mohammed Ali", "Muhammad Ali"),
        ("Imam Mohammed Ali", "Ali Mohamed"),
        ("Amina Begum", "Aminah Begum Khan"),
        ("Rev. J. Mensah", "Joseph Mensah"),
        ("Pastor Grace", "Grace Osei"),
        ("Siobhán O’Neill", "Siobhan ONeill"),
        ("محمد علي", "محمد علی"),
    ],
)
def test_names_that_one_person_may_have(one: str, other: str) -> None:
    assert names_alike(fold(one), fold(other)) > 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Amina Begum", "Fatima Begum"),
        ("John Smith", "John Jones"),
        ("Pastor Grace", "Pastor Mercy"),
        ("শিরিন আক্তার", "Amina Begum"),
        ("", "Amina"),
    ],
)
def test_names_of_two_people(one: str, other: str) -> None:
    assert names_alike(fold(one), fold(other)) == 0


def known(name: str, group: int = 0, phone: str | None = None) -> Known:
    return Known(1, fold(name), phone, None, frozenset({group}))


def test_a_name_alike_is_asked_about_in_one_group_or_in_linked_ones_only() -> None:
    one = known("Mohammed Ali", 1)
    assert likeness(one, known("Muhammad Ali", 2), {}, {}) is None
    here = likeness(one, known("Muhammad Ali", 1), {}, {})
    linked = likeness(one, known("Muhammad Ali", 2), {1: {2}, 2: {1}}, {})
    assert [found.reason for found in (here, linked) if found] == [
        "A name alike in the same group",
        "A name alike in groups that are linked",
    ]


@pytest.mark.parametrize(
    ("number", "sharing", "is_asked"), [(MOBILE, 2, True), (MOBILE, 9, False), (LANDLINE, 2, False)]
)
def test_a_number_is_enough_unless_it_is_an_office_s(number: str, sharing: int, *, is_asked: bool) -> None:
    one, other = known("Amina Begum", 1, number), known("Joseph Mensah", 2, number)
    assert (likeness(one, other, {}, {number: sharing}) is not None) == is_asked
    alike = likeness(one, known("Aminah Begum", 2, number), {}, {number: sharing})
    assert alike is not None
    assert alike.reason == "The same phone number, and a name alike"


def twice(make: Make, *groups: Organisation, **values: Any) -> tuple[Person, Person]:
    one, other = make.person("Mohammed Ali", **values), make.person("Muhammad Ali", **values)
    make.role(groups[0], one)
    make.role(groups[-1], other, role_class=RoleClass.TRUSTEE)
    return one, other


def find() -> None:
    bring_up_to_date(find_pairs())


def test_pairs_are_found_by_number_and_by_name_in_a_group_or_a_linked_one(
    session: Session, make: Make, newham: Area, group: Organisation
) -> None:
    by_name = twice(make, group)
    forum, member, apart = (make.organisation(newham) for _ in range(3))
    make.keep(Relation(organisation_id=member.id, other_id=forum.id, kind=RelationKind.MEMBER_OF))
    linked = [make.role(place, make.person(name)).person for place, name in ((forum, "Ann Lee"), (member, "Anne Lee"))]
    by_phone = [make.role(place, make.person(name, phone=MOBILE)).person
                for place, name in ((apart, "Wei Chen"), (group, "Mei Tan"))]  # fmt: skip
    make.role(apart, make.person("Mohammed Ali"))
    assert set(find_pairs()) == {tuple(one.id for one in pair) for pair in (by_name, linked, by_phone)}


def test_a_decision_stays_and_what_is_no_longer_alike_goes(session: Session, make: Make, group: Organisation) -> None:
    one, _ = twice(make, group)
    twice(make, make.organisation(), email="ali@example.org")
    find()
    first, second = session.scalars(select(PersonPair).order_by(PersonPair.id))
    decided, left = (first, second) if first.person_id == one.id else (second, first)
    decided.state, decided.decided_at = DuplicateState.NOT_THE_SAME, dt.datetime.now(dt.UTC)
    gone = session.get_one(Person, left.other_id)
    gone.name, gone.sort_name, gone.email = "Wei Chen", "wei chen", None
    session.flush()
    find()
    assert session.scalars(select(PersonPair.id)).all() == [decided.id]


def test_the_command_brings_the_queue_up_to_date_and_names_nobody(
    commands: FlaskCliRunner, session: Session, make: Make, group: Organisation
) -> None:
    twice(make, group)
    session.commit()
    assert "1 pairs" in commands.invoke(args=["people", "duplicates", "--dry-run"]).output
    assert session.scalars(select(PersonPair)).all() == []
    output = commands.invoke(args=["people", "duplicates"]).output
    assert ("1 new" in output, "Ali" in output) == (True, False)
    assert len(session.scalars(select(PersonPair)).all()) == 1


def test_the_database_refuses_a_pair_the_wrong_way_round(session: Session, make: Make, group: Organisation) -> None:
    one, other = twice(make, group)
    with pytest.raises(IntegrityError):
        make.keep(PersonPair(person_id=other.id, other_id=one.id, score=90))


def test_the_queue_shows_both_and_leads_to_the_merge(
    session: Session, make: Make, group: Organisation, adviser: Visitor
) -> None:
    assert "No pairs to look at" in adviser.get("/people/duplicates").text
    one, other = twice(make, group)
    find()
    page = adviser.get("/people/duplicates").text
    assert ("Mohammed Ali" in page, "Muhammad Ali" in page, "Hope Chapel" in page) == (True, True, True)
    pair = session.scalars(select(PersonPair)).one()
    shown = adviser.get(f"/people/duplicates/{pair.id}").text
    assert f"/people/{one.id}/merge/{other.id}" in shown
    assert "A name alike in the same group" in shown


def test_not_the_same_is_remembered_with_its_reason_and_can_be_put_back(
    session: Session, make: Make, group: Organisation, adviser: Visitor
) -> None:
    twice(make, group)
    find()
    pair = session.scalars(select(PersonPair)).one()
    adviser.submit(f"/people/duplicates/{pair.id}", note="Father and son")
    assert "No pairs to look at" in adviser.get("/people/duplicates").text
    assert "Muhammad Ali" in adviser.get("/people/duplicates?decided=yes").text
    assert "Father and son" in adviser.get(f"/people/duplicates/{pair.id}").text
    adviser.submit(f"/people/duplicates/{pair.id}")
    assert "Muhammad Ali" in adviser.get("/people/duplicates").text


def test_a_pair_is_shown_where_both_are_in_scope(
    session: Session, make: Make, group: Organisation, adviser: Visitor, signed_in: SignIn
) -> None:
    twice(make, group, make.organisation(make.area()), phone=MOBILE)
    find()
    pair = session.scalars(select(PersonPair)).one()
    assert "No pairs to look at" in adviser.get("/people/duplicates").text
    assert adviser.get(f"/people/duplicates/{pair.id}").status_code == 404


def test_what_two_people_have_in_common_elsewhere_is_not_told(
    session: Session, make: Make, newham: Area, group: Organisation, adviser: Visitor
) -> None:
    """Both are in scope, but not the group that they share: that it is one is nobody's business here."""
    one, other = twice(make, group, make.organisation(newham))
    refuge = make.organisation(make.area(), is_sensitive=True)
    make.role(refuge, one)
    make.role(refuge, other)
    find()
    pair = session.scalars(select(PersonPair)).one()
    assert "No pairs to look at" in adviser.get("/people/duplicates").text
    assert adviser.get(f"/people/duplicates/{pair.id}").status_code == 404


ANSWERS: dict[str, Any] = {"name": "Muhammed Aly", "role_class": "trustee", "task": "usual"}


def new_person(group: Organisation) -> str:
    return f"/organisations/{group.id}/people/new"


def test_who_adds_somebody_is_asked_about_a_name_alike_and_about_a_number(
    make: Make, newham: Area, group: Organisation, adviser: Visitor
) -> None:
    make.role(group, make.person("Mohammed Ali"))
    make.role(make.organisation(newham, name="St Anne"), make.person("Wei Chen", phone=MOBILE))
    asked = unescape(adviser.submit(new_person(group), phone="07700 900982", **ANSWERS).text)
    assert ("Mohammed Ali" in asked, "Wei Chen" in asked) == (True, True)
    assert "Select whether it is one of these people" in asked


def test_nobody_out_of_scope_is_asked_about(
    session: Session, make: Make, group: Organisation, adviser: Visitor
) -> None:
    elsewhere = make.organisation(make.area())
    make.keep(Relation(organisation_id=group.id, other_id=elsewhere.id, kind=RelationKind.MEMBER_OF))
    make.role(elsewhere, make.person("Mohammed Ali", phone=MOBILE, email="ali@example.org"))
    answers = {**ANSWERS, "phone": "07700 900982", "email": "ali@example.org"}
    assert adviser.submit(new_person(group), **answers).status_code == 303


def test_who_says_that_it_is_somebody_new_is_not_asked_again(
    session: Session, make: Make, group: Organisation, adviser: Visitor
) -> None:
    make.role(group, make.person("Mohammed Ali"))
    assert adviser.submit(new_person(group), known="new", **ANSWERS).status_code == 303
    find()
    pair = session.scalars(select(PersonPair)).one()
    assert (pair.state, pair.decision_note) == (DuplicateState.NOT_THE_SAME, "Added as somebody new")


def test_a_number_that_is_none_is_refused_beside_its_field(adviser: Visitor, group: Organisation) -> None:
    page = adviser.submit(new_person(group), phone="12", **ANSWERS)
    assert page.status_code == 200
    assert "phone" in page.text
    assert "Muhammed Aly" in page.text


def test_the_roles_of_a_merged_pair_are_one_persons(
    session: Session, make: Make, group: Organisation, adviser: Visitor
) -> None:
    one, other = twice(make, group)
    find()
    adviser.submit(f"/people/{one.id}/merge/{other.id}", name="this")
    assert session.scalars(select(PersonPair)).all() == []
    assert set(session.scalars(select(Role.person_id))) == {one.id}
