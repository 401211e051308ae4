"""Wards, where they are loaded: which one a group meets in, the list by ward, and what other areas learn of a home."""

import pytest
from sqlalchemy.orm import Session

from crm.areas.models import Area, Postcode, Ward
from crm.organisations import nightly
from crm.organisations.actions.places import place_in_wards
from crm.organisations.kinds import Precision
from crm.organisations.models import Organisation, Venue
from crm.organisations.queries.wards import misplaced
from crm.reporting.doctor import findings
from tests.factories import Make
from tests.organisations.one_group import at, look, venue
from tests.reporting.exports import csv_row
from tests.support.web import SignIn, Visitor

WEST = '{"type":"Polygon","coordinates":[[[0.0,51.5],[0.05,51.5],[0.05,51.6],[0.0,51.6],[0.0,51.5]]]}'
EAST = '{"type":"Polygon","coordinates":[[[0.05,51.5],[0.1,51.5],[0.1,51.6],[0.05,51.6],[0.05,51.5]]]}'
IN_WEST, IN_EAST = {"lat": 51.55, "lon": 0.02}, {"lat": 51.55, "lon": 0.08}


@pytest.fixture
def plaistow(make: Make, newham: Area) -> Ward:
    return make.ward(newham, name="Plaistow North", boundary=WEST)


@pytest.fixture
def beckton(make: Make, newham: Area) -> Ward:
    return make.ward(newham, name="Beckton", boundary=EAST)


@pytest.fixture
def home(make: Make, group: Organisation, newham: Area, hackney: Area, plaistow: Ward) -> Venue:
    """Somebody's home in Newham, of a group that works in Hackney too."""
    group.areas.append(make.new_link(hackney))
    return venue(make, group, newham, precision=Precision.MASKED, ward_id=plaistow.id)


def said_elsewhere(make: Make, group: Organisation, hackney: Area, signed_in: SignIn) -> str:
    return look(signed_in(make.adviser(hackney)), group)


def test_a_place_that_is_added_gets_its_ward(
    adviser: Visitor, make: Make, newham: Area, group: Organisation, plaistow: Ward, session: Session
) -> None:
    make.keep(Postcode(unit="E13 8AA", **IN_WEST, area_id=newham.id))
    adviser.submit(at(group, "venues/new"), address="2 Low Road", postcode="E13 8AA")
    assert session.query(Venue.ward_id).scalar() == plaistow.id
    assert "Plaistow North" in look(adviser, group)


def test_places_that_were_there_before_the_wards_are_put_in_them(
    make: Make, newham: Area, group: Organisation, plaistow: Ward, beckton: Ward, session: Session
) -> None:
    make.keep(Postcode(unit="E7 8AB", **IN_WEST, area_id=newham.id))
    hall = venue(make, group, newham, **IN_EAST, ward_id=plaistow.id)
    home = venue(make, group, newham, precision=Precision.MASKED)
    nowhere = venue(make, group, newham, precision=Precision.NEARBY, postcode=None)
    assert [line for line in findings() if "ward" in line] == [
        f"Place {one.id} is not kept with the ward it lies in" for one in (hall, home)
    ]
    assert place_in_wards(misplaced()) == 2
    session.expire_all()
    assert (hall.ward_id, home.ward_id, nowhere.ward_id) == (beckton.id, plaistow.id, None)
    assert (place_in_wards(misplaced()), [line for line in findings() if "ward" in line]) == (0, [])


def test_a_place_outside_its_ward_is_put_right_overnight(
    make: Make, newham: Area, group: Organisation, plaistow: Ward, beckton: Ward, session: Session
) -> None:
    hall = venue(make, group, newham, **IN_EAST, ward_id=plaistow.id)
    session.commit()
    assert nightly.mend_wards() == {"places put in another ward": 1}
    session.expire_all()
    assert hall.ward_id == beckton.id


def test_a_home_elsewhere_is_its_ward_and_no_more(
    make: Make, group: Organisation, hackney: Area, home: Venue, signed_in: SignIn
) -> None:
    page = said_elsewhere(make, group, hackney, signed_in)
    assert "A home in Plaistow North ward, Newham. Only the staff of Newham see the address" in page
    assert "High Street" not in page
    assert "E7 8AB" not in page


def test_of_the_place_of_a_refuge_not_even_the_ward_is_told(
    make: Make, group: Organisation, hackney: Area, home: Venue, signed_in: SignIn, session: Session
) -> None:
    group.is_sensitive = True
    session.flush()
    page = said_elsewhere(make, group, hackney, signed_in)
    assert "Kept private: its place must not become known. Only the staff of Newham see the address." in page
    assert "Plaistow" not in page


@pytest.mark.parametrize("tab", ["", "details", "history"])
@pytest.mark.parametrize("who", ["adviser", "viewer"])
def test_no_page_of_the_group_tells_another_area_of_the_address(
    tab: str, who: str, make: Make, group: Organisation, hackney: Area, home: Venue, signed_in: SignIn
) -> None:
    asking = signed_in(getattr(make, who)(hackney))
    answer = asking.get(at(group, tab).rstrip("/"), follow_redirects=True)
    assert "High Street" not in answer.text
    assert "E7 8AB" not in answer.text


@pytest.mark.parametrize("typed", ["E7 8AB", "High Street", "1 High"])
def test_a_home_is_not_found_by_its_address(
    typed: str, make: Make, hackney: Area, home: Venue, signed_in: SignIn
) -> None:
    answer = signed_in(make.adviser(hackney)).get("/organisations", query_string={"q": typed})
    assert "Hope Chapel" not in answer.text


@pytest.mark.parametrize("address", ["/organisations.csv", "/organisations/print", "/organisations/labels"])
def test_what_goes_out_tells_another_area_the_ward_of_a_home_alone(
    address: str, make: Make, hackney: Area, home: Venue, signed_in: SignIn
) -> None:
    answer = signed_in(make.adviser(hackney)).get(address)
    assert answer.status_code == 200
    assert "Hope Chapel" in answer.text
    assert "High Street" not in answer.text
    assert "E7 8AB" not in answer.text


def test_a_file_has_the_ward_of_each_place(
    adviser: Visitor, make: Make, group: Organisation, newham: Area, plaistow: Ward
) -> None:
    venue(make, group, newham, ward_id=plaistow.id)
    assert csv_row(adviser)["Ward"] == "Plaistow North"


def test_the_list_is_narrowed_to_a_ward(
    adviser: Visitor, make: Make, group: Organisation, newham: Area, plaistow: Ward, beckton: Ward
) -> None:
    venue(make, group, newham, ward_id=plaistow.id)
    venue(make, make.organisation(newham, name="Grace Hall"), newham, ward_id=beckton.id)
    refuge = make.organisation(newham, name="Safe House", is_sensitive=True)
    venue(make, refuge, newham, ward_id=plaistow.id)
    for address in ("/organisations", "/map"):
        page = adviser.get(f"{address}?ward={plaistow.code}").text
        assert "Hope Chapel" in page
        assert "Grace Hall" not in page
        assert "Safe House" not in page


def test_a_ward_is_offered_once_one_area_is_chosen(
    make: Make, newham: Area, hackney: Area, plaistow: Ward, signed_in: SignIn
) -> None:
    both = signed_in(make.adviser(newham, hackney))
    assert 'name="ward"' not in both.get("/organisations").text
    assert "Plaistow North" in both.get(f"/organisations?area={newham.code}").text
    assert 'name="ward"' not in both.get(f"/organisations?area={hackney.code}").text


def test_a_ward_of_another_area_narrows_nothing_and_is_not_named(
    adviser: Visitor, make: Make, group: Organisation, hackney: Area
) -> None:
    dalston = make.ward(hackney, name="Dalston")
    page = adviser.get(f"/organisations?ward={dalston.code}").text
    assert "Hope Chapel" in page
    assert "Dalston" not in page
