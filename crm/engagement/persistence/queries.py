"""The stories of all groups of an area, and `rules.story` in SQL for a page of them.

Nothing is kept, so a correction counts from then on.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import and_, case, func, select

from crm.core.labels import Labelled
from crm.core.paging import Cursor, Order, Page, page
from crm.engagement.models import Activity, ActivityOrganisation, Method, Outcome
from crm.engagement.persistence.rules import NO_ATTEMPT, Story, Try, story, up_to_meeting
from crm.engagement.queries.answered import is_answered
from crm.engagement.rules import MEETINGS
from crm.extensions import db
from crm.organisations.kinds import OrganisationKind
from crm.organisations.models import Organisation
from crm.organisations.reach import found_by_area

MOST_ATTEMPTS = 200


class Which(Labelled):
    MET = "met", "Met"
    WAITING = "waiting", "Tried, and not met yet"
    UNTRIED = "untried", "Not tried yet"


class Told(NamedTuple):
    """A group with its story; without one nobody has tried it yet."""

    id: int
    name: str
    sort_name: str
    kind: OrganisationKind
    story: Story | None


class Attempt(NamedTuple):
    id: int
    area_id: int
    method: Method
    outcome: Outcome
    on: dt.date
    at: dt.time | None


class Led(NamedTuple):
    """What the attempt was that led to the meeting; None is whatever it was."""

    method: Method | None = None
    outcome: Outcome | None = None


def _numbered(area_id: int) -> Any:
    """Every attempt of an area up to the first meeting, with its number, and the meeting's number."""
    link = ActivityOrganisation
    is_meeting = and_(Activity.outcome == Outcome.MET, Activity.method.in_(MEETINGS))
    number = func.row_number().over(partition_by=link.organisation_id, order_by=(link.happened_on, link.activity_id))
    attempts = (
        select(
            link.organisation_id,
            link.happened_on.label("on"),
            Activity.method,
            Activity.outcome,
            case((is_answered(), 1), else_=0).label("answered"),
            number.label("number"),
            case((is_meeting, number)).label("meeting"),
        )
        .join(Activity, Activity.id == link.activity_id)
        .where(link.area_id == area_id, Activity.method.not_in(NO_ATTEMPT))
        .subquery()
    )
    first = func.min(attempts.c.meeting).over(partition_by=attempts.c.organisation_id)
    with_first = select(attempts, first.label("met_at")).subquery()
    up_to = func.coalesce(with_first.c.met_at, with_first.c.number)
    return select(with_first).where(with_first.c.number <= up_to).subquery("attempt")


def _stories(area_id: int) -> Any:
    """One row a group that was tried."""
    one = _numbered(area_id)
    before = and_(one.c.answered == 1, one.c.number < one.c.met_at)
    led = func.max(case((before, one.c.number))).over(partition_by=one.c.organisation_id)
    with_led = select(one, func.coalesce(led, one.c.met_at).label("led_at")).subquery()
    is_led = with_led.c.number == with_led.c.led_at
    return (
        select(
            with_led.c.organisation_id,
            func.count().label("attempts"),
            func.min(with_led.c.on).label("first_on"),
            func.max(with_led.c.on).label("latest_on"),
            func.max(case((with_led.c.number == with_led.c.met_at, with_led.c.on))).label("met_on"),
            func.max(case((is_led, with_led.c.method))).label("led_method"),
            func.max(case((is_led, with_led.c.outcome))).label("led_outcome"),
        )
        .group_by(with_led.c.organisation_id)
        .subquery("story")
    )


def _here(area_id: int) -> list[Any]:
    """Groups that are in the area today."""
    return [found_by_area([area_id]), Organisation.closed_on.is_(None)]


def _told(area_id: int) -> tuple[Any, Any]:
    told = _stories(area_id)
    group = (Organisation.id, Organisation.name, Organisation.sort_name, Organisation.kind)
    wanted = select(*group, *list(told.c)[1:]).outerjoin(told, told.c.organisation_id == Organisation.id)
    return told, wanted.where(*_here(area_id))


def _read(wanted: Any) -> list[Told]:
    rows = [tuple(row) for row in db.session.execute(wanted)]
    return [Told(key, name, sort, kind, Story(*told) if told[0] else None) for key, name, sort, kind, *told in rows]


def tries_in(area_id: int) -> dict[int, list[Try]]:
    """By group, the attempts of an area up to the first meeting: to number them all in SQL takes twice as long."""
    link = ActivityOrganisation
    wanted = (
        select(link.organisation_id, Activity.method, Activity.outcome, link.happened_on, Activity.started_at)
        .join(Activity, Activity.id == link.activity_id)
        .where(link.area_id == area_id, Activity.method.not_in(NO_ATTEMPT))
        .order_by(link.organisation_id, link.happened_on, link.activity_id)
    )
    rows = groupby(db.session.execute(wanted), key=itemgetter(0))
    return {group_id: up_to_meeting(Try(*row[1:]) for row in made) for group_id, made in rows}


def stories_in(area_id: int, tries: Mapping[int, Sequence[Try]]) -> list[Told]:
    """Every group of the area, given its attempts."""
    wanted = select(Organisation.id, Organisation.name, Organisation.sort_name, Organisation.kind)
    rows = db.session.execute(wanted.where(*_here(area_id)))
    return [Told(*row, story(tries.get(row.id, ()))) for row in rows]


def stories_page(
    area_id: int, which: Which, kind: OrganisationKind | None, led: Led, cursor: Cursor | None
) -> Page[Told]:
    """The groups behind a number, by name."""
    told, wanted = _told(area_id)
    conditions = {
        Which.MET: told.c.met_on.is_not(None),
        Which.WAITING: and_(told.c.attempts.is_not(None), told.c.met_on.is_(None)),
        Which.UNTRIED: told.c.attempts.is_(None),
    }
    wanted = wanted.where(conditions[which])
    if kind:
        wanted = wanted.where(Organisation.kind == kind)
    if led.method:
        wanted = wanted.where(told.c.led_method == led.method)
    if led.outcome:
        wanted = wanted.where(told.c.led_outcome == led.outcome)
    order = Order(Organisation.sort_name, Organisation.id, lambda one: (one.sort_name, one.id))
    return page(wanted, order, cursor, _read)


def attempts_with(organisation_id: int, area_ids: Collection[int]) -> Sequence[Attempt]:
    """Every attempt of these areas with a group, the oldest first."""
    link = ActivityOrganisation
    wanted = (
        select(Activity.id, link.area_id, Activity.method, Activity.outcome, link.happened_on, Activity.started_at)
        .join(Activity, Activity.id == link.activity_id)
        .where(link.organisation_id == organisation_id, link.area_id.in_(area_ids), Activity.method.not_in(NO_ATTEMPT))
        .order_by(link.happened_on, link.activity_id)
        .limit(MOST_ATTEMPTS)
    )
    return [Attempt(*row) for row in db.session.execute(wanted)]
