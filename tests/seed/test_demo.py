"""The whole demonstration world is made once for each database, then looked at; nothing here changes it."""

import datetime as dt
import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from crm.access.models import OfOrganisation
from crm.access.scope import every_area
from crm.accounts.models import Account
from crm.areas.models import Area
from crm.config import PRODUCTION
from crm.core import clock
from crm.core.models import Base
from crm.core.text import fold
from crm.engagement.models import Activity, ActivityArea, ActivityOrganisation, FollowUp, Outcome
from crm.extensions import db
from crm.organisations.kinds import Lack, Precision, RelationKind, ShownStage, Stage
from crm.organisations.models import (
    FormerName,
    Organisation,
    OrganisationArea,
    PublishConsent,
    Relation,
    SaidNone,
    SourceRecord,
    Venue,
)
from crm.organisations.saved_lists.models import SavedList
from crm.people.models import Person
from crm.reporting import queries
from crm.reporting.expressions import shown_stage
from crm.reporting.figures import BLOCKS, MEASURES
from crm.reporting.models import AreaStanding, Standing
from crm.reporting.rules import days
from crm.reporting.standing import differences
from crm.training.models import Attendance, AttendanceStatus, TrainingSession
from seed.sign_ins import NEWHAM, PASSWORD, SIGN_INS, TOWER_HAMLETS
from tests.areas.reference import shipped_postcodes, small_reference, write_postcodes
from tests.support.application import make_app
from tests.support.databases import Databases, SqliteDatabases, close
from tests.support.web import Visitor

pytestmark = pytest.mark.xdist_group("demo")

ROOT = Path(__file__).parents[2]
TODAY = dt.date(2026, 11, 22)
DEMO = ["seed", "demo", "--today", TODAY.isoformat()]
DRAMA = re.compile(r"\+44(2079460\d{3}|1632960\d{3}|7700900\d{3}|808157\d{4}|3069990\d{3})")
OF_SIGN_IN = {"password", "mf_recovery_codes", "transports"}
# The numbers by chance that say when figures have changed.
BY_CHANCE = {"mark"}
# Reference data was there before, and its history tells the real time at which it was loaded.
OF_REFERENCE = {"area", "ward", "area_contact", "postcode", "tradition", "language", "community", "course"}
OF_REFERENCE |= {"resource", "resource_topic", "standard_set", "criterion", "crosswalk", "course_part"}
# What may be said of a real, named place: that it is there, and where.
OF_PLACES = {"organisation_area", "venue", "source_record", "duplicate_pair", "match_key", "standing"}


def run(app: Flask, *arguments: str) -> Result:
    with app.app_context():
        result: Result = app.test_cli_runner().invoke(args=list(arguments))
    return result


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As shipped, with the postcodes of the two boroughs alone."""
    folder = small_reference(tmp_path_factory.mktemp("reference"))
    write_postcodes(folder, [row for row in shipped_postcodes() if row[3] in (NEWHAM, TOWER_HAMLETS)])
    return folder


@pytest.fixture(scope="module")
def demo_app(empty_databases: Databases, reference: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = make_app(empty_databases.new(), tmp_path_factory.mktemp("demo"))
    for arguments in (["seed", "reference", "--folder", str(reference)], DEMO):
        done = run(app, *arguments)
        assert done.exit_code == 0, done.output
    yield app
    close(app)


@pytest.fixture
def world(demo_app: Flask) -> Iterator[Session]:
    with demo_app.app_context(), every_area("a test looks at everything"), clock.set_to(TODAY):
        yield db.session()


@pytest.fixture
def areas(world: Session) -> list[int]:
    return [world.scalars(select(Area.id).where(Area.code == code)).one() for code in (NEWHAM, TOWER_HAMLETS)]


def rows_of(engine: Engine) -> dict[str, str]:
    """A hash of all rows, by table, without what a sign-in leaves: passwords are salted, never the same twice."""
    found = {}
    with engine.connect() as connection:
        for table in (table for table in Base.metadata.sorted_tables if table.name not in OF_REFERENCE):
            columns = [column for column in table.columns if column.name not in OF_SIGN_IN | BY_CHANCE]
            wanted = select(*columns)
            if table.name == "audit_entry":
                wanted = wanted.where(table.c.table_name.not_in(OF_REFERENCE))
            rows = sorted(repr(tuple(row)) for row in connection.execute(wanted))
            found[table.name] = hashlib.sha256("".join(rows).encode()).hexdigest()
    return found


@pytest.fixture(scope="session")
def elsewhere(reference: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The rows of a second world, made on SQLite by another process, which keeps its sets in another order."""
    folder = tmp_path_factory.mktemp("elsewhere")
    address = SqliteDatabases(folder).new()
    environment = {**os.environ, "DATABASE_URL": address, "FOOTBRIDGE_DATA_DIR": str(folder), "PYTHONHASHSEED": "7"}
    for arguments in (["seed", "reference", "--folder", str(reference)], DEMO):
        command = [sys.executable, "-m", "flask", "--app", "app", *arguments]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    return rows_of(create_engine(address, poolclass=NullPool))


def test_the_same_day_and_seed_make_the_same_rows(world: Session, elsewhere: dict[str, str]) -> None:
    here = rows_of(db.engine)
    assert {name for name in here if here[name] != elsewhere[name]} == set()


def test_each_area_has_120_groups_and_6_are_in_both(world: Session, areas: list[int]) -> None:
    members = [
        set(world.scalars(select(OrganisationArea.organisation_id).where(OrganisationArea.area_id == area)))
        for area in areas
    ]
    assert min(map(len, members)) >= 120
    assert len(members[0] & members[1]) == 6


def test_every_shown_stage_is_there_twice_in_each_area(world: Session, areas: list[int]) -> None:
    stage = shown_stage(AreaStanding, Standing).code().label("stage")
    wanted = select(AreaStanding.area_id, stage).join(
        Standing, Standing.organisation_id == AreaStanding.organisation_id
    )
    seen = Counter(map(tuple, world.execute(wanted, days(clock.today()))))
    assert {(area, stage) for area in areas for stage in ShownStage if seen[area, stage.value] < 2} == set()


def test_every_bucket_is_there_three_times_in_each_area(world: Session, areas: list[int]) -> None:
    figures = queries.coverage(areas, clock.today()).by_area
    everybody = [(measure, bucket, False) for measure, buckets in BLOCKS.items() for bucket in buckets]
    children = [(measure, bucket, True) for measure, buckets in MEASURES.items() for bucket in buckets]
    for area in areas:
        for measure, bucket, among_children in (*everybody, *children):
            count = figures[area].count(measure, bucket, among_children=among_children)
            assert count >= 3, (area, measure, bucket, among_children)


def test_at_one_session_to_come_somebody_waits_for_a_place(world: Session) -> None:
    to_come = select(Attendance.status).join(Attendance.session).where(TrainingSession.held_on > TODAY)
    assert Counter(world.scalars(to_come)) == {AttendanceStatus.BOOKED: 2, AttendanceStatus.WAITLISTED: 1}


def test_nothing_is_said_of_a_real_place_but_that_it_is_there(world: Session) -> None:
    real = select(SourceRecord.organisation_id)
    stages = world.scalars(select(OrganisationArea.stage).where(OrganisationArea.organisation_id.in_(real)))
    assert set(stages) == {Stage.IDENTIFIED}
    private = {ActivityOrganisation, FollowUp}
    for mapper in Base.registry.mappers:
        kind: Any = mapper.class_
        if (issubclass(kind, OfOrganisation) or kind in private) and kind.__tablename__ not in OF_PLACES:
            said = world.scalar(select(func.count()).select_from(kind).where(kind.organisation_id.in_(real)))
            assert said == 0, kind.__tablename__


def test_no_invented_group_is_called_like_a_real_place(world: Session) -> None:
    real = select(SourceRecord.organisation_id)
    names = set(world.scalars(select(Organisation.sort_name).where(Organisation.id.in_(real))))
    invented = world.scalars(select(Organisation.name).where(Organisation.id.not_in(real))).all()
    assert len(set(invented)) == len(invented)
    assert not {fold(name) for name in invented} & names


def test_no_telephone_number_can_reach_anybody(world: Session) -> None:
    numbers = {*world.scalars(select(Organisation.phone)), *world.scalars(select(Person.phone))} - {None}
    assert len(numbers) > 50
    assert [number for number in numbers if number and not DRAMA.fullmatch(number)] == []


def test_no_email_address_can_reach_anybody(world: Session) -> None:
    columns = (Organisation.email, Person.email, Account.email)
    addresses = {address for column in columns for address in world.scalars(select(column)) if address}
    assert [address for address in addresses if not address.endswith("@example.org")] == []


def test_invented_groups_are_shown_at_a_street_nearby_and_homes_not_at_all(world: Session) -> None:
    real = select(SourceRecord.organisation_id)
    venues = world.scalars(select(Venue).where(Venue.organisation_id.not_in(real))).all()
    assert {venue.precision for venue in venues} == {Precision.NEARBY, Precision.MASKED}
    assert all(venue.lat is None for venue in venues if venue.precision is Precision.MASKED)


def test_the_adviser_has_something_overdue_and_something_due_today(world: Session) -> None:
    adviser = world.scalars(select(Account).where(Account.email == "adviser@example.org")).one()
    due = world.scalars(
        select(FollowUp.due_on).where(FollowUp.owner_id == adviser.id, FollowUp.done_on.is_(None))
    ).all()
    today = clock.today()
    assert sum(day < today for day in due) >= 2
    assert sum(day == today for day in due) >= 2
    assert max(due) > today


def test_the_group_that_signs_in_has_a_policy_overdue_a_lead_and_two_of_three_checks(world: Session) -> None:
    lead = world.scalars(select(Account).where(Account.email == "group@example.org")).one()
    standing = world.scalars(select(Standing).where(Standing.organisation_id == lead.grants[0].organisation_id)).one()
    assert standing.policy_due_on is not None
    assert standing.policy_due_on < clock.today()
    assert (standing.leads_open, standing.roles_to_check, standing.roles_cleared) == (1, 3, 2)


def test_each_area_has_a_visit_that_is_shared_and_one_that_is_private(world: Session, areas: list[int]) -> None:
    both = (
        select(OrganisationArea.organisation_id)
        .group_by(OrganisationArea.organisation_id)
        .having(func.count(OrganisationArea.area_id) > 1)
    )
    shared = set(world.scalars(select(ActivityArea.activity_id)))
    for area in areas:
        met = (
            select(Activity.id)
            .join(ActivityOrganisation, ActivityOrganisation.activity_id == Activity.id)
            .where(Activity.area_id == area, Activity.outcome == Outcome.MET)
            .where(ActivityOrganisation.organisation_id.in_(both))
        )
        visits = set(world.scalars(met))
        assert visits & shared
        assert visits - shared


def test_there_are_groups_of_every_odd_kind(world: Session) -> None:
    assert world.scalars(select(FormerName.name)).all() == ["Thimble Lane Welfare Society"]
    assert RelationKind.MEETS_AT in world.scalars(select(Relation.kind)).all()
    assert world.scalars(select(Organisation.id).where(Organisation.closed_on.is_not(None))).all()
    assert {*world.scalars(select(SaidNone.lack))} == set(Lack)
    with_venue = select(Venue.organisation_id)
    assert world.scalars(select(Organisation.id).where(Organisation.id.not_in(with_venue))).all()


def test_each_area_keeps_lists_and_has_groups_in_the_directory(world: Session, areas: list[int]) -> None:
    for area_id in areas:
        assert world.scalar(select(func.count(SavedList.id)).where(SavedList.area_id == area_id)) == 2
        led = select(Organisation.id).where(Organisation.lead_area_id == area_id)
        agreed = select(func.count(PublishConsent.organisation_id.distinct())).where(
            PublishConsent.organisation_id.in_(led)
        )
        assert world.scalar(agreed)


def test_names_are_written_in_many_scripts(world: Session) -> None:
    names = " ".join([*world.scalars(select(Organisation.name)), *world.scalars(select(Person.name))])
    for letter in "مরé陳ஆਹОአễ":
        assert letter in names, letter


def test_the_car_park_comes_between_three_calls_and_trust(world: Session) -> None:
    pastor = world.scalars(select(Organisation).where(Organisation.name.startswith("Jubilee"))).one()
    told = (
        select(Activity.outcome, Activity.happened_on)
        .join(ActivityOrganisation, ActivityOrganisation.activity_id == Activity.id)
        .where(ActivityOrganisation.organisation_id == pastor.id)
        .order_by(Activity.happened_on)
    )
    outcomes = [outcome for outcome, _ in world.execute(told)]
    assert outcomes[:4] == [*[Outcome.INFO_SENT] * 3, Outcome.MEETING_AGREED]
    assert outcomes[4:7] == [Outcome.GROUP_NO_SHOW, Outcome.MEETING_AGREED, Outcome.MET]
    sundays = [on for outcome, on in world.execute(told) if outcome is Outcome.GROUP_NO_SHOW]
    assert [day.isoweekday() for day in sundays] == [7]


def test_what_is_kept_for_today_is_what_the_facts_say(world: Session) -> None:
    assert differences(world.connection()) == []


@pytest.mark.parametrize("email", [who.email for who in SIGN_INS])
@pytest.mark.usefixtures("world")
def test_everybody_who_is_printed_can_sign_in(demo_app: Flask, email: str) -> None:
    visitor = demo_app.test_client()
    assert isinstance(visitor, Visitor)
    assert visitor.submit("/sign-in", email=email, password=PASSWORD).status_code == 302


def test_a_second_run_says_how_to_sign_in_and_changes_nothing(demo_app: Flask, world: Session) -> None:
    before = rows_of(db.engine)
    done = run(demo_app, *DEMO)
    assert done.exit_code == 0
    assert "there already" in done.output
    assert PASSWORD in done.output
    assert rows_of(db.engine) == before


def test_under_another_key_a_second_run_sets_the_printed_password_again(
    demo_app: Flask, world: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(demo_app.config, "SECURITY_PASSWORD_SALT", "that of another key")
    visitor = demo_app.test_client()
    assert isinstance(visitor, Visitor)
    assert visitor.submit("/sign-in", email=SIGN_INS[0].email, password=PASSWORD).status_code == 200
    assert "the passwords were set again" in run(demo_app, *DEMO).output
    assert visitor.submit("/sign-in", email=SIGN_INS[0].email, password=PASSWORD).status_code == 302
    monkeypatch.undo()
    run(demo_app, *DEMO)


def test_demo_is_refused_in_production(demo_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(demo_app.config["SETTINGS"], environment=PRODUCTION)
    monkeypatch.setitem(demo_app.config, "SETTINGS", settings)
    done = run(demo_app, *DEMO)
    assert done.exit_code == 1
    assert "refused" in done.output
    assert PASSWORD not in done.output


def test_demo_refuses_a_database_that_holds_other_groups(separate_app: Flask, reference: Path) -> None:
    run(separate_app, "seed", "reference", "--folder", str(reference))
    done = run(separate_app, "organisations", "import", str(ROOT / "tests/organisations/places.csv"), "--source", "osm")
    assert done.exit_code == 0, done.output
    done = run(separate_app, *DEMO)
    assert done.exit_code == 1
    assert "not demonstration data" in done.output
