"""The stage that pages show, and that the list is filtered by, is the one worked out for today."""

import datetime as dt
from collections.abc import Iterator
from html import unescape

import pytest
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.core import clock
from crm.organisations.kinds import ENGAGED, ShownStage, Stage
from crm.organisations.models import Organisation
from crm.organisations.queries.stages import shown_stages
from crm.organisations.rules import furthest, stage_told
from crm.people.models import RoleClass
from crm.reporting import group_queries, rules
from tests.factories import Make
from tests.reporting.world import TODAY, World
from tests.support.statements import statements
from tests.support.web import SignIn, Visitor

LONG_AGO = TODAY - dt.timedelta(days=400)


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with clock.set_to(TODAY):
        yield


def engaged(make: Make, session: Session, *areas: Area, met_on: dt.date = TODAY, name: str = "Grace") -> Organisation:
    """Engaged in the last of the areas, which met it on the day."""
    links = [make.new_link(area, LONG_AGO) for area in areas]
    links[-1].stage = Stage.ENGAGED
    group = make.organisation(*areas, areas=links, name=name)
    make.activity(group, make.account(), area_id=areas[-1].id, happened_on=met_on)
    session.commit()
    return group


def with_policy(make: Make, session: Session, group: Organisation) -> Organisation:
    make.role(group, role_class=RoleClass.DESIGNATED_LEAD)
    make.policy_version(make.policy(group), adopted_on=TODAY, seen_on=TODAY, seen_by_id=make.account().id)
    session.commit()
    return group


def names_at(visitor: Visitor, stage: ShownStage) -> str:
    return unescape(visitor.get(f"/organisations?stage={stage.value}").text)


@pytest.mark.parametrize("seed", range(3))
def test_pages_show_what_the_rule_says(make: Make, session: Session, seed: int) -> None:
    world = World(make, session, seed)
    world.happen(60)
    session.commit()
    for group in world.groups:
        facts, in_areas = group_queries.known_today(group.id)
        wanted = {area_id: rules.shown_stage(area, facts, TODAY) for area_id, area in in_areas.items()}
        assert shown_stages(group.id) == wanted


def test_a_group_out_of_touch_is_shown_as_lapsed_on_every_page(
    make: Make, session: Session, newham: Area, adviser: Visitor
) -> None:
    group = engaged(make, session, newham, met_on=LONG_AGO)
    for path in ("", f"/{group.id}", f"/{group.id}/contact", f"/{group.id}/stage"):
        assert "Lapsed" in adviser.get(f"/organisations{path}").text, path
    assert "Before that: Engaged, from" in adviser.get(f"/organisations/{group.id}/contact").text


def test_a_policy_in_place_is_shown_beside_how_long_the_group_is_engaged(
    make: Make, session: Session, newham: Area, adviser: Visitor
) -> None:
    group = with_policy(make, session, engaged(make, session, newham))
    since = f"Policy in place. Engaged since {LONG_AGO:%-d %B %Y}"
    assert since in adviser.get(f"/organisations/{group.id}/contact").text
    assert "Policy in place." in names_at(adviser, ShownStage.POLICY_IN_PLACE)


def test_the_list_is_filtered_by_the_stage_it_shows(
    make: Make, session: Session, newham: Area, adviser: Visitor
) -> None:
    engaged(make, session, newham, met_on=LONG_AGO, name="Quiet Hall")
    engaged(make, session, newham, name="Busy Hall")
    with_policy(make, session, engaged(make, session, newham, name="Model Hall"))
    wanted = {
        ShownStage.LAPSED: "Quiet Hall",
        ShownStage.ENGAGED: "Busy Hall",
        ShownStage.POLICY_IN_PLACE: "Model Hall",
    }
    for stage in ShownStage:
        page = names_at(adviser, stage)
        shown = {name for name in wanted.values() if name in page}
        assert shown == ({wanted[stage]} if stage in wanted else set()), stage


def test_of_another_area_is_told_only_that_a_group_is_engaged(
    make: Make, session: Session, newham: Area, adviser: Visitor
) -> None:
    barnet = make.area(name="Barnet")
    with_policy(make, session, engaged(make, session, newham, barnet, name="Shared Hall"))
    group = engaged(make, session, newham, barnet, met_on=LONG_AGO, name="Quiet Hall")
    assert "Shared Hall" in names_at(adviser, ShownStage.ENGAGED)
    assert "Shared Hall" not in names_at(adviser, ShownStage.POLICY_IN_PLACE)
    for stage in (ShownStage.ENGAGED, ShownStage.LAPSED):
        assert "Quiet Hall" not in names_at(adviser, stage)
    assert "Not engaged" in adviser.get(f"/organisations/{group.id}/contact").text


def test_a_viewer_is_offered_no_other_stage(make: Make, session: Session, newham: Area, signed_in: SignIn) -> None:
    viewer = signed_in(make.viewer(newham))
    engaged(make, session, newham, met_on=LONG_AGO, name="Quiet Hall")
    with_policy(make, session, engaged(make, session, newham, name="Model Hall"))
    page = names_at(viewer, ShownStage.ENGAGED)
    assert "Model Hall" in page
    assert "Quiet Hall" not in page
    assert 'value="lapsed"' not in page
    assert "Policy in place" not in page


def test_the_filter_holds_on_the_map_too(make: Make, session: Session, newham: Area, adviser: Visitor) -> None:
    engaged(make, session, newham, met_on=LONG_AGO, name="Quiet Hall")
    engaged(make, session, newham, name="Busy Hall")
    page = adviser.get("/map?stage=lapsed").text
    assert "Quiet Hall" in page
    assert "Busy Hall" not in page


def test_the_contact_tab_costs_at_most_twelve_statements(
    make: Make, session: Session, newham: Area, adviser: Visitor
) -> None:
    group = engaged(make, session, newham)
    with statements() as said:
        assert adviser.get(f"/organisations/{group.id}/contact").status_code == 200
    assert len(said) <= 12


def test_the_furthest_stage_counts_over_several_areas() -> None:
    assert furthest([ShownStage.APPROACHED, ShownStage.SUSTAINED, ShownStage.LAPSED]) is ShownStage.SUSTAINED
    assert furthest([]) is None


@pytest.mark.parametrize("stage", ShownStage)
def test_another_area_learns_no_stage_but_engaged(stage: ShownStage) -> None:
    assert stage_told(stage, is_own=True) is stage
    assert stage_told(stage, is_own=False) is (ShownStage.ENGAGED if stage in ENGAGED else None)
