"""What else a group is found by: its numbers, and the people of it."""

from html import unescape

import pytest
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.core import clock
from crm.people.models import RoleClass
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import SignIn, Visitor


def listed(visitor: Visitor, typed: str) -> str:
    answer = visitor.get("/organisations", query_string={"q": typed})
    assert answer.status_code == 200
    return unescape(answer.text)


@pytest.mark.parametrize(
    "typed",
    ["1012345", "020 7946 0018", "+44 20 7946 0018", "Office@Example.org", "www.example.org/zion", "example.org/zion"],
)
def test_a_group_is_found_by_its_numbers(
    adviser: Visitor, make: Make, session: Session, newham: Area, typed: str
) -> None:
    numbers = {"charity_number": "1012345", "phone": "+442079460018", "email": "office@example.org"}
    make.organisation(newham, name="Zion Chapel", website="https://www.example.org/zion/", **numbers)
    make.organisation(newham, name="Bethel")
    session.commit()
    page = listed(adviser, typed)
    assert "Zion Chapel" in page
    assert "Bethel" not in page


def test_a_person_leads_to_the_group(adviser: Visitor, make: Make, session: Session, newham: Area) -> None:
    group = make.organisation(newham, name="Bethel")
    make.role(group, make.person("José Núñez"), role_class=RoleClass.DESIGNATED_LEAD)
    make.role(group, make.person("José Gone"), started_on=None, ended_on=clock.today())
    session.commit()
    page = listed(adviser, "nunez")
    assert "People with this name" in page
    assert "José Núñez" in page
    assert "Designated safeguarding lead, <bdi>Bethel</bdi>" in page
    assert f'href="/organisations/{group.id}/people"' in page
    assert "José Gone" not in listed(adviser, "jose")


def test_people_of_other_areas_are_not_found(
    adviser: Visitor, make: Make, session: Session, newham: Area, signed_in: SignIn
) -> None:
    hackney = make.area(name="Hackney", code="E09000012")
    make.role(make.organisation(hackney, name="Elsewhere"), make.person("Amina Hackney"))
    both = make.person("Amina Begum")
    make.role(make.organisation(hackney, name="Elsewhere too"), both)
    make.role(make.organisation(newham, name="Bethel"), both)
    session.commit()
    page = listed(adviser, "amina")
    assert "Amina Begum" in page
    assert "Amina Hackney" not in page
    assert "Elsewhere too" not in page


def test_viewers_find_no_people(make: Make, session: Session, newham: Area, signed_in: SignIn) -> None:
    make.role(make.organisation(newham, name="Bethel"), make.person("Amina Begum"))
    viewer = make.viewer(newham)
    session.commit()
    assert "Amina" not in listed(signed_in(viewer), "amin")


def test_a_new_name_of_a_person_is_found_and_the_old_one_is_not(
    adviser: Visitor, make: Make, session: Session, newham: Area
) -> None:
    person = make.person("Amina Begum")
    make.role(make.organisation(newham, name="Bethel"), person)
    session.commit()
    person.name, person.sort_name = "Amina Khatun", "amina khatun"
    session.commit()
    assert "Amina Khatun" in listed(adviser, "khatun")
    assert "Amina" not in listed(adviser, "begum")


def test_finding_people_costs_no_more_for_many(adviser: Visitor, make: Make, session: Session, newham: Area) -> None:
    for number in range(20):
        make.role(make.organisation(newham, name=f"Bethel {number}"), make.person(f"Amina {number}"))
    session.commit()
    with statements() as said:
        assert "People with this name" in listed(adviser, "amina")
    assert len(said) <= 12


# What advisers type, tried on the lists of docs/importing.md: the group that they mean is among the exact ones.
@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ilyas mosque", "Masjid Ilyas"),
        ("east london masjid", "East London Mosque"),
        ("Madressah", "Darul-Ulum Surikandi Qoumi Madrasah"),
        ("maktab", "Madinatul Uloom Madrasa"),
        ("muhammad mosque", "Husaini Masjid and Mohammedi Park"),
        ("an-nur", "Shahjalal Jame Masjid-E-Noor"),
        ("Shri Murugan Mandir", "London Sri Murugan Temple"),
        ("gurudwara singh sabha", "Gurdwara Sri Guru Singh Sabha"),
        ("Saint John’s", "Church of St John the Evangelist"),
        ("st. michaels", "Parish Church of Saint Michael, Wood Green"),
        ("st marys", "Catholic Church of SS. Mary and Erconwald"),
        ("rccg", "The Redeemed Christian Church of God, Jubilee House"),
        ("R.C.C.G. jubilee", "RCCG Jubilee House For All Nations"),
        ("new testament church of god", "NTCG Brixton"),
        ("7th day adventist", "Balham Seventh Day Adventist Church"),
        ("friends meeting house", "Blackheath Quaker Meeting House"),
        ("C of E", "Holy Trinity Church of England"),
        ("eglise fraternite", "Église de la Fraternité"),
        ("مسجد", "مسجد الفنار (Lantern Masjid)"),
        ("মসজিদ", "বায়তুল মসজিদ"),
        ("hall for nations", "Hall for All Nations"),
    ],
)
def test_a_group_is_found_in_another_spelling(
    adviser: Visitor, make: Make, session: Session, newham: Area, typed: str, name: str
) -> None:
    make.organisation(newham, name=name)
    make.organisation(newham, name="Elsewhere")
    session.commit()
    page = listed(adviser, typed)
    assert name in page.split("Similar names")[0]
    assert "Elsewhere" not in page


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("st george", "Westgeorge Hall"),
        ("église", "Abbey Road Baptist Church"),
        ("st marys", "Westminster Maryland Club"),
        ("adventist", "Bethesda Baptist Church"),
    ],
)
def test_another_word_is_not_taken_for_a_spelling(
    adviser: Visitor, make: Make, session: Session, newham: Area, typed: str, name: str
) -> None:
    make.organisation(newham, name=name)
    session.commit()
    assert name not in listed(adviser, typed).split("Similar names")[0]


def test_an_article_between_the_words_is_forgiven(adviser: Visitor, make: Make, session: Session, newham: Area) -> None:
    make.organisation(newham, name="Baitul Futuh Mosque")
    session.commit()
    assert "Baitul Futuh Mosque" in listed(adviser, "bait ul futuh")
