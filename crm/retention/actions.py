import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Delete, Update, delete, update

from crm.access.models import Layer
from crm.accounts.models import Account
from crm.audit import record
from crm.audit.erasing import erase_of
from crm.checks.batches.models import Appointment
from crm.checks.models import DbsCheck, StatusCheck
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.core.text import fold
from crm.extensions import db
from crm.merging.models import PersonMerge
from crm.people.introductions.models import Introduction
from crm.people.matching.models import PersonPair
from crm.people.models import Person
from crm.people.queries import lock_group
from crm.retention import queries
from crm.retention.models import LegalHold
from crm.retention.rules import NAME_REMOVED

OF_NOBODY: dict[str, Any] = {
    "name": NAME_REMOVED,
    "sort_name": fold(NAME_REMOVED),
    "contact_note": "",
    "best_time": "",
    **dict.fromkeys(("phone", "email", "channel", "language_id", "needs_interpreter", "talks_to")),
}
# What is told of a record that was taken in names both.
BOTH_NAMED = ("person.merged_away", "person.restored")


def place_hold(organisation_id: int, reason: str, actor: Account) -> LegalHold:
    """From now on nothing of the group is deleted by date."""
    lock_group(organisation_id)
    if queries.hold_on(organisation_id) is not None:
        raise RuleBroken("Somebody holds the records of this group already")
    hold = LegalHold(organisation_id=organisation_id, reason=reason, placed_on=clock.today(), placed_by_id=actor.id)
    db.session.add(hold)
    db.session.flush()
    record.record("legal_hold.placed", hold, actor)
    return hold


def lift_hold(hold: LegalHold, actor: Account) -> None:
    """What is past its day meanwhile goes in the next night."""
    if hold.lifted_on is not None:
        raise RuleBroken("Somebody has lifted this already")
    hold.lifted_on, hold.lifted_by_id = clock.today(), actor.id
    record.record("legal_hold.lifted", hold, actor)


def delete_checks(on: dt.date) -> int:
    """Some of those past their day, and what the history says of them; gives how many."""
    due = queries.checks_to_delete(on)
    ids = [check_id for check_id, _ in due]
    for table in (StatusCheck, Appointment):
        below = queries.of_checks(table, ids)
        erase_of(table.__tablename__, below)
        _execute(delete(table).where(table.id.in_(below)))
    erase_of("dbs_check", ids)
    _execute(delete(DbsCheck).where(DbsCheck.id.in_(ids)))
    for check_id, group_id in due:
        record.record_gone("dbs_check.outlived", "dbs_check", check_id, group_id, None, {}, Layer.ASSURANCE)
    return len(ids)


def forget_people(on: dt.date) -> int:
    """Some of those past their day: roles, training and contacts stay, without saying whose; gives how many."""
    ids = queries.people_to_forget(on)
    introductions = queries.introductions_of(ids)
    _execute(update(Person).where(Person.id.in_(ids)).values(**OF_NOBODY, forgotten_on=on))
    _execute(update(Introduction).where(Introduction.id.in_(introductions)).values(note=""))
    _forget_merges(ids)
    _execute(delete(PersonPair).where(PersonPair.person_id.in_(ids) | PersonPair.other_id.in_(ids)))
    erase_of("person", ids)
    erase_of("introduction", introductions)
    for person_id in ids:
        record.record_gone("person.forgotten", "person", person_id, None, None, {}, Layer.ASSURANCE)
    return len(ids)


def delete_removed(before: dt.datetime) -> int:
    """Some of the files removed before; each leaves the disk once nothing names it (`crm/documents/nightly.py`)."""
    gone = [*queries.removed_policy_files(before), *queries.removed_attachments(before)]
    for row in gone:
        db.session.delete(row)
    return len(gone)


def _forget_merges(person_ids: Sequence[int]) -> None:
    """A record that one of them took in was theirs too. One that was restored may be somebody's who is still there."""
    merges = queries.merges_with(person_ids)
    gone = PersonMerge.id.in_([merge.id for merge in merges])
    _execute(update(PersonMerge).where(gone).values(other_name=NAME_REMOVED, journal=[]))
    erase_of("person", [merge.other_id for merge in merges if merge.undone_at is None])
    erase_of("person", [merge.other_id for merge in merges if merge.undone_at], BOTH_NAMED)


def _execute(change: Update | Delete) -> None:
    db.session.execute(change.execution_options(synchronize_session=False))
