"""The worker: takes jobs up one after the other, shows that it lives, and takes over from workers that are gone.

It asks the job table itself, twice a second; nothing else wakes it (docs/decisions/0010).
"""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from crm.core import clock
from crm.core.database import reading
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.jobs import actions, nights, queries, rules
from crm.jobs.at_hand import Attempt, Interrupted, Stopping, working_on
from crm.jobs.kinds import kind

POLL_SECONDS = 0.5
ROUND_SECONDS = 15
WENT_WRONG = "Something went wrong on our side"
UNKNOWN = "This version of Footbridge does not know this kind of work"
logger = logging.getLogger(__name__)


def new_name() -> str:
    """The machine, the process and something that no later process with this number has."""
    return f"{socket.gethostname()} {os.getpid()} {secrets.token_hex(4)}"


class Hand:
    """One worker. `stopping` is set when it is told to end; `at` is what it works on."""

    def __init__(self, app: Flask, stopping: threading.Event | None = None) -> None:
        self.app, self.name = app, new_name()
        self.stopping = stopping or threading.Event()
        self.at: Attempt | None = None

    def work(self) -> None:
        """Until it is told to stop."""
        with self._present():
            next_round = 0.0
            while not self.stopping.is_set():
                if time.monotonic() >= next_round:
                    self._quietly(self.look_round)
                    next_round = time.monotonic() + ROUND_SECONDS
                if not self._quietly(self.do_next):
                    self.stopping.wait(POLL_SECONDS)

    def work_off(self) -> int:
        """Whatever is due now, and then no more; gives how many jobs that were."""
        with self._present():
            self.look_round()
            count = 0
            while not self.stopping.is_set() and self.do_next():
                count += 1
            return count

    @contextmanager
    def _present(self) -> Iterator[None]:
        with self.app.app_context():
            actions.come(self.name)
            db.session.commit()
        is_over = threading.Event()
        pulse = threading.Thread(target=self._pulse, args=(is_over,), name="pulse", daemon=True)
        pulse.start()
        try:
            yield
        finally:
            is_over.set()
            with self.app.app_context():
                actions.leave(self.name)
                db.session.commit()

    def _pulse(self, is_over: threading.Event) -> None:
        while not is_over.wait(rules.BEAT.total_seconds()):
            self._quietly(self.beat)

    def beat(self) -> None:
        with self.app.app_context():
            actions.stay(self.name)
            if self.at:
                actions.beat(self.at)
            db.session.commit()

    def _quietly(self, step: Callable[[], Any]) -> Any:
        """A database that does not answer for a while is no reason to end."""
        try:
            return step()
        except SQLAlchemyError:
            logger.exception("worker")
            return None

    def look_round(self) -> None:
        """Takes over from workers that are gone, and asks for the nightly work."""
        with self.app.app_context():
            with reading():
                lost = [row for row in queries.running() if self._is_lost(row)]
                missing = nights.missing()
                db.session.rollback()
            for row in lost:
                actions.take_from(row)
            for one, key in missing:
                actions.ask(one.name, key=key)
            db.session.commit()

    def _is_lost(self, row: Any) -> bool:
        """Silent for long; or of this machine, and its process is not there any more."""
        if row.worker == self.name:
            return False
        if row.beat_at < clock.now() - rules.SILENCE:
            return True
        host, pid, _ = row.worker.rsplit(" ", 2)
        return host == socket.gethostname() and not is_alive(int(pid))

    def do_next(self) -> bool:
        """False when nothing is due."""
        with self.app.app_context():
            with reading():
                has_due = queries.has_due()
                db.session.rollback()
            claimed = actions.claim(self.name) if has_due else None
            db.session.commit()
            if claimed is None:
                return False
            attempt = Attempt(claimed.id, claimed.attempts, claimed.account_id, self.stopping)
            name, arguments = claimed.name, claimed.arguments
        self.at = attempt
        try:
            self._do(attempt, name, arguments)
        finally:
            self.at = None
        return True

    def _do(self, attempt: Attempt, name: str, arguments: dict[str, Any]) -> None:
        ending = self._ending(attempt, name, arguments)
        with self.app.app_context():
            ending()
            db.session.commit()

    def _ending(self, attempt: Attempt, name: str, arguments: dict[str, Any]) -> Callable[[], None]:
        """Does the work in a context of its own, and says what is then to be written of the job."""
        known = kind(name)
        if known is None:
            return lambda: actions.fail(attempt, UNKNOWN)
        try:
            with self.app.app_context(), working_on(attempt), known.scope(attempt.account_id):
                result = known.run(**arguments)
        except Interrupted as end:
            return (lambda: actions.put_back(attempt)) if isinstance(end, Stopping) else lambda: None
        except RuleBroken as broken:
            problem = broken.message
            return lambda: actions.fail(attempt, problem)
        except Exception as error:
            logger.exception("job %s", name)
            said = f"{WENT_WRONG} ({type(error).__name__})"
            return lambda: actions.try_later(attempt, said)
        return lambda: actions.finish(attempt, result)


def is_alive(pid: int) -> bool:
    if pid == os.getpid():
        return False
    with suppress(PermissionError):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
    return True
