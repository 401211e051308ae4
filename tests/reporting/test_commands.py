import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from crm.core import clock
from crm.engagement.models import Activity, Method, Outcome
from crm.organisations.kinds import Stage
from crm.organisations.models import Organisation, OrganisationArea
from crm.reporting.models import Standing
from tests.factories import Make
from tests.reporting.world import DAY, TODAY, World
from tests.support.web import Commands


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with clock.set_to(TODAY):
        yield


def asked(commands: Commands, *words: str) -> Any:
    answer = commands.invoke(args=["coverage", "--json", *words])
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


def test_the_object_has_the_agreed_keys_in_the_agreed_order(make: Make, session: Session, commands: Commands) -> None:
    make.organisation(make.area(code="E09000025", name="Newham"))
    session.commit()
    said = asked(commands)
    assert list(said) == ["as_at", "areas", "total"]
    assert said["as_at"] == "2026-11-22"
    (newham,) = said["areas"]
    blocks = ["policy", "lead", "checks", "training"]
    counts = ["known", "contacted", "engaged", "children"]
    assert list(newham) == ["area", "name", *counts, *blocks, "with_children"]
    assert list(said["total"]) == [*counts, *blocks, "with_children"]
    assert newham["area"] == "E09000025"
    assert list(newham["children"]) == ["yes", "no", "unknown"]
    assert list(newham["policy"]) == ["in_date", "overdue", "none", "unknown"]
    assert list(newham["lead"]) == ["named", "missing", "unknown"]
    assert list(newham["checks"]) == ["complete", "incomplete", "unknown"]
    assert list(newham["training"]) == ["up_to_date", "due", "unknown"]
    assert list(newham["with_children"]) == blocks


def test_without_an_area_every_area_with_a_known_group_is_told_by_code(
    make: Make, session: Session, commands: Commands
) -> None:
    make.area(code="E09000001")
    for code in ("E09000009", "E09000003"):
        make.organisation(make.area(code=code))
    session.commit()
    assert [area["area"] for area in asked(commands)["areas"]] == ["E09000003", "E09000009"]


def test_areas_and_a_day_can_be_chosen(make: Make, session: Session, commands: Commands) -> None:
    area = make.area(code="E09000003")
    make.organisation(area, areas=[make.new_link(area, TODAY - 5 * DAY)])
    make.organisation(make.area(code="E09000009"))
    session.commit()
    now = asked(commands, "--area", "E09000003")
    assert [part["area"] for part in now["areas"]] == ["E09000003"]
    assert now["total"]["known"] == 1
    before = asked(commands, "--area", "E09000003", "--as-at", "2026-11-16")
    assert (before["as_at"], before["total"]["known"]) == ("2026-11-16", 0)


def test_without_json_a_table_is_printed(make: Make, session: Session, commands: Commands) -> None:
    make.organisation(make.area(code="E09000025", name="Newham"))
    session.commit()
    assert "E09000025 Newham" in commands.invoke(args=["coverage"]).output


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--area", "E09999999"], 1),
        (["--as-at", "2026-11-23"], 1),
        (["--as-at", "yesterday"], 2),
        (["--areas", "E09000025"], 2),
    ],
)
def test_what_cannot_be_answered_is_refused(commands: Commands, words: list[str], code: int) -> None:
    answer = commands.invoke(args=["coverage", "--json", *words])
    assert (answer.exit_code, answer.stdout) == (code, "")


def test_nothing_is_wrong_in_a_world_that_was_made_properly(make: Make, session: Session, commands: Commands) -> None:
    World(make, session, seed=7).happen(60)
    session.commit()
    answer = commands.invoke(args=["doctor"])
    assert (answer.exit_code, answer.output) == (0, "Nothing is wrong\n")


def broken_in_many_ways(make: Make, session: Session) -> None:
    group = make.organisation(name="Saint Mary")
    make.person("Nobody at all")
    said: dict[str, Any] = {"method": Method.PHONE, "outcome": Outcome.MET, "recorded_by_id": make.account().id}
    make.keep(Activity(area_id=group.lead_area_id, happened_on=TODAY, **said))
    session.commit()
    session.execute(update(Organisation).values(sort_name="zzz", search_names="zzz"))
    session.execute(update(OrganisationArea).values(stage=Stage.MET, ended_on=dt.date(2026, 11, 22)))
    session.execute(update(Standing).values(roles_open=9))
    session.commit()


def test_doctor_tells_each_thing_that_is_wrong_and_exits_with_one(
    make: Make, session: Session, commands: Commands
) -> None:
    broken_in_many_ways(make, session)
    answer = commands.invoke(args=["doctor"])
    assert answer.exit_code == 1
    for words in (
        "has a lead area that it has left",
        "its stage is met, but its last change says otherwise",
        "is with no group",
        "has never had a role",
        "is sorted or searched by another name",
        "is not found by its name",
        "The standing of organisation",
    ):
        assert words in answer.output
