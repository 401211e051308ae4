"""Real workers in processes of their own, killed in the middle of an import."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.access.scope import every_area
from crm.core.database import reading
from crm.extensions import db
from crm.jobs.models import Job, JobState
from crm.organisations.importing import actions, jobs, rules, running
from crm.organisations.importing.planning import Limits
from crm.organisations.models import ImportBatch, ImportState, Organisation, SourceRecord
from tests.factories import Make
from tests.organisations.places import load_london, row, sheet

ROOT = Path(__file__).resolve().parents[2]
# A machine that runs every test at once may be slow to start a process.
PATIENCE_SECONDS = 400
ROWS = 3 * jobs.ROWS_IN_A_PART
LONG = sheet(*(row(1 + n, f"Place {n}", lon=0.02 + n % 60 * 0.0003, lat=51.52 + n // 60 * 0.0003) for n in range(ROWS)))


@pytest.fixture
def waiting(separate_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """An import that was confirmed, and for which no worker runs yet."""
    monkeypatch.setattr(running, "SHORT_BYTES", 0)
    with separate_app.app_context(), every_area("a test looks at everything"):
        account = Make().adviser(load_london())
        db.session.commit()
        listing = jobs.listing_of(LONG, "osm", Limits())
        batch = actions.receive_file("osm", "list.csv", running.uploads().keep(BytesIO(LONG)), account)
        actions.settle_columns(batch, listing.columns, [], account)
        actions.finish_look(batch)
        actions.start_import(batch, rules.Choice.GOOD, account)
        assert not running.hand_on(batch.id, account)
        batch_id = batch.id
        db.session.commit()
        yield batch_id


def start(app: Flask, *options: str) -> subprocess.Popen[bytes]:
    told = {
        **os.environ,
        "FOOTBRIDGE_ENV": "development",
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "FOOTBRIDGE_DATA_DIR": str(app.config["SETTINGS"].data_dir),
    }
    command = [sys.executable, "-m", "flask", "--app", "app", "worker", *options]
    return subprocess.Popen(command, cwd=ROOT, env=told, stdout=subprocess.DEVNULL)


def rows_done(batch_id: int) -> int:
    with reading():
        found = db.session.scalars(select(ImportBatch.outcome).where(ImportBatch.id == batch_id)).one()
        db.session.rollback()
    return int(found["rows"])


def wait_until_some_are_done(batch_id: int, worker: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not rows_done(batch_id):
        assert worker.poll() is None, "The worker ended by itself"
        assert time.monotonic() < until, "The worker did nothing"
        time.sleep(0.02)


def test_an_import_whose_worker_is_killed_is_finished_by_the_next(separate_app: Flask, waiting: int) -> None:
    worker = start(separate_app)
    try:
        wait_until_some_are_done(waiting, worker)
    finally:
        worker.kill()
        worker.wait()
    assert 0 < rows_done(waiting) < ROWS
    assert start(separate_app, "--until-done").wait(timeout=PATIENCE_SECONDS) == 0
    job = db.session.scalars(select(Job).where(Job.key == running.job_key(waiting))).one()
    assert (job.state, job.attempts) == (JobState.DONE, 2)
    batch = db.session.scalars(select(ImportBatch).where(ImportBatch.id == waiting)).one()
    assert (batch.state, batch.outcome["rows"], batch.outcome["created"]) == (ImportState.DONE, ROWS, ROWS)
    assert [db.session.scalar(select(func.count()).select_from(table)) for table in (Organisation, SourceRecord)] == [
        ROWS,
        ROWS,
    ]


def test_a_worker_that_is_told_to_end_leaves_the_import_where_it_is(separate_app: Flask, waiting: int) -> None:
    worker = start(separate_app)
    try:
        wait_until_some_are_done(waiting, worker)
        worker.terminate()
        assert worker.wait(timeout=PATIENCE_SECONDS) == 0
    finally:
        worker.kill()
    job = db.session.scalars(select(Job).where(Job.key == running.job_key(waiting))).one()
    assert (job.state, job.problem) == (JobState.WAITING, None)
    assert 0 < rows_done(waiting) < ROWS


def test_a_worker_ends_with_the_server_beside_which_it_was_started(separate_app: Flask) -> None:
    server = subprocess.Popen(["sleep", "600"])
    worker = start(separate_app, "--while", str(server.pid))
    time.sleep(1)
    server.kill()
    server.wait()
    try:
        assert worker.wait(timeout=PATIENCE_SECONDS) == 0
    finally:
        worker.kill()
