import datetime as dt
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError, NoResultFound
from sqlalchemy.orm import Session

from crm.areas import queries
from crm.areas.models import Area, AreaContact, ContactCategory, Postcode
from tests.areas.test_geography import square
from tests.factories import Make

VERIFIED = {"verified_on": dt.date(2026, 6, 30), "verified_by": "A. Officer"}


def area(session: Session, number: int, name: str, west_edge: float | None = None) -> Area:
    west = number / 10 if west_edge is None else west_edge
    made = Area(
        code=f"E0900099{number}", name=name, region="London", lat=51.55, lon=west + 0.05, boundary=square(west, 51.5)
    )
    session.add(made)
    session.flush()
    return made


def contact(session: Session, of: Area | None, category: ContactCategory, **values: Any) -> AreaContact:
    made = AreaContact(area_id=of.id if of else None, category=category, name=category.label, **values)
    session.add(made)
    session.flush()
    return made


@pytest.fixture
def east(db_session: Session) -> Area:
    return area(db_session, 1, "East")


def test_areas_are_listed_by_name_whatever_the_case(db_session: Session, east: Area) -> None:
    west, across = area(db_session, 2, "west"), area(db_session, 3, "Äcross")
    assert queries.areas_by_name() == [across, east, west]


def test_an_area_is_found_by_its_code_and_an_unknown_code_is_not_found(east: Area) -> None:
    assert queries.area_by_code(east.code) is east
    assert queries.area_ids_by_code() == {east.code: east.id}
    with pytest.raises(NoResultFound):
        queries.area_by_code("E09000000")


def test_the_map_gets_the_outlines_of_the_areas_asked_for(db_session: Session, east: Area) -> None:
    area(db_session, 2, "West")
    assert len(queries.boundaries_geojson()["features"]) == 2
    (feature,) = queries.boundaries_geojson([east.id])["features"]
    assert feature["properties"] == {"code": east.code, "name": "East"}
    assert feature["geometry"]["type"] == "Polygon"
    assert queries.boundaries_geojson([])["features"] == []


def test_a_point_in_a_gap_is_near_an_area_but_not_held_by_it(db_session: Session, east: Area) -> None:
    area(db_session, 2, "West", west_edge=-0.0045)
    in_the_gap = (0.0985, 51.55)
    assert queries.locate(*in_the_gap) == east.id
    assert queries.areas_holding([in_the_gap, (0.15, 51.55)]) == [None, east.id]


def test_a_new_area_is_found_without_a_restart(db_session: Session, east: Area) -> None:
    assert queries.locate(0.25, 51.55) is None
    assert queries.locate(0.15, 51.55) == east.id
    west = area(db_session, 2, "West")
    assert queries.locate(0.25, 51.55) == west.id


def test_postcodes_are_looked_up_one_by_one_or_many_at_once(db_session: Session, east: Area) -> None:
    db_session.add(Postcode(unit="LU1 2BQ", lat=51.55, lon=0.15, area_id=east.id))
    db_session.flush()
    place = queries.postcode_place("LU1 2BQ")
    assert place is not None
    assert (place.lat, place.lon, place.area_id) == (51.55, 0.15, east.id)
    assert queries.postcode_place("LU1 2BB") is None
    assert queries.postcode_places(["LU1 2BB", "LU1 2BQ"]) == {"LU1 2BQ": place}


def test_a_group_is_told_verified_numbers_of_its_own_area_and_of_the_country_only(
    db_session: Session, east: Area
) -> None:
    other = area(db_session, 2, "West")
    concern = ContactCategory.CHILD_CONCERN
    contact(db_session, east, concern, code="UNCHECKED", phone="+441632960001")
    contact(db_session, None, concern, code="UNCHECKED-UK", phone="+441632960002")
    contact(db_session, other, concern, code="ELSEWHERE", phone="+441632960003", **VERIFIED)
    national = contact(db_session, None, ContactCategory.EMERGENCY, code="UK", phone="999", **VERIFIED)
    own = contact(db_session, east, concern, code="OWN", phone="+441632960004", **VERIFIED)
    assert queries.contacts_for_group(east.id) == [national, own]


def test_staff_also_see_what_still_has_to_be_verified(db_session: Session, east: Area) -> None:
    unchecked = contact(db_session, east, ContactCategory.CHILD_CONCERN, code="UNCHECKED", phone="+441632960001")
    assert queries.contacts_for_staff(east.id) == [unchecked]


def test_the_nearest_postcode_is_found_unless_it_is_far(make: Make, east: Area) -> None:
    for unit, lon, lat in (("E15 4BZ", 0.03, 51.53), ("E15 4AA", 0.032, 51.53), ("E6 1AA", 0.06, 51.53)):
        make.keep(Postcode(unit=unit, lon=lon, lat=lat, area_id=east.id))
    points = [(0.0304, 51.53), (0.0319, 51.531), (0.045, 51.53), (0.0599, 51.5299)]
    assert queries.postcodes_near(points) == ["E15 4BZ", "E15 4AA", None, "E6 1AA"]
    assert queries.postcodes_near([]) == []


def test_the_card_asks_for_the_adviser_until_the_areas_own_number_is_verified(db_session: Session, east: Area) -> None:
    contact(db_session, None, ContactCategory.CHILD_CONCERN, code="UK", phone="101", **VERIFIED)
    own = contact(db_session, east, ContactCategory.CHILD_CONCERN, code="OWN", phone="+441632960001")
    assert queries.card_for(east.id).own_number_missing
    own.verified_on, own.verified_by = dt.date(2026, 6, 30), "A. Officer"
    db_session.flush()
    card = queries.card_for(east.id)
    assert card.own == [own]
    assert not card.own_number_missing


@pytest.mark.parametrize(
    "values",
    [
        {"phone": "111", "category": ContactCategory.CHILD_CONCERN},
        {"phone": "111", "category": ContactCategory.EMERGENCY},
        {"phone": "01632 960001"},
        {"verified_on": dt.date(2026, 6, 30)},
        {"verified_by": "A. Officer"},
    ],
)
def test_the_database_refuses_a_wrong_police_number_a_loose_number_and_half_a_verification(
    db_session: Session, east: Area, values: dict[str, Any]
) -> None:
    category = values.pop("category", ContactCategory.TRAINING)
    with pytest.raises(IntegrityError), db_session.begin_nested():
        contact(db_session, east, category, code="X", **values)


def test_111_may_stand_as_the_number_of_the_nhs(db_session: Session) -> None:
    contact(db_session, None, ContactCategory.HEALTH, code="NHS-111", phone="111")
    assert [row.phone for row in queries.all_contacts()] == ["111"]


@pytest.mark.parametrize("is_national", [True, False])
def test_the_database_refuses_one_code_twice_in_one_place(db_session: Session, east: Area, is_national: bool) -> None:
    place = None if is_national else east
    contact(db_session, place, ContactCategory.DBS, code="DBS")
    with pytest.raises(IntegrityError), db_session.begin_nested():
        contact(db_session, place, ContactCategory.DBS, code="DBS")


@pytest.mark.parametrize("values", [{"lat": 0.0}, {"lon": 51.5}, {"code": "E0900"}])
def test_the_database_refuses_an_area_outside_britain_or_without_a_whole_code(
    db_session: Session, values: dict[str, Any]
) -> None:
    usual = {"code": "E09000999", "name": "North", "region": "London", "lat": 51.5, "lon": 0.1, "boundary": "{}"}
    db_session.add(Area(**{**usual, **values}))
    with pytest.raises(IntegrityError):
        db_session.flush()
