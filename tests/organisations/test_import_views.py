"""Importing in the browser: send, look, confirm; and the lists of what to look at afterwards."""

import csv
import io
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from crm.areas.models import Area, Postcode
from crm.areas.queries import area_by_code
from crm.extensions import db
from crm.organisations.importing.reading import sheets
from crm.organisations.models import (
    DuplicatePair,
    DuplicateState,
    ImportBatch,
    ImportState,
    Organisation,
    OrganisationArea,
)
from tests.factories import Make
from tests.organisations.places import LAT, LON, REAL, TOWER_HAMLETS, load_london, row, sheet
from tests.support.statements import statements, writes
from tests.support.web import SignIn, Visitor


@pytest.fixture
def newham(session: Session) -> Area:
    area = load_london()
    session.commit()
    return area


@pytest.fixture
def adviser(make: Make, newham: Area, signed_in: SignIn) -> Visitor:
    visitor = signed_in(make.adviser(newham))
    db.session.commit()
    return visitor


def send(visitor: Visitor, content: bytes, name: str = "list.csv", **answers: str) -> TestResponse:
    file = (io.BytesIO(content), name)
    return visitor.submit("/organisations/imports", file=file, **answers)  # type: ignore[arg-type]


def staged(visitor: Visitor, content: bytes) -> str:
    answer = send(visitor, content)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def confirm(visitor: Visitor, page: str) -> TestResponse:
    return visitor.submit(page, form=-2)


def groups() -> int | None:
    return db.session.scalar(select(func.count()).select_from(Organisation))


def uploads(app: Flask) -> list[Path]:
    return list((app.config["SETTINGS"].data_dir / "uploads").glob("*"))


def batch() -> ImportBatch:
    return db.session.scalars(select(ImportBatch)).one()


def test_an_adviser_importing_a_whole_list_gets_the_rows_of_her_area(adviser: Visitor) -> None:
    page = staged(adviser, REAL.read_bytes())
    shown = adviser.get(page).text
    assert "13 rows: outside your areas" in shown
    assert "City of London Cemetery Chapel" in adviser.get(f"{page}?ending=created").text
    assert confirm(adviser, page).status_code == 303
    assert groups() == 10
    assert "Import finished" in adviser.get(page).text


def test_looking_at_an_import_changes_nothing(adviser: Visitor) -> None:
    page = staged(adviser, REAL.read_bytes())
    with statements() as said:
        adviser.get(page)
        adviser.get(f"{page}/refused.csv")
    assert groups() == 0
    assert writes(said) == []


def test_the_refused_rows_can_be_downloaded_with_reasons_and_no_formulas(adviser: Visitor) -> None:
    page = staged(adviser, sheet(row(1, "=cmd()|A1"), row(2, "A", lon="0.03x"), row(3, "B")))
    answer = adviser.get(f"{page}/refused.csv")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0][-2:] == ["line", "reason"]
    assert rows[1][5] == "'=cmd()|A1"
    assert [line[-2] for line in rows[1:]] == ["2", "3"]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_history_of_a_group_shows_the_list_it_came_from(adviser: Visitor) -> None:
    confirm(adviser, staged(adviser, sheet(row(1, "Grace Chapel"))))
    group_id = db.session.scalars(select(Organisation.id)).one()
    shown = adviser.get(f"/organisations/{group_id}/history").text
    assert "Group imported" in shown
    assert "way/1" in shown


def test_confirming_twice_imports_once(adviser: Visitor) -> None:
    page = staged(adviser, sheet(row(1, "A")))
    given = adviser.get(page)
    assert confirm(adviser, page).status_code == 303
    token = given.text.split('name="csrf_token" value="')[1].split('"')[0]
    assert adviser.post(f"{page}/confirm", data={"csrf_token": token}).headers["Location"] == page
    assert groups() == 1


def test_a_file_sent_twice_waits_once(adviser: Visitor, app: Flask) -> None:
    given = adviser.get("/organisations/imports").text
    fields = {
        key: given.split(f'name="{key}"')[1].split('value="')[1].split('"')[0]
        for key in ("submission_key", "csrf_token")
    }
    before = uploads(app)
    for status in (303, 409):
        answers = {**fields, "source": "osm", "file": (io.BytesIO(sheet(row(1, "A"))), "list.csv")}
        answer = adviser.post("/organisations/imports", data=answers)
        assert answer.status_code == status
    assert f"/organisations/imports/{batch().id}" in answer.text
    assert "Save it once more" not in answer.text
    assert len(uploads(app)) == len(before) + 1
    assert batch().state is ImportState.STAGED


def test_a_cancelled_import_leaves_nothing_behind(adviser: Visitor, app: Flask) -> None:
    before = uploads(app)
    page = staged(adviser, sheet(row(1, "A")))
    assert len(uploads(app)) == len(before) + 1
    adviser.submit(page)
    assert uploads(app) == before
    assert groups() == 0
    assert "Import cancelled" in adviser.get(page).text


def test_the_file_is_kept_where_nobody_can_read_it_and_removed_when_done(adviser: Visitor, app: Flask) -> None:
    before = set(uploads(app))
    page = staged(adviser, sheet(row(1, "A")))
    (kept,) = set(uploads(app)) - before
    assert kept.stat().st_mode & 0o077 == 0
    assert "list" not in kept.name
    confirm(adviser, page)
    assert set(uploads(app)) == before


def test_an_import_whose_file_is_lost_says_so(adviser: Visitor, app: Flask) -> None:
    before = set(uploads(app))
    page = staged(adviser, sheet(row(1, "A")))
    for path in set(uploads(app)) - before:
        path.unlink()
    confirm(adviser, page)
    assert "not held any more" in adviser.get(page).text
    assert batch().state is ImportState.STAGED


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (b"%PDF-1.7", "This is a PDF file"),
        (b"PK\x03\x04", "The workbook is damaged"),
    ],
)
def test_a_file_that_is_no_list_is_refused_beside_the_question(adviser: Visitor, content: bytes, said: str) -> None:
    answer = send(adviser, content)
    assert answer.status_code == 200
    assert said in answer.text
    assert "Error: " in answer.text
    assert db.session.scalar(select(func.count()).select_from(ImportBatch)) == 0


def test_a_file_over_the_limit_is_refused(adviser: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "LIMIT_BYTES", 1000)
    assert "larger than 20 MB" in send(adviser, REAL.read_bytes()).text


def test_another_list_needs_a_name(adviser: Visitor) -> None:
    assert "Enter a short name for the list" in send(adviser, sheet(row(1, "A")), source="another").text
    wrong = send(adviser, sheet(row(1, "A")), source="another", source_name="two words").text
    assert "Enter a short name of letters" in wrong


def test_an_id_that_another_area_has_is_refused(adviser: Visitor, newham: Area) -> None:
    confirm(adviser, staged(adviser, sheet(row(1, "A"))))
    link = db.session.scalars(select(OrganisationArea)).one()
    elsewhere = area_by_code(TOWER_HAMLETS)
    moved = db.session.scalars(select(Organisation)).one()
    link.area_id = moved.lead_area_id = elsewhere.id
    db.session.commit()
    page = staged(adviser, sheet(row(1, "A")))
    assert "1 row: outside your areas" in adviser.get(page).text
    confirm(adviser, page)
    assert groups() == 1


def test_an_import_belongs_to_the_person_who_sent_it(
    adviser: Visitor, make: Make, signed_in: SignIn, newham: Area
) -> None:
    page = staged(adviser, sheet(row(1, "A")))
    colleague = signed_in(make.adviser(newham))
    assert colleague.get(page).status_code == 404
    assert colleague.get(f"{page}/refused.csv").status_code == 404


def test_a_viewer_may_not_import(make: Make, newham: Area, signed_in: SignIn) -> None:
    visitor = signed_in(make.viewer(newham))
    assert visitor.get("/organisations/imports").status_code == 403
    assert visitor.get("/organisations/duplicates").status_code == 403


def test_likely_pairs_of_a_list_wait_to_be_looked_at(adviser: Visitor) -> None:
    confirm(adviser, staged(adviser, sheet(row(1, "St Mary's"), row(2, "St. Marys"))))
    assert "Listed in osm" in adviser.get("/organisations/duplicates").text
    pair_id = db.session.scalars(select(DuplicatePair.id)).one()
    shown = adviser.get(f"/organisations/duplicates/{pair_id}").text
    assert "osm way/1" in shown
    assert "osm way/2" in shown


def test_a_pair_that_was_dismissed_is_not_found_again(adviser: Visitor) -> None:
    confirm(adviser, staged(adviser, sheet(row(1, "St Mary's"), row(2, "St. Marys"))))
    pair_id = db.session.scalars(select(DuplicatePair.id)).one()
    adviser.submit(f"/organisations/duplicates/{pair_id}")
    confirm(adviser, staged(adviser, sheet(row(1, "St Mary's"), row(2, "St. Marys"))))
    assert "No pairs to look at" in adviser.get("/organisations/duplicates").text
    assert db.session.scalars(select(DuplicatePair.state)).one() is DuplicateState.NOT_THE_SAME


def test_pairs_and_places_of_another_area_are_not_there(
    adviser: Visitor, make: Make, signed_in: SignIn, newham: Area
) -> None:
    confirm(adviser, staged(adviser, sheet(row(1, "St Mary's"), row(2, "St. Marys"), row(3))))
    pair_id = db.session.scalars(select(DuplicatePair.id)).one()
    stranger = signed_in(make.adviser(area_by_code(TOWER_HAMLETS)))
    assert "No pairs to look at" in stranger.get("/organisations/duplicates").text
    assert "Every place has a name" in stranger.get("/organisations/without-a-name").text
    token = stranger.get("/organisations/imports").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    answer = stranger.post(f"/organisations/duplicates/{pair_id}/not-the-same", data={"csrf_token": token})
    assert answer.status_code == 404


def test_places_without_a_name_are_listed_for_a_visit(adviser: Visitor) -> None:
    confirm(adviser, staged(adviser, sheet(row(1), row(2, "Grace"))))
    shown = adviser.get("/organisations/without-a-name").text
    assert "Unnamed Christian place of worship" in shown
    assert "Grace" not in shown


@pytest.mark.parametrize("address", ["/organisations/duplicates", "/organisations/without-a-name"])
def test_where_a_place_is_is_said_by_its_nearest_postcode(
    adviser: Visitor, make: Make, newham: Area, address: str
) -> None:
    for unit, lon in (("E15 4BZ", LON + 0.001), ("E15 4AA", LON - 0.002)):
        make.keep(Postcode(unit=unit, lon=lon, lat=LAT, area_id=newham.id))
    confirm(adviser, staged(adviser, sheet(row(1), row(2, "St Mary's"), row(3, "St. Marys"))))
    shown = adviser.get(address).text
    assert "E15 4BZ" in shown
    assert str(LAT) not in shown


@pytest.mark.parametrize("address", ["/organisations/duplicates", "/organisations/without-a-name"])
def test_a_list_takes_no_more_statements_for_many_rows(adviser: Visitor, address: str) -> None:
    names = [row(number, "St Mary's" if number < 9 else "") for number in range(1, 40)]
    confirm(adviser, staged(adviser, sheet(*names)))
    with statements() as said:
        assert adviser.get(address).status_code == 200
    assert len(said) <= 12


def test_a_check_that_another_import_made_out_of_date_is_made_again_before_anything_is_written(
    adviser: Visitor,
) -> None:
    first, second = (staged(adviser, sheet(row(1, "Hope"), row(2, extra))) for extra in ("Noor", "Grace"))
    confirm(adviser, first)
    assert groups() == 2
    answer = adviser.get(confirm(adviser, second).headers["Location"])
    assert groups() == 2
    assert "is checked again" in " ".join(answer.text.replace("this one is", "is").split())
    assert "Check what the import will do" in answer.text
    confirm(adviser, second)
    assert "Import finished" in adviser.get(second).text


def test_the_names_of_lists_used_before_are_offered(adviser: Visitor) -> None:
    staged(adviser, REAL.read_bytes())
    shown = adviser.get("/organisations/imports").text
    assert '<option value="osm">' in shown
    assert 'list="lists-used"' in shown


def test_a_refused_row_without_a_name_is_called_by_its_number_and_what_is_known(adviser: Visitor) -> None:
    shown = adviser.get(staged(adviser, sheet(row(1, "", lon="9.5"), row(2, "Hope")))).text
    assert "Row 2, without a name" in shown
    assert "E09000025</bdi>" not in shown
    assert "9.5" in shown


def test_what_an_undone_import_had_made_is_said_to_be_taken_out_again(adviser: Visitor) -> None:
    page = staged(adviser, REAL.read_bytes())
    confirm(adviser, page)
    assert "taken out again" not in adviser.get(page).text
    adviser.submit(f"{page}/undo")
    assert "New groups, taken out again" in adviser.get(page).text
