"""The list of groups on paper, and address labels."""

from html import unescape

import pytest

from crm.areas.models import Area, Postcode
from crm.core import clock
from crm.organisations.kinds import Precision
from crm.organisations.models import Organisation, Venue
from crm.people.models import RoleClass
from crm.reporting.exporting import paper, queries
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import SignIn, Visitor


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
        'Oak House 1 High Street, Stratford</bdi>, <span class="app-unbroken">E15 4QZ',
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


def test_the_whole_list_is_printed_with_its_number_and_its_filters_in_words(
    adviser: Visitor, make: Make, area: Area
) -> None:
    for number in range(60):
        make.organisation(area, name=f"Oak {number}", faith="sikh")
    make.organisation(area, name="Elm", faith="jewish")
    page = look(adviser, "/organisations/print?faith=sikh")
    assert page.count("<tr ") == 60 + 1
    assert "<strong>60 groups</strong>" in page
    assert "Areas: <bdi>Newham</bdi>. Filters: <bdi>Faith: Sikh</bdi>." in " ".join(page.split())
    assert 'rel="next"' not in page


def test_paper_says_what_its_list_is_when_nothing_was_chosen(adviser: Visitor, make: Make, area: Area) -> None:
    placed(make, area, "Oak")
    page = look(adviser, "/organisations/print")
    assert "<strong>1 group</strong>" in page
    assert "Filters: <bdi>None: every group that still meets</bdi>" in page


def test_a_place_that_is_only_a_point_is_said_by_the_postcode_near_it(adviser: Visitor, make: Make, area: Area) -> None:
    make.keep(Postcode(unit="E6 1HR", lon=0.05, lat=51.53, area_id=area.id))
    for name, values in {"Oak": {}, "Refuge": {"is_sensitive": True}}.items():
        group = make.organisation(area, name=name, **values)
        make.keep(Venue(organisation_id=group.id, lon=0.0501, lat=51.5301, precision=Precision.EXACT))
    page = look(adviser, "/organisations/print")
    assert page.count("Near E6 1HR") == 1
    assert page.index("<bdi>Oak</bdi>") < page.index("Near E6 1HR") < page.index("Refuge")


def test_a_list_too_long_for_paper_is_refused_with_a_way_on(
    adviser: Visitor, make: Make, area: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "MOST_ON_A_LIST", 2)
    for name in ("Ash", "Elm", "Oak"):
        placed(make, area, name, faith="sikh")
    page = look(adviser, "/organisations/print?faith=sikh")
    assert "Ash House" not in page
    assert "too long for one list on paper, which takes 2 groups" in page
    assert "/organisations/download?faith=sikh" in page


def test_ten_thousand_groups_cost_statements_by_the_part_and_not_by_the_group(
    adviser: Visitor, make: Make, area: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part is shortened here, so that few groups stand for many."""
    monkeypatch.setattr(queries, "PART", 10)
    costs = []
    for _ in range(3):
        for number in range(10):
            placed(make, area, f"Oak {number}")
        look(adviser, "/organisations/print")
        with statements() as said:
            look(adviser, "/organisations/print")
        costs.append(len(said))
    assert costs[2] - costs[1] == costs[1] - costs[0] <= 8


def test_who_printed_a_list_is_kept(adviser: Visitor, make: Make, area: Area, signed_in: SignIn) -> None:
    placed(make, area, "Oak")
    look(adviser, "/organisations/print")
    administrator = signed_in(make.administrator())
    assert "1 group on paper, with names of safeguarding leads" in look(administrator, "/accounts/downloads")


def test_the_page_of_the_list_says_on_paper_that_it_is_only_a_part(adviser: Visitor, make: Make, area: Area) -> None:
    for number in range(30):
        make.organisation(area, name=f"Oak {number}")
    page = " ".join(look(adviser, "/organisations").split())
    assert '30 groups. <span class="app-printed-only">This paper holds only 25 of them.' in page
    assert "This paper" not in look(adviser, "/organisations?q=Oak+2&sort=name&kind=")


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
    assert "1 group of this page without a label" in page
    assert "High Street" not in page


def test_there_is_no_label_for_a_place_where_a_letter_came_back(adviser: Visitor, make: Make, area: Area) -> None:
    group = make.organisation(area, name="Oak")
    where = {"address": "1 High Street", "precision": Precision.NEARBY, "unconfirmed_on": clock.today()}
    make.keep(Venue(organisation_id=group.id, **where))
    page = look(adviser, "/organisations/labels")
    assert labels_on(page) == ""
    assert "a letter came back" in page
