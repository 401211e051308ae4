"""`flask --app app seed scale`: everything in one transaction, so that what is there is whole."""

import uuid
from random import Random
from time import perf_counter
from typing import cast

import click
from flask import current_app
from sqlalchemy import select

from crm.access.scope import every_area
from crm.accounts.models import Account
from crm.areas.models import Area, Postcode
from crm.config import Settings
from crm.core import clock
from crm.extensions import db
from crm.organisations.actions.places import place_in_wards
from crm.organisations.matching import keeping
from crm.organisations.models import Community, Language, Organisation
from crm.organisations.queries.wards import misplaced
from crm.reporting.standing import rebuild
from crm.training.models import Course
from seed.scale import assurance, bank, contacts, groups, names
from seed.scale.contacts import Diary
from seed.scale.groups import World
from seed.scale.sheets import Sheets
from seed.sign_ins import NEWHAM, make_group_lead, make_staff, print_sign_ins

# In life two lists of one city have about one group in fifty twice.
LISTED_TWICE = 0.02


@click.command("scale")
@click.option("--organisations", type=click.IntRange(1, 1_000_000), required=True)
@click.option("--activities", type=click.IntRange(0, 10_000_000), required=True)
@click.option("--seed", type=int, default=1, help="Another number makes another world.")
def scale(organisations: int, activities: int, seed: int) -> None:
    """Fill an empty database with very many made-up groups and contacts, for measuring."""
    settings = cast(Settings, current_app.config["SETTINGS"])
    if settings.is_production:
        raise click.ClickException("Made-up data is refused where FOOTBRIDGE_ENV is production")
    started = perf_counter()
    with every_area("seed scale"):
        _check_empty()
        written = load(organisations, activities, seed)
    db.session.commit()
    click.echo(", ".join(f"{count:,} {name}" for name, count in sorted(written.items()) if count))
    click.echo(f"Loaded in {perf_counter() - started:.0f} seconds")
    print_sign_ins()


def _check_empty() -> None:
    if db.session.scalars(select(Organisation.id).limit(1)).first() is not None:
        raise click.ClickException("There are organisations already: name an empty database in DATABASE_URL")
    if db.session.scalars(select(Course.id).limit(1)).first() is None:
        raise click.ClickException('Run "flask --app app seed reference" first')


def load(organisations: int, activities: int, seed: int) -> dict[str, int]:
    """How many rows each table was given. The caller commits."""
    areas = {area.code: area.id for area in db.session.scalars(select(Area).order_by(Area.code))}
    accounts = make_staff(areas)
    connection = db.session.connection()
    advisers = _advisers(areas) | {areas[NEWHAM]: accounts["adviser@example.org"].id}
    now = clock.now()
    sheets = Sheets(connection, {"created_at": now, "updated_at": now, "at": now})
    _fill(_world(sheets, Random(seed), advisers), organisations, Diary(activities, areas[NEWHAM]))
    make_group_lead(organisation_id=1)
    rebuild(connection)
    keeping.rebuild(connection)
    place_in_wards(misplaced())
    return sheets.written


def _fill(world: World, organisations: int, diary: Diary) -> None:
    held = assurance.sessions(world)
    bank.make(world)
    group = None
    for _ in range(organisations):
        group = groups.make(world, listed=group if world.rng.random() < LISTED_TWICE else None)
        contacts.come_to_stage(world, group, diary)
        assurance.make(world, group, held)
        world.sheets.write_if_enough()
    contacts.fill(world, diary)
    world.sheets.finish()


def _advisers(areas: dict[str, int]) -> dict[int, int]:
    """One for every area, so that no area is nobody's; they cannot sign in."""
    made = {
        area_id: Account(
            email=f"adviser.{code.lower()}@example.org",
            name=f"Adviser of {code}",
            is_demo=True,
            fs_uniquifier=uuid.uuid5(uuid.NAMESPACE_URL, code).hex,
        )
        for code, area_id in areas.items()
    }
    db.session.add_all(made.values())
    db.session.flush()
    return {area_id: account.id for area_id, account in made.items()}


def _world(sheets: Sheets, rng: Random, advisers: dict[int, int]) -> World:
    postcodes: dict[int, list[tuple[str, float, float]]] = {area_id: [] for area_id in advisers}
    wanted = select(Postcode.unit, Postcode.lat, Postcode.lon, Postcode.area_id).order_by(Postcode.unit)
    for unit, lat, lon, area_id in db.session.execute(wanted):
        postcodes[area_id].append((unit, lat, lon))
    return World(
        sheets=sheets,
        rng=rng,
        phones=names.phones(rng),
        today=clock.today(),
        postcodes={area_id: units for area_id, units in postcodes.items() if units},
        advisers=advisers,
        languages=list(db.session.scalars(select(Language.id).order_by(Language.id))),
        communities=list(db.session.scalars(select(Community.id).order_by(Community.id))),
        courses=list(db.session.scalars(select(Course).order_by(Course.code))),
    )
