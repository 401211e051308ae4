"""Asking for work, and what becomes of it. A worker's own steps are statements, so that they make no history."""

import datetime as dt
import json
import uuid
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.dialects import postgresql, sqlite

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.jobs import queries, rules
from crm.jobs.at_hand import Attempt
from crm.jobs.kinds import kind
from crm.jobs.models import OPEN, Job, JobState, Worker

CUT_SHORT = "The worker stopped in the middle of it"
KEPT_WORKERS = dt.timedelta(days=1)


def ask(
    name: str,
    arguments: dict[str, Any] | None = None,
    *,
    key: str | None = None,
    asker: Account | None = None,
    again: bool = False,
    due_at: dt.datetime | None = None,
) -> None:
    """In the caller's transaction: the work is there if, and only if, that is committed.

    Work with a `key` is asked for once; `again` asks anew for what has ended, however it did. It is begun when it is
    due, at once if nothing is said.
    """
    if kind(name) is None:
        raise ValueError(f"There is no kind of work named {name}")
    now = clock.now()
    row = {
        "name": name,
        "arguments": json.loads(json.dumps(arguments or {})),
        "key": key or uuid.uuid4().hex,
        "account_id": asker.id if asker else None,
        "state": JobState.WAITING,
        "attempts": 0,
        "due_at": due_at or now,
        "ended_at": None,
        "problem": None,
        "result": None,
        "updated_at": now,
    }
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    wanted = dialect.insert(Job).values({**row, "created_at": now})
    if again:
        ended = Job.state.not_in(OPEN)
        db.session.execute(wanted.on_conflict_do_update(index_elements=["key"], set_=row, where=ended))
    else:
        db.session.execute(wanted.on_conflict_do_nothing(index_elements=["key"]))


def call_off(key: str) -> None:
    """What a worker has committed stays; it writes nothing more."""
    wanted = update(Job).where(Job.key == key, Job.state.in_(OPEN))
    _run(wanted.values(state=JobState.CALLED_OFF, beat_at=None, ended_at=clock.now()))


def run_again(job: Job, actor: Account) -> None:
    if job.state is not JobState.FAILED:
        raise RuleBroken("Only work that failed can be run again")
    job.state, job.attempts, job.due_at, job.ended_at = JobState.WAITING, 0, clock.now(), None
    record.record("job.run_again", job, actor)


def claim(worker: str) -> Job | None:
    """The next that is due, for this worker alone: two workers never get the same."""
    job_id = db.session.scalar(queries.due().limit(1).with_for_update(skip_locked=True))
    if job_id is None:
        return None
    now = clock.now()
    taken = update(Job).where(Job.id == job_id, Job.state == JobState.WAITING)
    values = {"state": JobState.RUNNING, "worker": worker, "beat_at": now, "attempts": Job.attempts + 1}
    return db.session.scalars(taken.values(**values, updated_at=now).returning(Job)).one_or_none()


def beat(attempt: Attempt) -> None:
    _run(_attempt(attempt).values(beat_at=clock.now()))


def finish(attempt: Attempt, result: dict[str, Any] | None) -> None:
    values = {"state": JobState.DONE, "beat_at": None, "ended_at": clock.now(), "problem": None, "result": result}
    _run(_attempt(attempt).values(**values))


def fail(attempt: Attempt, problem: str) -> None:
    values = {"state": JobState.FAILED, "beat_at": None, "ended_at": clock.now(), "problem": problem}
    _run(_attempt(attempt).values(**values))


def try_later(attempt: Attempt, problem: str) -> None:
    """After some time, or never if that was the last attempt."""
    wait = rules.wait_after(attempt.number)
    if wait is None:
        fail(attempt, f"{problem}. It was tried {attempt.number} times")
        return
    values = {"state": JobState.WAITING, "beat_at": None, "due_at": clock.now() + wait, "problem": problem}
    _run(_attempt(attempt).values(**values))


def put_back(attempt: Attempt) -> None:
    """By a worker that is told to end: another goes on at once, and it does not count as an attempt that failed."""
    values = {"state": JobState.WAITING, "beat_at": None, "due_at": clock.now(), "attempts": Job.attempts - 1}
    _run(_attempt(attempt).values(**values))


def take_from(row: Any) -> None:
    """A job whose worker is gone, such as by kill -9, waits again; one that so ends every worker fails."""
    is_last = row.attempts >= rules.MOST_ATTEMPTS
    problem = f"{CUT_SHORT}, {row.attempts} times" if is_last else CUT_SHORT
    lost = update(Job).where(Job.id == row.id, Job.attempts == row.attempts, Job.state == JobState.RUNNING)
    state, ended_at = (JobState.FAILED, clock.now()) if is_last else (JobState.WAITING, None)
    _run(lost.values(state=state, ended_at=ended_at, beat_at=None, due_at=clock.now(), problem=problem))


def _attempt(attempt: Attempt) -> Any:
    own = (Job.id == attempt.job_id, Job.attempts == attempt.number, Job.state == JobState.RUNNING)
    return update(Job).where(*own)


def _run(statement: Any) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))


def come(worker: str) -> None:
    now = clock.now()
    _run(delete(Worker).where(Worker.seen_at < now - KEPT_WORKERS))
    db.session.execute(insert(Worker).values(name=worker, started_at=now, seen_at=now))


def stay(worker: str) -> None:
    _run(update(Worker).where(Worker.name == worker).values(seen_at=clock.now()))


def leave(worker: str) -> None:
    _run(delete(Worker).where(Worker.name == worker))


def forget_old() -> int:
    """Jobs that ended long ago."""
    oldest = clock.now() - dt.timedelta(days=rules.KEPT_DAYS)
    gone = delete(Job).where(Job.state.not_in(OPEN), Job.ended_at < oldest)
    return int(db.session.execute(gone.execution_options(synchronize_session=False)).rowcount)  # type: ignore[attr-defined]
