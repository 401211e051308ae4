"""`flask --app app worker`"""

import os
import signal
import threading
import time

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from crm.core.database import spare_memory
from crm.jobs.working import Hand, is_alive

GRACE_SECONDS = 30


@click.command("worker")
@click.option("--until-done", is_flag=True, help="Do what is due, then end.")
@click.option("--while", "server", type=int, metavar="PID", help="End when that process is gone.")
@with_appcontext
def worker(*, until_done: bool, server: int | None) -> None:
    """Does the work that runs beside the pages: long imports, nightly work. Any number may run.

    Told to end (Ctrl-C, kill), it ends at the next point where nothing is lost; another goes on from there.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    spare_memory()
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda *_: stopping.set())
    hand = Hand(app, stopping)
    if until_done:
        click.echo(f"{hand.work_off():,} done")
        return
    threading.Thread(target=_watch, args=(server, stopping), name="watch", daemon=True).start()
    hand.work()


def _watch(server: int | None, stopping: threading.Event) -> None:
    """Work that finds no point to end at is left as by a power cut: it is taken up again."""
    while not stopping.wait(1):
        if server is not None and not is_alive(server):
            stopping.set()
    time.sleep(GRACE_SECONDS)
    os._exit(1)
