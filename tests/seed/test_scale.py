from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.config import PRODUCTION
from crm.core.models import Base
from crm.engagement.models import Activity, StageChange
from crm.extensions import db
from crm.organisations.kinds import Stage
from crm.organisations.models import FormerName, Organisation, OrganisationArea
from crm.organisations.queries.wards import misplaced
from crm.organisations.rules import search_names
from crm.reporting.standing import differences
from crm.training.models import Course, Level
from seed.scale.command import load
from tests.areas.reference import small_reference
from tests.factories import Make
from tests.support.web import Commands

FEW = ["seed", "scale", "--organisations", "60", "--activities", "500"]


@pytest.fixture
def reference(commands: Commands, make: Make, tmp_path: Path) -> None:
    done = commands.invoke(args=["seed", "reference", "--folder", str(small_reference(tmp_path))])
    assert done.exit_code == 0, done.output
    for level in (Level.L1, Level.L2, Level.L3):
        make.keep(Course(code=f"SCALE-{level.value}", title="A course", level=level, refresh_months=36))


def count(model: type[Base]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.usefixtures("reference")
def test_scale_makes_as_many_groups_and_contacts_as_were_asked_for(commands: Commands, session: Session) -> None:
    done = commands.invoke(args=FEW)
    assert done.exit_code == 0, done.output
    assert (count(Organisation), count(Activity)) == (60, 500)
    assert differences(session.connection()) == []
    assert misplaced() == {}


@pytest.mark.usefixtures("reference")
def test_scale_gives_every_stage_its_changes(commands: Commands, session: Session) -> None:
    commands.invoke(args=FEW)
    changes = session.execute(select(StageChange).order_by(StageChange.on, StageChange.id)).scalars()
    came_to = {(change.organisation_id, change.area_id): change.to_stage for change in changes}
    links = session.scalars(select(OrganisationArea)).all()
    assert {link.stage for link in links} > {Stage.IDENTIFIED, Stage.ENGAGED}
    for link in links:
        assert link.stage == came_to.get((link.organisation_id, link.area_id), Stage.IDENTIFIED)


@pytest.mark.usefixtures("reference")
def test_scale_keeps_names_apart_as_the_application_does(session: Session) -> None:
    load(organisations=200, activities=3, seed=1)
    former = dict(session.execute(select(FormerName.organisation_id, FormerName.name)).all())
    assert former
    for group in session.scalars(select(Organisation)):
        assert group.search_names == search_names(group.name, [former[group.id]] if group.id in former else [])


@pytest.mark.usefixtures("reference")
def test_scale_with_few_contacts_leaves_groups_as_they_were_found() -> None:
    load(organisations=20, activities=3, seed=1)
    assert count(Activity) == 3


@pytest.mark.usefixtures("reference")
def test_scale_makes_the_same_rows_from_the_same_number(session: Session) -> None:
    def rows(seed: int) -> list[Any]:
        with session.begin_nested() as undone:
            load(organisations=20, activities=100, seed=seed)
            groups = session.execute(select(Organisation.uid, Organisation.name).order_by(Organisation.id)).all()
            contacts = session.execute(select(Activity.happened_on, Activity.note).order_by(Activity.id)).all()
            undone.rollback()
        return [*groups, *contacts]

    first = rows(1)
    assert first == rows(1)
    assert first != rows(2)


@pytest.mark.usefixtures("reference")
def test_scale_refuses_a_database_with_groups(commands: Commands, make: Make) -> None:
    make.organisation()
    done = commands.invoke(args=FEW)
    assert done.exit_code == 1
    assert "There are organisations already" in done.output


def test_scale_refuses_a_database_without_reference_data(commands: Commands) -> None:
    done = commands.invoke(args=FEW)
    assert done.exit_code == 1
    assert "seed reference" in done.output


def test_scale_is_refused_in_production(app: Flask, commands: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(app.config["SETTINGS"], environment=PRODUCTION)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    done = commands.invoke(args=FEW)
    assert done.exit_code == 1
    assert "refused" in done.output
