"""Lists like the five of docs/importing.md, with their defects, from the file to the groups, on both databases."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.areas.models import Area, Postcode
from crm.extensions import db
from crm.organisations.importing import jobs, values
from crm.organisations.importing.planning import Limits
from crm.organisations.importing.reading.sheets import UNQUOTED_POINT
from crm.organisations.importing.summary import Outcome
from crm.organisations.kinds import CharityBasis, Faith, OrganisationKind, Precision
from crm.organisations.models import DuplicatePair, Organisation, SourceRecord, Venue
from tests.organisations.places import load_london, row, sheet

UNIT = "E7 8QJ"


@pytest.fixture
def newham(session: Session) -> Area:
    area = load_london()
    db.session.add(Postcode(unit=UNIT, lon=0.02, lat=51.54, area_id=area.id))
    db.session.commit()
    return area


def bring(source: str, *lines: str) -> Outcome:
    content = "\n".join(lines).encode()
    db.session.commit()
    return jobs.import_now(content, jobs.listing_of(content, source, Limits()), "list.csv", None)


def ends(made: Outcome) -> tuple[int, ...]:
    return tuple(made[key] for key in ("created", "matched", "changed", "refused"))


def only_group() -> Organisation:
    return db.session.scalars(select(Organisation)).one()


def test_places_of_2021_are_read_in_spite_of_their_points(newham: Area) -> None:
    lines = ('"","name","religion","geometry"', '"1","Grace Chapel","protestant",c(0.0312345678, 51.53)')
    made = bring("osm-2021", *lines)
    assert ends(made) == (1, 0, 0, 0)
    assert set(made["by_remark"]) == {UNQUOTED_POINT, "The faith is given as a denomination: taken as Christian"}
    assert ends(bring("osm-2021", *lines)) == (0, 1, 0, 0)


def test_a_place_of_2021_is_found_among_those_of_2026(newham: Area) -> None:
    db.session.commit()
    content = sheet(row(1, "Grace Chapel"))
    jobs.import_now(content, jobs.listing_of(content, "osm", Limits()), "list.csv", None)
    made = bring("osm-2021", "name,religion,geometry,column", '"Grace chapel",protestant,"c(0.03001, 51.53)",1')
    assert ends(made) == (0, 1, 0, 0)


CHARITIES = "name,charity_no,postcode,lon,lat,source_tier"
CHARITY = f"THE GREEN STREET MOSQUE (TRUST) FUND,231920,{UNIT},0.02,51.54,charity_register"


def test_a_charity_is_in_its_area_without_a_place_that_could_be_a_home(newham: Area) -> None:
    made = bring("charity-register", CHARITIES, CHARITY)
    group = only_group()
    assert ends(made) == (1, 0, 0, 0)
    assert db.session.scalar(select(func.count()).select_from(Venue)) == 0
    assert UNIT not in str(db.session.scalars(select(SourceRecord.as_imported)).one())
    assert (group.name, group.lead_area_id) == ("The Green Street Mosque (Trust) Fund", newham.id)
    assert (group.charity_number, group.charity_basis) == ("231920", CharityBasis.REGISTERED)


def test_a_charity_is_found_by_its_number(newham: Area) -> None:
    bring("ours", "name,postcode,charity number", f"Green Street Mosque,{UNIT},231920")
    made = bring("charity-register", CHARITIES, CHARITY)
    assert (ends(made), made["linked"]) == ((0, 1, 0, 0), 1)
    assert only_group().name == "Green Street Mosque"


@pytest.mark.parametrize(("lat", "linked"), [(51.5405, 1), (51.545, 0)])
def test_a_charity_written_to_hard_by_a_group_of_its_name_is_that_group(newham: Area, lat: float, linked: int) -> None:
    bring("ours", "name,lon,lat,id", f"Masjid of Green Street,0.02,{lat},1")
    made = bring("charity-register", CHARITIES, CHARITY)
    assert (made["linked"], made["created"]) == (linked, 1 - linked)


def test_how_far_a_contact_address_is_from_a_group_is_told_in_no_pair(newham: Area) -> None:
    """It may be a home: only whoever brings the list, and so has the address, learns of it."""
    bring("ours", "name,lon,lat,id", "Green Street Mosque,0.02,51.542,1")
    assert bring("charity-register", CHARITIES, CHARITY)["linked"] == 0
    assert db.session.scalars(select(DuplicatePair.reason)).all() == ["The same name in the same area"]


LIBRARIES = (
    "Local authority,Library name,Address 1,Address 2,Address 3,Postcode,Unique property reference number,"
    "Year closed,URL,Email address"
)


def test_libraries_come_with_their_address_and_closed_ones_are_refused(newham: Area) -> None:
    open_one = f"Newham,Green Street Library,1 Green Street ,London,NA,{UNIT.lower()},,,,greenÃ¯Â¿Â½@example.org"
    made = bring("libraries", LIBRARIES, open_one, f"Newham,Old Library,2 Green Street,,,{UNIT},,2014,,")
    venue = db.session.scalars(select(Venue)).one()
    assert ends(made) == (1, 0, 0, 1)
    assert made["refusals"] == [{"row": 3, "reason": "closed in 2014, the list says"}]
    assert set(made["by_remark"]) == {values.NA_LEFT_OUT, values.MOJIBAKE_LOST}
    assert (venue.address, venue.postcode, venue.precision) == ("1 Green Street, London", UNIT, Precision.POSTCODE)
    assert only_group().kind is OrganisationKind.STATUTORY_PARTNER


CLUBS = "id,name,address,postcode,active"


def test_clubs_are_sports_clubs_at_their_ground(newham: Area) -> None:
    active = f'C-1,Green Street FC,"THE GROUND, GREEN STREET, LONDON, NA",{UNIT},True'
    made = bring("casc", CLUBS, active, f"C-2,Gone FC,x,{UNIT},False")
    group = only_group()
    assert ends(made) == (1, 0, 0, 1)
    assert (group.kind, group.faith) == (OrganisationKind.SPORTS_CLUB, Faith.NOT_RELIGIOUS_ORG)
    assert db.session.scalars(select(Venue.address)).one() == "The Ground, Green Street, London"
    assert ends(bring("casc", CLUBS, active)) == (0, 1, 0, 0)


def test_a_new_address_of_a_club_follows_the_list(newham: Area) -> None:
    bring("casc", CLUBS, f"C-1,Green Street FC,1 Green Street,{UNIT},True")
    made = bring("casc", CLUBS, f"C-1,Green Street FC,2 Green Street,{UNIT},True")
    assert ends(made) == (0, 0, 1, 0)
    assert db.session.scalars(select(Venue.address)).one() == "2 Green Street"


def test_a_home_group_of_a_list_is_shown_by_its_area_only(newham: Area) -> None:
    bring("ours", "name,kind,postcode", f"House Church,home group,{UNIT}")
    venue = db.session.scalars(select(Venue)).one()
    assert (venue.precision, venue.lat, venue.area_id) == (Precision.MASKED, None, newham.id)


def test_a_postcode_that_is_in_no_area_we_hold_is_refused(newham: Area) -> None:
    made = bring("ours", "name,postcode", "A,SW1A 1AA")
    assert made["refusals"] == [{"row": 2, "reason": "outside every area we hold"}]


def test_two_places_of_one_postcode_are_never_surely_one(newham: Area) -> None:
    bring("ours", "name,postcode,faith", f"Grace Chapel,{UNIT},christian")
    made = bring("theirs", "name,postcode,faith", f"Grace Chapel,{UNIT},christian")
    assert ends(made) == (1, 0, 0, 0)
    assert db.session.scalars(select(DuplicatePair.reason)).one() == "The same name, 0 m apart"
