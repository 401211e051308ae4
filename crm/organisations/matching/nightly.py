"""What is done every night so that groups that are listed twice come into the queue, part by part."""

import datetime as dt
from collections.abc import Iterator, Sequence

from sqlalchemy import func, select

from crm.audit.models import AuditEntry
from crm.core.database import reading
from crm.extensions import db
from crm.jobs.at_hand import check_wanted
from crm.jobs.kinds import for_every_area, job
from crm.jobs.queries import last_done_at
from crm.organisations import touched
from crm.organisations.matching import keeping, part_by_part
from crm.organisations.matching.keys import forget_names
from crm.organisations.models import Organisation

# Common names share a key with thousands of groups, so few are asked about at a time.
KEYS_AT_ONCE, PAIRS_AT_ONCE = 1_000, 200
NO_ENTRY = 2**31 - 1
# What was being saved while the last run looked.
OVERLAP = dt.timedelta(hours=1)


@job("match_keys", "Match keys", scope=for_every_area("nightly match keys"), nightly_at=dt.time(0, 40))
def mend_keys() -> dict[str, int]:
    """Keys are kept with every change; after a change of their rules, or of rows past the application, they differ."""
    mended = 0
    for ids in _parts(KEYS_AT_ONCE):
        with reading():
            wrong = keeping.wrong_among(ids)
            db.session.rollback()
        forget_names()
        check_wanted()
        touched.touch(db.session(), wrong)
        db.session.commit()
        mended += len(wrong)
    return {"groups mended": mended}


@job("pairs", "Groups that may be listed twice", scope=for_every_area("pairs over all areas"), nightly_at=dt.time(2))
def look_for_pairs() -> dict[str, int]:
    """Of the groups that changed since this was done the last time; of all, the first time."""
    with reading():
        last = last_done_at("pairs")
        since = _first_entry(last - OVERLAP) if last else 0
        db.session.rollback()
    groups = new = gone = 0
    for ids in _parts(PAIRS_AT_ONCE, since):
        with reading():
            found, different = part_by_part.pairs_of(ids)
            db.session.rollback()
        forget_names()
        check_wanted()
        added = part_by_part.bring(ids, found, different)
        db.session.commit()
        groups, new, gone = groups + len(ids), new + added, gone + len(different)
    return {"groups looked at": groups, "pairs new in the queue": new, "pairs gone from it": gone}


def _first_entry(after: dt.datetime) -> int:
    """Where in the history to begin to look for what changed; past its end if nothing did."""
    first = db.session.scalar(select(func.min(AuditEntry.id)).where(AuditEntry.at > after))
    return first or NO_ENTRY


def _parts(most: int, since: int = 0) -> Iterator[Sequence[int]]:
    """The ids of groups, those of which the history tells `since` an entry, some at a time and never all at once."""
    after = 0
    while ids := _next_ids(after, most, since):
        yield ids
        after = ids[-1]


def _next_ids(after: int, most: int, since: int) -> Sequence[int]:
    wanted = select(Organisation.id).where(Organisation.id > after).order_by(Organisation.id).limit(most)
    if since:
        told = select(AuditEntry.organisation_id).where(AuditEntry.id >= since, AuditEntry.organisation_id > after)
        wanted = wanted.where(Organisation.id.in_(told))
    with reading():
        ids = db.session.scalars(wanted).all()
        db.session.rollback()
    return ids
