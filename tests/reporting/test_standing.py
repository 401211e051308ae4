import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from crm.core import clock
from crm.organisations.kinds import OrganisationKind, SettingKind
from crm.organisations.models import ChildrenSetting
from crm.reporting import placing, queries
from crm.reporting.figures import Coverage, Figures
from crm.reporting.models import AreaStanding, Standing
from crm.reporting.rules import Children, Policy
from crm.reporting.standing import differences, rebuild
from tests.factories import Make
from tests.reporting.world import DAY, TODAY, World
from tests.support.statements import statements
from tests.support.web import Commands


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with clock.set_to(TODAY):
        yield


def kept(session: Session) -> list[object]:
    rows = session.execute(select(*Standing.__table__.c).order_by(Standing.organisation_id)).all()
    facts = [column for column in AreaStanding.__table__.c if column.key != "mark"]
    areas = session.execute(select(*facts).order_by(AreaStanding.organisation_area_id)).all()
    return [*map(tuple, rows), *map(tuple, areas)]


@pytest.mark.parametrize("seed", range(4))
def test_what_is_kept_is_what_the_records_say_after_anything_that_happens(
    make: Make, session: Session, seed: int
) -> None:
    world = World(make, session, seed)
    for _ in range(8):
        world.happen(6)
        session.commit()
        assert differences() == []


def test_rebuilding_changes_nothing(make: Make, session: Session) -> None:
    World(make, session, seed=11).happen(60)
    session.commit()
    before = kept(session)
    rebuild(session.connection())
    assert kept(session) == before


def test_the_command_rebuilds_rows_that_are_missing(make: Make, session: Session, commands: Commands) -> None:
    World(make, session, seed=12).happen(20)
    session.commit()
    before = kept(session)
    session.execute(delete(AreaStanding))
    session.execute(delete(Standing))
    session.commit()
    assert commands.invoke(args=["standing", "rebuild"]).exit_code == 0
    assert kept(session) == before


def test_a_difference_is_found(make: Make, session: Session) -> None:
    group = make.organisation()
    session.commit()
    session.execute(update(Standing).values(roles_open=3))
    assert differences() == [f"The standing of organisation {group.id} is not what its records say"]


@pytest.mark.parametrize("seed", range(3))
def test_kept_facts_and_facts_as_at_today_give_the_same_figures(make: Make, session: Session, seed: int) -> None:
    world = World(make, session, seed, groups=8)
    world.happen(120)
    session.commit()
    ids = [area.id for area in world.areas]
    today = queries.coverage(ids, TODAY)
    with clock.set_to(TODAY + DAY):
        assert counted_afresh(ids, TODAY) == today


@pytest.mark.parametrize("on", [TODAY, TODAY - 150 * DAY])
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("most_changed", [0, 500])
def test_figures_with_only_the_changed_groups_counted_again_are_those_of_all_counted_afresh(
    make: Make, session: Session, monkeypatch: pytest.MonkeyPatch, most_changed: int, seed: int, on: dt.date
) -> None:
    monkeypatch.setattr(placing, "MOST_CHANGED", most_changed)
    world = World(make, session, seed, groups=8, areas=3)
    ids = [area.id for area in world.areas]
    for _ in range(6):
        world.happen(4)
        session.commit()
        assert queries.coverage(ids, on) == counted_afresh(ids, on)


def counted_afresh(ids: list[int], on: dt.date) -> Coverage:
    placing.kept.clear()
    return queries.coverage(ids, on)


def test_a_group_that_left_an_area_for_good_is_not_counted_any_more(make: Make, session: Session) -> None:
    area = make.area()
    link = make.new_link(area)
    make.organisation(areas=[link, make.new_link(make.area())])
    session.commit()
    assert queries.coverage([area.id], TODAY).total.known == 1
    session.delete(link)
    session.commit()
    assert queries.coverage([area.id], TODAY).total.known == 0


def test_a_setting_that_ends_stops_counting_on_that_day(make: Make, session: Session) -> None:
    area = make.area()
    group = make.organisation(area)
    ends = {"started_on": TODAY - DAY, "ended_on": TODAY + 5 * DAY}
    session.add(ChildrenSetting(organisation_id=group.id, kind=SettingKind.HOLIDAY_CLUB, **ends))
    session.commit()
    assert with_children(area.id, TODAY) == 1
    with clock.set_to(TODAY + 4 * DAY):
        assert with_children(area.id, TODAY + 4 * DAY) == 1
    with clock.set_to(TODAY + 5 * DAY):
        assert with_children(area.id, TODAY + 5 * DAY) == 0


def with_children(area_id: int, on: dt.date) -> int:
    total: Figures = queries.coverage([area_id], on).total
    return total.count("children", Children.YES)


def test_a_commit_keeps_one_table_with_one_statement(make: Make, session: Session) -> None:
    world = World(make, session, seed=5, groups=1)
    session.commit()
    world.contact(world.groups[0])
    with statements() as said:
        session.commit()
    assert len([one for one in said if one.startswith("INSERT INTO area_standing")]) == 1
    assert not [one for one in said if one.startswith("INSERT INTO standing")]


def test_figures_are_counted_once_until_something_changes(make: Make, session: Session) -> None:
    area = make.area()
    group = make.organisation(area)
    session.commit()
    first = queries.coverage([area.id], TODAY)
    with statements() as said:
        assert queries.coverage([area.id], TODAY) is first
    assert len(said) == 1
    group.kind = OrganisationKind.MADRASA
    session.commit()
    assert queries.coverage([area.id], TODAY).by_kind.keys() == {"madrasa"}
    make.policy_version(make.policy(group), adopted_on=TODAY)
    session.commit()
    assert queries.coverage([area.id], TODAY).total.count("policy", Policy.IN_DATE) == 1
