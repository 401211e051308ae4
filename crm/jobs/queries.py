"""What is waiting, running, failed, and whether anybody works."""

import datetime as dt
from typing import Any, NamedTuple

from sqlalchemy import func, select

from crm.accounts.models import Account
from crm.core import clock
from crm.core.paging import Cursor, Order, Page, page
from crm.extensions import db
from crm.jobs import rules
from crm.jobs.models import OPEN, Job, JobState, Worker


class Progress(NamedTuple):
    """How the job with a key stands; `has_worker` is whether one was seen within a minute."""

    state: JobState
    attempts: int
    problem: str | None
    has_worker: bool

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


def progress(key: str) -> Progress | None:
    seen = select(func.count()).where(_is_seen()).scalar_subquery()
    found = db.session.execute(select(Job.state, Job.attempts, Job.problem, seen).where(Job.key == key)).one_or_none()
    return Progress(found[0], found[1], found[2], found[3] > 0) if found else None


def _is_seen() -> Any:
    return Worker.seen_at > clock.now() - rules.SILENCE


def is_open(key: str) -> bool:
    return db.session.scalar(select(Job.id).where(Job.key == key, Job.state.in_(OPEN))) is not None


def is_known(key: str) -> bool:
    return db.session.scalar(select(Job.id).where(Job.key == key)) is not None


def last_done_at(name: str) -> dt.datetime | None:
    """When the last of this kind of work that was done had been asked for."""
    return db.session.scalar(select(func.max(Job.created_at)).where(Job.name == name, Job.state == JobState.DONE))


def has_due() -> bool:
    return db.session.scalar(due().limit(1)) is not None


def due() -> Any:
    """What a person waits for goes first, then by the time since when it is due."""
    wanted = select(Job.id).where(Job.state == JobState.WAITING, Job.due_at <= clock.now())
    return wanted.order_by(Job.account_id.is_(None), Job.due_at, Job.id)


def running() -> list[Any]:
    columns = (Job.id, Job.worker, Job.beat_at, Job.attempts)
    return list(db.session.execute(select(*columns).where(Job.state == JobState.RUNNING)))


def job_to_write(job_id: int) -> Job:
    return db.session.scalars(select(Job).where(Job.id == job_id).with_for_update()).one()


def page_of(state: JobState, cursor: Cursor | None) -> Page[Any]:
    """The latest first, each with who asked for it."""
    columns = (Job.id, Job.name, Job.state, Job.attempts, Job.due_at, Job.ended_at, Job.problem, Job.result)
    wanted: Any = select(*columns, Job.created_at, Job.updated_at, Account.name.label("asked_by"))
    wanted = wanted.join(Account, Account.id == Job.account_id, isouter=True).where(Job.state == state)
    order = Order(Job.id, Job.id, lambda row: (row.id, row.id), descending=True)
    return page(wanted, order, cursor, lambda found: db.session.execute(found).all())


def counts() -> dict[JobState, int]:
    return {row[0]: row[1] for row in db.session.execute(select(Job.state, func.count()).group_by(Job.state))}


def worker_seen_at() -> dt.datetime | None:
    return db.session.scalar(select(func.max(Worker.seen_at)))


def late() -> list[Any]:
    """Jobs that have waited for longer than any worker lets them."""
    wanted = select(Job.id, Job.name, Job.due_at).where(Job.state == JobState.WAITING)
    return list(db.session.execute(wanted.where(Job.due_at < clock.now() - rules.LATE).order_by(Job.id)))
