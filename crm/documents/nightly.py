"""What is done every night for files that nothing names any more."""

import datetime as dt

from flask import current_app

from crm.core import clock
from crm.core.bulk import chunks
from crm.core.database import reading
from crm.documents import queries
from crm.documents.storage import Documents
from crm.extensions import db
from crm.jobs.at_hand import check_wanted
from crm.jobs.kinds import for_every_area, job

# What was stored this lately may still get its row.
SETTLED_AFTER = dt.timedelta(days=1)


@job("documents", "Files that nothing names", scope=for_every_area("documents"), nightly_at=dt.time(4, 15))
def forget_unnamed() -> dict[str, int]:
    """Rows first, and files only of contents that no row names: several documents may hold the same."""
    before = clock.now() - SETTLED_AFTER
    documents = 0
    while some := queries.named_by_nothing(before):
        for document in some:
            db.session.delete(document)
        db.session.commit()
        documents += len(some)
        check_wanted()
    return {"documents": documents, "files": _forget_files(before)}


def _forget_files(before: dt.datetime) -> int:
    held = Documents(current_app.config["SETTINGS"].data_dir)
    forgotten = 0
    for digests in chunks(sorted(held.digests())):
        with reading():
            known = queries.known_digests(digests)
            db.session.rollback()
        forgotten += sum(held.forget_old(digest, before) for digest in digests if digest not in known)
        check_wanted()
    return forgotten
