"""What an import did, and what people have built on it since."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select

from crm.access.models import Layer
from crm.access.scope import every_area
from crm.audit.models import AuditEntry
from crm.audit.words import event_words
from crm.core.bulk import chunks
from crm.core.models import Base
from crm.extensions import db
from crm.organisations.importing import queries
from crm.organisations.importing.models import ImportRow
from crm.organisations.importing.queries import Listed
from crm.organisations.importing.rules import Ending
from crm.organisations.models import (
    DuplicatePair,
    ImportBatch,
    Organisation,
    OrganisationArea,
    SourceRecord,
    Venue,
)

# Rows that the import itself made, or that go with their group.
_OWN = {Organisation, OrganisationArea, Venue, SourceRecord, DuplicatePair, AuditEntry}
IMPORTED = "organisation.imported"
# So many groups are looked at in one go, so that a long import is told part by part.
AT_ONCE = 500
MOST_TOLD = 50


class InTheWay(NamedTuple):
    """A group that somebody built on; without `group_id` it is out of reach, or gone."""

    row: int
    group_id: int | None
    name: str
    why: str


def rows_written(batch_id: int, after: int = 0, limit: int = AT_ONCE) -> list[ImportRow]:
    """Those that changed something, in the order of the file."""
    wanted = select(ImportRow).where(
        ImportRow.batch_id == batch_id,
        ImportRow.is_written,
        ImportRow.ending != Ending.REFUSED,
        ImportRow.number > after,
    )
    return list(db.session.scalars(wanted.order_by(ImportRow.number).limit(limit)))


def in_the_way(batch: ImportBatch) -> list[InTheWay]:
    """The first groups that stand in the way of undoing this import."""
    found: list[InTheWay] = []
    after = 0
    while len(found) < MOST_TOLD and (rows := rows_written(batch.id, after)):
        found += built_on(batch, rows)
        after = rows[-1].number
    return found[:MOST_TOLD]


def built_on(batch: ImportBatch, rows: Sequence[ImportRow]) -> list[InTheWay]:
    created = [row for row in rows if row.ending is Ending.CREATED]
    changed = [row for row in rows if row.ending is Ending.CHANGED]
    return [*_on_created(created), *_on_changed(batch, changed)]


def _on_created(rows: Sequence[ImportRow]) -> list[InTheWay]:
    ids = [row.group_id for row in rows if row.group_id]
    here = _in_scope(ids)
    since = _since(ids)
    told = []
    for row in rows:
        if row.group_id not in here:
            told.append(InTheWay(row.number, None, row.name, "it was merged, removed, or is outside your areas now"))
        elif since[row.group_id]:
            told.append(InTheWay(row.number, row.group_id, row.name, "; ".join(since[row.group_id][:3])))
    return told


def _in_scope(ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for part in chunks(ids):
        found.update(db.session.scalars(select(Organisation.id).where(Organisation.id.in_(part))))
    return found


def _since(ids: Sequence[int]) -> dict[int, list[str]]:
    """What was recorded of each group since it was imported, in words. What is private to an area is only hinted at."""
    found: dict[int, list[str]] = defaultdict(list)
    with every_area("whether somebody built on what an import made"):
        for part in chunks(ids):
            columns = (AuditEntry.organisation_id, AuditEntry.event, AuditEntry.layer)
            wanted = select(*columns).where(AuditEntry.organisation_id.in_(part), AuditEntry.event != IMPORTED)
            for row in db.session.execute(wanted.order_by(AuditEntry.id)):
                said = "Something is recorded of it" if row.layer is Layer.PRIVATE else event_words(row.event)
                _add(found[row.organisation_id or 0], said)
            for entity, column in _links():
                counted = select(column, func.count()).where(column.in_(part)).group_by(column)
                for group_id, count in db.session.execute(counted):
                    if count and not found[group_id]:
                        _add(found[group_id], f"{entity.__tablename__.replace('_', ' ').capitalize()} recorded")
    return found


def _add(said: list[str], words: str) -> None:
    if words not in said:
        said.append(words)


def _links() -> Iterable[tuple[type[Any], Any]]:
    """Every column of ours that names a group and does not go with it."""
    for mapper in Base.registry.mappers:
        if mapper.class_ in _OWN:
            continue
        for column in mapper.columns:
            keys = [key for key in column.foreign_keys if key.target_fullname == "organisation.id"]
            if any(key.ondelete is None for key in keys):
                yield mapper.class_, getattr(mapper.class_, mapper.get_property_by_column(column).key)


def _on_changed(batch: ImportBatch, rows: Sequence[ImportRow]) -> list[InTheWay]:
    """A value that is not what the import wrote was changed by somebody since, or by a later import."""
    listed = by_group(batch, rows)
    told = []
    for row in rows:
        known = listed.get(row.group_id or 0)
        if known is None:
            told.append(InTheWay(row.number, None, row.name, "it was merged, removed, or is outside your areas now"))
            continue
        edited = [key for key, _, after in row.changes if known.current[key] != after or known.taken.get(key) != after]
        if edited:
            what = ", ".join(edited).replace("_", " ")
            told.append(InTheWay(row.number, row.group_id, row.name, f"its {what} was changed since"))
    return told


def by_group(batch: ImportBatch, rows: Sequence[ImportRow]) -> dict[int, Listed]:
    """How the groups of these rows stand in this list now, by group."""
    ids = [row.group_id for row in rows if row.group_id]
    found: dict[int, Listed] = {}
    for part in chunks(ids):
        wanted = select(SourceRecord.external_id).where(
            SourceRecord.organisation_id.in_(part), SourceRecord.source == batch.source
        )
        listed = queries.listed(batch.source, list(db.session.scalars(wanted)))
        found.update({known.organisation_id: known for known in listed.values()})
    return found
