"""Lists of groups as files: who may take what, and that a spreadsheet opens it as it is meant."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.organisations.kinds import Precision, Stage
from crm.organisations.models import Community, Organisation, OrganisationCommunity, SourceRecord, Venue
from crm.people.models import RoleClass
from tests.factories import Make
from tests.reporting.exports import cells, csv_row, csv_rows, features, parts
from tests.support.statements import statements
from tests.support.web import SignIn, Visitor


@pytest.fixture
def hackney(make: Make) -> Area:
    return make.area(name="Hackney", code="E09000012")


@pytest.fixture
def adviser(make: Make, newham: Area, signed_in: SignIn) -> Visitor:
    return signed_in(make.adviser(newham, name="Ada Khan"))


def add_venue(make: Make, group: Organisation, area: Area, **values: object) -> Venue:
    usual = {"address": "1 High Street", "postcode": "E15 4QZ", "lat": 51.541234, "lon": 0.01, "area_id": area.id}
    return make.keep(Venue(**{"precision": Precision.EXACT, "organisation_id": group.id, **usual, **values}))


def test_a_row_says_in_plain_words_what_is_known(adviser: Visitor, make: Make, newham: Area, hackney: Area) -> None:
    group = make.organisation(newham, hackney, name="Église Ste. Marie", kind="madrasa", phone="+442079460000")
    add_venue(make, group, newham, address="1 High Street\nStratford")
    row = csv_row(adviser)
    assert row["Name"] == "Église Ste. Marie"
    assert row["Kind"] == "Madrasa"
    assert row["Areas"] == "Hackney; Newham"
    assert row["Address"] == "1 High Street Stratford"
    assert row["Phone"] == "020 7946 0000"
    assert row["Still meeting"] == "Yes"
    assert row["Number in Footbridge"] == str(group.id)


def test_several_communities_and_places_stand_in_one_cell(adviser: Visitor, make: Make, newham: Area) -> None:
    group = make.organisation(newham)
    for name in ("Tamil", "Somali"):
        community = make.keep(Community(name=name))
        make.keep(OrganisationCommunity(organisation_id=group.id, community_id=community.id))
    for number in (1, 2, 3):
        add_venue(make, group, newham, address=f"{number} High Street")
    row = csv_row(adviser)
    assert row["Communities"] == "Somali; Tamil"
    assert row["Address"] == "1 High Street"
    assert row["Other places"] == "2 High Street, E15 4QZ; 3 High Street, E15 4QZ"


def test_dates_are_written_the_same_everywhere(adviser: Visitor, make: Make, newham: Area) -> None:
    make.organisation(newham, verified_on=dt.date(2026, 3, 1))
    assert csv_row(adviser)["Details checked"] == "2026-03-01"


def test_the_filters_and_the_order_are_those_of_the_list(adviser: Visitor, make: Make, newham: Area) -> None:
    for name in ("Oak", "Ash", "Elm"):
        make.organisation(newham, name=name, faith="sikh" if name == "Oak" else "jewish")
    make.organisation(newham, name="Gone", faith="jewish", closed_on=clock.today(), closed_reason="ceased")
    assert [row["Name"] for row in csv_rows(adviser, "?faith=jewish")] == ["Ash", "Elm"]
    assert [row["Name"] for row in csv_rows(adviser, "?sort=newest")] == ["Elm", "Ash", "Oak"]
    assert [row["Name"] for row in csv_rows(adviser, "?still=closed")] == ["Gone"]


def test_a_group_of_another_area_is_in_no_file(adviser: Visitor, make: Make, hackney: Area) -> None:
    make.organisation(hackney, name="Kept-within")
    for kind in ("csv", "geojson"):
        assert b"Kept-within" not in adviser.get(f"/organisations.{kind}").data
    assert "Kept-within" not in "".join(parts(adviser.get("/organisations.xlsx").data).values())


def test_many_groups_are_all_there_with_what_belongs_to_them(
    adviser: Visitor, make: Make, newham: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In parts of two, so that the parts meet."""
    monkeypatch.setattr("crm.reporting.exporting.queries.PART", 2)
    for number in range(5):
        add_venue(make, make.organisation(newham, name=f"Group {number}"), newham, address=f"{number} High Street")
    assert [row["Address"] for row in csv_rows(adviser)] == [f"{number} High Street" for number in range(5)]


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", " ="])
def test_nothing_that_was_typed_is_run_by_a_spreadsheet(
    adviser: Visitor, make: Make, newham: Area, begins: str
) -> None:
    make.organisation(newham, name="Danger", contact_note=f"{begins}cmd|' /C calc'!A0")
    assert csv_row(adviser)["Before contacting it"].startswith("'")
    workbook = adviser.get("/organisations.xlsx").data
    assert "<f>" not in parts(workbook)["xl/worksheets/sheet1.xml"]
    assert ("inlineStr", f"{begins}cmd|' /C calc'!A0".replace("\r", "_x000D_")) in [
        (kind, said.replace("\n", "_x000D_")) for kind, said in cells(workbook).values()
    ]


def test_a_spreadsheet_holds_text_as_text_and_dates_as_dates(adviser: Visitor, make: Make, newham: Area) -> None:
    make.organisation(newham, name="مسجد النور", charity_number="0012345", verified_on=dt.date(2026, 3, 1))
    held = cells(adviser.get("/organisations.xlsx").data)
    assert held["A1"] == ("inlineStr", "Name")
    assert held["A2"] == ("inlineStr", "مسجد النور")
    assert ("inlineStr", "0012345") in held.values()
    days_since_1900 = (dt.date(2026, 3, 1) - dt.date(1899, 12, 30)).days
    assert ("n", str(days_since_1900)) in held.values()


def test_a_spreadsheet_says_who_took_it_and_what_it_holds(adviser: Visitor, make: Make, newham: Area) -> None:
    make.organisation(newham, faith="sikh")
    about = [said for _, said in cells(adviser.get("/organisations.xlsx?faith=sikh").data, sheet=2).values()]
    assert "Ada Khan" in about
    assert "Newham" in about
    assert "Faith: Sikh" in about


def test_csv_begins_with_the_mark_that_keeps_accents(adviser: Visitor) -> None:
    answer = adviser.get("/organisations.csv")
    assert answer.data.startswith(b"\xef\xbb\xbfName,")
    assert f"groups-{clock.today()}.csv" in answer.headers["Content-Disposition"]
    assert int(answer.headers["Content-Length"]) == len(answer.data)


def test_a_home_is_told_to_its_own_area_alone(make: Make, newham: Area, hackney: Area, signed_in: SignIn) -> None:
    group = make.organisation(newham, hackney, name="House Church")
    add_venue(make, group, hackney, precision=Precision.MASKED)
    own, other, viewer = make.adviser(hackney), make.adviser(newham), make.viewer(hackney)
    assert csv_row(signed_in(own))["Address"] == "1 High Street"
    for account in (other, viewer):
        row = csv_row(signed_in(account))
        assert (row["Address"], row["Postcode"]) == ("A home in Hackney", "")


def test_the_points_of_homes_and_refuges_are_in_no_file(adviser: Visitor, make: Make, newham: Area) -> None:
    add_venue(make, make.organisation(newham, name="A House Church"), newham, precision=Precision.MASKED)
    add_venue(make, make.organisation(newham, name="B Refuge", is_sensitive=True), newham)
    add_venue(make, make.organisation(newham, name="C Hall"), newham)
    assert [feature["geometry"] and feature["geometry"]["coordinates"] for feature in features(adviser)] == [
        None,
        None,
        [0.01, 51.54123],
    ]
    assert [feature["properties"]["address"] for feature in features(adviser)] == [
        "A home",
        "Kept private",
        "1 High Street",
    ]


def test_where_a_refuge_is_goes_into_no_file(adviser: Visitor, make: Make, newham: Area) -> None:
    add_venue(make, make.organisation(newham, is_sensitive=True), newham)
    row = csv_row(adviser)
    assert (row["Address"], row["Postcode"], row["Other places"]) == ("Kept private", "", "")


def test_a_place_that_a_group_has_left_is_not_in_the_file(adviser: Visitor, make: Make, newham: Area) -> None:
    add_venue(make, make.organisation(newham), newham, started_on=dt.date(2020, 1, 1), ended_on=dt.date(2024, 1, 1))
    assert csv_row(adviser)["Address"] == ""


def test_names_of_people_are_there_only_when_asked_for(adviser: Visitor, make: Make, newham: Area) -> None:
    group = make.organisation(newham)
    make.role(group, make.person("Åsa Berg", phone="+447700900123"), role_class=RoleClass.DESIGNATED_LEAD)
    assert "Åsa Berg" not in adviser.get("/organisations.csv").text
    row = csv_row(adviser, "?people=yes")
    assert row["Safeguarding lead’s name"] == "Åsa Berg"
    assert row["Safeguarding lead’s phone"] == "07700 900123"


def test_a_viewer_gets_no_people_no_contact_and_no_status_of_people(
    make: Make, newham: Area, signed_in: SignIn
) -> None:
    group = make.organisation(newham, phone="+442079460000", contact_note="Ring Yusuf")
    make.role(group, make.person("Åsa Berg"), role_class=RoleClass.DESIGNATED_LEAD)
    viewer = signed_in(make.viewer(newham))
    row = csv_row(viewer, "?people=yes")
    assert row.keys().isdisjoint({"Phone", "Next step", "Last contact", "DBS checks", "Safeguarding lead’s name"})
    assert "Safeguarding policy" in row
    assert "Åsa" not in viewer.get("/organisations.csv?people=yes").text


def test_people_of_a_group_that_one_only_views_are_left_out(
    make: Make, newham: Area, hackney: Area, signed_in: SignIn
) -> None:
    """An adviser of one area who views another."""
    account = make.adviser(newham)
    account.grants.append(make.viewer(hackney).grants[0])
    for area in (newham, hackney):
        group = make.organisation(area, name=area.name, phone="+442079460000")
        make.role(group, make.person(f"Lead of {area.name}"), role_class=RoleClass.DESIGNATED_LEAD)
    rows = {row["Name"]: row for row in csv_rows(signed_in(account), "?people=yes")}
    assert rows["Newham"]["Safeguarding lead’s name"] == "Lead of Newham"
    assert rows["Newham"]["Phone"] == "020 7946 0000"
    assert rows["Hackney"]["Safeguarding lead’s name"] == ""
    assert rows["Hackney"]["Phone"] == ""
    assert rows["Hackney"]["DBS checks"] == ""


def test_next_steps_and_last_contact_are_of_the_own_area(
    make: Make, newham: Area, hackney: Area, signed_in: SignIn, session: Session
) -> None:
    group = make.organisation(newham, hackney)
    here, there = make.adviser(newham), make.adviser(hackney)
    make.follow_up(group, here, what="Later", due_on=dt.date(2026, 12, 2))
    make.follow_up(group, here, what="Send the template", due_on=dt.date(2026, 12, 1))
    make.follow_up(group, there, what="Kept-within", due_on=dt.date(2026, 11, 1), area_id=hackney.id)
    make.activity(group, there, area_id=hackney.id)
    session.commit()
    row = csv_row(signed_in(here))
    assert (row["Next step"], row["Next step due"]) == ("Send the template", "2026-12-01")
    assert row["Last contact"] == ""
    assert csv_row(signed_in(there))["Last contact"] == clock.today().isoformat()


def test_the_stage_is_the_one_that_the_list_shows(make: Make, newham: Area, hackney: Area, signed_in: SignIn) -> None:
    group = make.organisation(newham, hackney)
    group.areas[0].stage, group.areas[1].stage = Stage.APPROACHED, Stage.MEETING_ARRANGED
    assert csv_row(signed_in(make.adviser(newham)))["Stage"] == "Approached"
    assert csv_row(signed_in(make.adviser(hackney)))["Stage"] == "Meeting arranged"
    assert csv_row(signed_in(make.viewer(hackney)))["Stage"] == ""


def test_the_source_is_named_as_its_licence_asks(adviser: Visitor, make: Make, newham: Area) -> None:
    group = make.organisation(newham)
    seen = {"first_seen_on": clock.today(), "last_seen_on": clock.today()}
    for source in ("osm", "osm-2021"):
        make.keep(SourceRecord(organisation_id=group.id, source=source, external_id="way/1", as_imported={}, **seen))
    assert csv_row(adviser)["Source"] == "© OpenStreetMap contributors"


def test_who_took_what_is_kept(make: Make, newham: Area, signed_in: SignIn, session: Session) -> None:
    account = make.adviser(newham)
    make.organisation(newham, faith="sikh")
    signed_in(account).get("/organisations.xlsx?faith=sikh&people=yes")
    entry = session.scalars(select(AuditEntry).where(AuditEntry.event == "organisations.downloaded")).one()
    assert entry.actor_id == account.id
    assert {name: after for name, (_, after) in entry.changes.items()} == {
        "format": "xlsx",
        "groups": 1,
        "people": True,
        "filters": {"faith": "sikh"},
    }


def test_the_page_says_how_many_groups_and_offers_each_kind_of_file(adviser: Visitor, make: Make, newham: Area) -> None:
    for _ in range(3):
        make.organisation(newham, faith="sikh")
    page = adviser.get("/organisations/download?faith=sikh").text
    assert "3 groups" in page
    for kind in ("xlsx", "csv", "geojson"):
        assert f"/organisations.{kind}?faith=sikh" in page
    assert "/organisations/download?faith=sikh" in adviser.get("/organisations?faith=sikh").text


def test_an_empty_list_offers_no_file(adviser: Visitor) -> None:
    assert "nothing to download" in adviser.get("/organisations/download?faith=sikh").text


def test_a_list_that_fits_one_part_takes_as_many_statements_as_one_group(
    adviser: Visitor, make: Make, newham: Area
) -> None:
    def cost() -> int:
        with statements() as said:
            csv_rows(adviser)
        return len(said)

    make.organisation(newham)
    few = cost()
    for _ in range(20):
        add_venue(make, make.organisation(newham), newham)
    assert cost() == few
