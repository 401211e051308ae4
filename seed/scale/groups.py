"""The groups themselves: where they are, when they meet, where children are."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from crm.access.models import Layer
from crm.audit.models import AuditEntry
from crm.core.text import fold
from crm.organisations.kinds import (
    Answer,
    ChildrenBand,
    ClosedReason,
    Faith,
    OrganisationKind,
    Precision,
    SettingKind,
    Stage,
    Subject,
    Weekday,
)
from crm.organisations.models import (
    ChildrenSetting,
    FormerName,
    MeetingTime,
    Organisation,
    OrganisationCommunity,
    OrganisationLanguage,
    SourceRecord,
    Statement,
    Venue,
)
from crm.organisations.rules import search_address, search_names
from seed.scale import names
from seed.scale.sheets import Sheets

SOURCE = "scale"
STAGES = {
    Stage.IDENTIFIED: 34, Stage.APPROACHED: 15, Stage.CONTACT_MADE: 12, Stage.MEETING_ARRANGED: 4, Stage.MET: 10,
    Stage.ENGAGED: 18, Stage.DECLINED: 4, Stage.NOT_FOUND: 3,
}  # fmt: skip
PRECISIONS = (Precision.EXACT, Precision.NEARBY, Precision.POSTCODE)
# How far from the middle of its postcode a place may stand, in degrees: some 40 metres.
_NEAR = 0.0004
TALKED = {Stage.CONTACT_MADE, Stage.MEETING_ARRANGED, Stage.MET, Stage.ENGAGED, Stage.DECLINED}


# A postcode with its latitude and longitude.
Unit = tuple[str, float, float]


@dataclass(frozen=True)
class World:
    """What was there before: areas with the postcodes in them, lists to choose from, and one adviser an area.

    `phones` are each given once; `resources` are what each area may give.
    """

    sheets: Sheets
    rng: Random
    today: dt.date
    postcodes: dict[int, list[Unit]]
    advisers: dict[int, int]
    languages: list[int]
    communities: list[int]
    courses: list[Any]
    phones: Iterator[str]
    resources: dict[int, list[int]] = field(default_factory=dict)

    @property
    def areas(self) -> list[int]:
        return list(self.postcodes)


@dataclass
class Group:
    """What later rows need to know of one that was made."""

    id: int
    stages: dict[int, Stage]
    started_on: dict[int, dt.date]
    has_children: bool
    is_closed: bool
    said: names.Said
    stands: tuple[int, Unit] | None = None

    @property
    def has_talked(self) -> bool:
        return bool(TALKED.intersection(self.stages.values()))


def make(world: World, listed: Group | None = None) -> Group:
    """`listed` is a group that is made again, as from another list, with its name written otherwise."""
    said = names.said_again(world.rng, listed.said) if listed else names.group(world.rng)
    name, kind, place_kind, faith = said
    stands = listed.stands if listed else None
    areas = [stands[0] if stands else world.rng.choice(world.areas)]
    if world.rng.random() < 0.06:
        areas.append(world.rng.choice([area for area in world.areas if area != areas[0]]))
    is_closed = world.rng.random() < 0.03
    former = f"{names.group(world.rng)[0]} (formerly)" if world.rng.random() < 0.04 else None
    made = world.sheets.add(
        Organisation,
        uid=uuid.UUID(int=world.rng.getrandbits(128), version=4),
        name=name,
        sort_name=fold(name),
        search_names=search_names(name, [former] if former else []),
        kind=kind,
        place_kind=place_kind,
        faith=faith,
        lead_area_id=areas[0],
        phone=next(world.phones, None) if world.rng.random() < 0.5 else None,
        email=f"group{world.rng.randrange(10**9)}@example.org" if world.rng.random() < 0.4 else None,
        closed_on=world.today - dt.timedelta(days=world.rng.randrange(700)) if is_closed else None,
        closed_reason=ClosedReason.CEASED if is_closed else None,
    )
    if former:
        world.sheets.add(FormerName, organisation_id=made, name=former, until_on=before(world, 3000))
    group = Group(made, {}, {}, has_children=world.rng.random() < 0.6, is_closed=is_closed, said=said, stands=stands)
    for area in areas:
        group.stages[area] = world.rng.choices(list(STAGES), list(STAGES.values()))[0]
        group.started_on[area] = before(world, 900, 500)
    _details(world, group, kind, faith)
    return group


def before(world: World, most: int, least: int = 1) -> dt.date:
    return world.today - dt.timedelta(days=world.rng.randint(least, most))


def _details(world: World, group: Group, kind: OrganisationKind, faith: Faith) -> None:
    if world.rng.random() < 0.9:
        is_home = kind is OrganisationKind.HOME_GROUP
        if world.rng.random() < 0.1:
            _venue(world, group, is_home=is_home, ended_on=before(world, 599))
        _venue(world, group, is_home=is_home)
    for language in world.rng.sample(world.languages, world.rng.randrange(3)):
        world.sheets.add(OrganisationLanguage, organisation_id=group.id, language_id=language)
    for community in world.rng.sample(world.communities, world.rng.randrange(2)):
        world.sheets.add(OrganisationCommunity, organisation_id=group.id, community_id=community)
    for weekday in world.rng.sample(list(Weekday), world.rng.randrange(3)):
        world.sheets.add(
            MeetingTime, organisation_id=group.id, weekday=weekday, starts_at=dt.time(world.rng.randint(9, 20))
        )
    if world.rng.random() < 0.6:
        _source(world, group, faith)
    _children(world, group)
    _created(world, group)


def _venue(world: World, group: Group, *, is_home: bool, ended_on: dt.date | None = None) -> None:
    if group.stands is None:
        area = world.rng.choice(list(group.stages))
        group.stands = area, world.rng.choice(world.postcodes[area])
    area, (unit, lat, lon) = group.stands
    precision = Precision.MASKED if is_home else world.rng.choice(PRECISIONS)
    if precision is Precision.EXACT:
        lat, lon = lat + world.rng.uniform(-_NEAR, _NEAR), lon + world.rng.uniform(-_NEAR, _NEAR)
    address = f"{world.rng.randint(1, 200)} {world.rng.choice(names.PLACES)}"
    world.sheets.add(
        Venue,
        organisation_id=group.id,
        area_id=area,
        address=address,
        postcode=unit,
        search_address=search_address(address, unit),
        lat=lat,
        lon=lon,
        precision=precision,
        started_on=before(world, 4000, 600) if world.rng.random() < 0.5 else None,
        ended_on=ended_on,
    )


def _source(world: World, group: Group, faith: Faith) -> None:
    world.sheets.add(
        SourceRecord,
        organisation_id=group.id,
        source=SOURCE,
        external_id=f"way/{group.id}",
        first_seen_on=before(world, 900, 500),
        last_seen_on=before(world, 300),
        as_imported={"faith": faith.value},
    )


def _children(world: World, group: Group) -> None:
    if group.has_children:
        for kind in world.rng.sample(list(SettingKind), world.rng.choice((1, 1, 2, 3))):
            world.sheets.add(
                ChildrenSetting,
                organisation_id=group.id,
                kind=kind,
                age_min=world.rng.randint(0, 8),
                age_max=world.rng.randint(9, 17),
                children_band=world.rng.choice(list(ChildrenBand)),
                days_per_month=world.rng.randint(1, 20),
                started_on=before(world, 2000, 30),
            )
    elif world.rng.random() < 0.3:
        said(world, group, Subject.CHILDREN)


def said(world: World, group: Group, subject: Subject) -> None:
    """They were asked, and have none."""
    world.sheets.add(
        Statement,
        organisation_id=group.id,
        subject=subject,
        answer=Answer.NO,
        stated_on=before(world, 500),
        by=names.person(world.rng),
    )


def _created(world: World, group: Group) -> None:
    world.sheets.add(
        AuditEntry,
        event="organisation.created",
        actor_id=world.advisers[min(group.stages)],
        table_name="organisation",
        row_id=group.id,
        organisation_id=group.id,
        layer=Layer.CORE,
        changes={"kind": [None, "place_of_worship"]},
    )
