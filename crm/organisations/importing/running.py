"""Takes an import on from the state it is in: looked at, written, or undone.

A short list is done while the person waits. A long one is a job, which a worker does (crm/jobs). The batch itself is
the record of the work: its state, how far it is, and a sign of life with every part. What was cut short, also by
kill -9, goes on where it stopped.
"""

from contextlib import closing
from typing import BinaryIO

from flask import current_app

from crm.access.guard import reach_of
from crm.access.permissions import Permission
from crm.access.queries import account as account_of
from crm.accounts.models import Account
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.jobs import actions as job_actions
from crm.jobs import queries as job_queries
from crm.jobs.at_hand import Interrupted
from crm.jobs.kinds import as_asked, job
from crm.organisations.importing import actions, columns, jobs, queries
from crm.organisations.importing.planning import Limits, Listing
from crm.organisations.importing.storage import Uploads
from crm.organisations.models import ImportBatch, ImportState


def uploads() -> Uploads:
    return Uploads(current_app.config["SETTINGS"].data_dir)


def limits_of(account: Account) -> Limits:
    """A person's list is written to her own areas alone."""
    reach = reach_of(account, Permission.IMPORT)
    return Limits(None if reach.everywhere else reach.areas)


def file_of(batch: ImportBatch) -> BinaryIO:
    stream = uploads().open(batch.file_key)
    if stream is None:
        raise RuleBroken("The file is not held any more. Cancel this import and send the file again")
    return stream


def listing_of(batch: ImportBatch, account: Account) -> Listing:
    return Listing(batch.source, columns.from_kept(batch.columns or {}), limits_of(account))


# About as many rows as are checked or written in three seconds.
SHORT_BYTES = 500_000
SHORT_ROWS = 4_000


def job_key(batch_id: int) -> str:
    """An import is one job, asked for anew at each of its steps."""
    return f"import {batch_id}"


def progress(batch_id: int) -> job_queries.Progress | None:
    """How its job stands; None for a list so short that it never was one."""
    return job_queries.progress(job_key(batch_id))


def hand_on(batch_id: int, account: Account) -> bool:
    """In the caller's transaction: whether the work is so short that it is to be done at once, with `work_now`.

    Otherwise a worker is asked. Raises RuleBroken when somebody is at it.
    """
    batch = queries.batch_to_write(batch_id)
    actions.take_on(batch, is_asked=job_queries.is_open(job_key(batch_id)))
    if uploads().size(batch.file_key) <= SHORT_BYTES and batch.outcome["rows"] <= SHORT_ROWS:
        return True
    batch.beat_at = None
    job_actions.ask("import", {"batch_id": batch_id}, key=job_key(batch_id), asker=account, again=True)
    return False


@job("import", "Check a list, bring it in or take it back", scope=as_asked(Permission.IMPORT))
def work_now(batch_id: int) -> None:
    """For whoever sent the file. Whatever goes wrong, the batch says that nobody works on it any more."""
    db.session.rollback()
    batch = queries.batch(batch_id)
    account_id = batch.account_id or 0
    try:
        go_on(batch, account_of(account_id))
    except jobs.AlreadyDone:
        db.session.rollback()
    except Interrupted:
        db.session.rollback()
        raise
    except RuleBroken as broken:
        _stop(batch_id, broken.message)
        raise
    except Exception:
        _stop(batch_id, "Something went wrong on our side. Go on, or ask for help if it happens again")
        raise


def call_off(batch_id: int) -> None:
    job_actions.call_off(job_key(batch_id))


def stop(batch_id: int) -> None:
    """What was written so far stays, and can be gone on with or undone."""
    batch = queries.batch_to_write(batch_id)
    if not job_queries.is_open(job_key(batch_id)):
        raise RuleBroken("This import is not being worked on")
    call_off(batch_id)
    actions.stop(batch, actions.STOPPED)


def _stop(batch_id: int, problem: str) -> None:
    db.session.rollback()
    actions.stop(queries.batch_to_write(batch_id), problem)
    db.session.commit()


def go_on(batch: ImportBatch, account: Account) -> None:
    """Raises RuleBroken when the file or the rows will not do, and AlreadyDone when somebody else took it on."""
    state, batch_id, key = batch.state, batch.id, batch.file_key
    if state is ImportState.UNDOING:
        jobs.undo(batch_id, account)
        uploads().discard(key)
        return
    listing = listing_of(batch, account)
    with closing(file_of(batch)) as stream:
        if state is ImportState.CHECKING:
            jobs.check(stream, listing, batch_id)
        elif state is ImportState.WRITING:
            jobs.bring_in(stream, listing, batch_id, account)
            uploads().discard(key)
            _look_for_pairs(batch_id)
    db.session.rollback()


def _look_for_pairs(batch_id: int) -> None:
    """The whole lot of a long list is compared once more, with the groups of every area."""
    if queries.batch(batch_id).outcome["rows"] > jobs.ROWS_IN_A_PART:
        job_actions.ask("pairs", key=f"pairs after import {batch_id}")
        db.session.commit()
