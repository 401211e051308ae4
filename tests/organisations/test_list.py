"""The list of groups: finding by name, filters, order, pages, and what is told of groups elsewhere."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from crm.accounts.models import Account, AccountRole
from crm.areas.models import Area
from crm.core import clock
from crm.organisations.kinds import ClosedReason, Faith, OrganisationKind, Stage
from crm.organisations.models import Organisation, OrganisationArea
from crm.organisations.rules import search_names
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import SignIn, Visitor


@pytest.fixture
def hackney(make: Make) -> Area:
    return make.area(name="Hackney", code="E09000012")


def look(visitor: Visitor, address: str = "") -> str:
    answer = visitor.get("/organisations" + address)
    assert answer.status_code == 200
    return unescape(answer.text)


def named(make: Make, area: Area, name: str, *former: str, **values: Any) -> Organisation:
    return make.organisation(area, name=name, search_names=search_names(name, former), **values)


def test_an_empty_list_says_what_to_do(adviser: Visitor) -> None:
    assert "Add the first group" in look(adviser)


def test_a_list_that_is_narrowed_to_nothing_offers_the_way_back(adviser: Visitor) -> None:
    assert "clear the filters" in look(adviser, "?q=nothing+like+it")


@pytest.mark.parametrize(
    "typed", ["Église", "eglise", "MARY'S", "mary’s", "glise ste", "old chap", "ég", "eg", "ste mary", "st ma"]
)
def test_a_group_is_found_by_any_part_of_its_names(adviser: Visitor, make: Make, newham: Area, typed: str) -> None:
    named(make, newham, "Église Ste. Mary’s", "The Old Chapel, St Mark")
    assert "Église Ste. Mary’s" in look(adviser, f"?q={typed}")


@pytest.mark.parametrize("typed", ["chapel mary x", "xyz", "gl", "'", "%", "_ _", '"', "mary* OR 1", "الله", "\x00"])
def test_what_is_not_in_its_names_finds_nothing(adviser: Visitor, make: Make, newham: Area, typed: str) -> None:
    named(make, newham, "Église Ste. Mary’s", "The Old Chapel")
    page = adviser.get("/organisations", query_string={"q": typed})
    assert page.status_code == 200
    assert ("Ste. Mary’s" in page.text) == (not typed.strip("\x00"))


@pytest.mark.parametrize("name", ["مسجد النور", "পূর্ব লন্ডন মসজিদ", "Święty Krzyż"])
def test_names_in_every_script_are_found_by_a_word(adviser: Visitor, make: Make, newham: Area, name: str) -> None:
    named(make, newham, name)
    assert name in look(adviser, f"?q={name.rsplit(maxsplit=1)[-1]}")


def test_filters_narrow_the_list_together(adviser: Visitor, make: Make, newham: Area) -> None:
    both = make.organisation(newham, kind=OrganisationKind.MADRASA, faith=Faith.MUSLIM)
    one = make.organisation(newham, kind=OrganisationKind.MADRASA, faith=Faith.NOT_STATED)
    page = look(adviser, "?kind=madrasa&faith=muslim&area=E09000025")
    assert both.name in page
    assert one.name not in page


def at_stage(make: Make, session: Session, group: Organisation, area: Area, stage: Stage) -> Organisation:
    """Reached by a visit today."""
    link = select(OrganisationArea).filter_by(organisation_id=group.id, area_id=area.id)
    session.scalars(link).one().stage = stage
    make.activity(group, make.account(), area_id=area.id)
    session.commit()
    return group


def test_the_stage_filter_means_the_area_that_is_chosen(
    make: Make, session: Session, newham: Area, hackney: Area, signed_in: SignIn
) -> None:
    group = at_stage(make, session, make.organisation(newham, hackney), hackney, Stage.ENGAGED)
    visitor = signed_in(make.adviser(newham, hackney))
    assert group.name in look(visitor, "?stage=engaged&area=E09000012")
    assert group.name not in look(visitor, "?stage=engaged&area=E09000025")


def test_the_stage_in_another_area_is_neither_shown_nor_found(
    adviser: Visitor, make: Make, session: Session, newham: Area, hackney: Area
) -> None:
    group = at_stage(make, session, make.organisation(newham, hackney, name="Shared Hall"), hackney, Stage.MET)
    assert "Identified." in look(adviser)
    assert "Shared Hall" not in look(adviser, "?stage=met")
    at_stage(make, session, group, hackney, Stage.ENGAGED)
    assert "Shared Hall" in look(adviser, "?stage=engaged")


def test_viewers_read_no_stage_but_that_a_group_is_engaged(
    make: Make, session: Session, newham: Area, signed_in: SignIn
) -> None:
    at_stage(make, session, make.organisation(newham, name="Met already"), newham, Stage.MET)
    at_stage(make, session, make.organisation(newham, name="Works with us"), newham, Stage.ENGAGED)
    viewer = signed_in(make.viewer(newham))
    page = look(viewer)
    assert "Engaged." in page
    assert "Met." not in page
    assert "<option" in page
    assert 'value="met"' not in page
    assert "Met already" not in look(viewer, "?stage=engaged")


def test_closed_groups_are_shown_when_asked_for(adviser: Visitor, make: Make, newham: Area) -> None:
    group = make.organisation(newham, closed_on=clock.today(), closed_reason=ClosedReason.CEASED)
    assert group.name not in look(adviser)
    assert group.name in look(adviser, "?still=closed")
    assert group.name in look(adviser, "?still=any")


@pytest.mark.parametrize(
    "address",
    [
        "?kind=zebra",
        "?stage=warm",
        "?faith=",
        "?area=E09000012",
        "?sort=up",
        "?after=%00",
        "?before=x",
    ],
)
def test_an_address_that_makes_no_sense_shows_the_list(
    adviser: Visitor, make: Make, newham: Area, hackney: Area, address: str
) -> None:
    assert make.organisation(newham).name in look(adviser, address)


def test_groups_are_sorted_by_name_without_accents_and_case(adviser: Visitor, make: Make, newham: Area) -> None:
    for name in ("zion hall", "Écho House", "elim", "Abbey"):
        make.organisation(newham, name=name)
    page = look(adviser)
    assert sorted(("Abbey", "Écho House", "elim", "zion hall"), key=page.index) == [
        "Abbey",
        "Écho House",
        "elim",
        "zion hall",
    ]


@pytest.mark.parametrize("sort", ["name", "newest", "changed"])
def test_pages_hold_every_group_once(adviser: Visitor, make: Make, newham: Area, sort: str) -> None:
    names = [make.organisation(newham, name=f"Group of {number:02}").name for number in range(30)]
    first = look(adviser, f"?sort={sort}")
    assert 'rel="prev"' not in first
    second = look(adviser, first.split('rel="next"')[0].rsplit('href="/organisations', 1)[1].split('"')[0])
    shown = [sum(f">{name}<" in page for page in (first, second)) for name in names]
    assert shown == [1] * 30
    assert 'rel="prev"' in second
    assert 'rel="next"' not in second


def test_a_group_of_another_area_is_not_in_the_list(adviser: Visitor, make: Make, newham: Area, hackney: Area) -> None:
    theirs = make.organisation(hackney)
    assert theirs.name not in look(adviser)


def test_a_region_wide_viewer_sees_every_area(make: Make, hackney: Area, signed_in: SignIn) -> None:
    theirs = make.organisation(hackney)
    visitor = signed_in(make.staff(AccountRole.VIEWER, region_wide=True))
    assert theirs.name in look(visitor)


def test_a_list_costs_as_much_for_thirty_as_for_none(adviser: Visitor, make: Make, newham: Area) -> None:
    for _ in range(30):
        make.organisation(newham)
    with statements() as said:
        look(adviser, "?q=group")
    assert len(said) <= 12


# Stubs


def test_a_group_elsewhere_is_told_of_with_whom_to_ring(
    adviser: Visitor, make: Make, newham: Area, hackney: Area
) -> None:
    theirs = named(make, hackney, "Grace Hall")
    theirs.areas[0].adviser = make.adviser(hackney, name="Ama Boateng")
    make.keep(theirs.areas[0])
    page = look(adviser, "?q=grace")
    assert "Grace Hall" in page
    assert "Ama Boateng" in page
    assert f"/organisations/{theirs.id}" not in page


@pytest.mark.parametrize(
    "hidden",
    [
        {"is_sensitive": True},
        {"closed_on": clock.today(), "closed_reason": ClosedReason.CEASED},
        {"name_is_placeholder": True},
    ],
)
def test_some_groups_elsewhere_are_never_told_of(
    adviser: Visitor, make: Make, hackney: Area, hidden: dict[str, Any]
) -> None:
    named(make, hackney, "Grace Hall", **hidden)
    assert "Grace Hall" not in look(adviser, "?q=grace")


def test_two_letters_tell_of_no_group_elsewhere(adviser: Visitor, make: Make, hackney: Area) -> None:
    named(make, hackney, "Grace Hall")
    assert "Grace Hall" not in look(adviser, "?q=gr")


def test_at_most_five_groups_elsewhere_are_told_of(adviser: Visitor, make: Make, hackney: Area) -> None:
    for number in range(7):
        named(make, hackney, f"Grace Hall {number}")
    assert look(adviser, "?q=grace").count("Grace Hall") == 5


def test_a_viewer_is_told_of_no_group_elsewhere(make: Make, newham: Area, hackney: Area, signed_in: SignIn) -> None:
    named(make, hackney, "Grace Hall")
    assert "Grace Hall" not in look(signed_in(make.viewer(newham)), "?q=grace")


def test_a_group_that_shares_an_area_with_me_is_no_stub(
    adviser: Visitor, make: Make, newham: Area, hackney: Area
) -> None:
    make.organisation(hackney, newham, name="Grace Hall")
    assert "Groups in other areas" not in look(adviser, "?q=grace")


def test_groups_do_not_see_the_list(make: Make, newham: Area, signed_in: SignIn) -> None:
    account = make.group_account(make.organisation(newham))
    assert signed_in(account).get("/organisations").status_code == 403


def test_the_list_says_why_coverage_counts_fewer(
    make: Make, session: Session, signed_in: Callable[[Account], Visitor]
) -> None:
    newham, hackney = make.area(name="Newham"), make.area(name="Hackney")
    for name, area in (("Ash", newham), ("Elm", newham), ("Oak", hackney)):
        make.organisation(area, name=name)
    missed, everywhere_missed = make.organisation(newham, hackney, name="Fir"), make.organisation(newham, name="Yew")
    make.organisation(newham, name="Shut", closed_on=clock.today(), closed_reason="ceased")
    session.execute(
        update(OrganisationArea)
        .where(OrganisationArea.organisation_id.in_([missed.id, everywhere_missed.id]))
        .where(OrganisationArea.area_id == newham.id)
        .values(stage=Stage.NOT_FOUND)
    )
    session.commit()
    adviser, both = signed_in(make.adviser(newham)), signed_in(make.coordinator(newham, hackney))
    assert "2 groups of these that were not found" in adviser.get("/organisations").text
    assert "2 groups that were not found are not counted here" in flat(adviser.get("/coverage").text)
    assert "1 group of these that was not found" in both.get("/organisations").text
    assert "1 group that was not found is not counted here" in flat(both.get("/coverage").text)
    assert "not found</a>" not in adviser.get("/organisations?faith=sikh").text
    assert "not found</a>" not in signed_in(make.viewer(newham)).get("/organisations").text


def flat(page: str) -> str:
    return " ".join(page.split())
