"""Takes an import back: the groups it made go, what it changed is put back. Refused while somebody built on it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select, update

from crm.access.scope import every_area
from crm.accounts.models import Account
from crm.areas.queries import locate, locate_ward
from crm.audit import record
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.core.text import fold
from crm.extensions import db
from crm.organisations.importing import actions, queries, undo_queries
from crm.organisations.importing.models import ImportRow
from crm.organisations.importing.queries import Listed
from crm.organisations.importing.rules import Ending
from crm.organisations.kinds import Faith, OrganisationKind, PlaceKind
from crm.organisations.models import (
    DuplicatePair,
    FormerName,
    ImportBatch,
    ImportState,
    Organisation,
    OrganisationArea,
    SourceRecord,
    Venue,
)
from crm.organisations.rules import placeholder_name, search_names

IN_THE_WAY = "Somebody has built on this import, so it cannot be undone"


def start_undo(batch: ImportBatch, actor: Account | None) -> None:
    """A finished import, or one that stopped on the way."""
    if batch.state not in (ImportState.DONE, ImportState.WRITING) or actions.is_at_work(batch):
        raise RuleBroken("Only an import that was made can be undone")
    if undo_queries.in_the_way(batch):
        raise RuleBroken(IN_THE_WAY)
    batch.state = ImportState.UNDOING
    record.record("import.undo_started", batch, actor)


def undo_part(batch: ImportBatch, rows: Sequence[ImportRow], actor: Account | None) -> None:
    """One transaction's share. What people built on in the meantime stops it, with nothing of this share undone."""
    if undo_queries.built_on(batch, rows):
        raise RuleBroken(IN_THE_WAY)
    _remove([row.group_id for row in rows if row.ending is Ending.CREATED and row.group_id])
    _unlist([row.group_id for row in rows if row.ending is Ending.MATCHED and row.group_id], batch)
    changed = [row for row in rows if row.ending is Ending.CHANGED]
    _put_back(changed, undo_queries.by_group(batch, changed), actor)
    for row in rows:
        row.is_written = False
    batch.beat_at = clock.now()


def finish_undo(batch: ImportBatch, actor: Account | None) -> None:
    batch.state, batch.file_key, batch.beat_at = ImportState.UNDONE, None, None
    record.record("import.undone", batch, actor)


def _remove(ids: Sequence[int]) -> None:
    """All that the import made. The history keeps what it says of them, and no longer leads to a group."""
    if not ids:
        return
    pairs = DuplicatePair.organisation_id.in_(ids) | DuplicatePair.other_id.in_(ids)
    _run(delete(DuplicatePair).where(pairs))
    for table in (SourceRecord, Venue, OrganisationArea):
        _run(delete(table).where(table.organisation_id.in_(ids)))
    with every_area("the history of groups that an import made is kept without them"):
        _run(update(AuditEntry).where(AuditEntry.organisation_id.in_(ids)).values(organisation_id=None))
        _run(delete(Organisation).where(Organisation.id.in_(ids)))


def _run(statement: Any) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))


def _unlist(ids: Sequence[int], batch: ImportBatch) -> None:
    """Of what an import found, only the listing that it added goes."""
    ours = SourceRecord.import_batch_id == batch.id
    _run(delete(SourceRecord).where(SourceRecord.organisation_id.in_(ids), ours))


def _put_back(rows: Sequence[ImportRow], known: Mapping[int, Listed], actor: Account | None) -> None:
    ids = [row.group_id for row in rows if row.group_id]
    groups, traditions = queries.groups_by_id(ids), queries.traditions_by_code()
    venues = queries.venues_by_id([venue_id for one in known.values() if (venue_id := one.venue_id)])
    records = queries.records_by_id([one.record_id for one in known.values()])
    for row in rows:
        one, group = known[row.group_id or 0], groups[row.group_id or 0]
        before = {key: value for key, value, _ in row.changes}
        _restore(group, before, traditions)
        if one.venue_id:
            _restore_place(venues[one.venue_id], before)
        kept = records[one.record_id]
        kept.as_imported = {**kept.as_imported, **before}
        record.record("organisation.import_undone", group, actor)


def _restore(group: Organisation, before: Mapping[str, Any], traditions: Mapping[str, int]) -> None:
    if "name" in before:
        _restore_name(group, before["name"])
    if "faith" in before:
        group.faith = Faith(before["faith"])
    if "tradition" in before:
        group.tradition_id = traditions.get(before["tradition"])
    if "place_kind" in before:
        group.place_kind = PlaceKind(before["place_kind"]) if before["place_kind"] else None
    for key in actions.CONTACTS:
        if key in before:
            setattr(group, key, before[key])


def _restore_name(group: Organisation, name: str) -> None:
    """What the import made a former name is the name again."""
    wanted = select(FormerName).where(FormerName.organisation_id == group.id).order_by(FormerName.id)
    former = list(db.session.scalars(wanted))
    again = next((one for one in reversed(former) if one.name == name), None)
    if again is not None:
        db.session.delete(again)
    group.name_is_placeholder = not name
    group.name = name or placeholder_name(OrganisationKind(group.kind), Faith(group.faith))
    others = [one.name for one in former if one is not again]
    group.sort_name, group.search_names = fold(group.name), search_names(group.name, others)


def _restore_place(venue: Venue, before: Mapping[str, Any]) -> None:
    if before.get("point"):
        venue.lon, venue.lat = before["point"]
        venue.area_id, venue.ward_id = locate(venue.lon, venue.lat), locate_ward(venue.lon, venue.lat)
    for key, empty in (("address", ""), ("postcode", None)):
        if key in before:
            setattr(venue, key, before[key] or empty)
