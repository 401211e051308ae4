"""The list of groups on paper, and address labels."""

from collections.abc import Callable
from html import unescape

import pytest

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.core import clock
from crm.organisations.kinds import Precision
from crm.organisations.models import Organisation, Venue
from crm.people.models import RoleClass
from crm.reporting.exporting import paper
from tests.factories import Make
from tests.support.web import Visitor

SignIn = Callable[[Account], Visitor]


@pytest.fixture
def area(make: Make) -> Area:
    return make.area(name="Newham")


@pytest.fixture
def adviser(make: Make, area: Area, signed_in: SignIn) -> Visitor:
    return signed_in(make.adviser(area))


def placed(make: Make, area: Area, name: str, precision: Precision = Precision.EXACT, **values: object) -> Organisation:
    group = make.organisation(area, name=name, **values)
    where = {"address": f"{name} House\n1 High Street, Stratford", "postcode": "E15 4QZ", "area_id": area.id}
    make.keep(Venue(organisation_id=group.id, precision=precision, **where))
    return group


def look(visitor: Visitor, address: str) -> str:
    answer = visitor.get(address)
    assert answer.status_code == 200
    return unescape(answer.text)


def labels_on(page: str) -> str:
    return page.partition('class="app-labels"')[2]


def test_the_list_has_what_is_wanted_on_the_way(adviser: Visitor, make: Make, area: Area) -> None:
    group = placed(make, area, "Oak", phone="+442079460000")
    make.role(group, make.person("Åsa Berg", phone="+447700900123"), role_class=RoleClass.DESIGNATED_LEAD)
    make.follow_up(group, make.adviser(area), what="Bring the template")
    page = look(adviser, "/organisations/print")
    for words in (
        "Oak House 1 High Street, Stratford</bdi>, E15 4QZ",
        "020 7946 0000",
        "Åsa Berg",
        "Bring the template",
    ):
        assert words in page


def test_a_viewer_prints_no_people(make: Make, area: Area, signed_in: SignIn) -> None:
    group = placed(make, area, "Oak", phone="+442079460000")
    make.role(group, make.person("Åsa Berg"), role_class=RoleClass.DESIGNATED_LEAD)
    page = look(signed_in(make.viewer(area)), "/organisations/print")
    assert "Oak House" in page
    assert "Åsa" not in page
    assert "7946" not in page


@pytest.mark.parametrize("kind", ["print", "labels"])
def test_paper_has_the_filters_of_the_list_and_says_when_there_is_nothing(
    adviser: Visitor, make: Make, area: Area, kind: str
) -> None:
    placed(make, area, "Oak", faith="sikh")
    placed(make, area, "Elm", faith="jewish")
    page = look(adviser, f"/organisations/{kind}?faith=sikh")
    assert "Oak House" in page
    assert "Elm" not in page
    assert "No group" in look(adviser, f"/organisations/{kind}?faith=hindu")


def test_a_long_list_goes_on_over_the_page(
    adviser: Visitor, make: Make, area: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "ON_A_LIST", 2)
    for name in ("Ash", "Elm", "Oak"):
        placed(make, area, name)
    first = look(adviser, "/organisations/print?sort=changed")
    assert "Ash House" not in first
    following = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    assert "Ash House" in look(adviser, following)


def test_a_label_has_a_line_for_each_part_of_the_address(adviser: Visitor, make: Make, area: Area) -> None:
    placed(make, area, "Oak")
    sheet = labels_on(look(adviser, "/organisations/labels"))
    for line in ("Oak", "Oak House", "1 High Street", "Stratford", "E15 4QZ"):
        assert f">{line}</" in sheet


@pytest.mark.parametrize(
    ("precision", "values"), [(Precision.EXACT, {"is_sensitive": True}), (Precision.MASKED, {"name": "Home"})]
)
def test_there_is_no_label_for_a_refuge_or_a_home_elsewhere(
    make: Make, area: Area, signed_in: SignIn, precision: Precision, values: dict[str, object]
) -> None:
    """A viewer sees no home's address in any area."""
    placed(make, area, **{"name": "Refuge", "precision": precision, **values})  # type: ignore[arg-type]
    page = look(signed_in(make.viewer(area)), "/organisations/labels")
    assert labels_on(page) == ""
    assert "1 group without a label" in page
    assert "High Street" not in page


def test_there_is_no_label_for_a_place_where_a_letter_came_back(adviser: Visitor, make: Make, area: Area) -> None:
    group = make.organisation(area, name="Oak")
    where = {"address": "1 High Street", "precision": Precision.NEARBY, "unconfirmed_on": clock.today()}
    make.keep(Venue(organisation_id=group.id, **where))
    page = look(adviser, "/organisations/labels")
    assert labels_on(page) == ""
    assert "a letter came back" in page
