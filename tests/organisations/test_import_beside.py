"""Long imports are done beside, say how far they are, and go on after being cut short."""

import datetime as dt
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask_security import hash_password
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from crm.access.scope import every_area
from crm.accounts.models import Account, AreaGrant
from crm.areas.models import Area
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.jobs.working import Hand
from crm.organisations.importing import actions, jobs, queries, rules, running, undo_actions
from crm.organisations.importing.planning import Limits, Plan
from crm.organisations.models import ImportBatch, ImportState, Organisation, SourceRecord
from tests.factories import Make
from tests.organisations.places import load_london, row, sheet
from tests.organisations.test_import_together import sign_in
from tests.support.application import PASSWORD
from tests.support.web import Visitor

MANY = sheet(*(row(1 + n, f"Place {n}", lon=0.02 + n % 30 * 0.0005, lat=51.52 + n // 30 * 0.0003) for n in range(60)))


def groups() -> int | None:
    return db.session.scalar(select(func.count()).select_from(Organisation))


def batch() -> ImportBatch:
    return db.session.scalars(select(ImportBatch)).one()


def work(app: Flask) -> None:
    """As a worker does."""
    db.session.rollback()
    hand = Hand(app)
    while hand.do_next():
        pass


@pytest.fixture
def newham(separate_app: Flask) -> Iterator[Area]:
    with separate_app.app_context(), every_area("a test looks at everything"):
        area = load_london()
        db.session.commit()
        yield area


def test_a_long_list_is_checked_imported_and_undone_beside(
    separate_app: Flask, newham: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "SHORT_BYTES", 0)
    email = Make().adviser(newham, password=hash_password(PASSWORD)).email
    db.session.commit()
    visitor = sign_in(separate_app, email)
    page = visitor.submit("/organisations/imports", file=(io.BytesIO(MANY), "list.csv")).headers["Location"]  # type: ignore[arg-type]
    work(separate_app)
    assert "Check what the import will do" in visitor.get(page).text
    visitor.submit(page, form=-2)
    work(separate_app)
    assert (batch().state, groups()) == (ImportState.DONE, 60)
    db.session.rollback()
    monkeypatch.setattr(running, "SHORT_ROWS", 0)
    visitor.submit(f"{page}/undo")
    work(separate_app)
    assert (batch().state, groups()) == (ImportState.UNDONE, 0)


class CutShortError(Exception):
    """As a machine that stops."""


def cut_short_after(parts: int) -> Callable[[Plan], None]:
    done: list[Plan] = []

    def each(part: Plan) -> None:
        done.append(part)
        if len(done) == parts:
            raise CutShortError

    return each


def test_an_import_that_was_cut_short_goes_on_where_it_stopped(newham: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "ROWS_IN_A_PART", 10)
    monkeypatch.setattr(jobs, "PAUSE_SECONDS", 0)
    listing = jobs.listing_of(MANY, "osm", Limits())
    started = actions.receive_file("osm", "list.csv", None, None)
    actions.settle_columns(started, listing.columns, [], None)
    actions.finish_look(started)
    actions.start_import(started, rules.Choice.GOOD, None)
    batch_id = started.id
    db.session.commit()
    with pytest.raises(CutShortError):
        jobs.bring_in(MANY, listing, batch_id, None, cut_short_after(2))
    db.session.rollback()
    assert (groups(), batch().state, batch().outcome["rows"]) == (20, ImportState.WRITING, 20)
    jobs.bring_in(MANY, listing, batch_id, None)
    assert groups() == db.session.scalar(select(func.count()).select_from(SourceRecord)) == 60
    assert (batch().state, batch().outcome["created"]) == (ImportState.DONE, 60)


@pytest.fixture
def adviser(make: Make, session: Session, signed_in: Callable[[Account], Visitor]) -> Visitor:
    area = load_london()
    visitor = signed_in(make.adviser(area))
    session.commit()
    return visitor


def waiting(visitor: Visitor) -> str:
    return visitor.submit("/organisations/imports", file=(io.BytesIO(MANY), "list.csv")).headers["Location"]  # type: ignore[arg-type]


def at_work(seconds_ago: int) -> None:
    found = batch()
    found.state, found.beat_at = ImportState.WRITING, clock.now() - dt.timedelta(seconds=seconds_ago)
    found.outcome = {**found.outcome, "rows": 1_250, "of": 3_000}
    db.session.commit()


def test_the_page_says_how_far_the_work_is_and_follows_it(adviser: Visitor) -> None:
    page = waiting(adviser)
    at_work(1)
    shown = adviser.get(page).text
    assert "1,250 of 3,000 rows done" in shown
    assert '<meta http-equiv="refresh" content="3">' in shown
    assert "Go on where it stopped" not in shown


def test_nobody_takes_on_what_is_being_worked_on(adviser: Visitor) -> None:
    page = waiting(adviser)
    at_work(1)
    with pytest.raises(RuleBroken, match="being worked on"):
        actions.take_on(batch())
    assert adviser.get(f"{page}/undo").status_code == 200
    with pytest.raises(RuleBroken, match="Only an import that was made"):
        undo_actions.start_undo(batch(), None)


def test_work_that_was_cut_short_says_so_and_can_be_taken_up(adviser: Visitor) -> None:
    page = waiting(adviser)
    at_work(120)
    shown = adviser.get(page).text
    assert "The import stopped" in shown
    assert "1,250 of 3,000 rows were imported before it stopped" in shown
    adviser.submit(page, form=-1)
    assert (batch().state, groups()) == (ImportState.DONE, 60)


def test_work_that_failed_says_why_and_nobody_is_at_it(adviser: Visitor) -> None:
    page = waiting(adviser)
    at_work(120)
    found = batch()
    found.file_key = "0" * 32
    db.session.commit()
    adviser.submit(page, form=-1)
    assert "The file is not held any more" in (queries.batch(batch().id).problem or "")
    assert batch().beat_at is None


def taken_away(account_id: int) -> None:
    db.session.execute(delete(AreaGrant).where(AreaGrant.account_id == account_id))


def switched_off(account_id: int) -> None:
    db.session.execute(update(Account).where(Account.id == account_id).values(active=False))


@pytest.mark.parametrize("happens", [taken_away, switched_off])
def test_nothing_more_is_written_for_somebody_who_may_not_any_more(
    separate_app: Flask, newham: Area, monkeypatch: pytest.MonkeyPatch, happens: Callable[[int], None]
) -> None:
    monkeypatch.setattr(running, "SHORT_BYTES", 0)
    monkeypatch.setattr(jobs, "ROWS_IN_A_PART", 20)
    monkeypatch.setattr(jobs, "PAUSE_SECONDS", 0)
    account = Make().adviser(newham, password=hash_password(PASSWORD))
    account_id, email = account.id, account.email
    db.session.commit()
    visitor = sign_in(separate_app, email)
    page = visitor.submit("/organisations/imports", file=(io.BytesIO(MANY), "list.csv")).headers["Location"]  # type: ignore[arg-type]
    work(separate_app)
    write, parts = actions.write_part, []

    def write_and_then(*args: Any) -> None:
        write(*args)
        parts.append(args)
        if len(parts) == 1:
            happens(account_id)

    monkeypatch.setattr(actions, "write_part", write_and_then)
    visitor.submit(page, form=-2)
    work(separate_app)
    assert (batch().state, groups()) == (ImportState.WRITING, 20)
    assert batch().beat_at is None
    assert "areas were changed meanwhile" in (batch().problem or "")
