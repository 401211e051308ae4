"""An import while others work, and one that is cut short, on databases where a commit is a commit."""

import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_security import hash_password
from sqlalchemy import func, insert, select

from crm.access.scope import every_area
from crm.accounts.models import Account
from crm.areas.models import Area
from crm.core import clock
from crm.engagement.models import Activity, Method, Outcome
from crm.extensions import db
from crm.organisations.importing import jobs, summary
from crm.organisations.importing.planning import Limits
from crm.organisations.models import ImportBatch, ImportState, Organisation, SourceRecord
from tests.factories import Make
from tests.organisations.places import REAL, load_london, row, sheet
from tests.support.application import PASSWORD, make_app
from tests.support.databases import close
from tests.support.web import Visitor

# 900 places on a grid of about 35 metres within Newham.
MANY = sheet(*(row(1 + n, f"Place {n}", lon=0.02 + n % 30 * 0.0005, lat=51.52 + n // 30 * 0.0003) for n in range(900)))
VISITS = 40


@pytest.fixture
def newham(separate_app: Flask) -> Iterator[Area]:
    with separate_app.app_context(), every_area("a test looks at everything"):
        area = load_london()
        db.session.commit()
        yield area


def groups() -> int | None:
    return db.session.scalar(select(func.count()).select_from(Organisation))


def import_list(content: bytes) -> dict[str, int]:
    listing = jobs.listing_of(content, "osm", Limits())
    return summary.counts(jobs.import_now(content, listing, "list.csv", None))


def save_visits(app: Flask, area_id: int, account_id: int, started: threading.Event) -> None:
    """As somebody else: in a context, with a connection and transactions of her own."""
    with app.app_context(), every_area("an adviser saves visits"):
        for _ in range(VISITS):
            visit = {"area_id": area_id, "recorded_by_id": account_id, "happened_on": clock.today()}
            db.session.add(Activity(**visit, method=Method.PHONE, outcome=Outcome.MET))
            db.session.commit()
            started.set()


def test_others_save_visits_while_a_list_is_imported(separate_app: Flask, newham: Area) -> None:
    adviser = Make().adviser(newham)
    db.session.commit()
    started = threading.Event()
    saver = threading.Thread(target=save_visits, args=(separate_app, newham.id, adviser.id, started))
    db.session.rollback()
    saver.start()
    started.wait()
    assert import_list(MANY)["created"] == 900
    saver.join()
    assert db.session.scalar(select(func.count()).select_from(Activity)) == VISITS


def test_two_who_import_the_same_list_at_once_make_each_group_once(separate_app: Flask, newham: Area) -> None:
    made: list[dict[str, int]] = []

    def other() -> None:
        with separate_app.app_context(), every_area("somebody else imports"):
            made.append(import_list(MANY))

    db.session.rollback()
    second = threading.Thread(target=other)
    second.start()
    made.append(import_list(MANY))
    second.join()
    assert groups() == 900
    assert sorted(one["created"] for one in made) == [0, 900]


def test_looking_at_a_list_does_not_wait_for_somebody_who_writes(separate_app: Flask, newham: Area) -> None:
    db.session.rollback()
    with db.engine.connect() as writer, writer.begin():
        writer.execute(insert(Account).values(_account()))
        content = REAL.read_bytes()
        assert jobs.look(content, jobs.listing_of(content, "osm", Limits()))["created"] == 23


def _account() -> dict[str, object]:
    times = {"created_at": clock.now(), "updated_at": clock.now()}
    return {"email": "x@example.org", "name": "X", "fs_uniquifier": "x", "is_demo": True, "active": True, **times}


def sign_in(app: Flask, email: str) -> Visitor:
    visitor = app.test_client()
    assert isinstance(visitor, Visitor)
    assert visitor.submit("/sign-in", email=email, password=PASSWORD).status_code == 302
    return visitor


def test_an_import_waits_through_a_restart(separate_app: Flask, newham: Area) -> None:
    email = Make().adviser(newham, password=hash_password(PASSWORD)).email
    db.session.commit()
    file = (io.BytesIO(REAL.read_bytes()), "list.csv")
    sent = sign_in(separate_app, email).submit("/organisations/imports", file=file)  # type: ignore[arg-type]
    settings = separate_app.config["SETTINGS"]
    restarted = make_app(settings.database_url, settings.data_dir)
    assert sign_in(restarted, email).submit(sent.headers["Location"], form=-2).status_code == 303
    close(restarted)
    db.session.rollback()
    assert groups() == 10
    assert db.session.scalars(select(ImportBatch.state)).one() is ImportState.DONE


def test_an_import_that_is_killed_is_whole_or_not_there(separate_app: Flask, newham: Area, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(MANY)
    settings = separate_app.config["SETTINGS"]
    db.session.rollback()
    command = [sys.executable, "-m", "flask", "--app", "app", "organisations", "import", str(file), "--source", "osm"]
    environment = {**os.environ, "DATABASE_URL": settings.database_url, "FOOTBRIDGE_DATA_DIR": str(tmp_path)}
    with subprocess.Popen(
        command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as run:
        assert run.stderr is not None
        next(line for line in run.stderr if line.startswith("Writing"))
        run.send_signal(signal.SIGKILL)
    assert groups() in (0, 900)
    import_list(MANY)
    assert groups() == db.session.scalar(select(func.count()).select_from(SourceRecord)) == 900
