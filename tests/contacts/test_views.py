"""Staff keep the numbers of their area right; a group sees what they have checked."""

import datetime as dt
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import Account, AccountRole
from crm.areas.models import Area, AreaContact, ContactCategory
from crm.audit.models import AuditEntry
from crm.core import clock
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import SignIn, Visitor, forms

TODAY = dt.date(2026, 11, 22)
HUB: dict[str, Any] = {"name": "Newham safeguarding hub", "category": "child_concern", "phone": "020 7946 0123"}


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def ada(make: Make, newham: Area) -> Account:
    return make.coordinator(newham, name="Ada Lovell")


@pytest.fixture
def coordinator(ada: Account, signed_in: SignIn) -> Visitor:
    return signed_in(ada)


def number(make: Make, area: Area | None, **values: Any) -> AreaContact:
    usual = {"code": "HUB", "name": "The hub", "category": ContactCategory.CHILD_CONCERN, "phone": "+442079460100"}
    return make.keep(AreaContact(area_id=area.id if area else None, **{**usual, **values}))


def look(visitor: Visitor, area: str = "") -> str:
    answer = visitor.get(f"/contacts?area={area}")
    assert answer.status_code == 200
    return unescape(answer.text)


def press(visitor: Visitor, contact: AreaContact, way: str) -> int:
    """The button beside a contact."""
    page = f"/contacts/{contact.id}/{way}"
    return visitor.post(page, data=dict(forms(visitor.get("/contacts").text))[page]).status_code


def test_an_area_without_a_number_is_told_so(coordinator: Visitor) -> None:
    page = look(coordinator)
    assert "Groups in Newham see no number to ring" in page
    assert "No number is recorded for Newham. Add" in page


def test_a_number_that_is_confirmed_is_seen_by_the_groups_of_the_area(
    coordinator: Visitor, make: Make, newham: Area, signed_in: SignIn
) -> None:
    hub = number(make, newham)
    group = signed_in(make.group_account(make.organisation(newham)))
    assert "020 7946 0100" not in group.get("/my-group").text
    assert press(coordinator, hub, "confirm") == 303
    assert "020 7946 0100" in group.get("/my-group").text
    assert "Checked on 22 November 2026 by Ada Lovell" in look(coordinator).replace("<bdi>", "").replace("</bdi>", "")
    assert press(coordinator, hub, "doubt") == 303
    assert "020 7946 0100" not in group.get("/my-group").text


def test_what_was_done_stands_in_the_history(coordinator: Visitor, make: Make, newham: Area, session: Session) -> None:
    press(coordinator, number(make, newham), "confirm")
    entry = session.scalars(select(AuditEntry).filter_by(event="area_contact.confirmed")).one()
    assert entry.area_id == newham.id
    assert "verified_by" not in entry.changes


def test_a_button_on_a_page_that_shows_an_older_number_confirms_nothing(
    coordinator: Visitor, make: Make, newham: Area, session: Session
) -> None:
    hub = number(make, newham)
    page = f"/contacts/{hub.id}/confirm"
    seen = dict(forms(coordinator.get("/contacts").text))[page]
    hub.phone = "+442079460999"
    session.flush()
    assert coordinator.post(page, data=seen).status_code == 409
    assert session.get_one(AreaContact, hub.id).verified_on is None


def test_a_number_is_added_and_checked_at_once(coordinator: Visitor, newham: Area, session: Session) -> None:
    answer = coordinator.submit("/contacts/new?area=E09000025", **HUB, is_right="y")
    assert answer.status_code == 303
    made = session.scalars(select(AreaContact)).one()
    assert (made.area_id, made.phone, made.verified_on) == (newham.id, "+442079460123", TODAY)
    assert answer.location == f"/contacts?area=E09000025#contact-{made.id}"
    assert "see no number to ring" not in look(coordinator)


def test_a_corrected_number_has_to_be_checked_again(
    coordinator: Visitor, make: Make, newham: Area, session: Session
) -> None:
    hub = number(make, newham, verified_on=TODAY, verified_by="Somebody")
    assert coordinator.submit(f"/contacts/{hub.id}/edit", phone="020 7946 0124").status_code == 303
    changed = session.get_one(AreaContact, hub.id)
    assert (changed.phone, changed.verified_on, changed.verified_by) == ("+442079460124", None, None)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"phone": ""}, "Enter a phone number, an email address or a website"),
        ({"phone": "111"}, "111 is the NHS"),
        ({"name": ""}, "Enter what it is called"),
        ({"category": ""}, "Select what it is for"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    coordinator: Visitor, session: Session, wrong: dict[str, str], words: str
) -> None:
    page = coordinator.submit("/contacts/new?area=E09000025", **{**HUB, "note": "Ask for the duty desk", **wrong})
    assert page.status_code == 200
    assert words in page.text
    assert "Ask for the duty desk" in page.text
    assert session.scalars(select(AreaContact)).all() == []


def test_numbers_of_another_area_and_of_the_whole_country_are_not_a_coordinators_to_change(
    coordinator: Visitor, make: Make
) -> None:
    theirs, national = number(make, make.area(name="Hackney")), number(make, None, name="Childline")
    assert "The hub" not in look(coordinator, "E09000012")
    assert "Childline" in look(coordinator)
    for contact in (theirs, national):
        assert coordinator.get(f"/contacts/{contact.id}/edit").status_code == 404


def test_no_number_is_added_to_another_area(coordinator: Visitor, make: Make, session: Session) -> None:
    page = coordinator.submit("/contacts/new", **HUB, area=make.area(name="Hackney").code)
    assert "Select whom it serves" in page.text
    assert session.scalars(select(AreaContact)).all() == []


def test_an_administrator_keeps_the_numbers_of_the_whole_country(
    make: Make, newham: Area, session: Session, signed_in: SignIn
) -> None:
    visitor = signed_in(make.administrator())
    national = number(make, None, name="Childline")
    assert press(visitor, national, "confirm") == 303
    visitor.submit("/contacts/new", **HUB, area="all")
    assert session.scalars(select(AreaContact).filter_by(name=HUB["name"])).one().area_id is None


@pytest.mark.parametrize("role", [AccountRole.ADVISER, AccountRole.VIEWER])
def test_other_staff_see_the_numbers_and_change_none(
    make: Make, newham: Area, signed_in: SignIn, role: AccountRole
) -> None:
    hub = number(make, newham)
    visitor = signed_in(make.staff(role, newham))
    page = look(visitor)
    assert "Groups do not see it" in page
    assert "Still right today" not in page
    assert visitor.get(f"/contacts/{hub.id}/edit").status_code == 403


def test_a_check_of_long_ago_is_to_be_made_again(coordinator: Visitor, make: Make, newham: Area) -> None:
    number(make, newham, verified_on=dt.date(2025, 1, 1), verified_by="Somebody")
    assert "Check it again" in look(coordinator)


def test_many_numbers_cost_no_more_statements_than_one(coordinator: Visitor, make: Make, newham: Area) -> None:
    for place in range(30):
        number(make, newham, code=f"HUB-{place}")
    with statements() as said:
        look(coordinator)
    assert len(said) <= 12
