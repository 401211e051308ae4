"""The map on paper."""

from html import unescape

import pytest

from crm.areas.models import Area
from crm.core import clock
from crm.core.filters import date
from crm.organisations.kinds import Precision
from crm.organisations.models import Venue
from crm.reporting import map_paper
from tests.factories import Make
from tests.support.statements import statements, writes
from tests.support.web import SignIn, Visitor

PAPER = "/map/print"


@pytest.fixture
def area(make: Make) -> Area:
    return make.area(name="Newham")


@pytest.fixture
def adviser(make: Make, area: Area, signed_in: SignIn) -> Visitor:
    return signed_in(make.adviser(area))


def placed(
    make: Make, area: Area, name: str, lon: float = 0.05, precision: Precision = Precision.EXACT, **values: object
) -> None:
    group = make.organisation(area, name=name, **values)
    make.keep(Venue(organisation_id=group.id, lon=lon, lat=51.55, precision=precision))


def look(visitor: Visitor, address: str) -> str:
    answer = visitor.get(address)
    assert answer.status_code == 200
    return unescape(answer.text)


def by_number(page: str) -> list[str]:
    """The names, in the order of their numbers."""
    items = page.partition('class="app-by-number"')[2].partition("</ol>")[0].split("<li")[1:]
    return [item.partition("<bdi>")[2].partition("</bdi>")[0] for item in items]


def test_the_paper_says_what_it_shows_and_when(adviser: Visitor, make: Make, area: Area) -> None:
    placed(make, area, "Oak", faith="sikh")
    placed(make, area, "Elm", faith="jewish")
    page = look(adviser, f"{PAPER}?faith=sikh")
    assert date(clock.today()) in page
    assert "Faith: <bdi>Sikh</bdi>" in page
    assert "1 group on the map." in page
    assert by_number(page) == ["Oak"]
    assert "None in place" in page
    assert "OpenStreetMap contributors" in page
    assert "Office for National Statistics" in page


def test_neighbours_have_numbers_near_each_other(adviser: Visitor, make: Make, area: Area) -> None:
    for name, lon in (("Ash", 0.01), ("Elm", 0.09), ("Oak", 0.02), ("Yew", 0.08)):
        placed(make, area, name, lon)
    assert by_number(look(adviser, PAPER)) == ["Ash", "Oak", "Yew", "Elm"]


def test_what_the_map_does_not_draw_is_not_on_paper(adviser: Visitor, make: Make, area: Area) -> None:
    placed(make, area, "Oak")
    placed(make, area, "Safe House", is_sensitive=True)
    placed(make, area, "House Church", precision=Precision.MASKED)
    placed(make, make.area(name="Elsewhere"), "Theirs")
    page = look(adviser, PAPER)
    assert by_number(page) == ["Oak"]
    assert "2 others are not drawn" in page
    for name in ("Safe House", "House Church", "Theirs"):
        assert name not in page


def test_a_part_of_the_map_is_printed_as_it_was_seen(adviser: Visitor, make: Make, area: Area) -> None:
    placed(make, area, "Within")
    placed(make, area, "Beyond", 0.06)
    page = look(adviser, f"{PAPER}?box=0.045,51.545,0.055,51.555")
    assert by_number(page) == ["Within"]
    assert 'data-box="0.045,51.545,0.055,51.555"' in page
    assert 'href="/map/print?box=0.045,51.545,0.055,51.555"' in look(adviser, "/map?box=0.045,51.545,0.055,51.555")


def test_more_than_a_sheet_can_hold_is_not_drawn(
    adviser: Visitor, make: Make, area: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_paper, "MOST", 1)
    placed(make, area, "Ash")
    assert by_number(look(adviser, PAPER)) == ["Ash"]
    placed(make, area, "Elm")
    page = look(adviser, PAPER)
    assert "too many for one sheet" in page
    assert by_number(page) == []


def test_where_nothing_is_drawn_it_says_so(adviser: Visitor) -> None:
    assert "there is nothing to print" in look(adviser, PAPER)


def test_a_full_sheet_costs_little(adviser: Visitor, make: Make, area: Area) -> None:
    for number in range(map_paper.MOST):
        placed(make, area, f"The Chapel of the {number} Streets", number / 2000)
    with statements() as said:
        page = look(adviser, PAPER)
    assert len(by_number(page)) == map_paper.MOST
    assert len(said) <= 12
    assert writes(said) == []
    assert len(page.encode()) < 60_000
