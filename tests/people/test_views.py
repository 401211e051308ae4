import datetime as dt
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import AccountRole, AreaGrant
from crm.areas.models import Area
from crm.core import clock
from crm.organisations.models import Organisation
from crm.people.models import Person, Role, RoleClass
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import SignIn, Visitor


@pytest.fixture
def group(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, name="Hope Chapel")


def new_person(group: Organisation) -> str:
    return f"/organisations/{group.id}/people/new"


def test_a_group_without_people_says_so_and_what_to_do(adviser: Visitor, group: Organisation) -> None:
    page = adviser.get(f"/organisations/{group.id}/people").text
    assert "No designated safeguarding lead is named" in page
    assert "Nobody is recorded here yet" in page


def test_people_are_listed_open_roles_first(adviser: Visitor, make: Make, group: Organisation) -> None:
    make.role(group, make.person("Zoë Cole"), role_class=RoleClass.DESIGNATED_LEAD)
    make.role(group, make.person("Abena Asante"))
    make.role(group, make.person("Yaw Boateng"), ended_on=clock.today())
    page = adviser.get(f"/organisations/{group.id}/people").text
    assert page.index("Zoë Cole") < page.index("Abena Asante") < page.index("Yaw Boateng")
    assert "No designated safeguarding lead" not in page


def test_a_person_is_added_with_their_role(adviser: Visitor, session: Session, group: Organisation) -> None:
    answer = adviser.submit(new_person(group), name="শিরিন আক্তার", role_class="teacher", task="usual")
    assert answer.status_code == 303
    role = session.scalars(select(Role).filter_by(organisation_id=group.id)).one()
    assert role.role_class is RoleClass.TEACHER
    assert "শিরিন আক্তার" in adviser.get(answer.location).text


def test_a_form_that_is_sent_twice_adds_one_person(adviser: Visitor, session: Session, group: Organisation) -> None:
    answers: dict[str, Any] = {
        "name": "Amina Begum",
        "role_class": "trustee",
        "task": "usual",
        "submission_key": "the same",
    }
    for status in (303, 409):
        assert adviser.submit(new_person(group), known="new", **answers).status_code == status
    assert len(session.scalars(select(Person)).all()) == 1


def test_somebody_of_that_name_nearby_is_offered(
    adviser: Visitor, make: Make, session: Session, newham: Area, group: Organisation
) -> None:
    known = make.role(make.organisation(newham, name="St Anne"), make.person("Amina Begum")).person
    answers: dict[str, Any] = {"name": "amina begum", "role_class": "trustee", "task": "usual"}
    asked = adviser.submit(new_person(group), **answers)
    assert "St Anne" in asked.text
    assert adviser.submit(new_person(group), known=str(known.id), **answers).status_code == 303
    assert session.scalars(select(Role.person_id).filter_by(organisation_id=group.id)).one() == known.id


def test_somebody_of_that_name_elsewhere_is_not_offered(adviser: Visitor, make: Make, group: Organisation) -> None:
    make.role(make.organisation(make.area(), name="St Anne"), make.person("Amina Begum"))
    answer = adviser.submit(new_person(group), name="Amina Begum", role_class="trustee", task="usual")
    assert answer.status_code == 303


def test_a_second_lead_is_asked_about(adviser: Visitor, make: Make, session: Session, group: Organisation) -> None:
    first = make.role(group, role_class=RoleClass.DESIGNATED_LEAD)
    answers: dict[str, Any] = {"name": "Joseph Mensah", "role_class": "designated_lead", "task": "usual"}
    refused = adviser.submit(new_person(group), **answers)
    assert "Amina Begum is the designated safeguarding lead now. Say that they hand over" in refused.text
    assert adviser.submit(new_person(group), hands_over="yes", **answers).status_code == 303
    assert session.get_one(Role, first.id).ended_on == clock.today()


def test_how_often_is_asked_of_work_with_children(adviser: Visitor, group: Organisation) -> None:
    page = adviser.submit(new_person(group), name="Al", role_class="helper", task="works_with_children")
    assert "Select how often they do this" in page.text


def test_a_role_is_ended_on_a_day_that_has_come(adviser: Visitor, make: Make, group: Organisation) -> None:
    role = make.role(group, started_on=clock.today() - dt.timedelta(days=9))
    tomorrow = clock.today() + dt.timedelta(days=1)
    days: dict[str, Any] = {
        "ended_on-day": str(tomorrow.day),
        "ended_on-month": str(tomorrow.month),
        "ended_on-year": "2099",
    }
    assert "today or in the past" in adviser.submit(f"/roles/{role.id}/end", **days).text
    assert adviser.submit(f"/roles/{role.id}/end").status_code == 303


def test_a_role_is_changed(adviser: Visitor, make: Make, session: Session, group: Organisation) -> None:
    role = make.role(group)
    assert adviser.submit(f"/roles/{role.id}/edit", title="Cook for the youth club").status_code == 303
    assert session.get_one(Role, role.id).title == "Cook for the youth club"


def test_a_stale_save_shows_both_and_loses_nothing(
    adviser: Visitor, make: Make, session: Session, group: Organisation
) -> None:
    person = make.role(group).person
    address = f"/organisations/{group.id}/people/{person.id}/edit"
    adviser.submit(address, phone="020 7946 0001")
    old: dict[str, Any] = {
        "version": "1",
        "was": '{"name": "Amina Begum", "phone": "", "email": "", "contact_note": ""}',
    }
    page = adviser.submit(address, phone="020 7946 0002", **old)
    assert page.status_code == 200
    assert "What changed while you were writing" in page.text
    assert 'value="020 7946 0002"' in page.text


def test_a_person_with_a_role_elsewhere_is_not_renamed_alone(
    adviser: Visitor, make: Make, session: Session, group: Organisation
) -> None:
    person = make.role(group).person
    make.role(make.organisation(make.area(name="Barnet"), name="St Anne"), person)
    address = f"/organisations/{group.id}/people/{person.id}/edit"
    page = adviser.submit(address, name="Someone Else")
    assert "Ask the adviser for Barnet" in unescape(page.text)
    assert "St Anne" not in page.text
    assert session.get_one(Person, person.id).name == "Amina Begum"


def test_not_even_the_area_of_a_refuge_is_told(adviser: Visitor, make: Make, group: Organisation) -> None:
    person = make.role(group).person
    make.role(make.organisation(make.area(name="Barnet"), is_sensitive=True), person)
    page = adviser.get(f"/organisations/{group.id}/people/{person.id}/edit").text
    assert "Ask your coordinator" in page
    assert "Barnet" not in page


@pytest.mark.parametrize("path", ["/organisations/{0}/people", "/organisations/{0}/people/new", "/roles/{1}/end"])
def test_people_of_another_area_are_not_found(adviser: Visitor, make: Make, path: str) -> None:
    role = make.role(make.organisation(make.area()))
    assert adviser.get(path.format(role.organisation_id, role.id)).status_code == 404


def test_a_person_is_met_only_at_their_own_group(adviser: Visitor, make: Make, newham: Area) -> None:
    role = make.role(make.organisation(newham))
    other = make.organisation(newham)
    assert adviser.get(f"/organisations/{other.id}/people/{role.person_id}/edit").status_code == 404


def test_a_viewer_does_not_see_people(make: Make, signed_in: SignIn, newham: Area, group: Organisation) -> None:
    assert signed_in(make.viewer(newham)).get(f"/organisations/{group.id}/people").status_code == 403


def test_thirty_people_cost_as_many_statements_as_one(adviser: Visitor, make: Make, group: Organisation) -> None:
    make.role(group)
    with statements() as one:
        adviser.get(f"/organisations/{group.id}/people")
    for number in range(29):
        make.role(group, make.person(f"Person {number}"))
    with statements() as thirty:
        adviser.get(f"/organisations/{group.id}/people")
    assert len(thirty) == len(one) <= 12


def test_who_only_views_one_area_is_not_told_there_that_nobody_is_named(
    make: Make, newham: Area, group: Organisation, signed_in: SignIn
) -> None:
    viewer_here = make.viewer(newham)
    viewer_here.grants.append(AreaGrant(role=AccountRole.ADVISER, area_id=make.area().id))
    make.role(group, role_class=RoleClass.DESIGNATED_LEAD)
    assert signed_in(viewer_here).get(f"/organisations/{group.id}/people").status_code == 404
