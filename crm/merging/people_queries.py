"""What is asked before two people become one, and of merges that were."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import func, or_, select, union
from sqlalchemy.orm import joinedload

from crm.access.models import Layer
from crm.access.scope import current, every_area
from crm.audit.models import AuditEntry
from crm.audit.words import event_words
from crm.core import filters
from crm.extensions import db
from crm.merging import queries, rules
from crm.merging.models import OrganisationMerge, PersonMerge
from crm.merging.moving import pointing_at
from crm.people.models import Person, Role
from crm.training.models import Attendance

OF_MERGES = ("person.merged", "person.merged_away", "person.unmerged", "person.restored")
NOT_TOLD = "Something that you may not see was recorded in another area"
# What is said of a person who stayed says nothing of what was merged.
NOT_ASKED = rules.DERIVED | {"person_merge", "person_pair"}


def lock(*person_ids: int) -> None:
    """As for groups (`queries.lock`), which come first, so that nobody waits for ever."""
    queries.lock(*groups_of(*person_ids))
    wanted = select(Person.id).where(Person.id.in_(person_ids)).order_by(Person.id)
    db.session.execute(wanted.with_for_update()).all()


def groups_of(*person_ids: int) -> set[int]:
    """Where they have or had a role, or went to training from."""
    arms = [select(kind.organisation_id).where(kind.person_id.in_(person_ids)) for kind in (Role, Attendance)]
    return set(db.session.scalars(union(*arms)))


def is_beyond_reach(*person_ids: int) -> bool:
    """Whether any of their groups, of today or before, is one where the reader may not change people."""
    mine = groups_of(*person_ids)
    with every_area("whether a person belongs, or belonged, to a group out of reach"):
        return bool(groups_of(*person_ids) - mine)


def merges_of(person_id: int) -> Sequence[PersonMerge]:
    """What this record took in and still holds, the latest first."""
    wanted = (
        select(PersonMerge)
        .where(PersonMerge.person_id == person_id, PersonMerge.undone_at.is_(None))
        .options(joinedload(PersonMerge.merged_by))
        .order_by(PersonMerge.id.desc())
    )
    return db.session.scalars(wanted).all()


def merge_of(person_id: int, merge_id: int) -> PersonMerge:
    wanted = select(PersonMerge).where(PersonMerge.id == merge_id, PersonMerge.person_id == person_id)
    return db.session.scalars(wanted.options(joinedload(PersonMerge.merged_by))).one()


def taken_in_by(person_id: int) -> int | None:
    """The record that this one, which is no longer there, is part of now; None out of reach."""
    wanted = select(PersonMerge.person_id).where(PersonMerge.other_id == person_id, PersonMerge.undone_at.is_(None))
    return db.session.scalars(wanted).one_or_none()


def done_since(merge: PersonMerge) -> list[str]:
    """What was recorded about the person after the merge, in words, also where the reader may not look."""
    told = [
        (AuditEntry.table_name == table) & AuditEntry.row_id.in_(ids)
        for table, ids in _hanging("person", [merge.kept_id])
    ]
    own = (
        select(func.min(AuditEntry.id))
        .where(AuditEntry.event == "person.merged", AuditEntry.row_id == merge.kept_id)
        .where(AuditEntry.at >= merge.created_at)
        .scalar_subquery()
    )
    wanted = (
        select(AuditEntry.event, AuditEntry.at, AuditEntry.layer, AuditEntry.area_id)
        .where(or_(*told), AuditEntry.id > own, AuditEntry.event.not_in(OF_MERGES))
        .order_by(AuditEntry.id)
        .limit(queries.MOST_REASONS)
    )
    with every_area("what was recorded about a person who was merged, by the event alone"):
        found = db.session.execute(wanted).all()
    return list(dict.fromkeys((*_groups_merged_since(merge), *map(_told_of, found))))


def _told_of(row: Any) -> str:
    """Of what is another area's own, not even what it was and when."""
    private = current().private
    if row.layer is Layer.PRIVATE and not private.everywhere and row.area_id not in private.areas:
        return NOT_TOLD
    return f"{event_words(row.event)} on {filters.datetime(row.at)}"


def _groups_merged_since(merge: PersonMerge) -> list[str]:
    """A role may then be due back at a group that is no longer there."""
    wanted = select(OrganisationMerge.other_name).where(
        OrganisationMerge.kept_id.in_(groups_of(merge.kept_id)),
        OrganisationMerge.undone_at.is_(None),
        OrganisationMerge.created_at >= merge.created_at,
    )
    return [f"“{name}” was merged into a group of theirs. Undo that first" for name in db.session.scalars(wanted)]


def _hanging(table: str, ids: Any) -> Iterator[tuple[str, Any]]:
    """The row itself and what hangs from it, however far down: each table with the numbers of its rows."""
    yield table, ids
    for column in pointing_at(table):
        if column.table.name not in NOT_ASKED:
            yield from _hanging(column.table.name, select(column.table.c.id).where(column.in_(ids)))
