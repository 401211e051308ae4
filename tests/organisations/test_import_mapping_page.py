"""In the browser: what the columns mean, each row with how it ends, and the choice of all or nothing."""

import io
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.extensions import db
from crm.organisations.models import ImportBatch, ImportState, Organisation
from tests.factories import Make
from tests.organisations.places import load_london, row, sheet
from tests.organisations.workbook import rows, workbook
from tests.support.statements import statements
from tests.support.web import Answers, Visitor

OWN = b"Who,Where,lon,lat\nGrace Chapel,x,0.03,51.53\nAl-Noor,y,0.04,51.53\n=1+1,z,0.03,51.53\n"


@pytest.fixture
def newham(session: Session) -> Area:
    area = load_london()
    session.commit()
    return area


@pytest.fixture
def adviser(make: Make, newham: Area, signed_in: Callable[[Account], Visitor]) -> Visitor:
    visitor = signed_in(make.adviser(newham))
    db.session.commit()
    return visitor


def send(visitor: Visitor, content: bytes = OWN, name: str = "list.csv") -> str:
    file = (io.BytesIO(content), name)
    answer = visitor.submit("/organisations/imports", file=file, source="another", source_name="ours")  # type: ignore[arg-type]
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def settle(visitor: Visitor, page: str, **answers: str) -> TestResponse:
    usual: Answers = {"column_0": "name", "kind": "madrasa", "faith": "muslim"}
    return visitor.submit(page, form=-1, **usual | answers)


def groups() -> int | None:
    return db.session.scalar(select(func.count()).select_from(Organisation))


def test_a_new_list_asks_what_its_columns_mean_and_shows_its_first_rows(adviser: Visitor) -> None:
    page = send(adviser)
    shown = adviser.get(page).text
    assert page.endswith("/columns")
    assert "Grace Chapel | Al-Noor | =1+1" in shown
    assert '<option value="lat" selected>Latitude</option>' in shown


def test_what_kind_of_group_they_are_is_asked_and_never_taken_for_granted(adviser: Visitor) -> None:
    answer = settle(adviser, send(adviser), kind="")
    assert "Select the kind of group" in answer.text
    assert '<option value="place_of_worship" selected>' not in answer.text
    assert '<option value="lat" selected>Latitude</option>' in answer.text


def test_what_was_said_is_used_and_remembered_for_the_next_file(adviser: Visitor) -> None:
    first = settle(adviser, send(adviser)).headers["Location"]
    adviser.submit(first, form=-2, choice="good")
    kinds = db.session.scalars(select(Organisation.kind)).all()
    assert [kind.value for kind in kinds] == ["madrasa", "madrasa"]
    again = send(adviser)
    assert not again.endswith("/columns")
    assert "Check what the import will do" in adviser.get(again).text
    assert adviser.get(f"{again}?ending=matched").text.count("The same name, 0 m apart") == 0
    assert "Already there (2)" in adviser.get(again).text


def test_columns_that_will_not_do_are_told_and_nothing_said_is_lost(adviser: Visitor) -> None:
    answer = settle(adviser, send(adviser), column_2="", column_3="")
    assert answer.status_code == 200
    assert "These columns are missing: a point" in answer.text
    assert '<option value="madrasa" selected>' in answer.text


def test_the_columns_can_be_changed_after_looking(adviser: Visitor) -> None:
    page = settle(adviser, send(adviser)).headers["Location"]
    assert settle(adviser, f"{page}/columns", kind="youth_group").headers["Location"] == page
    adviser.submit(page, form=-2, choice="good")
    assert {kind.value for kind in db.session.scalars(select(Organisation.kind))} == {"youth_group"}
    assert adviser.get(f"{page}/columns").status_code == 303


def test_each_row_is_shown_with_how_it_ends(adviser: Visitor) -> None:
    page = settle(adviser, send(adviser)).headers["Location"]
    refused, new = adviser.get(page).text, adviser.get(f"{page}?ending=created").text
    assert "Line 4: name begins with “=”, like a formula of a spreadsheet" in refused
    assert "<bdi>=1+1</bdi>" in refused
    assert "Line 2" in new
    assert "Al-Noor" in new


def test_all_or_nothing_imports_nothing_while_a_row_is_refused(adviser: Visitor) -> None:
    page = settle(adviser, send(adviser)).headers["Location"]
    adviser.submit(page, form=-2, choice="all")
    assert "1 row is refused, so nothing was imported" in adviser.get(page).text
    assert groups() == 0
    adviser.submit(page, form=-2, choice="good")
    assert groups() == 2


def test_the_refused_rows_can_be_had_after_the_import_too(adviser: Visitor) -> None:
    page = settle(adviser, send(adviser)).headers["Location"]
    adviser.submit(page, form=-2, choice="good")
    lines = adviser.get(f"{page}/refused.csv").text.splitlines()
    assert lines[0] == "\ufeffWho,Where,lon,lat,line,reason"
    assert lines[1].startswith("'=1+1,z,0.03,51.53,4,")


def test_a_change_is_shown_field_by_field(adviser: Visitor) -> None:
    def looked_at(name: str) -> str:
        file = (io.BytesIO(sheet(row(1, name, denomination="baptist"))), "list.csv")
        return adviser.submit("/organisations/imports", file=file).headers["Location"]  # type: ignore[arg-type]

    adviser.submit(looked_at("Old Name"), form=-2)
    shown = adviser.get(looked_at("New Name")).text
    assert "Name: <bdi>Old Name</bdi> becomes <bdi>New Name</bdi>" in shown
    assert "The same number in this list, 100% sure" in shown


def test_a_workbook_goes_the_same_way(adviser: Visitor) -> None:
    content = workbook(rows(["name", "lon", "lat"], ["Grace Chapel", 0.03, 51.53]))
    page = settle(adviser, send(adviser, content, "list.xlsx")).headers["Location"]
    adviser.submit(page, form=-2, choice="good")
    assert groups() == 1


def test_a_wide_file_asks_about_no_more_columns_than_a_page_can_hold(adviser: Visitor) -> None:
    header = ",".join(["name", "lon", "lat", *(f"note {number}" for number in range(190))])
    content = f"{header}\nA,0.03,51.53{',x' * 190}\n".encode()
    shown = adviser.get(send(adviser, content)).text
    assert "157 columns without values here" in shown
    assert len(shown) < 60_000


def test_a_file_that_is_lost_before_its_columns_are_said_is_told(adviser: Visitor) -> None:
    page = send(adviser)
    batch = db.session.scalars(select(ImportBatch)).one()
    batch.file_key = "0" * 32
    db.session.commit()
    assert adviser.get(page).status_code == 303
    assert batch.state is ImportState.COLUMNS


def test_a_page_of_rows_takes_no_more_statements_for_many_rows(adviser: Visitor) -> None:
    content = sheet(*(row(number, f"Place {number}") for number in range(1, 60)))
    page = adviser.submit(
        "/organisations/imports",
        file=(io.BytesIO(content), "list.csv"),  # type: ignore[arg-type]
    ).headers["Location"]
    with statements() as said:
        shown = adviser.get(page)
    assert shown.text.count("Line ") == 25
    assert len(said) <= 12
