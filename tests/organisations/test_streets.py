"""Finding a group by where it meets or met: streets, house numbers, postcodes and parts of them."""

from html import unescape
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from crm.access.scope import every_area
from crm.accounts.models import AccountRole
from crm.areas.models import Area
from crm.core import clock
from crm.extensions import db
from crm.organisations.kinds import Precision
from crm.organisations.models import Organisation, Venue
from crm.organisations.queries.places import is_place
from crm.reporting import doctor
from tests.factories import Make
from tests.organisations.one_group import at, venue
from tests.support.databases import MIGRATIONS
from tests.support.statements import statements
from tests.support.web import SignIn, Visitor

NOTHING = "No groups match"


@pytest.fixture
def hackney(make: Make) -> Area:
    return make.area(name="Hackney", code="E09000012")


@pytest.fixture
def group(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, name="Hope Chapel")


def listed(visitor: Visitor, typed: str) -> str:
    answer = visitor.get("/organisations", query_string={"q": typed})
    assert answer.status_code == 200
    return " ".join(unescape(answer.text).split())


@pytest.mark.parametrize(
    "typed",
    ["Green Street", "green st", "12 Green Street", "12, green", "Green Street E7", "e7 8al green street", "E7", "e7 8",
     "E7 8AL", "e78al", "E7 8a", "St John's Yard", "st johns yard", "Élan House", "elan house green street"],
)  # fmt: skip
def test_a_group_is_found_by_where_it_meets(
    adviser: Visitor, make: Make, newham: Area, group: Organisation, typed: str
) -> None:
    address = "Elan House,\n12 Green Street (St. John’s Yard), Forest Gate"
    venue(make, group, newham, address=address, postcode="E7 8AL")
    found = listed(adviser, typed)
    assert "Hope Chapel" in found
    assert "Meets at <bdi>Elan House, 12 Green Street (St. John’s Yard), Forest Gate, E7 8AL</bdi>" in found


@pytest.mark.parametrize(
    "typed", ["2 Green Street", "112 Green Street", "Green Lane", "E78", "E7 9", "E7 8A1", "reen street"]
)
def test_another_address_is_not_found(
    adviser: Visitor, make: Make, newham: Area, group: Organisation, typed: str
) -> None:
    venue(make, group, newham, address="12 Green Street", postcode="E7 8AL")
    assert "Hope Chapel" not in listed(adviser, typed)


@pytest.mark.parametrize("typed", ["12 Green Rd", "Green Road", "green rd e7"])
@pytest.mark.parametrize("written", ["12 Green Rd", "12 Green Road"])
def test_a_street_may_be_written_short(
    adviser: Visitor, make: Make, newham: Area, group: Organisation, typed: str, written: str
) -> None:
    venue(make, group, newham, address=written, postcode="E7 8AL")
    assert "Hope Chapel" in listed(adviser, typed)


def test_a_group_is_found_by_where_it_met(adviser: Visitor, make: Make, newham: Area, group: Organisation) -> None:
    venue(make, group, newham, address="12 Green Street", postcode=None, ended_on=clock.today())
    assert "Met at <bdi>12 Green Street</bdi>" in listed(adviser, "green street")


@pytest.mark.parametrize("typed", ["St Mary", "Zion", "Church of God", "Holy Cross"])
def test_a_name_is_not_taken_for_an_address(typed: str) -> None:
    assert not is_place(typed)


@pytest.mark.parametrize("typed", ["12 Green Street", "E7 8AL", "Green Street", "E7"])
def test_a_home_is_found_by_its_address_in_its_own_area_alone(
    make: Make, newham: Area, hackney: Area, signed_in: SignIn, typed: str
) -> None:
    group = make.organisation(newham, hackney, name="Hope Chapel")
    venue(make, group, newham, address="12 Green Street", postcode="E7 8AL", precision=Precision.MASKED)
    assert "Hope Chapel" in listed(signed_in(make.adviser(newham)), typed)
    assert "Hope Chapel" in listed(signed_in(make.staff(AccountRole.COORDINATOR, region_wide=True)), typed)
    for visitor in (make.adviser(hackney), make.viewer(newham), make.staff(AccountRole.VIEWER, region_wide=True)):
        assert NOTHING in listed(signed_in(visitor), typed)


@pytest.mark.parametrize("typed", ["12 Green Street", "E7 8AL", "Green Street", "E7"])
def test_a_refuge_is_found_by_its_address_in_its_own_area_alone(
    make: Make, newham: Area, hackney: Area, signed_in: SignIn, typed: str
) -> None:
    group = make.organisation(newham, hackney, name="Hope Chapel", is_sensitive=True)
    venue(make, group, newham, address="12 Green Street", postcode="E7 8AL")
    assert "Hope Chapel" in listed(signed_in(make.adviser(newham)), typed)
    for visitor in (make.adviser(hackney), make.viewer(newham)):
        assert NOTHING in listed(signed_in(visitor), typed)


def test_a_group_of_another_area_is_not_found(adviser: Visitor, make: Make, hackney: Area) -> None:
    venue(make, make.organisation(hackney, name="Hope Chapel"), hackney, address="12 Green Street")
    assert "Hope Chapel" not in listed(adviser, "12 Green Street")


def test_a_corrected_address_is_found_and_the_wrong_one_is_not(
    adviser: Visitor, make: Make, session: Session, newham: Area, group: Organisation
) -> None:
    old = venue(make, group, newham, address="12 Green Street", postcode=None)
    adviser.submit(at(group, f"venues/{old.id}/edit"), address="14 Brown Street", postcode="E7 8AL")
    assert session.scalars(select(Venue.search_address)).one() == " 14 brown street e7 8al "
    assert NOTHING in listed(adviser, "Green Street")
    assert "Hope Chapel" in listed(adviser, "Brown Street")


def test_a_removed_place_is_not_found(
    adviser: Visitor, make: Make, session: Session, newham: Area, group: Organisation
) -> None:
    session.delete(venue(make, group, newham, address="12 Green Street"))
    session.commit()
    assert NOTHING in listed(adviser, "Green Street")


def test_a_street_costs_as_many_statements_for_many_groups(adviser: Visitor, make: Make, newham: Area) -> None:
    for number in range(30):
        venue(make, make.organisation(newham), newham, address=f"{number} Green Street")
    with statements() as said:
        assert listed(adviser, "Green Street").count("Meets at") == 25
    assert len(said) <= 12


def test_the_doctor_sees_a_place_that_is_searched_by_another_address(
    make: Make, session: Session, newham: Area, group: Organisation
) -> None:
    kept = venue(make, group, newham)
    assert not [line for line in doctor.findings() if line.startswith("Place")]
    kept.search_address = " elsewhere "
    session.commit()
    assert f"Place {kept.id} is searched by another address than its own" in doctor.findings()


def test_an_imported_place_is_found(
    adviser: Visitor, session: Session, make: Make, newham: Area, commands: FlaskCliRunner, tmp_path: Path
) -> None:
    path = tmp_path / "places.csv"
    path.write_text("id,name,longitude,latitude,address\n1,Hope Chapel,0.05,51.55,12 Green Street\n")
    assert commands.invoke(args=["organisations", "import", str(path), "--source", "list"]).exit_code == 0
    assert "Hope Chapel" in listed(adviser, "12 Green Street")


def test_places_from_before_the_migration_are_found(separate_app: Flask) -> None:
    with separate_app.app_context(), every_area("a test makes a place"):
        make = Make()
        newham = make.area()
        venue(make, make.organisation(newham), newham, address="12 Élan Street", postcode="E7 8AL")
        db.session.commit()
        db.session.remove()
        for revision in ("0024", "head"):
            way = flask_migrate.upgrade if revision == "head" else flask_migrate.downgrade
            way(directory=str(MIGRATIONS), revision=revision)
            with db.engine.connect() as connection:
                assert connection.scalar(text("SELECT address FROM venue")) == "12 Élan Street"
        with db.engine.connect() as connection:
            assert connection.scalar(text("SELECT search_address FROM venue")) == " 12 elan street e7 8al "
        db.session.remove()
