"""Who is not back from a visit is asked, and then the colleague is told: each once, whatever becomes of the workers."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from crm.access.scope import every_area
from crm.accounts.models import Account, AreaGrant
from crm.core import clock, mail
from crm.engagement.visits import actions, jobs
from crm.engagement.visits.models import PlannedVisit
from crm.engagement.visits.rules import Plan
from crm.extensions import db
from crm.jobs.models import Job, JobState
from crm.jobs.working import Hand
from tests.factories import Make
from tests.reporting.test_digest import mails

TODAY = dt.date(2026, 11, 25)
NINE = dt.datetime(2026, 11, 25, 21, tzinfo=dt.UTC)
HALF_PAST = NINE + dt.timedelta(minutes=30)


@dataclass
class Out:
    """Rosa is out until nine in the evening; Ben looks out for her."""

    app: Flask
    rosa: Account
    ben: Account
    visit: PlannedVisit

    def work(self, at: dt.datetime) -> None:
        # What this test reads would otherwise hold the database against the worker.
        db.session.commit()
        with clock.set_to(at):
            while Hand(self.app).do_next():
                pass
        db.session.expire_all()

    def written(self) -> list[tuple[str, str]]:
        return sorted((str(one["To"]), str(one["Subject"])) for one in mails(self.app))

    @property
    def asked(self) -> tuple[str, str]:
        return self.rosa.email, "Are you back?"

    @property
    def told(self) -> tuple[str, str]:
        return self.ben.email, "Rosa is not back yet"


@pytest.fixture
def out(separate_app: Flask) -> Iterator[Out]:
    with separate_app.app_context(), every_area("a test looks at everything"), clock.set_to(TODAY):
        make = Make()
        area = make.area()
        make.coordinator(area, name="Cleo", email="cleo@example.org")
        make.coordinator(make.area())
        rosa, ben = make.adviser(area, name="Rosa"), make.adviser(area, name="Ben")
        plan = Plan(rosa.id, TODAY, dt.time(19), back_by=dt.time(21), watcher_id=ben.id)
        visit = actions.plan_visit(make.organisation(area, name="Refuge").id, area.id, plan, rosa)
        db.session.commit()
        yield Out(separate_app, rosa, ben, visit)


def test_nobody_is_written_to_before_the_time(out: Out) -> None:
    out.work(NINE - dt.timedelta(minutes=1))
    assert out.written() == []


def test_first_she_is_asked_and_half_an_hour_later_he_is_told_each_once(out: Out) -> None:
    out.work(NINE)
    assert out.written() == [out.asked]
    out.work(HALF_PAST - dt.timedelta(minutes=1))
    assert out.written() == [out.asked]
    for _ in range(2):
        out.work(HALF_PAST)
    assert out.written() == sorted([out.asked, out.told])
    assert (out.visit.asked_at, out.visit.told_at) == (NINE, HALF_PAST)
    texts = [one.get_content() for one in mails(out.app)]
    assert all(f"/visits/{out.visit.id}" in text and "Refuge" not in text for text in texts)


def test_when_the_worker_was_off_both_are_written_to_at_once(out: Out) -> None:
    out.work(HALF_PAST + dt.timedelta(hours=2))
    assert out.written() == sorted([out.asked, out.told])


def test_who_is_back_is_not_asked_and_nobody_is_told(out: Out) -> None:
    out.work(NINE)
    with clock.set_to(NINE + dt.timedelta(minutes=5)):
        actions.come_back(out.visit, out.rosa)
        db.session.commit()
    out.work(HALF_PAST)
    assert out.written() == [out.asked]


def test_a_visit_that_is_called_off_or_moved_is_looked_at_at_its_new_time_alone(out: Out) -> None:
    plan = Plan(out.rosa.id, TODAY, dt.time(19), back_by=dt.time(22), watcher_id=out.ben.id)
    actions.change_visit(out.visit, plan, out.rosa)
    db.session.commit()
    out.work(HALF_PAST)
    assert out.written() == []
    out.work(NINE + dt.timedelta(hours=1))
    assert out.written() == [out.asked]
    actions.call_off(out.visit, "Flooded", out.rosa)
    db.session.commit()
    out.work(NINE + dt.timedelta(hours=3))
    assert out.written() == [out.asked]


def test_the_same_look_again_after_a_crash_asks_nobody_twice(out: Out) -> None:
    """A worker that died after its commit leaves a job that another takes up."""
    out.work(NINE)
    assert out.visit.back_by_at is not None
    for _ in range(2):
        with clock.set_to(NINE):
            jobs.check_in(out.visit.id, out.visit.back_by_at.isoformat())
    out.work(NINE)
    assert out.written() == [out.asked]


def test_a_mail_that_is_not_taken_is_tried_again(out: Out) -> None:
    mail.configure(out.app, "smtp://127.0.0.1:1", "footbridge@example.org", None)
    out.work(NINE)
    job = db.session.scalars(select(Job).where(Job.name == actions.CHECK_IN_MAIL)).one()
    assert (job.state, job.attempts) == (JobState.WAITING, 1)
    assert out.visit.asked_at == NINE


def change(out: Out, watcher_id: int | None) -> None:
    plan = Plan(out.rosa.id, TODAY, dt.time(19), back_by=dt.time(21), watcher_id=watcher_id)
    actions.change_visit(out.visit, plan, out.rosa)
    db.session.commit()


def test_a_colleague_who_is_named_after_she_was_asked_is_told(out: Out) -> None:
    change(out, None)
    out.work(NINE)
    change(out, out.ben.id)
    out.work(HALF_PAST)
    assert out.written() == sorted([out.asked, out.told])


def test_a_colleague_who_is_named_after_another_was_told_is_told_too(out: Out) -> None:
    out.work(HALF_PAST)
    cleo = db.session.scalars(select(Account).filter_by(name="Cleo")).one()
    change(out, cleo.id)
    out.work(HALF_PAST + dt.timedelta(minutes=5))
    assert out.written() == sorted([out.asked, out.told, (cleo.email, out.told[1])])


def test_for_a_colleague_whose_account_is_closed_the_coordinators_of_the_area_are_told(out: Out) -> None:
    out.ben.active = False
    out.work(HALF_PAST)
    assert out.written() == sorted([out.asked, ("cleo@example.org", out.told[1])])
    assert any("A coordinator is told" in one.get_content() for one in mails(out.app))


def test_a_colleague_who_has_lost_the_area_gets_no_page_that_they_cannot_open(out: Out) -> None:
    db.session.execute(delete(AreaGrant).where(AreaGrant.account_id == out.ben.id))
    out.work(HALF_PAST)
    assert out.written() == sorted([out.asked, ("cleo@example.org", out.told[1])])


def test_who_is_out_and_has_lost_the_area_is_asked_without_the_page(out: Out) -> None:
    db.session.execute(delete(AreaGrant).where(AreaGrant.account_id == out.rosa.id))
    out.work(NINE)
    [asked] = mails(out.app)
    assert "/visits/" not in asked.get_content()
    assert "ring Ben" in asked.get_content()


def test_without_a_coordinator_the_team_is_told(out: Out) -> None:
    out.ben.active = False
    db.session.execute(update(Account).filter_by(name="Cleo").values(active=False))
    ada = Make().adviser(out.visit.area, name="Ada", email="ada@example.org")
    out.work(HALF_PAST)
    assert out.written() == sorted([out.asked, (ada.email, out.told[1])])
