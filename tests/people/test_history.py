"""What was changed about a person: told to whoever sees the person, and never where else they have a role."""

from html import unescape
from typing import Any

import pytest

from crm.access.models import Layer
from crm.accounts.models import Account, AccountRole
from crm.areas.models import Area
from crm.audit.models import AuditEntry, AuditValue
from crm.organisations.models import Organisation
from crm.people.models import Person
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import SignIn, Visitor


@pytest.fixture
def group(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, name="Hope Chapel")


@pytest.fixture
def person(make: Make, group: Organisation) -> Person:
    return make.role(group).person


def changed(make: Make, person: Person, actor: Account, **values: tuple[str, str]) -> None:
    told = AuditEntry(event="person.changed", table_name="person", row_id=person.id, layer=Layer.CORE, changes={})
    told.actor_id = actor.id
    make.keep(told)
    for name, (before, after) in values.items():
        make.keep(AuditValue(entry_id=told.id, column_name=name, before=before, after=after))


def look(visitor: Visitor, person: Person, address: str = "") -> str:
    answer = visitor.get(f"/people/{person.id}/history{address}")
    assert answer.status_code == 200
    return " ".join(unescape(answer.text).replace("<bdi>", "").replace("</bdi>", "").split())


def test_a_person_without_a_history_says_so(make: Make, newham: Area, person: Person, signed_in: SignIn) -> None:
    assert "Nothing has been changed" in look(signed_in(make.adviser(newham)), person)


def test_a_change_is_told_in_plain_words(
    make: Make, newham: Area, group: Organisation, person: Person, signed_in: SignIn
) -> None:
    visitor = signed_in(make.adviser(newham, name="Ama Boateng"))
    details: dict[str, Any] = {
        "phone": "020 7946 0001",
        "channel": "text",
        "needs_interpreter": "no",
        "contact_note": "Ring after six",
    }
    visitor.submit(f"/organisations/{group.id}/people/{person.id}/edit", **details)
    page = look(visitor, person)
    assert "Person changed" in page
    assert "by Ama Boateng" in page
    assert "Phone: 020 7946 0001" in page
    assert "Likes to be reached by: A text message" in page
    assert "Before contacting: Ring after six" in page


def test_a_no_is_told_as_one(make: Make, newham: Area, person: Person, signed_in: SignIn) -> None:
    adviser = make.adviser(newham)
    changed(make, person, adviser, needs_interpreter=("True", "False"))
    assert "Needs an interpreter: Yes became No" in look(signed_in(adviser), person)


@pytest.mark.parametrize("is_sensitive", [False, True])
def test_who_changed_it_elsewhere_is_not_named(
    make: Make, newham: Area, person: Person, signed_in: SignIn, is_sensitive: bool
) -> None:
    barnet = make.area(name="Barnet")
    make.role(make.organisation(barnet, name="St Anne", is_sensitive=is_sensitive), person)
    changed(make, person, make.adviser(barnet, name="Yaw Boateng"), phone=("+442079460001", "+442079460002"))
    page = look(signed_in(make.adviser(newham)), person)
    assert "by Somebody outside your areas" in page
    assert "020 7946 0001 became 020 7946 0002" in page
    assert all(told not in page for told in ("Yaw Boateng", "Barnet", "St Anne"))
    assert "by Yaw Boateng" in look(signed_in(make.adviser(barnet)), person)
    assert "by Yaw Boateng" in look(signed_in(make.staff(AccountRole.COORDINATOR, region_wide=True)), person)


def test_the_history_of_a_person_elsewhere_is_not_found(make: Make, person: Person, signed_in: SignIn) -> None:
    assert signed_in(make.adviser(make.area())).get(f"/people/{person.id}/history").status_code == 404


@pytest.mark.parametrize("role", [AccountRole.VIEWER, AccountRole.ADMINISTRATOR])
def test_who_sees_no_people_sees_no_history(
    make: Make, newham: Area, person: Person, signed_in: SignIn, role: AccountRole
) -> None:
    account = make.administrator() if role is AccountRole.ADMINISTRATOR else make.staff(role, newham)
    assert signed_in(account).get(f"/people/{person.id}/history").status_code == 403


def test_a_group_does_not_read_it(make: Make, group: Organisation, person: Person, signed_in: SignIn) -> None:
    lead = make.group_account(group, AccountRole.GROUP_LEAD)
    assert signed_in(lead).get(f"/people/{person.id}/history").status_code == 403


def test_a_long_history_costs_as_many_statements_as_a_short_one(
    make: Make, newham: Area, person: Person, signed_in: SignIn
) -> None:
    actor, visitor = make.adviser(newham), signed_in(make.adviser(newham))
    changed(make, person, actor, phone=("+442079460001", "+442079460002"))
    with statements() as short:
        look(visitor, person)
    for number in range(29):
        changed(make, person, actor, name=(f"Name {number:02}", f"Name {number + 1:02}"))
    with statements() as long:
        first = look(visitor, person)
    assert len(short) == len(long) <= 12
    older = first.split('rel="next"')[0].rsplit("/history", 1)[1].split('"')[0]
    assert "020 7946 0001 became" in look(visitor, person, older)
