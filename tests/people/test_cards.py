"""The people of a group for an address book: whoever may see them on the People tab, and it is kept who took them."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.organisations.models import Organisation
from crm.people.models import RoleClass
from tests.factories import Make
from tests.support.web import SignIn, Visitor


@pytest.fixture
def area(make: Make) -> Area:
    return make.area(name="Newham")


@pytest.fixture
def group(make: Make, area: Area) -> Organisation:
    return make.organisation(area, name="St Mary’s", faith="christian")


def cards(visitor: Visitor, group: Organisation) -> str:
    answer = visitor.get(f"/organisations/{group.id}/people.vcf")
    assert answer.status_code == 200
    assert answer.mimetype == "text/vcard"
    return answer.text


def test_one_card_a_person_with_all_roles(make: Make, group: Organisation, area: Area, signed_in: SignIn) -> None:
    person = make.person("Åsa Berg", phone="+447700900123", email="asa@example.org")
    make.role(group, person, role_class=RoleClass.DESIGNATED_LEAD)
    make.role(group, person, role_class=RoleClass.TEACHER, title="Sunday school")
    make.role(group, make.person("Ada Khan"))
    told = cards(signed_in(make.adviser(area)), group)
    assert told.count("BEGIN:VCARD") == 2
    assert "TITLE:Designated safeguarding lead\\, Sunday school\r\n" in told
    assert "TEL;VALUE=uri:tel:+447700900123\r\n" in told
    assert "ORG:St Mary’s\r\n" in told


def test_a_card_does_not_tell_a_faith(make: Make, group: Organisation, area: Area, signed_in: SignIn) -> None:
    make.role(group)
    assert "hristian" not in cards(signed_in(make.adviser(area)), group)


def test_one_person_can_be_taken_alone(make: Make, group: Organisation, area: Area, signed_in: SignIn) -> None:
    make.role(group, make.person("Ada Khan"))
    wanted = make.role(group, make.person("Åsa Berg"))
    visitor = signed_in(make.adviser(area))
    answer = visitor.get(f"/organisations/{group.id}/people/{wanted.person_id}.vcf")
    assert "FN:Åsa Berg" in answer.text
    assert "Ada Khan" not in answer.text
    page = visitor.get(f"/organisations/{group.id}/people").text
    assert f"/organisations/{group.id}/people/{wanted.person_id}.vcf" in page
    assert f"/organisations/{group.id}/people.vcf" in page


def test_a_role_that_ended_makes_no_card(make: Make, group: Organisation, area: Area, signed_in: SignIn) -> None:
    make.role(group, ended_on=clock.today())
    visitor = signed_in(make.adviser(area))
    assert visitor.get(f"/organisations/{group.id}/people.vcf").status_code == 404
    assert "people.vcf" not in visitor.get(f"/organisations/{group.id}/people").text


def test_somebody_of_another_group_is_not_found_here(
    make: Make, group: Organisation, area: Area, signed_in: SignIn
) -> None:
    elsewhere = make.role(make.organisation(area))
    answer = signed_in(make.adviser(area)).get(f"/organisations/{group.id}/people/{elsewhere.person_id}.vcf")
    assert answer.status_code == 404


def test_nobody_else_gets_a_card(make: Make, group: Organisation, area: Area, signed_in: SignIn) -> None:
    make.role(group)
    address = f"/organisations/{group.id}/people.vcf"
    assert signed_in(make.viewer(area)).get(address).status_code == 403
    assert signed_in(make.group_account(group)).get(address).status_code == 403
    assert signed_in(make.adviser(make.area())).get(address).status_code == 404


def test_who_took_them_is_in_the_history_of_the_group(
    make: Make, group: Organisation, area: Area, signed_in: SignIn, session: Session
) -> None:
    make.role(group)
    account = make.adviser(area)
    visitor = signed_in(account)
    cards(visitor, group)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.event == "people.downloaded")).one()
    assert (entry.actor_id, entry.organisation_id, entry.changes) == (account.id, group.id, {"people": [None, 1]})
    assert "Contacts downloaded" in visitor.get(f"/organisations/{group.id}/history").text
