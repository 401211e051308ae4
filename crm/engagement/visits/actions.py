import datetime as dt
from collections.abc import Collection

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.engagement.models import Activity
from crm.engagement.visits import queries, rules
from crm.engagement.visits.models import PlannedVisit, VisitCompanion
from crm.engagement.visits.rules import Plan
from crm.extensions import db
from crm.jobs import actions as jobs

CHECK_IN, CHECK_IN_MAIL = "visits.check_in", "visits.check_in_mail"


def plan_visit(
    organisation_id: int, area_id: int, plan: Plan, actor: Account, *, agreed_in_id: int | None = None
) -> PlannedVisit:
    """The day may be over for one that was agreed in a contact which is written down late."""
    if agreed_in_id is None:
        rules.check_plan(plan, clock.today())
    visit = PlannedVisit(organisation_id=organisation_id, area_id=area_id, agreed_in_id=agreed_in_id)
    _fill(visit, plan)
    db.session.add(visit)
    record.record("planned_visit.planned", visit, actor)
    if plan.companions or visit.back_by_at:
        db.session.flush()
        _match_companions(visit, plan)
        _look_out_for(visit)
    return visit


def change_visit(visit: PlannedVisit, plan: Plan, actor: Account) -> None:
    _check_open(visit)
    was = (visit.planned_on, visit.starts_at)
    is_moved = was != (plan.on, plan.starts_at)
    rules.check_plan(plan, clock.today() if is_moved else min(clock.today(), visit.planned_on))
    _fill(visit, plan)
    _match_companions(visit, plan)
    _look_out_for(visit)
    record.record("planned_visit.moved" if is_moved else "planned_visit.changed", visit, actor)


def call_off(visit: PlannedVisit, why: str, actor: Account) -> None:
    """Twice is once."""
    if visit.called_off_on is None:
        _check_open(visit)
        visit.called_off_on, visit.called_off_why = clock.today(), why
        record.record("planned_visit.called_off", visit, actor)


def end_with(activity: Activity, organisation_id: int, chosen: int | None, actor: Account) -> None:
    """The visit that an activity is what came of, if there is one, is over with it."""
    with db.session.no_autoflush:
        there = queries.open_visits(organisation_id, activity.area_id)
        over = rules.what_is_over(there, activity.method, activity.outcome, activity.happened_on, chosen)
    if over:
        over.activity_id = activity.id
        record.record("planned_visit.logged", over, actor)


def come_back(visit: PlannedVisit, actor: Account) -> None:
    """Safe and sound; said twice is said once."""
    if visit.back_at is None:
        visit.back_at = clock.now()
        record.record("planned_visit.back", visit, actor)


def leave(account_id: int, area_ids: Collection[int], keeper_id: int | None, actor: Account) -> None:
    """Somebody who leaves goes along no more; the keeper looks out for whom they did, in these areas.

    Where the keeper goes there, or there is none, the watch stays, and coordinators are told (`jobs.write`).
    """
    for row in queries.goes_along(account_id):
        db.session.delete(row)
    for visit in queries.watched_by(account_id):
        going = {visit.owner_id, *(row.account_id for row in queries.companions_of(visit.id))}
        if visit.area_id in area_ids and keeper_id not in going:
            visit.watcher_id = keeper_id
            record.record("planned_visit.changed", visit, actor)


def _look_out_for(visit: PlannedVisit) -> None:
    """At the time, or at once if the worker was off then, somebody looks whether this person is back."""
    if visit.back_by_at and visit.asked_at is None:
        _look_at(visit, visit.back_by_at, "asked")
    elif visit.back_by_at and visit.watcher_id and visit.told_at is None:
        _look_at(visit, visit.back_by_at + rules.PATIENCE, "told")


def _look_at(visit: PlannedVisit, at: dt.datetime, step: str) -> None:
    back_by = visit.back_by_at.isoformat() if visit.back_by_at else ""
    known = {"visit_id": visit.id, "back_by": back_by}
    jobs.ask(CHECK_IN, known, key=f"{CHECK_IN} {visit.id} {back_by} {step}", again=True, due_at=at)


def alert(visit: PlannedVisit) -> None:
    """Somebody who is late is asked; when it goes on, the colleague is told. Each once: the row says when."""
    now, back_by = clock.now(), visit.back_by_at
    if visit.asked_at is None and rules.is_late(back_by, visit.back_at, now):
        visit.asked_at = now
        write(visit.id, visit.owner_id)
        record.record("planned_visit.asked", visit, None)
    if back_by is None or visit.watcher_id is None or visit.told_at is not None:
        return
    if rules.is_missing(back_by, visit.back_at, now):
        visit.told_at = now
        write(visit.id, visit.watcher_id)
        record.record("planned_visit.told", visit, None)
    else:
        _look_at(visit, back_by + rules.PATIENCE, "told")


def write(visit_id: int, account_id: int) -> None:
    """The mail is asked for with what says that it was, so that neither is there without the other."""
    jobs.ask(CHECK_IN_MAIL, {"visit_id": visit_id, "account_id": account_id})


def _check_open(visit: PlannedVisit) -> None:
    if visit.activity_id is not None or visit.called_off_on is not None:
        raise RuleBroken("This visit is over: it was logged or called off. Plan another")


def _fill(visit: PlannedVisit, plan: Plan) -> None:
    visit.owner_id, visit.planned_on, visit.starts_at = plan.owner_id, plan.on, plan.starts_at
    visit.minutes, visit.venue_id = plan.minutes, plan.venue_id
    visit.place, visit.note = plan.place, plan.note
    back_by_at = rules.back_by_at(plan)
    if back_by_at != visit.back_by_at:
        visit.asked_at = visit.told_at = visit.back_at = None
    if plan.watcher_id != visit.watcher_id:
        visit.told_at = None
    visit.back_by_at, visit.watcher_id = back_by_at, plan.watcher_id


def _match_companions(visit: PlannedVisit, plan: Plan) -> None:
    kept = {row.account_id: row for row in queries.companions_of(visit.id)}
    wanted = set(plan.companions) - {plan.owner_id}
    for account_id, row in kept.items():
        if account_id not in wanted:
            db.session.delete(row)
    own = {"visit_id": visit.id, "area_id": visit.area_id}
    db.session.add_all([VisitCompanion(**own, account_id=key) for key in sorted(wanted - kept.keys())])
