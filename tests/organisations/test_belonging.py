"""Umbrella bodies, halls and their guests, groups without a fixed place, several traditions."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.core import clock
from crm.organisations.kinds import Faith, Lack, Precision, RelationKind
from crm.organisations.models import Organisation, Relation, SaidNone, Tradition
from tests.factories import Make
from tests.organisations.one_group import LAST_YEAR, at, day, events, look, venue
from tests.support.web import SignIn, Visitor

TOLD = dt.date(2026, 3, 1)


def member(make: Make, group: Organisation, other: Organisation, **values: object) -> Relation:
    return make.keep(Relation(organisation_id=group.id, other_id=other.id, kind=RelationKind.MEMBER_OF, **values))


def guest(make: Make, group: Organisation, host: Organisation, **values: object) -> Relation:
    return make.keep(Relation(organisation_id=group.id, other_id=host.id, kind=RelationKind.MEETS_AT, **values))


def says_none(make: Make, group: Organisation, lack: Lack = Lack.UMBRELLA) -> SaidNone:
    return make.keep(SaidNone(organisation_id=group.id, lack=lack, said_on=TOLD, by="The pastor"))


def say(visitor: Visitor, group: Organisation, lack: str = "umbrella") -> str:
    answer = visitor.submit(at(group, "none/new"), lack=lack, by="The pastor", **day("said_on", TOLD))
    return answer.text


def test_belonging_to_none_is_said_by_the_group_on_a_day(
    adviser: Visitor, session: Session, group: Organisation
) -> None:
    assert "not known whether it belongs to one" in look(adviser, group)
    say(adviser, group)
    page = " ".join(look(adviser, group).split())
    assert "It belongs to none. The group said so on 1 March 2026, <bdi>The pastor</bdi>" in page
    assert "said_none.recorded" in events(session)


def test_said_again_the_later_day_counts(adviser: Visitor, session: Session, make: Make, group: Organisation) -> None:
    says_none(make, group)
    adviser.submit(at(group, "none/new"), lack="umbrella", **day("said_on", clock.today()))
    assert session.scalars(select(SaidNone)).one().said_on == clock.today()


def test_nobody_says_it_ahead_of_time(adviser: Visitor, session: Session, group: Organisation) -> None:
    tomorrow = clock.today() + dt.timedelta(days=1)
    answer = adviser.submit(at(group, "none/new"), lack="umbrella", by="Ann", **day("said_on", tomorrow))
    assert "must be today or in the past" in answer.text
    assert "Ann" in answer.text
    assert session.scalars(select(SaidNone)).all() == []


def test_a_member_of_a_body_does_not_belong_to_none(
    adviser: Visitor, session: Session, make: Make, newham: Area, group: Organisation
) -> None:
    member(make, group, make.organisation(newham, name="Churches Together"))
    assert "record first that this ended" in say(adviser, group)
    assert session.scalars(select(SaidNone)).all() == []


def test_a_new_membership_ends_what_was_said(
    adviser: Visitor, session: Session, make: Make, newham: Area, group: Organisation
) -> None:
    forum = make.organisation(newham, name="Faith Forum")
    said = says_none(make, group)
    adviser.submit(at(group, "relations/new?q=forum"), other_id=str(forum.id), kind="member_of")
    session.refresh(said)
    assert said.ended_on == clock.today()
    page = look(adviser, group)
    assert "belongs to none" not in page
    assert "Faith Forum" in page


def test_what_was_said_by_mistake_is_removed(
    adviser: Visitor, session: Session, make: Make, group: Organisation
) -> None:
    said = says_none(make, group)
    adviser.submit(at(group, f"none/{said.id}/remove"))
    assert "not known whether it belongs to one" in look(adviser, group)
    assert "said_none.removed" in events(session)


def test_the_database_keeps_one_open_saying(make: Make, group: Organisation) -> None:
    says_none(make, group)
    with pytest.raises(IntegrityError):
        says_none(make, group)


@pytest.mark.parametrize(
    ("wanted", "found"), [("belongs", {"Oak"}), ("none", {"Elm"}), ("unknown", {"Ash", "Hope Chapel", "Forum"})]
)
def test_the_list_tells_none_from_not_known(
    adviser: Visitor, make: Make, newham: Area, group: Organisation, wanted: str, found: set[str]
) -> None:
    oak, elm, ash = (make.organisation(newham, name=name) for name in ("Oak", "Elm", "Ash"))
    forum = make.organisation(newham, name="Forum")
    member(make, oak, forum)
    member(make, ash, forum, ended_on=TOLD)
    says_none(make, elm)
    says_none(make, oak)
    page = adviser.get(f"/organisations?member={wanted}").text
    assert {name for name in ("Oak", "Elm", "Ash", "Forum", "Hope Chapel") if f"<bdi>{name}</bdi>" in page} == found


def test_a_viewer_reads_it_and_cannot_change_it(
    make: Make, newham: Area, signed_in: SignIn, group: Organisation
) -> None:
    said = says_none(make, group)
    viewer = signed_in(make.viewer(newham))
    assert "It belongs to none" in look(viewer, group)
    assert viewer.get(at(group, f"none/{said.id}/remove")).status_code == 403


def test_a_viewer_is_not_told_who_said_it(
    make: Make, newham: Area, signed_in: SignIn, adviser: Visitor, group: Organisation
) -> None:
    """A viewer sees no people; what was said, and when, is no secret."""
    say(adviser, group)
    viewer = signed_in(make.viewer(newham))
    for page in ("details", "history"):
        assert "The pastor" in adviser.get(at(group, page)).text
        assert "The pastor" not in viewer.get(at(group, page)).text


def test_street_pastors_are_added_without_an_address(adviser: Visitor, session: Session) -> None:
    said: dict[str, Any] = {"name": "Street Pastors", "faith": "christian", "kind": "street_pastors", "has_place": "no"}
    adviser.submit("/organisations/new", **said)
    group = session.scalars(select(Organisation).where(Organisation.name == "Street Pastors")).one()
    page = look(adviser, group)
    assert "No fixed place" in page
    assert "No place is known" not in page


def test_no_fixed_place_and_an_address_are_not_taken_together(adviser: Visitor) -> None:
    said: dict[str, Any] = {"name": "Walkers", "faith": "christian", "kind": "street_pastors", "has_place": "no"}
    answer = adviser.submit("/organisations/new", **said, address="1 High Street")
    assert "Select that it has a place, or remove the address" in answer.text
    assert "1 High Street" in answer.text


def test_a_place_that_is_not_known_is_not_the_same_as_none(
    adviser: Visitor, make: Make, newham: Area, group: Organisation
) -> None:
    assert "No place is known" in look(adviser, group)
    venue(make, group, newham)
    assert "record first that it left" in say(adviser, group, "place")


def test_a_first_place_ends_that_there_is_none(
    adviser: Visitor, session: Session, make: Make, group: Organisation
) -> None:
    said = says_none(make, group, Lack.PLACE)
    adviser.submit(at(group, "venues/new"), address="1 High Street")
    session.refresh(said)
    assert said.ended_on == clock.today()


def test_a_guest_is_shown_with_the_place_of_its_host_as_it_is_today(
    adviser: Visitor, make: Make, newham: Area, group: Organisation
) -> None:
    host = make.organisation(newham, name="Great Hall")
    venue(make, host, newham, address="9 Long Lane")
    venue(make, host, newham, address="Old Lane", ended_on=LAST_YEAR)
    guest(make, group, host, started_on=TOLD)
    page = look(adviser, group)
    assert "Great Hall" in page
    assert "9 Long Lane" in page
    assert "Old Lane" not in page
    assert "No place is known" not in page


def test_the_home_of_a_host_elsewhere_is_not_told(
    make: Make, newham: Area, hackney: Area, signed_in: SignIn, group: Organisation
) -> None:
    host = make.organisation(newham, hackney, name="House Church")
    venue(make, host, hackney, address="Secret Street", precision=Precision.MASKED)
    guest(make, group, host)
    page = look(signed_in(make.adviser(newham)), group)
    assert "House Church" in page
    assert "Secret Street" not in page


def test_the_host_lists_its_guests_and_counts_those_elsewhere(
    adviser: Visitor, make: Make, newham: Area, hackney: Area, group: Organisation
) -> None:
    guest(make, make.organisation(newham, name="Kanisa"), group, started_on=TOLD)
    guest(make, make.organisation(newham, name="Gone"), group, started_on=LAST_YEAR, ended_on=TOLD)
    guest(make, make.organisation(hackney, name="Far Away"), group)
    page = " ".join(look(adviser, group).split())
    assert "Since 1 March 2026" in page
    assert "1 May 2025 to 1 March 2026" in page
    assert "And 1 other in other areas" in page
    assert "Far Away" not in page


@pytest.mark.parametrize("step", ["close", "venues/{}/end", "venues/{}/move"])
def test_a_hall_that_closes_or_moves_warns_of_its_guests(
    adviser: Visitor, make: Make, newham: Area, hackney: Area, group: Organisation, step: str
) -> None:
    place = venue(make, group, newham)
    guest(make, make.organisation(newham, name="Kanisa"), group)
    guest(make, make.organisation(hackney, name="Far Away"), group)
    told = adviser.get(at(group, step.format(place.id))).text
    assert "Other groups meet at its place: <bdi>Kanisa</bdi> and 1 other in other areas" in told


def test_nothing_is_warned_of_where_nobody_is_a_guest(adviser: Visitor, group: Organisation) -> None:
    assert "Other groups meet" not in adviser.get(at(group, "close")).text


def test_the_guest_of_a_hall_that_closed_is_to_be_found_again(
    adviser: Visitor, make: Make, newham: Area, group: Organisation
) -> None:
    host = make.organisation(newham, name="Great Hall", closed_on=TOLD, closed_reason="ceased")
    guest(make, group, host)
    assert "closed on 1 March 2026. Find out where this group meets now" in look(adviser, group)


def test_a_member_is_added_from_the_page_of_the_forum(
    adviser: Visitor, session: Session, make: Make, newham: Area, group: Organisation
) -> None:
    forum = make.organisation(newham, name="Faith Forum", kind="interfaith_forum")
    assert "No member is known" in look(adviser, forum)
    adviser.submit(at(forum, "member/new?q=hope"), other_id=str(group.id), **day("started_on", TOLD))
    made = session.scalars(select(Relation)).one()
    assert (made.organisation_id, made.other_id, made.started_on) == (group.id, forum.id, TOLD)
    assert "Hope Chapel" in look(adviser, forum)


@pytest.fixture
def traditions(make: Make) -> list[Tradition]:
    names = ("Methodist", "United Reformed", "Baptist")
    found = [Tradition(code=name, name=name, faith=Faith.CHRISTIAN) for name in names]
    return [make.keep(one) for one in (*found, Tradition(code="S", name="Sunni", faith=Faith.MUSLIM))]


def test_a_church_that_two_denominations_share_has_both(
    adviser: Visitor, session: Session, make: Make, newham: Area, traditions: list[Tradition]
) -> None:
    methodist, reformed, _, _ = traditions
    church = make.organisation(newham, name="Trinity", faith=Faith.CHRISTIAN, tradition_id=methodist.id)
    asked = adviser.get(at(church, "traditions")).text
    assert "Sunni" not in asked
    adviser.submit(at(church, "traditions"), traditions=[str(methodist.id), str(reformed.id)])
    assert "Methodist, United Reformed" in look(adviser, church)
    assert "Methodist; United Reformed" in adviser.get("/organisations.csv").text
    assert "tradition.added" in events(session)


def test_the_first_tradition_gives_way_to_another(
    adviser: Visitor, session: Session, make: Make, newham: Area, traditions: list[Tradition]
) -> None:
    methodist, reformed, baptist, _ = traditions
    church = make.organisation(newham, name="Trinity", faith=Faith.CHRISTIAN, tradition_id=methodist.id)
    adviser.submit(at(church, "traditions"), traditions=[str(methodist.id), str(reformed.id)])
    adviser.submit(at(church, "traditions"), traditions=[str(baptist.id), str(reformed.id)])
    session.refresh(church)
    page = look(adviser, church)
    assert church.tradition_id in (reformed.id, baptist.id)
    assert "United Reformed" in page
    assert "Baptist" in page
    assert "Methodist" not in page


def test_traditions_of_a_faith_that_it_no_longer_has_are_not_shown(
    adviser: Visitor, make: Make, newham: Area, traditions: list[Tradition]
) -> None:
    methodist, reformed, _, sunni = traditions
    church = make.organisation(newham, name="Trinity", faith=Faith.CHRISTIAN, tradition_id=methodist.id)
    adviser.submit(at(church, "traditions"), traditions=[str(methodist.id), str(reformed.id)])
    adviser.submit(at(church, "edit"), faith="muslim", tradition_id=str(sunni.id))
    page = look(adviser, church)
    assert "Sunni" in page
    assert "United Reformed" not in page


def test_a_file_says_what_it_belongs_to_and_where_a_guest_meets(
    adviser: Visitor, make: Make, newham: Area, hackney: Area, group: Organisation
) -> None:
    forum, far = make.organisation(newham, name="Faith Forum"), make.organisation(hackney, name="Far Body")
    member(make, group, forum)
    member(make, group, far)
    guest(make, group, make.organisation(newham, name="Great Hall"))
    walkers = make.organisation(newham, name="Walkers")
    for lack in Lack:
        says_none(make, walkers, lack)
    rows = {
        row["Name"]: row
        for row in csv.DictReader(io.StringIO(adviser.get("/organisations.csv").data.decode("utf-8-sig")))
    }
    here, there = rows["Hope Chapel"], rows["Walkers"]
    assert here["Umbrella body or forum"] == "Faith Forum; a group in another area"
    assert here["Address"] == "At the place of Great Hall"
    assert (there["Umbrella body or forum"], there["Address"]) == ("Belongs to none", "No fixed place")


def test_the_overview_says_where_a_guest_meets_and_who_has_no_place(
    adviser: Visitor, make: Make, newham: Area, group: Organisation
) -> None:
    walkers = make.organisation(newham, name="Walkers")
    says_none(make, walkers, Lack.PLACE)
    host = make.organisation(newham, name="Great Hall")
    guest(make, group, host)
    pages = [adviser.get(f"/organisations/{one.id}").text for one in (group, walkers, host)]
    assert "At the place of Great Hall" in pages[0]
    assert "No fixed place" in pages[1]
    assert "No place is recorded" in pages[2]
