"""Takes an import on from the state it is in: looked at, written, or undone."""

from contextlib import closing
from typing import BinaryIO

from flask import current_app

from crm.access.guard import reach_of
from crm.access.permissions import Permission
from crm.accounts.models import Account
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.organisations.importing import columns, jobs
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
