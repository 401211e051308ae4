import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.labels import Labelled
from crm.core.models import Base, Timestamped, pk


class JobState(Labelled):
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CALLED_OFF = "called_off", "Called off"


OPEN = (JobState.WAITING, JobState.RUNNING)


class Job(Timestamped, Base):
    """A piece of work by the name of its kind. No two have one `key`, so that work asked for twice is there once.

    `account_id` is who asked for it, none for the service itself. `attempts` counts how often a worker took it up:
    with the id it names one attempt, so that a worker that was thought dead cannot write on. While it runs, `beat_at`
    is no older than `rules.SILENCE`. `problem` says in words why the last attempt did not end well.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_due", "state", "due_at"),
        CheckConstraint("(state = 'running') = (beat_at IS NOT NULL)", name="running_beats"),
        CheckConstraint("state <> 'failed' OR problem IS NOT NULL", name="failed_why"),
        CheckConstraint("attempts >= 0", name="attempts_counted"),
    )
    id: Mapped[pk]
    name: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    key: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    state: Mapped[JobState] = mapped_column(default=JobState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[dt.datetime]
    worker: Mapped[str | None]
    beat_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    problem: Mapped[str | None]
    result: Mapped[dict[str, Any] | None]


class Worker(Base):
    """A process that takes jobs up, for as long as it runs."""

    __tablename__ = "worker"
    id: Mapped[pk]
    name: Mapped[str] = mapped_column(unique=True)
    started_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
