"""What becomes of a job: asked for, taken up, tried again, failed, taken over. On databases of their own."""

import datetime as dt
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from crm.access.permissions import Permission
from crm.access.scope import ScopeNotSet, current, every_area
from crm.accounts.models import Account
from crm.areas.models import Area
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.jobs import actions, at_hand, kinds, queries, rules
from crm.jobs.models import Job, JobState, Worker
from crm.jobs.working import Hand
from crm.organisations.models import Organisation
from tests.factories import Make

done: list[Any] = []


@kinds.job("test.note", "Take a note")
def note(what: str = "") -> dict[str, str]:
    done.append(what)
    return {"noted": what}


@kinds.job("test.refused", "Be refused")
def refused() -> None:
    raise RuleBroken("The list is empty")


@kinds.job("test.broken", "Break")
def broken() -> None:
    raise ZeroDivisionError("a name that nobody may read")


@kinds.job("test.unscoped", "Look without a scope")
def unscoped() -> None:
    done.append(current())


@kinds.job("test.scoped", "Count the groups of whoever asked", scope=kinds.as_asked(Permission.CORE_VIEW))
def scoped() -> dict[str, int]:
    return {"groups": db.session.scalar(select(func.count()).select_from(Organisation)) or 0}


@kinds.job("test.long", "Be interrupted")
def long() -> None:
    at_hand.check_wanted()
    db.session.rollback()
    done.append("first half")
    interruptions.pop(0)()
    at_hand.check_wanted()
    done.append("second half")


interruptions: list[Any] = []


@pytest.fixture
def app(separate_app: Flask) -> Iterator[Flask]:
    done.clear()
    interruptions.clear()
    with separate_app.app_context(), every_area("a test looks at everything"):
        yield separate_app


def ask(name: str, **how: Any) -> None:
    actions.ask(name, **how)
    db.session.commit()


def the_job() -> Job:
    found = db.session.scalars(select(Job).where(Job.name.startswith("test."))).one()
    db.session.expunge(found)
    db.session.rollback()
    return found


def work(app: Flask) -> None:
    """What is due, without the nightly work."""
    hand = Hand(app)
    while hand.do_next():
        pass


def test_work_is_done_once_with_its_arguments_and_keeps_what_came_of_it(app: Flask) -> None:
    ask("test.note", arguments={"what": "নূর"})
    work(app)
    work(app)
    assert done == ["নূর"]
    assert (the_job().state, the_job().result) == (JobState.DONE, {"noted": "নূর"})


def test_what_is_not_committed_was_never_asked_for(app: Flask) -> None:
    actions.ask("test.note")
    db.session.rollback()
    work(app)
    assert done == []


def test_work_with_one_key_is_asked_for_once(app: Flask) -> None:
    ask("test.note", key="one")
    ask("test.note", key="one")
    work(app)
    ask("test.note", key="one")
    work(app)
    assert len(done) == 1


def test_work_that_ended_can_be_asked_for_again_but_not_what_is_open(app: Flask) -> None:
    ask("test.note", arguments={"what": "1"}, key="one", again=True)
    ask("test.note", arguments={"what": "2"}, key="one", again=True)
    work(app)
    ask("test.note", arguments={"what": "3"}, key="one", again=True)
    work(app)
    assert done == ["1", "3"]


def test_only_kinds_that_are_known_and_plain_arguments_are_taken(app: Flask) -> None:
    with pytest.raises(ValueError, match="no kind of work"):
        actions.ask("test.unheard")
    with pytest.raises(TypeError):
        actions.ask("test.note", {"what": object()})


def test_a_rule_that_says_no_fails_at_once_with_its_words(app: Flask) -> None:
    ask("test.refused")
    work(app)
    assert (the_job().state, the_job().attempts, the_job().problem) == (JobState.FAILED, 1, "The list is empty")


def test_what_goes_wrong_is_tried_again_later_each_time_and_then_fails(app: Flask) -> None:
    ask("test.broken")
    now = clock.now()
    for attempt in range(1, rules.MOST_ATTEMPTS + 1):
        with clock.set_to(now + dt.timedelta(hours=attempt)):
            work(app)
        assert the_job().attempts == attempt
    assert the_job().state is JobState.FAILED
    assert the_job().problem == "Something went wrong on our side (ZeroDivisionError). It was tried 5 times"


def test_nothing_is_in_scope_unless_the_kind_of_work_says_so(app: Flask) -> None:
    ask("test.unscoped")
    work(app)
    assert done == []
    assert ScopeNotSet.__name__ in (the_job().problem or "")


def two_areas() -> tuple[Account, Area]:
    make = Make()
    here, there = make.area(), make.area()
    make.organisation(here)
    make.organisation(there)
    account = make.adviser(here)
    db.session.commit()
    return account, here


def test_work_sees_what_whoever_asked_may_see(app: Flask) -> None:
    account, _ = two_areas()
    ask("test.scoped", asker=account)
    work(app)
    assert the_job().result == {"groups": 1}


def test_the_grants_are_read_when_the_work_is_done(app: Flask) -> None:
    account, _ = two_areas()
    actions.ask("test.scoped", asker=account)
    db.session.execute(update(Account).values(active=False))
    db.session.commit()
    work(app)
    assert (the_job().state, the_job().problem) == (
        JobState.FAILED,
        "Whoever asked for this may not do it any more",
    )


def test_work_nobody_asked_for_is_not_done_in_anybodys_name(app: Flask) -> None:
    ask("test.scoped")
    work(app)
    assert the_job().state is not JobState.DONE


def test_what_a_person_waits_for_goes_first(app: Flask) -> None:
    account, _ = two_areas()
    ask("test.note", arguments={"what": "nightly"})
    ask("test.note", arguments={"what": "asked"}, asker=account)
    work(app)
    assert done == ["asked", "nightly"]


def test_work_that_is_called_off_writes_nothing_more(app: Flask) -> None:
    def call_off() -> None:
        with app.app_context():
            actions.call_off("one")
            db.session.commit()

    interruptions.append(call_off)
    ask("test.long", key="one")
    work(app)
    assert done == ["first half"]
    assert the_job().state is JobState.CALLED_OFF


def test_a_worker_that_is_told_to_end_leaves_its_job_for_another(app: Flask) -> None:
    hand = Hand(app)
    interruptions.append(hand.stopping.set)
    ask("test.long")
    hand.do_next()
    assert (the_job().state, the_job().attempts) == (JobState.WAITING, 0)
    interruptions.append(lambda: None)
    work(app)
    assert done == ["first half", "first half", "second half"]


def claimed_by(worker: str, beat_at: dt.datetime) -> None:
    ask("test.note")
    actions.claim(worker)
    db.session.execute(update(Job).values(beat_at=beat_at))
    db.session.commit()


def test_a_silent_worker_loses_its_job(app: Flask) -> None:
    claimed_by("elsewhere 1 a", clock.now() - rules.SILENCE - dt.timedelta(seconds=1))
    Hand(app).look_round()
    assert (the_job().state, the_job().problem) == (JobState.WAITING, "The worker stopped in the middle of it")


def test_a_worker_elsewhere_that_beats_keeps_its_job(app: Flask) -> None:
    claimed_by("elsewhere 1 a", clock.now())
    Hand(app).look_round()
    assert the_job().state is JobState.RUNNING


def test_work_that_ends_every_worker_fails(app: Flask) -> None:
    claimed_by("elsewhere 1 a", clock.now() - dt.timedelta(hours=1))
    db.session.execute(update(Job).values(attempts=rules.MOST_ATTEMPTS))
    db.session.commit()
    Hand(app).look_round()
    assert the_job().state is JobState.FAILED
    assert "5 times" in (the_job().problem or "")


def test_a_worker_that_was_thought_dead_cannot_write_on(app: Flask) -> None:
    """Its attempt is not the one that counts any more, whatever it finds out."""
    ask("test.note")
    late = actions.claim("elsewhere 1 a")
    assert late
    attempt = at_hand.Attempt(late.id, 1, None, threading.Event())
    db.session.execute(update(Job).values(state=JobState.WAITING, beat_at=None))
    actions.claim("elsewhere 2 b")
    actions.fail(attempt, "too late")
    db.session.commit()
    with at_hand.working_on(attempt), pytest.raises(at_hand.CalledOff):
        at_hand.check_wanted()
    assert (the_job().state, the_job().attempts) == (JobState.RUNNING, 2)


def test_two_workers_at_once_never_take_the_same(app: Flask) -> None:
    for number in range(30):
        actions.ask("test.note", {"what": str(number)})
    db.session.commit()
    hands = [threading.Thread(target=work, args=(app,)) for _ in range(3)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(timeout=60)
    assert sorted(done, key=int) == [str(number) for number in range(30)]


def test_a_worker_says_that_it_is_there_and_goes_without_a_trace(app: Flask) -> None:
    hand = Hand(app)
    with hand._present():
        hand.beat()
        assert queries.worker_seen_at() is not None
        db.session.rollback()
    assert db.session.scalars(select(Worker)).all() == []


def test_the_nightly_work_is_asked_for_once_a_night_and_made_up_for(app: Flask) -> None:
    def asked() -> set[str]:
        found = set(db.session.scalars(select(Job.key).where(Job.name == "jobs.forget")))
        db.session.rollback()
        return found

    with clock.set_to(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)):
        Hand(app).look_round()
        Hand(app).look_round()
    assert asked() == {"jobs.forget 2026-11-22"}
    with clock.set_to(dt.datetime(2026, 11, 25, 2, tzinfo=dt.UTC)):
        Hand(app).look_round()
    assert asked() == {"jobs.forget 2026-11-22", "jobs.forget 2026-11-24"}


def test_what_ended_long_ago_is_forgotten(app: Flask) -> None:
    ask("test.note")
    work(app)
    assert actions.forget_old() == 0
    with clock.set_to(clock.now() + dt.timedelta(days=31)):
        assert actions.forget_old() == 1
    db.session.commit()


def test_late_work_is_found(app: Flask) -> None:
    ask("test.note")
    assert queries.late() == []
    with clock.set_to(clock.now() + dt.timedelta(minutes=11)):
        assert [row.name for row in queries.late()] == ["test.note"]
