"""The attempt that this process is working on; outside a job there is none, and nothing is asked."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from sqlalchemy import select

from crm.extensions import db
from crm.jobs.models import Job, JobState


class Attempt(NamedTuple):
    """`stopping` is set when the worker was told to end."""

    job_id: int
    number: int
    account_id: int | None
    stopping: threading.Event


class Interrupted(Exception):
    """The work ends here: what was committed stays."""


class CalledOff(Interrupted):
    """Somebody called the job off, or another worker took it up."""


class Stopping(Interrupted):
    """The worker is told to end; another goes on with the job."""


_at_hand: ContextVar[Attempt | None] = ContextVar("job at hand", default=None)


@contextmanager
def working_on(attempt: Attempt) -> Iterator[None]:
    token = _at_hand.set(attempt)
    try:
        yield
    finally:
        _at_hand.reset(token)


def check_wanted() -> None:
    """Asked in each transaction of long work, after whatever it locks. Raises Interrupted if it is to go no further."""
    attempt = _at_hand.get()
    if attempt is None:
        return
    wanted = select(Job.state, Job.attempts).where(Job.id == attempt.job_id)
    found = db.session.execute(wanted).one_or_none()
    if found is None or (found.state, found.attempts) != (JobState.RUNNING, attempt.number):
        raise CalledOff
    if attempt.stopping.is_set():
        raise Stopping
