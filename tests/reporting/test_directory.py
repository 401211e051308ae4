"""The directory for partners and the public: what a group agreed to, and nothing else."""

import csv
import datetime as dt
import io
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.audit.models import AuditEntry
from crm.organisations.kinds import ClosedReason, OrganisationKind, Precision, Published, Stage, Weekday
from crm.organisations.models import MeetingTime, Organisation, PublishConsent, SourceRecord, Venue
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import SignIn, Visitor

SPRING = dt.date(2026, 3, 1)
REACHED = {"phone": "+442079460000", "email": "office@hope.example.org", "website": "https://hope.example.org/"}


def agreed(make: Make, group: Organisation, *parts: Published, **values: object) -> Organisation:
    """To these parts, or to all."""
    for part in parts or Published:
        said = {"given_on": SPRING, "given_by": "The pastor", "wording": 1, **values}
        make.keep(PublishConsent(organisation_id=group.id, part=part, **said))
    return group


def whole(make: Make, area: Area, name: str = "Hope Chapel", **values: object) -> Organisation:
    """A group with something of every part."""
    group = make.organisation(area, name=name, **{**REACHED, **values})
    of = {"organisation_id": group.id}
    where = {"address": "1 High Street\nStratford", "postcode": "E15 4QZ", "area_id": area.id}
    make.keep(Venue(**of, **where, precision=Precision.EXACT))
    make.keep(MeetingTime(**of, weekday=Weekday.SUNDAY, starts_at=dt.time(10), note="Ask for Ann"))
    return group


def place_of(session: Session, group: Organisation) -> Venue:
    return session.scalars(select(Venue).filter_by(organisation_id=group.id)).one()


def rows(visitor: Visitor, query: str = "") -> list[dict[str, str]]:
    answer = visitor.get("/organisations/directory.csv" + query)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def row(visitor: Visitor) -> dict[str, str]:
    """Of the one group that is listed."""
    (found,) = rows(visitor)
    return found


def paper(visitor: Visitor, query: str = "") -> str:
    answer = visitor.get("/organisations/directory" + query)
    assert answer.status_code == 200
    return " ".join(unescape(answer.text).split())


def test_what_a_group_agreed_to_is_in_it(adviser: Visitor, make: Make, newham: Area) -> None:
    agreed(make, whole(make, newham, kind="madrasa"))
    assert row(adviser) == {
        "Name": "Hope Chapel",
        "Kind": "Madrasa",
        "Place": "1 High Street Stratford, E15 4QZ",
        "Phone": "020 7946 0000",
        "Email": "office@hope.example.org",
        "Website": "https://hope.example.org/",
        "Meets": "Sunday 10am",
        "Source": "",
    }
    page = paper(adviser)
    for words in ("Hope Chapel", "E15 4QZ", "020 7946 0000", "Sunday 10am", "1 of 1 group agreed to be listed"):
        assert words in page
    assert "Ask for Ann" not in page


@pytest.mark.parametrize(
    ("part", "columns"),
    [
        (Published.PLACE, {"Place"}),
        (Published.CONTACT, {"Phone", "Email", "Website"}),
        (Published.TIMES, {"Meets"}),
    ],
)
def test_a_part_without_consent_is_left_out(
    adviser: Visitor, make: Make, newham: Area, part: Published, columns: set[str]
) -> None:
    agreed(make, whole(make, newham), *(one for one in Published if one is not part))
    assert {name for name, value in row(adviser).items() if not value} == {*columns, "Source"}
    page = paper(adviser)
    left_out = {Published.PLACE: "E15 4QZ", Published.CONTACT: "office@hope", Published.TIMES: "Sunday"}[part]
    assert "Hope Chapel" in page
    assert left_out not in page


def test_a_part_that_was_withdrawn_is_left_out(adviser: Visitor, make: Make, newham: Area) -> None:
    group = agreed(make, whole(make, newham), Published.NAME_AND_KIND)
    agreed(make, group, Published.PLACE, withdrawn_on=SPRING)
    assert row(adviser)["Place"] == ""


@pytest.mark.parametrize(
    "values",
    [
        {"is_sensitive": True},
        {"closed_on": SPRING, "closed_reason": ClosedReason.CEASED},
        {"name_is_placeholder": True},
    ],
)
def test_some_groups_are_never_in_it(adviser: Visitor, make: Make, newham: Area, values: dict[str, Any]) -> None:
    agreed(make, whole(make, newham, **values))
    assert rows(adviser, "?still=any") == []
    assert "Hope Chapel" not in paper(adviser, "?still=any")


def test_nobody_is_in_it_unasked_and_the_page_says_where_to_record_it(
    adviser: Visitor, make: Make, newham: Area
) -> None:
    group = whole(make, newham)
    agreed(make, group, withdrawn_on=SPRING)
    assert rows(adviser) == []
    page = paper(adviser)
    assert "0 of 1 group agreed to be listed" in page
    assert "Under Details of a group" in page


def test_a_group_of_another_area_is_never_in_it(make: Make, newham: Area, signed_in: SignIn) -> None:
    agreed(make, whole(make, newham))
    elsewhere = signed_in(make.adviser(make.area(name="Hackney")))
    assert rows(elsewhere) == []
    assert "Hope Chapel" not in paper(elsewhere)


def test_who_belongs_to_a_group_cannot_open_it(make: Make, newham: Area, signed_in: SignIn) -> None:
    visitor = signed_in(make.group_account(whole(make, newham)))
    assert visitor.get("/organisations/directory").status_code == 403
    assert visitor.get("/organisations/directory.csv").status_code == 403


@pytest.mark.parametrize("values", [{"precision": Precision.MASKED}, {"ended_on": SPRING}, {"unconfirmed_on": SPRING}])
def test_homes_former_places_and_places_in_doubt_are_kept_back(
    adviser: Visitor, session: Session, make: Make, newham: Area, values: dict[str, object]
) -> None:
    group = agreed(make, whole(make, newham))
    venue = place_of(session, group)
    for name, value in values.items():
        setattr(venue, name, value)
    session.flush()
    assert row(adviser)["Place"] == ("Newham" if "precision" in values else "")
    assert "E15 4QZ" not in paper(adviser)


def test_the_place_of_a_home_group_is_a_home_whatever_was_recorded(adviser: Visitor, make: Make, newham: Area) -> None:
    agreed(make, whole(make, newham, kind=OrganisationKind.HOME_GROUP))
    assert row(adviser)["Place"] == "Newham"


def test_a_number_or_address_of_a_person_is_left_out_even_for_who_may_not_see_people(
    make: Make, newham: Area, signed_in: SignIn
) -> None:
    group = agreed(make, whole(make, newham))
    make.role(group, make.person("Ann", phone=REACHED["phone"], email=REACHED["email"]))
    found = row(signed_in(make.viewer(newham)))
    assert (found["Phone"], found["Email"], found["Website"]) == ("", "", REACHED["website"])


def test_a_name_that_looks_like_a_formula_is_text(adviser: Visitor, make: Make, newham: Area) -> None:
    agreed(make, make.organisation(newham, name="=1+1 <b>نور</b>"))
    assert row(adviser)["Name"] == "'=1+1 <b>نور</b>"
    assert "<b>نور</b>" not in adviser.get("/organisations/directory").text


def test_it_is_narrowed_as_the_list_is_but_never_by_stage(
    adviser: Visitor, session: Session, make: Make, newham: Area
) -> None:
    agreed(make, whole(make, newham, "Oak", kind="madrasa"))
    ash = agreed(make, whole(make, newham, "Ash", kind="place_of_worship"))
    ash.areas[0].stage = Stage.ENGAGED
    session.flush()
    assert [found["Name"] for found in rows(adviser, "?kind=madrasa")] == ["Oak"]
    assert [found["Name"] for found in rows(adviser, "?stage=engaged")] == ["Ash", "Oak"]
    page = paper(adviser, "?stage=engaged&kind=madrasa")
    assert "The stage you chose is left aside" in page
    assert "1 of 1 group agreed" in page


def test_a_home_is_not_found_by_its_address(adviser: Visitor, session: Session, make: Make, newham: Area) -> None:
    group = agreed(make, whole(make, newham))
    assert len(rows(adviser, "?q=E15+4QZ")) == 1
    place_of(session, group).precision = Precision.MASKED
    session.flush()
    assert rows(adviser, "?q=E15+4QZ") == []


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({}, {"precision": Precision.MASKED}),
        ({"kind": OrganisationKind.HOME_GROUP}, {}),
        ({}, {"unconfirmed_on": SPRING}),
    ],
)
def test_the_ward_of_a_place_that_is_not_told_is_not_found_by_trying_wards(
    adviser: Visitor, session: Session, make: Make, newham: Area, values: dict[str, Any], place: dict[str, Any]
) -> None:
    ward = make.ward(newham)
    kept, told = (agreed(make, whole(make, newham, name, **said)) for name, said in (("Kept", values), ("Told", {})))
    for group, where in ((kept, place), (told, {})):
        for name, value in {"ward_id": ward.id, **where}.items():
            setattr(place_of(session, group), name, value)
    session.flush()
    assert [found["Name"] for found in rows(adviser, f"?ward={ward.code}")] == ["Told"]
    assert len(rows(adviser)) == 2


def test_a_group_that_did_not_agree_to_tell_its_place_is_in_no_ward(
    adviser: Visitor, session: Session, make: Make, newham: Area
) -> None:
    ward = make.ward(newham)
    group = agreed(make, whole(make, newham), Published.NAME_AND_KIND)
    place_of(session, group).ward_id = ward.id
    session.flush()
    assert (len(rows(adviser, f"?ward={ward.code}")), len(rows(adviser))) == (0, 1)
    assert "those alone that agreed to tell where they meet" in paper(adviser, f"?ward={ward.code}")


def test_where_a_map_gave_the_place_it_is_named(adviser: Visitor, make: Make, newham: Area) -> None:
    group = agreed(make, whole(make, newham))
    seen = {"first_seen_on": SPRING, "last_seen_on": SPRING, "as_imported": {}}
    make.keep(SourceRecord(organisation_id=group.id, source="osm", external_id="node/1", **seen))
    assert row(adviser)["Source"] == "© OpenStreetMap contributors"
    assert "https://www.openstreetmap.org/copyright" in paper(adviser)


def test_who_took_a_file_is_kept_and_told_to_administrators(
    adviser: Visitor, session: Session, make: Make, newham: Area, signed_in: SignIn
) -> None:
    agreed(make, whole(make, newham))
    rows(adviser, "?kind=place_of_worship")
    entry = session.scalars(select(AuditEntry).where(AuditEntry.event == "directory.downloaded")).one()
    assert entry.changes["groups"] == [None, 1]
    assert "Directory for the public, of 1 group" in signed_in(make.administrator()).get("/accounts/downloads").text


def test_many_groups_take_no_more_statements_than_a_few(adviser: Visitor, make: Make, newham: Area) -> None:
    counts = []
    for number in (2, 60):
        for one in range(number):
            agreed(make, whole(make, newham, f"Oak {number} {one}"))
        with statements() as said:
            page = paper(adviser)
        counts.append(len(said))
    assert counts[1] <= counts[0] <= 12
    assert len(page.encode()) < 60_000
    assert len(rows(adviser)) == 62
