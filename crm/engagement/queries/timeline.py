"""Activities as lines, newest first: of a group, or of the person who wrote them down."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import literal, null, select, tuple_

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.core.paging import Cursor, Order, Page, page
from crm.engagement.models import Activity, ActivityOrganisation, Method, Outcome, StageChange
from crm.engagement.queries.activities import There, there_at
from crm.extensions import db
from crm.organisations.models import Organisation


class Entry(NamedTuple):
    """An activity as a line of the timeline; `is_own` is false for one that another area shared."""

    id: int
    happened_on: dt.date
    started_at: dt.time | None
    method: Method
    outcome: Outcome
    note: str
    met_whom: str
    area_id: int
    area: str
    by: str


class Line(NamedTuple):
    """One item of the timeline; without an entry it is a change of stage by hand."""

    when: dt.date
    entry: Entry | None
    changes: list[StageChange]
    there: There | None = None


def timeline(organisation_id: int, cursor: Cursor | None) -> Page[Entry]:
    """Newest first, by the index on the group's activities, so that 5,000 cost what 50 do."""
    link = ActivityOrganisation
    wanted: Any = (
        select(
            Activity.id,
            link.happened_on,
            Activity.started_at,
            Activity.method,
            Activity.outcome,
            Activity.note,
            Activity.met_whom,
            Activity.area_id,
            Area.name,
            Account.name,
        )
        .join(Activity, Activity.id == link.activity_id)
        .join(Area, Area.id == Activity.area_id)
        .join(Account, Account.id == Activity.recorded_by_id)
        .where(link.organisation_id == organisation_id)
    )
    order = Order(link.happened_on, link.activity_id, lambda entry: (entry.happened_on, entry.id), descending=True)
    return page(wanted, order, cursor, _entries)


def _entries(wanted: Any) -> list[Entry]:
    return [Entry(*row) for row in db.session.execute(wanted)]


class Evidence(NamedTuple):
    """Why a group is at its stage in an area: the contact that moved it there, or the reason that a person gave."""

    reason: str
    activity_id: int | None
    method: Method | None
    outcome: Outcome | None


class Told(NamedTuple):
    """A page of the timeline, and by area what the group's stage rests on."""

    page: Page[Entry]
    lines: list[Line]
    evidence: dict[int, Evidence]


def timeline_with_changes(organisation_id: int, cursor: Cursor | None) -> Told:
    """A page of the timeline, each activity with what belongs to it, and the moves by hand between them."""
    found = timeline(organisation_id, cursor)
    there = there_at([entry.id for entry in found.rows])
    moves = _moves(organisation_id, found)
    changes = [move[0] for move in moves]
    lines = [
        Line(
            entry.happened_on,
            entry,
            [change for change in changes if change.activity_id == entry.id],
            there[entry.id],
        )
        for entry in found.rows
    ]
    newer = moves[0].newer if moves else None
    by_hand = [Line(one.on, None, [one]) for one in reversed(changes) if _is_between(one, found, newer)]
    evidence = {
        one.area_id: Evidence(one.reason, one.activity_id, method, outcome) for one, method, outcome, _ in moves
    }
    return Told(found, sorted([*by_hand, *lines], key=lambda line: line.when, reverse=True), evidence)


def _moves(organisation_id: int, found: Page[Entry]) -> Sequence[Any]:
    """Every step of a group's stage, with the contact that made it, and the day that ends the page before."""
    newer: Any = _next_newer(organisation_id, found.rows[0]) if found.previous else null()
    wanted = (
        select(StageChange, Activity.method, Activity.outcome, newer.label("newer"))
        .outerjoin(Activity, Activity.id == StageChange.activity_id)
        .where(StageChange.organisation_id == organisation_id)
    )
    return db.session.execute(wanted.order_by(StageChange.on, StageChange.id)).all()


def _is_between(change: StageChange, found: Page[Entry], newer: dt.date | None) -> bool:
    """Whether it was made by hand in the days that the page covers."""
    is_old_enough = newer is None or change.on < newer
    is_new_enough = not found.next or change.on >= found.rows[-1].happened_on
    return change.activity_id is None and is_old_enough and is_new_enough


def _next_newer(organisation_id: int, entry: Entry) -> Any:
    """The day of the activity that ends the page before."""
    link = ActivityOrganisation
    newer = tuple_(link.happened_on, link.activity_id) > tuple_(literal(entry.happened_on), literal(entry.id))
    wanted = select(link.happened_on).where(link.organisation_id == organisation_id, newer)
    return wanted.order_by(link.happened_on, link.activity_id).limit(1).scalar_subquery()


def recent_activities(account_id: int, limit: int = 5) -> list[tuple[Entry, int, str]]:
    """What somebody wrote down last, each with its group's id and name; for their home page."""
    newest = select(Activity.id).where(Activity.recorded_by_id == account_id)
    ids = newest.order_by(Activity.id.desc()).limit(limit).scalar_subquery()
    wanted = (
        select(
            Activity.id,
            Activity.happened_on,
            Activity.started_at,
            Activity.method,
            Activity.outcome,
            Activity.note,
            Activity.met_whom,
            Activity.area_id,
            Area.name.label("area"),
            Account.name.label("by"),
            Organisation.id.label("organisation_id"),
            Organisation.name.label("group"),
        )
        .join(ActivityOrganisation, ActivityOrganisation.activity_id == Activity.id)
        .join(Organisation, Organisation.id == ActivityOrganisation.organisation_id)
        .join(Area, Area.id == Activity.area_id)
        .join(Account, Account.id == Activity.recorded_by_id)
        .where(Activity.id.in_(ids))
        .order_by(Activity.id.desc())
    )
    return [(Entry(*row[:10]), row.organisation_id, row.group) for row in db.session.execute(wanted)]
