"""The map and the list beside it: who sees which groups where, and what is never drawn."""

import datetime as dt
import gzip
import json
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from crm.accounts.models import AccountRole
from crm.areas.models import Area
from crm.core import clock
from crm.organisations.kinds import Answer, Faith, Precision, Subject
from crm.organisations.models import Organisation, Statement, Venue
from crm.reporting.models import Standing
from tests.factories import Make
from tests.support.statements import statements, writes
from tests.support.web import SignIn, Visitor

GROUPS = "/map/organisations.geojson"


@pytest.fixture
def area(make: Make) -> Area:
    return make.area(name="Newham")


def placed(make: Make, area: Area, name: str, lat: float = 51.55, **values: Any) -> Organisation:
    group = make.organisation(area, name=name, **values)
    add_venue(make, group, lat=lat)
    return group


def add_venue(make: Make, group: Organisation, **values: Any) -> Venue:
    usual = {"lon": 0.05, "lat": 51.55, "precision": Precision.EXACT, "organisation_id": group.id}
    return make.keep(Venue(**{**usual, **values}))


def drawn(visitor: Visitor, query: str = "") -> dict[str, dict[str, Any]]:
    answer = visitor.get(GROUPS + query)
    assert answer.mimetype == "application/geo+json"
    return {feature["properties"]["name"]: feature for feature in answer.get_json(force=True)["features"]}


def test_a_group_is_drawn_where_it_meets(make: Make, area: Area, signed_in: SignIn) -> None:
    group = placed(make, area, "St Mary's")
    assert drawn(signed_in(make.adviser(area))) == {
        "St Mary's": {
            "type": "Feature",
            "id": group.id,
            "geometry": {"type": "Point", "coordinates": [0.05, 51.55]},
            "properties": {"name": "St Mary's", "policy": "unknown"},
        }
    }


def test_each_mark_says_how_the_policy_stands(make: Make, area: Area, signed_in: SignIn, session: Session) -> None:
    long_ago = clock.today().replace(year=clock.today().year - 2)
    make.policy_version(make.policy(placed(make, area, "In date")), clock.today())
    make.policy_version(make.policy(placed(make, area, "Overdue")), long_ago)
    none = placed(make, area, "None")
    said = {"organisation_id": none.id, "subject": Subject.POLICY, "answer": Answer.NO}
    make.keep(Statement(**said, stated_on=clock.today()))
    placed(make, area, "Unknown")
    session.commit()
    visitor = signed_in(make.viewer(area))
    assert {name: feature["properties"]["policy"] for name, feature in drawn(visitor).items()} == {
        "In date": "in_date",
        "Overdue": "overdue",
        "None": "none",
        "Unknown": "unknown",
    }
    assert "Policy: overdue for review" in visitor.get("/map").text


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"precision": Precision.MASKED}, "A home: area only"),
        ({"lat": None, "lon": None, "precision": Precision.POSTCODE}, "No place recorded"),
        ({"ended_on": clock.today()}, "No place recorded"),
    ],
)
def test_what_is_not_drawn_is_in_the_list_with_the_reason(
    make: Make, area: Area, signed_in: SignIn, values: dict[str, Any], told: str
) -> None:
    group = make.organisation(area, name="House Church")
    add_venue(make, group, **values)
    placed(make, area, "St Mary's")
    visitor = signed_in(make.coordinator(area))
    assert list(drawn(visitor)) == ["St Mary's"]
    shown = visitor.get("/map").text
    assert "1 of 2 groups shown on the map" in shown
    assert told in shown
    left_out = visitor.get("/map?show=left-out").text
    assert "House Church" in left_out
    assert "St Mary&#39;s" not in left_out


def test_a_home_is_drawn_for_nobody(make: Make, area: Area, signed_in: SignIn) -> None:
    group = make.organisation(area, name="House Church")
    add_venue(make, group, precision=Precision.MASKED, lat=51.512345)
    for role in (AccountRole.COORDINATOR, AccountRole.ADVISER, AccountRole.VIEWER):
        visitor = signed_in(make.staff(role, area))
        assert "51.51" not in visitor.get(GROUPS).text + visitor.get("/map").text


def test_a_refuge_is_not_drawn(make: Make, area: Area, signed_in: SignIn) -> None:
    placed(make, area, "Safe House", is_sensitive=True)
    visitor = signed_in(make.adviser(area))
    assert drawn(visitor) == {}
    assert "Its place is kept private" in visitor.get("/map").text


def test_a_group_with_two_places_is_drawn_once_at_the_first(make: Make, area: Area, signed_in: SignIn) -> None:
    group = placed(make, area, "St Mary's", lat=51.51)
    add_venue(make, group, lat=51.58)
    assert drawn(signed_in(make.adviser(area)))["St Mary's"]["geometry"]["coordinates"] == [0.05, 51.51]


def test_the_map_and_the_list_have_the_filters_of_the_list_of_groups(make: Make, area: Area, signed_in: SignIn) -> None:
    placed(make, area, "Al-Karam Mosque", faith=Faith.MUSLIM)
    placed(make, area, "St Mary's", faith=Faith.CHRISTIAN)
    visitor = signed_in(make.adviser(area))
    shown = visitor.get("/map?faith=muslim").text
    assert "1 of 1 group shown" in shown
    assert "/map/organisations.geojson?faith=muslim" in shown
    assert list(drawn(visitor, "?faith=muslim")) == ["Al-Karam Mosque"]
    assert list(drawn(visitor, "?q=mary")) == ["St Mary's"]


def test_another_area_is_neither_drawn_nor_listed(make: Make, area: Area, signed_in: SignIn) -> None:
    placed(make, make.area(name="Elsewhere"), "Theirs")
    visitor = signed_in(make.adviser(area))
    shown = visitor.get("/map").text
    assert drawn(visitor) == {}
    assert "Theirs" not in shown
    assert "There are no groups in your areas yet" in shown
    outlines = visitor.get("/map/areas.geojson").get_json(force=True)
    assert [feature["properties"]["name"] for feature in outlines["features"]] == ["Newham"]


def test_outlines_are_sent_once(make: Make, area: Area, signed_in: SignIn) -> None:
    visitor = signed_in(make.adviser(area))
    first = visitor.get("/map/areas.geojson")
    again = visitor.get("/map/areas.geojson", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert "no-store" not in first.headers["Cache-Control"]


def test_a_group_has_no_map(make: Make, area: Area, signed_in: SignIn) -> None:
    visitor = signed_in(make.group_account(placed(make, area, "St Mary's")))
    for address in ("/map", GROUPS, "/map/areas.geojson"):
        assert visitor.get(address).status_code == 403


@pytest.mark.parametrize("address", ["/map", "/map?show=left-out", GROUPS, "/map/areas.geojson"])
def test_the_map_costs_the_same_for_many_groups(make: Make, area: Area, signed_in: SignIn, address: str) -> None:
    for number in range(40):
        group = make.organisation(area, name=f"Group of streets {number}")
        add_venue(make, group, precision=Precision.EXACT if number % 2 else Precision.MASKED)
    visitor = signed_in(make.adviser(area))
    with statements() as said:
        assert visitor.get(address).status_code == 200
    assert len(said) <= 12
    assert writes(said) == []


def test_the_list_beside_the_map_has_pages(make: Make, area: Area, signed_in: SignIn) -> None:
    for number in range(30):
        placed(make, area, f"Chapel {number:02}")
    visitor = signed_in(make.adviser(area))
    first = visitor.get("/map?faith=not_stated").text
    address = first.split('href="/map?')[1:]
    following = next(one for one in address if "after=" in one).split('"')[0].replace("&amp;", "&")
    second = visitor.get(f"/map?{following}").text
    assert "Chapel 24" in first
    assert "Chapel 25" not in first
    assert "Chapel 25" in second
    assert "30 of 30 groups shown" in second


def test_the_page_says_whose_the_data_is_and_asks_nobody_else(make: Make, area: Area, signed_in: SignIn) -> None:
    answer = signed_in(make.adviser(area)).get("/map")
    assert "OpenStreetMap contributors" in answer.text
    assert "Office for National Statistics" in answer.text
    assert "data-tiles" not in answer.text
    assert "connect-src 'self'" in answer.headers["Content-Security-Policy"]


def test_points_are_packed_for_a_browser_that_unpacks_them(make: Make, area: Area, signed_in: SignIn) -> None:
    placed(make, area, 'The "Upper Room"\n')
    visitor = signed_in(make.adviser(area))
    answer = visitor.get(GROUPS, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Vary"].split(", ")[0] == "Accept-Encoding"
    assert json.loads(gzip.decompress(answer.data)) == visitor.get(GROUPS).get_json(force=True)
    assert list(drawn(visitor)) == ['The "Upper Room"\n']


@pytest.mark.parametrize("changes_in", [0, 1])
def test_a_policy_is_worked_out_afresh_once_kept_facts_change(
    make: Make, area: Area, signed_in: SignIn, session: Session, changes_in: int
) -> None:
    """What is kept is made wrong here, so that it is seen which of the two was read."""
    group = placed(make, area, "St Mary's")
    make.policy_version(make.policy(group), clock.today())
    session.commit()
    changes_on = clock.today() + dt.timedelta(days=changes_in)
    session.execute(update(Standing).values(policy_due_on=dt.date(2020, 1, 1), changes_on=changes_on))
    visitor = signed_in(make.adviser(area))
    told, words = ("overdue", "overdue for review") if changes_in else ("in_date", "in date")
    assert drawn(visitor)["St Mary's"]["properties"]["policy"] == told
    assert f"Policy: {words}" in visitor.get("/map").text
