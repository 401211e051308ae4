"""What the search box offers while somebody types: the same scope and the same rules as the list."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.core import clock
from crm.organisations.kinds import ClosedReason, Precision
from crm.organisations.models import FormerName
from crm.organisations.queries.suggesting import GROUPS, PEOPLE
from crm.organisations.rules import search_names
from crm.people.models import RoleClass
from tests.factories import Make
from tests.organisations.one_group import venue
from tests.support.statements import statements
from tests.support.web import SignIn, Visitor


@pytest.fixture
def hackney(make: Make) -> Area:
    return make.area(name="Hackney", code="E09000012")


def offered(visitor: Visitor, typed: str) -> list[dict[str, Any]]:
    answer = visitor.get("/organisations/suggestions", query_string={"q": typed})
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.get_json()["found"]
    return found


def names(visitor: Visitor, typed: str) -> list[str]:
    return [one["name"] for one in offered(visitor, typed)]


def test_a_group_is_offered_with_its_area_and_its_page(
    adviser: Visitor, make: Make, newham: Area, hackney: Area
) -> None:
    group = make.organisation(newham, hackney, name='St Mary’s <b>"نور"</b>')
    about = "Place of worship, Hackney, Newham"
    assert offered(adviser, "st mary") == [{"name": group.name, "about": about, "href": f"/organisations/{group.id}"}]


def test_names_that_begin_so_come_before_names_that_hold_it(adviser: Visitor, make: Make, newham: Area) -> None:
    for name in ("All Saints, Marylands", "Isa ibn Maryam", "Rosemary Hall", "Mary and Joseph"):
        make.organisation(newham, name=name)
    assert names(adviser, "mary") == [
        "Mary and Joseph",
        "All Saints, Marylands",
        "Isa ibn Maryam",
        "Rosemary Hall",
    ]


def test_it_says_what_was_matched(adviser: Visitor, make: Make, session: Session, newham: Area) -> None:
    group = make.organisation(
        newham,
        name="Hope Chapel",
        search_names=search_names("Hope Chapel", ["Old Rehoboth"]),
        charity_number="1012345",
        phone="+442079460018",
    )
    make.keep(FormerName(organisation_id=group.id, name="Old Rehoboth"))
    venue(make, group, newham, address="12 Cranbrook Road", postcode="E7 8AL")
    session.commit()
    said = {
        "rehoboth": "Formerly Old Rehoboth",
        "rehobath": "Similar name",
        "1012345": "Charity number",
        "020 7946 0018": "Phone number",
        "cranbrook road": "Meets at 12 Cranbrook Road, E7 8AL",
        "cranbrook": "Meets at 12 Cranbrook Road, E7 8AL",
        "e7 8": "Meets at 12 Cranbrook Road, E7 8AL",
    }
    for typed, why in said.items():
        assert [one["about"] for one in offered(adviser, typed)] == [f"Place of worship, Newham. {why}"], typed


def test_a_person_is_offered_with_what_they_are(adviser: Visitor, make: Make, newham: Area) -> None:
    group = make.organisation(newham, name="Bethel")
    make.role(group, make.person("José Núñez"), role_class=RoleClass.DESIGNATED_LEAD)
    about = "Designated safeguarding lead, Bethel"
    assert offered(adviser, "nunez") == [
        {"name": "José Núñez", "about": about, "href": f"/organisations/{group.id}/people"}
    ]


def test_viewers_are_offered_groups_and_no_people(make: Make, newham: Area, signed_in: SignIn) -> None:
    make.role(make.organisation(newham, name="Amina’s Circle"), make.person("Amina Begum"))
    assert names(signed_in(make.viewer(newham)), "amina") == ["Amina’s Circle"]


def test_nothing_of_another_area_is_offered(adviser: Visitor, make: Make, hackney: Area) -> None:
    theirs = make.organisation(hackney, name="Hope Chapel", charity_number="1012345")
    make.role(theirs, make.person("Hope Adeyemi"))
    venue(make, theirs, hackney, address="12 Hope Street")
    for typed in ("hope", "hope chapel", "hop chapel", "1012345", "hope street", "12 Hope"):
        assert offered(adviser, typed) == [], typed


def test_a_home_and_a_refuge_are_not_offered_by_where_they_are_elsewhere(
    adviser: Visitor, make: Make, newham: Area, hackney: Area
) -> None:
    home = make.organisation(newham, hackney, name="Home Group")
    venue(make, home, hackney, address="12 Cranbrook Road", precision=Precision.MASKED)
    refuge = make.organisation(hackney, newham, name="Refuge", is_sensitive=True)
    venue(make, refuge, hackney, address="14 Cranbrook Road")
    for typed in ("cranbrook", "cranbrook road", "12 cranbrook", "E7 8AB"):
        assert offered(adviser, typed) == [], typed


def test_closed_groups_are_not_offered(adviser: Visitor, make: Make, newham: Area) -> None:
    make.organisation(newham, name="Hope Chapel", closed_on=clock.today(), closed_reason=ClosedReason.CEASED)
    assert offered(adviser, "hope") == []


@pytest.mark.parametrize("typed", ["", " ", "h", "…", "\0", "%", '"', "*", "h" * 5000])
def test_what_makes_no_sense_offers_nothing(adviser: Visitor, make: Make, newham: Area, typed: str) -> None:
    make.organisation(newham, name="Hope Chapel")
    assert offered(adviser, typed) == []


def test_a_few_are_offered_at_as_many_statements_as_for_one(adviser: Visitor, make: Make, newham: Area) -> None:
    for number in range(20):
        make.role(make.organisation(newham, name=f"Amina {number:02}"), make.person(f"Amina Begum {number}"))
    with statements() as said:
        assert len(offered(adviser, "amina")) == GROUPS + PEOPLE
    assert len(said) <= 12
    with statements() as said:
        assert offered(adviser, "nobody at all") == []
    assert len(said) <= 12
