"""A part of the map: which groups are in it, on every page that is filtered as the list is."""

from html import unescape
from typing import Any

import pytest

from crm.accounts.models import AccountRole
from crm.areas.models import Area
from crm.core import clock
from crm.organisations.kinds import Precision
from crm.organisations.models import Organisation, Venue
from tests.factories import Make
from tests.reporting.exports import csv_rows, features
from tests.support.statements import statements
from tests.support.web import SignIn, Visitor

# Half a kilometre around the places that are made here.
HERE = "box=0.045,51.545,0.055,51.555"
ALL_OF_IT = "box=-8,50,2,60"


@pytest.fixture
def area(make: Make) -> Area:
    return make.area(name="Newham")


@pytest.fixture
def adviser(make: Make, area: Area, signed_in: SignIn) -> Visitor:
    return signed_in(make.adviser(area))


def placed(make: Make, area: Area, name: str, *, of: dict[str, Any] | None = None, **venue: Any) -> Organisation:
    group = make.organisation(area, name=name, **(of or {}))
    also_at(make, group, **venue)
    return group


def also_at(make: Make, group: Organisation, **values: Any) -> None:
    usual = {"lon": 0.05, "lat": 51.55, "precision": Precision.EXACT, "area_id": group.lead_area_id}
    make.keep(Venue(organisation_id=group.id, **{**usual, **values}))


def listed(visitor: Visitor, query: str) -> list[str]:
    return [row["Name"] for row in csv_rows(visitor, f"?{query}")]


def look(visitor: Visitor, address: str) -> str:
    answer = visitor.get(address)
    assert answer.status_code == 200
    return unescape(answer.text)


def test_a_part_of_the_map_narrows_the_list_its_count_and_its_files(adviser: Visitor, make: Make, area: Area) -> None:
    placed(make, area, "Within")
    placed(make, area, "Beyond", lat=51.56)
    page = look(adviser, f"/organisations?{HERE}")
    assert "Within</bdi>" in page
    assert "Beyond" not in page
    assert "1 group</p>" in look(adviser, f"/organisations/download?{HERE}")
    assert listed(adviser, HERE) == ["Within"]
    assert listed(adviser, ALL_OF_IT) == ["Beyond", "Within"]
    assert [one["properties"]["name"] for one in features(adviser, f"?{HERE}")] == ["Within"]
    assert "Beyond" not in look(adviser, f"/organisations/print?{HERE}")
    assert "Beyond" not in look(adviser, f"/organisations/change?{HERE}")


def test_the_map_says_how_many_are_in_view_and_still_draws_the_others(adviser: Visitor, make: Make, area: Area) -> None:
    placed(make, area, "Within")
    placed(make, area, "Beyond", lat=51.56)
    page = look(adviser, f"/map?{HERE}")
    assert "1 group within the map’s view." in page
    assert "Beyond" not in page
    assert 'data-groups="/map/organisations.geojson"' in page
    assert f'data-{HERE[:3]}="0.045,51.545,0.055,51.555"' in page


def test_it_is_a_filter_that_can_be_taken_away_and_goes_with_the_others(
    adviser: Visitor, make: Make, area: Area
) -> None:
    placed(make, area, "St Mary's", of={"faith": "christian"})
    placed(make, area, "Al-Karam", of={"faith": "muslim"})
    placed(make, area, "St Paul's", of={"faith": "christian"}, lat=51.56)
    page = look(adviser, f"/organisations?{HERE}&faith=christian")
    assert listed(adviser, f"{HERE}&faith=christian") == ["St Mary's"]
    assert 'href="/organisations?faith=christian"><span class="govuk-visually-hidden">Remove this filter' in page
    assert "Within the map’s view" in page
    assert '<input type="hidden" name="box" value="0.045,51.545,0.055,51.555">' in page


def test_a_saved_list_keeps_the_part_of_the_map(adviser: Visitor, make: Make, area: Area) -> None:
    placed(make, area, "Within")
    adviser.submit(f"/organisations/lists/new?{HERE}", name="Around the hall", area_id="")
    assert f'href="/organisations?{HERE}"' in look(adviser, "/organisations")


@pytest.mark.parametrize(
    ("of", "venue"),
    [
        ({}, {"precision": Precision.MASKED}),
        ({"is_sensitive": True}, {}),
        ({}, {"ended_on": clock.today()}),
        ({}, {"lat": None, "lon": None}),
    ],
    ids=["a home", "a refuge", "a place of before", "no place"],
)
@pytest.mark.parametrize("role", [AccountRole.COORDINATOR, AccountRole.ADVISER, AccountRole.VIEWER])
def test_what_the_map_does_not_draw_is_in_no_part_of_it(
    make: Make, area: Area, signed_in: SignIn, role: AccountRole, of: dict[str, Any], venue: dict[str, Any]
) -> None:
    placed(make, area, "Kept Within", of=of, **venue)
    visitor = signed_in(make.staff(role, area))
    assert "Kept Within" in look(visitor, "/organisations")
    for query in (HERE, ALL_OF_IT):
        assert listed(visitor, query) == []
        assert "Kept Within" not in look(visitor, f"/map?{query}") + look(visitor, f"/organisations?{query}")
    assert "the map does not draw are in no part of it" in look(visitor, f"/organisations?{HERE}")


def test_a_group_is_where_the_map_draws_it_and_nowhere_else(adviser: Visitor, make: Make, area: Area) -> None:
    """At the place it has had longest, of those that may be drawn; the list and the map then agree."""
    group = placed(make, area, "House Church", precision=Precision.MASKED, lat=51.58)
    also_at(make, group)
    also_at(make, group, lat=51.56)
    assert listed(adviser, HERE) == ["House Church"]
    assert listed(adviser, "box=0.045,51.555,0.055,51.565") == []
    assert listed(adviser, "box=0.045,51.575,0.055,51.585") == []


def test_another_area_is_in_no_part_of_the_map(adviser: Visitor, make: Make) -> None:
    theirs = placed(make, make.area(name="Elsewhere"), "Theirs")
    assert listed(adviser, HERE) == []
    assert listed(adviser, f"groups={theirs.id}") == []


@pytest.mark.parametrize("page", ["/map", "/organisations"])
@pytest.mark.parametrize("odd", ["box=here", "box=1,2,3", "groups=1;2", "groups=-1", "groups=" + "1," * 300 + "1"])
def test_an_odd_address_is_told_of_and_left_out(adviser: Visitor, make: Make, area: Area, page: str, odd: str) -> None:
    placed(make, area, "Within")
    shown = look(adviser, f"{page}?{odd}")
    assert "cannot be read" in shown
    assert "Within" in shown
    assert "cannot be read" not in look(adviser, page)


def test_groups_that_were_chosen_are_listed_and_no_others(adviser: Visitor, make: Make, area: Area) -> None:
    """As a mark of several groups asks for them, those in one building included."""
    first, second, _ = (placed(make, area, name) for name in ("Ash", "Elm", "Oak"))
    chosen = f"groups={second.id},{first.id}"
    assert listed(adviser, chosen) == ["Ash", "Elm"]
    page = look(adviser, f"/map?{chosen}")
    assert "2 of 2 groups shown on the map" in page
    assert "2 groups</bdi>" in page
    assert f'data-groups="/map/organisations.geojson?{chosen}"' in page


def test_a_part_of_the_map_costs_the_same_for_many_groups(adviser: Visitor, make: Make, area: Area) -> None:
    for number in range(40):
        placed(make, area, f"Chapel {number}")
    for address in (f"/map?{HERE}", f"/organisations?{HERE}"):
        with statements() as said:
            look(adviser, address)
        assert len(said) <= 12
