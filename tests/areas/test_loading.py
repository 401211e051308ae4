import datetime as dt
import json
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.areas import loading, queries
from crm.areas.models import Area, AreaContact, Postcode, Ward
from crm.core.bulk import Loaded
from seed.commands import REFERENCE
from tests.areas.reference import shipped_postcodes, small_reference, write_postcodes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_reference(tmp_path)


def contact(session: Session, code: str) -> AreaContact:
    return session.scalars(select(AreaContact).where(AreaContact.code == code)).one()


def test_every_shipped_postcode_is_loaded_with_its_area(db_session: Session) -> None:
    loading.load_reference(REFERENCE)
    assert db_session.scalar(select(func.count()).select_from(Postcode)) == 354_232
    place = queries.postcode_place("LU1 2BQ")
    assert place is not None
    assert place.area_id == queries.area_by_code("E06000032").id


def test_loading_again_changes_nothing(db_session: Session, folder: Path) -> None:
    assert loading.load_reference(folder) == [
        Loaded("areas", added=36, changed=0, same=0),
        Loaded("wards", added=86, changed=0, same=0),
        Loaded("contacts", added=32, changed=0, same=0),
        Loaded("postcodes", added=355, changed=0, same=0),
    ]
    assert [(loaded.added, loaded.changed) for loaded in loading.load_reference(folder)] == [(0, 0)] * 4


def test_a_postcode_that_moved_is_put_right_and_one_that_ended_stays(db_session: Session, folder: Path) -> None:
    loading.load_reference(folder)
    ended, moved, *_ = shipped_postcodes()[::1000]
    write_postcodes(folder, [[moved[0], "51.5", "-0.1", "E09000022"]])
    assert loading.load_reference(folder)[-1] == Loaded("postcodes", added=0, changed=1, same=0)
    place = queries.postcode_place(moved[0])
    assert place is not None
    assert (place.lat, place.lon, place.area_id) == (51.5, -0.1, queries.area_by_code("E09000022").id)
    assert queries.postcode_place(ended[0]) is not None


def test_an_area_that_differs_from_the_file_is_set_to_it(db_session: Session, folder: Path) -> None:
    loading.load_reference(folder)
    newham = queries.area_by_code("E09000025")
    newham.name = "Newham and others"
    db_session.flush()
    assert loading.load_reference(folder)[0] == Loaded("areas", added=0, changed=1, same=35)
    assert newham.name == "Newham"


def test_a_contact_that_staff_corrected_stays_as_they_left_it(db_session: Session, folder: Path) -> None:
    loading.load_reference(folder)
    lado = contact(db_session, "BED-LADO")
    lado.phone, lado.verified_on, lado.verified_by = "+441632960001", dt.date(2026, 11, 2), "A. Officer"
    db_session.flush()
    loading.load_reference(folder)
    assert (lado.phone, lado.verified_by) == ("+441632960001", "A. Officer")


def test_only_a_contact_marked_true_is_verified_and_it_says_by_whom(db_session: Session, folder: Path) -> None:
    loading.load_reference(folder)
    verified = {row.code for row in queries.all_contacts() if row.verified_on}
    entries = json.loads((folder / loading.CONTACTS_FILE).read_text(encoding="utf-8"))["contacts"]
    assert verified == {entry["code"] for entry in entries if entry["verified"] is True}
    assert {"BED-LADO", "NSPCC", "LUT-MASH-EMAIL"}.isdisjoint(verified)
    assert contact(db_session, "LUT-MASH").verified_by == "Footbridge reference"


def test_the_police_non_emergency_number_is_101_and_nobody_gives_111(db_session: Session, folder: Path) -> None:
    loading.load_reference(folder)
    assert contact(db_session, "POL-101").phone == "101"
    assert "111" not in {row.phone for row in queries.all_contacts()}


def test_regions_and_wards_hang_from_the_right_areas(db_session: Session, folder: Path) -> None:
    loading.load_reference(folder)
    assert queries.area_by_code("E09000025").region == "London"
    luton = queries.area_by_code("E06000032")
    assert luton.region == "East of England"
    assert len(queries.wards_by_name(luton.id)) == 20


def test_a_point_is_in_the_area_of_its_postcode_999_times_in_a_thousand(db_session: Session) -> None:
    loading.load_areas(REFERENCE / loading.AREAS_FILE, REFERENCE / loading.REGIONS_FILE)
    ids = queries.area_ids_by_code()
    rows = shipped_postcodes()
    found = queries.locate_many([(float(lon), float(lat)) for _, lat, lon, _ in rows])
    agreed = sum(area_id == ids[row[3]] for area_id, row in zip(found, rows, strict=True))
    assert agreed >= 0.999 * len(rows)
    assert found.count(None) < 10


def test_outlines_that_came_new_are_used_at_once(db_session: Session, folder: Path) -> None:
    loading.load_reference(folder)
    newham = queries.area_by_code("E09000025")
    assert queries.locate(newham.lon, newham.lat) == newham.id
    shifted = db_session.scalars(select(Area).where(Area.code == "E09000001")).one()
    newham_boundary = queries.area_with_boundary(newham.id).boundary
    newham.boundary, shifted.boundary = queries.area_with_boundary(shifted.id).boundary, newham_boundary
    db_session.flush()
    assert queries.locate(newham.lon, newham.lat) == shifted.id


def test_a_point_in_a_loaded_ward_finds_it_and_elsewhere_there_is_none(db_session: Session, folder: Path) -> None:
    loading.load_reference(folder)
    barnfield = db_session.scalars(select(Ward).where(Ward.code == "E05014735")).one()
    assert queries.locate_ward(-0.42186, 51.90678) == barnfield.id
    bedford = queries.area_by_code("E06000055")
    assert queries.locate_ward(bedford.lon, bedford.lat) is None
