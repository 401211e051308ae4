"""Coverage by ward, and as a map: every ward is there, all adds up to the area, and what nobody knows is not 0."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from sqlalchemy.orm import Session

from crm.accounts.models import AccountRole, AreaGrant
from crm.areas.models import Area, Ward
from crm.areas.queries import wards_by_name
from crm.core import clock
from crm.organisations.kinds import Answer, Precision, Subject
from crm.organisations.models import Organisation, Statement, Venue
from crm.reporting import queries
from crm.reporting.shading import (
    BUCKETS,
    EMPTY,
    MEASURES,
    Count,
    Shown,
    count_of,
    legend,
    look_shade,
    number_shade,
    shares_shade,
    step_of,
)
from crm.reporting.wards import parts_of_area
from crm.sweeps.models import Sweep, Way
from crm.sweeps.rules import Look
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import SignIn, Visitor

TODAY = dt.date(2026, 11, 22)
NUMBER = re.compile(r'href="(/coverage/list[^"]*)">([\d,]+)(?: of [\d,]+)?</a>')
ROW = re.compile(r'<tr class="govuk-table__row">\s*<th scope="row".*?</tr>', re.DOTALL)


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def hackney(make: Make) -> Area:
    return make.area(name="Hackney")


@pytest.fixture
def wards(make: Make, newham: Area) -> list[Ward]:
    return [make.ward(newham, name=name) for name in ("Beckton", "Boleyn", "Maryland")]


def group_in(make: Make, session: Session, area: Area, ward: Ward | None, **values: Any) -> Organisation:
    """Known since last year, working with children, at a place it has today."""
    since = TODAY - dt.timedelta(days=400)
    group = make.organisation(area, areas=[make.new_link(area, since)], **values)
    of = {"organisation_id": group.id}
    make.keep(Statement(**of, subject=Subject.CHILDREN, answer=Answer.YES, stated_on=since))
    if ward is not None:
        make.keep(Venue(**of, area_id=area.id, ward_id=ward.id, precision=Precision.NEARBY))
    session.commit()
    return group


def look_at(make: Make, area: Area, ward: Ward | None = None, on: dt.date = TODAY) -> None:
    by = make.adviser(area)
    make.keep(
        Sweep(
            area_id=area.id,
            ward_id=ward.id if ward else None,
            swept_on=on,
            way=Way.STREETS,
            looked_by="Ada",
            recorded_by_id=by.id,
        )
    )


def known_by_ward(area: Area, on: dt.date = TODAY) -> dict[str, int]:
    return {part.name: part.figures.known for part in parts_of_area(area.id, wards_by_name(area.id), on)}


def rows_of(visitor: Visitor, address: str) -> dict[str, str]:
    """The text of each row of the table, by its ward or area."""
    page = visitor.get(address)
    assert page.status_code == 200
    plain = [" ".join(unescape(re.sub("<[^>]+>", " ", row)).split()) for row in ROW.findall(page.text)]
    return {re.sub(r"^\d+ ", "", row).split(" ")[0]: row for row in plain}


def test_each_group_counts_in_one_ward_and_all_add_up(
    make: Make, session: Session, newham: Area, hackney: Area, wards: list[Ward]
) -> None:
    beckton, boleyn, _ = wards
    twice = group_in(make, session, newham, boleyn)
    make.keep(Venue(organisation_id=twice.id, area_id=newham.id, ward_id=beckton.id, precision=Precision.NEARBY))
    group_in(make, session, newham, boleyn)
    group_in(make, session, newham, None)
    group_in(make, session, newham, make.ward(hackney, name="Dalston"))
    group_in(make, session, newham, beckton, is_sensitive=True)
    session.commit()
    assert known_by_ward(newham) == {"Beckton": 0, "Boleyn": 2, "Maryland": 0, "In no ward": 3}
    assert queries.coverage([newham.id], TODAY).total.known == 5


def test_a_group_that_moved_counts_where_it_met_on_the_day(
    make: Make, session: Session, newham: Area, wards: list[Ward]
) -> None:
    beckton, boleyn, _ = wards
    group = group_in(make, session, newham, None)
    of = {"organisation_id": group.id, "area_id": newham.id, "precision": Precision.NEARBY}
    moved_on = TODAY - dt.timedelta(days=30)
    make.keep(Venue(**of, ward_id=beckton.id, ended_on=moved_on))
    make.keep(Venue(**of, ward_id=boleyn.id, started_on=moved_on))
    session.commit()
    assert known_by_ward(newham)["Boleyn"] == 1
    assert known_by_ward(newham, TODAY - dt.timedelta(days=60))["Beckton"] == 1


@pytest.mark.parametrize("address", ["/coverage/wards", *(f"/map/coverage?show={shown.value}" for shown in MEASURES)])
def test_every_number_leads_to_a_list_of_that_length(
    make: Make, session: Session, newham: Area, wards: list[Ward], signed_in: SignIn, address: str
) -> None:
    for ward in (*wards[:2], wards[0], None):
        group_in(make, session, newham, ward)
    visitor = signed_in(make.adviser(newham, make.area()))
    both = f"{address}{'&' if '?' in address else '?'}area={newham.code}"
    numbers = NUMBER.findall(visitor.get(both).text)
    assert numbers or "known" not in address
    for href, number in numbers:
        page = visitor.get(unescape(href))
        assert page.text.count('<li class="app-results__item">') == int(number), href


def test_a_list_says_which_ward_it_is_of(
    adviser: Visitor, make: Make, session: Session, newham: Area, wards: list[Ward]
) -> None:
    group_in(make, session, newham, wards[1], name="Hope Chapel")
    group_in(make, session, newham, None, name="Grace Hall")
    boleyn = adviser.get(f"/coverage/list?measure=known&ward={wards[1].code}").text
    assert "Known, Boleyn" in boleyn
    assert "Hope Chapel" in boleyn
    assert "Grace Hall" not in boleyn
    nowhere = adviser.get(f"/coverage/list?measure=known&ward=none&area={newham.code}").text
    assert "Known, In no ward" in nowhere
    assert "Grace Hall" in nowhere
    assert "Hope Chapel" not in nowhere


def test_a_ward_of_another_area_is_not_found(
    adviser: Visitor, make: Make, session: Session, newham: Area, hackney: Area, wards: list[Ward]
) -> None:
    dalston = make.ward(hackney, name="Dalston")
    group_in(make, session, hackney, dalston)
    for address in (
        f"/coverage/list?measure=known&ward={dalston.code}",
        "/coverage/list?measure=known&ward=E00000000",
        f"/coverage/wards?area={hackney.code}",
        f"/map/coverage?area={hackney.code}",
    ):
        assert adviser.get(address).status_code == 404
    assert "Dalston" not in adviser.get("/map/coverage").text


def test_who_only_views_one_of_two_areas_reads_the_lists_of_the_other_by_ward(
    make: Make, session: Session, newham: Area, hackney: Area, wards: list[Ward], signed_in: SignIn
) -> None:
    group_in(make, session, newham, wards[0])
    both = make.viewer(hackney)
    both.grants.append(AreaGrant(role=AccountRole.ADVISER, area_id=newham.id))
    visitor = signed_in(both)
    own = f"/coverage/list?measure=children&bucket=yes&ward={wards[0].code}"
    assert visitor.get(own).status_code == 200
    dalston = make.ward(hackney)
    assert visitor.get(f"/coverage/list?measure=children&bucket=yes&ward={dalston.code}").status_code == 403


def test_a_ward_where_nobody_has_looked_and_no_group_is_known_is_not_nought(
    adviser: Visitor, make: Make, session: Session, newham: Area, wards: list[Ward]
) -> None:
    beckton, boleyn, _ = wards
    group_in(make, session, newham, boleyn)
    look_at(make, newham, beckton, TODAY - dt.timedelta(days=3))
    by_ward = rows_of(adviser, "/coverage/wards")
    assert by_ward["Maryland"] == "Maryland ? ? ? ? ? ? ? ? Never"
    assert by_ward["Beckton"] == "Beckton 0 0 0 0 0 0 0 0 19 Nov 2026"
    assert by_ward["Boleyn"].startswith("Boleyn 1 0 0 1 0")
    on_the_map = rows_of(adviser, "/map/coverage")
    assert on_the_map["Maryland"] == "3 Maryland Not known Never"
    assert on_the_map["Beckton"] == "1 Beckton 0 19 Nov 2026"
    page = adviser.get("/map/coverage").text
    assert page.count('fill="url(#unlooked-0)"') == 2  # Maryland, and the legend.
    assert page.count('fill="url(#nothing)"') == 2  # Beckton, and the legend.


def test_small_numbers_are_said_with_what_they_are_of(
    adviser: Visitor, make: Make, session: Session, newham: Area, wards: list[Ward]
) -> None:
    for _ in range(3):
        group_in(make, session, newham, wards[0])
    row = rows_of(adviser, "/map/coverage?show=policy")["Beckton"]
    assert row == "1 Beckton 0 of 3 3 Never"
    assert rows_of(adviser, "/map/coverage?show=policy")["Boleyn"] == "2 Boleyn Not known – Never"
    assert "%" not in re.sub(r'"[^"]*"', "", adviser.get("/map/coverage?show=policy").text)


def test_an_area_without_wards_says_so(make: Make, session: Session, hackney: Area, signed_in: SignIn) -> None:
    group_in(make, session, hackney, None)
    visitor = signed_in(make.adviser(hackney))
    for address in ("/coverage", "/coverage/wards", "/map/coverage", "/map/sweeps"):
        assert "No wards are loaded for Hackney" in visitor.get(address).text


def test_several_areas_are_shaded_as_areas(
    make: Make, session: Session, newham: Area, hackney: Area, wards: list[Ward], signed_in: SignIn
) -> None:
    group_in(make, session, hackney, None)
    look_at(make, newham, wards[0])
    rows = rows_of(signed_in(make.adviser(newham, hackney)), "/map/coverage?show=looked")
    assert rows["Hackney"] == "1 Hackney 1 Never"
    assert rows["Newham"] == "2 Newham Not known In 1 of 3 wards"


def test_a_look_later_than_the_day_does_not_count(
    adviser: Visitor, make: Make, newham: Area, wards: list[Ward]
) -> None:
    look_at(make, newham, wards[0], TODAY)
    yesterday = TODAY - dt.timedelta(days=1)
    assert rows_of(adviser, f"/coverage/wards?as_at={yesterday}")["Beckton"].endswith("Never")


def test_viewers_see_the_figures_and_groups_do_not(make: Make, newham: Area, signed_in: SignIn) -> None:
    group = make.organisation(newham)
    for address in ("/coverage/wards", "/map/coverage"):
        assert signed_in(make.viewer(newham)).get(address).status_code == 200
        assert signed_in(make.group_account(group)).get(address).status_code == 403


@pytest.mark.parametrize("address", ["/coverage/wards", "/map/coverage?show=policy", "/coverage/list?ward=none"])
def test_it_costs_the_same_for_many_groups_and_wards(
    adviser: Visitor, make: Make, session: Session, newham: Area, wards: list[Ward], address: str
) -> None:
    def cost() -> int:
        adviser.get(address)
        with statements() as said:
            assert adviser.get(address).status_code == 200
        return len(said)

    group_in(make, session, newham, wards[0])
    few = cost()
    for number in range(20):
        group_in(make, session, newham, make.ward(newham) if number % 2 else None)
        look_at(make, newham, wards[number % 3])
    assert cost() == few <= 12


def test_shades_are_quarters_and_what_cannot_be_counted_has_none() -> None:
    shades = [shares_shade(Count(part, 8)) for part in range(9)]
    assert shades == [1, 1, 2, 2, 3, 3, 4, 4, 4]
    assert shares_shade(Count(0, 0)) == EMPTY


@pytest.mark.parametrize("largest", [0, 1, 3, 4, 5, 37, 1000])
def test_numbers_are_shaded_in_four_equal_steps_up_to_the_largest(largest: int) -> None:
    step = step_of([Count(0), Count(largest)])
    shades = [number_shade(Count(count), step) for count in range(largest + 1)]
    assert shades[0] == EMPTY
    assert shades == sorted(shades)
    assert max(shades) <= 4
    for key in legend(Shown.KNOWN, step)[:-1]:
        first, _, last = key.words.partition(" to ")
        assert {number_shade(Count(int(edge)), step) for edge in (first, last or first)} == {key.shade}


@pytest.mark.parametrize(("years_ago", "shade"), [(0, 4), (1, 3), (2, 2), (3, 1), (30, 1)])
def test_a_look_fades_with_the_years(years_ago: int, shade: int) -> None:
    swept_on = TODAY.replace(year=TODAY.year - years_ago)
    assert look_shade(Look(1, None, swept_on, Way.WEB, "Ada"), TODAY) == shade
    assert look_shade(None, TODAY) == EMPTY


def test_each_measure_counts_what_the_page_of_coverage_counts(make: Make, session: Session, newham: Area) -> None:
    group_in(make, session, newham, None)
    figures = queries.coverage([newham.id], TODAY).total
    assert count_of(Shown.KNOWN, figures) == Count(1)
    assert count_of(Shown.ENGAGED, figures) == Count(0, 1)
    for shown in BUCKETS:
        counted = count_of(shown, figures)
        assert counted.whole == 1
        assert counted.count + counted.unknown == 1


def test_the_spreadsheet_of_coverage_has_the_wards_of_areas_that_have_any(
    make: Make, session: Session, newham: Area, hackney: Area, signed_in: SignIn
) -> None:
    ward = make.ward(newham, name="Plaistow North")
    make.ward(newham, name="Beckton")
    group = make.organisation(newham)
    make.keep(Venue(organisation_id=group.id, area_id=newham.id, ward_id=ward.id, precision=Precision.POSTCODE))
    make.organisation(newham)
    make.organisation(hackney)
    session.commit()
    answer = signed_in(make.coordinator(newham, hackney)).get("/coverage.csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    known = {(row["Area"], row["Ward"]): row["Groups"] for row in rows if row["Measure"] == "Known" and row["Ward"]}
    assert known == {("Newham", "Beckton"): "0", ("Newham", "Plaistow North"): "1", ("Newham", "In no ward"): "1"}
