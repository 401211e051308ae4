"""`flask --app app seed demo`: the whole world, once; afterwards it only says how to sign in."""

import datetime as dt
from itertools import islice
from random import Random
from typing import cast

import click
from flask import current_app
from sqlalchemy import select

from crm.access.scope import every_area
from crm.accounts.models import Account
from crm.areas.models import Area
from crm.config import Settings
from crm.core import clock, uids
from crm.extensions import db
from crm.handover.actions import offer
from crm.handover.queries import links_held
from crm.organisations.models import Language, Organisation
from crm.resources.actions import add_resource
from crm.resources.models import ResourceKind, SafeguardingTopic
from crm.resources.rules import REVIEW_EVERY, Facts
from crm.training.models import Course
from seed.demo import batches, lists, lives, looks, places, stories
from seed.demo.assurance import Assurer
from seed.demo.diary import Diary
from seed.demo.groups import Group, invented
from seed.demo.names import People
from seed.demo.teller import Teller
from seed.sign_ins import (
    NEWHAM,
    SIGN_INS,
    TOWER_HAMLETS,
    make_colleague,
    make_group_lead,
    make_staff,
    print_sign_ins,
    renew_passwords,
)

FIRST_DAY = 450
STREETS_AN_AREA = 400
IN_BOTH = 3
OFFERED = 4
# In which languages each area has its leaflet.
LEAFLETS = ("en", "bn", "so", "ur")
COURSES = ("LSCP-L1", "LSCP-L2", "LSCP-DSL")


@click.command("demo")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="The last day of the story; today if not said.")
@click.option("--seed", type=int, default=1, help="Another number makes another world.")
def demo(today: dt.datetime | None, seed: int) -> None:
    """Make a believable year of two boroughs, marked as demonstration data. Safe to repeat."""
    if cast(Settings, current_app.config["SETTINGS"]).is_production:
        raise click.ClickException("Demonstration data is refused where FOOTBRIDGE_ENV is production")
    with every_area("seed demo"):
        if _is_there():
            click.echo("The demonstration data is there already, and was left as it is")
            if renew_passwords():
                click.echo("SECRET_KEY has changed since, so the passwords were set again")
        else:
            _check_empty()
            click.echo("Making a year of demonstration data, which takes about half a minute")
            make(today.date() if today else clock.today(), seed)
    print_sign_ins()


def _is_there() -> bool:
    return db.session.scalar(select(Account.id).where(Account.email == SIGN_INS[0].email, Account.is_demo)) is not None


def _check_empty() -> None:
    if db.session.scalars(select(Organisation.id).limit(1)).first() is not None:
        raise click.ClickException("There are groups here that are not demonstration data: use another database")
    if db.session.scalars(select(Course.id).limit(1)).first() is None:
        raise click.ClickException('Run "flask --app app seed reference" first')


def make(today: dt.date, seed: int) -> None:
    """Commits as it goes, day by day. The same day and seed give the same rows, passwords' salts apart."""
    rng = Random(seed)
    with uids.counted_from(seed):
        teller, assurer = _prepare(Diary(today), rng)
        for area in (NEWHAM, TOWER_HAMLETS):
            _usual_lives(teller, assurer, area)
        who_signs_in = stories.tell(teller, assurer)
        looks.tell(teller)
        lists.tell(teller)
        batches.tell(teller)
        teller.diary.note(teller.diary.day(200), 0, lambda: _open_portal(who_signs_in))
        teller.diary.note(teller.diary.day(2), 0, lambda: _hand_some_over(teller))
        teller.diary.play()


def _prepare(diary: Diary, rng: Random) -> tuple[Teller, Assurer]:
    areas = {area.code: area for area in db.session.scalars(select(Area)) if area.code in (NEWHAM, TOWER_HAMLETS)}
    with clock.set_to(diary.day(FIRST_DAY)):
        staff = make_staff({area.code: area.id for area in db.session.scalars(select(Area))})
        advisers = {NEWHAM: staff["adviser@example.org"], TOWER_HAMLETS: make_colleague(areas[TOWER_HAMLETS].id)}
        db.session.commit()
        places.import_real_places([area.id for area in areas.values()], staff["coordinator@example.org"])
    postcodes = {code: places.streets(areas[code], rng, STREETS_AN_AREA) for code in (NEWHAM, TOWER_HAMLETS)}
    languages = {row.tag: row.id for row in db.session.execute(select(Language.tag, Language.id))}
    with clock.set_to(diary.day(FIRST_DAY)):
        leaflets = _leaflets(areas, languages, staff["coordinator@example.org"])
        db.session.commit()
    teller = Teller(diary, rng, People(rng), advisers, areas, postcodes, languages, leaflets)
    courses = db.session.scalars(select(Course).where(Course.code.in_(COURSES)))
    return teller, Assurer(teller, {course.level: course for course in courses})


def _leaflets(areas: dict[str, Area], languages: dict[str, int], actor: Account) -> dict[tuple[str, str], int]:
    """By area and language; by now somebody should look whether they are still right."""
    review_due_on = clock.today() + REVIEW_EVERY
    made = {}
    for code, area in areas.items():
        for tag in LEAFLETS:
            facts = Facts(
                f"Worried about a child in {area.name}? Whom to ring", ResourceKind.LEAFLET, languages[tag],
                topics=[SafeguardingTopic.GENERAL], audience="Parents and workers", publisher=area.name,
                note="In the cupboard on the second floor", review_due_on=review_due_on,
            )  # fmt: skip
            made[code, tag] = add_resource(area.id, facts, actor).id
    return made


def _usual_lives(teller: Teller, assurer: Assurer, area: str) -> None:
    for days_ago, level in (*lives.SESSIONS, lives.TO_COME):
        assurer.session(area, days_ago, level)
    groups = invented(area, teller.rng)
    for live, how_many in lives.LIVES:
        for group in islice(groups, how_many):
            live(teller, assurer, group)
    stories.in_both_areas(teller, list(islice(groups, IN_BOTH)))


def _hand_some_over(teller: Teller) -> None:
    """The colleague of Tower Hamlets gives some groups away, and the coordinator has not answered yet."""
    leaver, area = teller.advisers[TOWER_HAMLETS], teller.areas[TOWER_HAMLETS]
    coordinator = db.session.scalars(select(Account).where(Account.email == "coordinator@example.org")).one()
    offer(links_held(leaver.id, area.id)[:OFFERED], leaver.id, coordinator.id, coordinator)


def _open_portal(group: Group) -> None:
    make_group_lead(group.id)
