"""The groups of one area, each as little of it as its place in the list needs; names for those that are shown."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any, NamedTuple

from sqlalchemy import and_, exists, func, or_, select

from crm.access.scope import every_area
from crm.areas.models import Area
from crm.engagement.actions.follow_ups import ASK_AGAIN
from crm.engagement.models import FollowUp
from crm.engagement.priorities.models import VisitPriority
from crm.engagement.requests.models import Request
from crm.engagement.resting.models import Rest
from crm.engagement.visits.models import IS_OPEN, PlannedVisit
from crm.extensions import db
from crm.organisations.kinds import ChildrenBand, Stage
from crm.organisations.models import ChildrenSetting, Organisation, OrganisationArea
from crm.reporting.figures import BLOCKS, bucket
from crm.reporting.models import AreaStanding
from crm.reporting.next_visits import rules
from crm.reporting.next_visits.models import VisitWeights
from crm.reporting.next_visits.rules import Known, Left, Reason, Weights
from crm.reporting.placing import Placed, placed

_BANDS = list(ChildrenBand)


class Line(NamedTuple):
    organisation_id: int
    name: str
    points: float
    reasons: list[Reason]


@dataclass(frozen=True)
class NextVisits:
    """The first of `ranked` groups; and how many are left out, by why."""

    lines: list[Line]
    ranked: int
    left_out: dict[Left, int]
    gone: int


def weights_of(area_id: int) -> VisitWeights | None:
    return db.session.scalars(select(VisitWeights).filter_by(area_id=area_id)).one_or_none()


def weights_to_change(area_id: int) -> VisitWeights | None:
    """Whoever is second waits at the area, as at first there is no row to wait at."""
    db.session.execute(select(Area.id).where(Area.id == area_id).with_for_update(key_share=True))
    return weights_of(area_id)


def next_visits(area_id: int, weights: Weights, today: dt.date, most: int) -> NextVisits:
    """In an area that the caller has checked."""
    with every_area("how groups stand in an area that the caller has checked"):
        there = placed([area_id], today)[area_id]
    known = _known(area_id, there, today)
    why = {key: rules.left_out(one, today) for key, one in known.items()}
    wanted = {key: rules.score(one, weights, today) for key, one in known.items() if why[key] is None}
    # The longest silence decides between equals, so that the order is the same each time.
    first = nsmallest(most, wanted, key=lambda key: (-wanted[key], known[key].spoken_on or dt.date.min, key))
    left = {one: sum(each is one for each in why.values()) for one in Left}
    return NextVisits(
        _lines(area_id, {key: known[key] for key in first}, wanted, weights, today),
        len(wanted),
        {one: many for one, many in left.items() if many},
        len(there.marks) - len(known),
    )


def _known(area_id: int, there: Placed, today: dt.date) -> dict[int, Known]:
    bands = _bands(area_id, today)
    found = {}
    for row in db.session.execute(_in_area(area_id, today)).mappings():
        own: dict[str, Any] = dict(row)
        key = own.pop("organisation_id")
        if key in there.groups:
            buckets: dict[str, Any] = {name: bucket(there.groups[key].state, name) for name in BLOCKS}
            found[key] = Known(**buckets, **own, band=bands.get(key))
    return found


def _in_area(area_id: int, today: dt.date) -> Any:
    """Each group as an id and columns of `Known`; no names, and of words only why a few come first."""
    promise = _open_follow_ups(area_id, FollowUp.what != ASK_AGAIN)
    again = _open_follow_ups(area_id, FollowUp.what == ASK_AGAIN)
    owed = (
        select(Request.organisation_id, func.min(Request.asked_on).label("asked_on"))
        .where(Request.area_id == area_id, Request.answered_on.is_(None))
        .group_by(Request.organisation_id)
        .subquery()
    )
    visit = exists().where(
        PlannedVisit.organisation_id == AreaStanding.organisation_id,
        PlannedVisit.area_id == area_id,
        PlannedVisit.planned_on >= today,
        IS_OPEN,
    )
    here = AreaStanding.organisation_id
    return (
        select(
            here,
            (AreaStanding.stage == Stage.DECLINED).label("is_declined"),
            again.c.due_on.label("again_on"),
            AreaStanding.last_contact_on.label("spoken_on"),
            promise.c.due_on.label("promised_on"),
            owed.c.asked_on,
            VisitPriority.until_on.label("priority_until"),
            func.coalesce(VisitPriority.reason, "").label("priority"),
            visit.label("has_visit"),
            Rest.until_on.label("rests_until"),
        )
        .outerjoin(promise, promise.c.organisation_id == here)
        .outerjoin(again, again.c.organisation_id == here)
        .outerjoin(owed, owed.c.organisation_id == here)
        .outerjoin(VisitPriority, and_(VisitPriority.organisation_id == here, VisitPriority.area_id == area_id))
        .outerjoin(Rest, and_(Rest.organisation_id == here, Rest.area_id == area_id))
        .where(AreaStanding.area_id == area_id)
    )


def _open_follow_ups(area_id: int, which: Any) -> Any:
    wanted = select(FollowUp.organisation_id, func.min(FollowUp.due_on).label("due_on")).where(
        FollowUp.area_id == area_id, FollowUp.done_on.is_(None), which
    )
    return wanted.group_by(FollowUp.organisation_id).subquery()


def _bands(area_id: int, today: dt.date) -> dict[int, ChildrenBand]:
    """The largest number of children in one activity of each group."""
    in_area = select(OrganisationArea.organisation_id).where(OrganisationArea.area_id == area_id)
    wanted = (
        select(ChildrenSetting.organisation_id, ChildrenSetting.children_band)
        .where(ChildrenSetting.organisation_id.in_(in_area))
        .where(ChildrenSetting.started_on <= today)
        .where(or_(ChildrenSetting.ended_on.is_(None), ChildrenSetting.ended_on > today))
        .distinct()
    )
    largest: dict[int, int] = {}
    for key, band in db.session.execute(wanted):
        if band is not None:
            largest[key] = max(largest.get(key, 0), _BANDS.index(band))
    return {key: _BANDS[place] for key, place in largest.items()}


def _lines(
    area_id: int, first: dict[int, Known], points: dict[int, float], weights: Weights, today: dt.date
) -> list[Line]:
    names = {row.id: row.name for row in db.session.execute(_named(first))}
    promises = _promises(area_id, [key for key, known in first.items() if known.promised_on])
    return [
        Line(
            key,
            names[key],
            points[key],
            rules.reasons(known._replace(promise=promises.get(key, "")), weights, today),
        )
        for key, known in first.items()
        if key in names
    ]


def _named(organisation_ids: Collection[int]) -> Any:
    return select(Organisation.id, Organisation.name).where(Organisation.id.in_(organisation_ids))


def _promises(area_id: int, organisation_ids: Collection[int]) -> dict[int, str]:
    """What was promised for the earliest day."""
    wanted = (
        select(FollowUp.organisation_id, FollowUp.what)
        .where(FollowUp.area_id == area_id, FollowUp.organisation_id.in_(organisation_ids))
        .where(FollowUp.done_on.is_(None), FollowUp.what != ASK_AGAIN)
        .order_by(FollowUp.due_on.desc(), FollowUp.id.desc())
    )
    return {row.organisation_id: row.what for row in db.session.execute(wanted)}
