"""Takes an import on from the state it is in: looked at, written, or undone.

A short list is done while the person waits. A long one is done beside, by a thread of this process, so that it
works with nothing but the server. The batch itself is the record of the work: its state, how far it is, and a
sign of life with every part. Work that was cut short, also by kill -9, is silent, and can be taken up where it stopped.
"""

import logging
import threading
from contextlib import closing
from typing import BinaryIO

from flask import Flask, current_app

from crm.access.guard import reach_of, scope_for
from crm.access.permissions import Permission
from crm.access.queries import account as account_of
from crm.access.scope import enter
from crm.accounts.models import Account
from crm.core.errors import RuleBroken
from crm.extensions import db
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
logger = logging.getLogger(__name__)


def start(batch_id: int, account: Account) -> None:
    """Takes the batch on and does the work, or leaves it to a thread. Raises RuleBroken as `go_on` does."""
    account_id = account.id
    db.session.rollback()
    batch = queries.batch_to_write(batch_id)
    actions.take_on(batch)
    is_short = uploads().size(batch.file_key) <= SHORT_BYTES and batch.outcome["rows"] <= SHORT_ROWS
    db.session.commit()
    if is_short:
        _work(batch_id, account_id)
        return
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    threading.Thread(target=_beside, args=(app, batch_id, account_id), name=f"import {batch_id}", daemon=True).start()


def _beside(app: Flask, batch_id: int, account_id: int) -> None:
    """With a session of its own, in the scope of the person who asked."""
    with app.app_context():
        try:
            account = account_of(account_id)
            enter(scope_for(account, Permission.IMPORT))
            _work(batch_id, account_id)
        except RuleBroken:
            pass
        except Exception:
            logger.exception("import", extra={"batch_id": batch_id})
        finally:
            db.session.remove()


def _work(batch_id: int, account_id: int) -> None:
    """Whatever goes wrong, the batch says that nobody works on it any more."""
    try:
        go_on(queries.batch(batch_id), account_of(account_id))
    except jobs.AlreadyDone:
        db.session.rollback()
    except RuleBroken as broken:
        _stop(batch_id, broken.message)
        raise
    except Exception:
        _stop(batch_id, "Something went wrong on our side. Go on, or ask for help if it happens again")
        raise


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
    db.session.rollback()
