"""What people do with a list: send it, confirm or cancel it, and say that two groups are not the same."""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import delete

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.core.bulk import chunks
from crm.core.errors import RuleBroken
from crm.core.text import fold
from crm.extensions import db
from crm.organisations.importing import outcomes, queries, rules, summary, writing
from crm.organisations.importing.columns import Columns
from crm.organisations.importing.models import ImportRow
from crm.organisations.importing.planning import Change, Located, Plan
from crm.organisations.importing.recipes import heading_key
from crm.organisations.importing.rules import Choice
from crm.organisations.kinds import CharityBasis, Faith, PlaceKind
from crm.organisations.models import (
    FormerName,
    ImportBatch,
    ImportState,
    Organisation,
    SourceRecord,
    Venue,
)
from crm.organisations.rules import BETWEEN_NAMES, search_names

AT_WORK = (ImportState.CHECKING, ImportState.WRITING, ImportState.UNDOING)
SILENCE = dt.timedelta(seconds=60)
STOPPED = "You stopped it"
CONTACTS = ("phone", "email", "website", "charity_number")


class ListedMeanwhile(Exception):
    """Somebody else brought in one of these ids, or rows of this import, since the plan was made: plan again."""


def receive_file(source: str, file_name: str, file_key: str | None, actor: Account | None) -> ImportBatch:
    """Nothing is known of it yet but its name; the batch waits to be told what its columns mean."""
    batch = ImportBatch(
        account_id=actor.id if actor else None,
        source=source,
        file_name=file_name,
        file_key=file_key,
        state=ImportState.COLUMNS,
        outcome=summary.nothing_yet(),
    )
    db.session.add(batch)
    db.session.flush()
    record.record("import.received", batch, actor)
    return batch


def settle_columns(batch: ImportBatch, columns: Columns, header: Sequence[str], actor: Account | None) -> None:
    if batch.state not in (ImportState.COLUMNS, ImportState.CHECKING, ImportState.STAGED):
        raise RuleBroken("This import is not waiting any more")
    batch.columns = {**columns.as_kept(), "header": list(header)}
    batch.state = ImportState.CHECKING
    record.record("import.columns_settled", batch, actor)


def remember_columns(source: str, columns: Columns, header: Sequence[str]) -> None:
    """For the next file of this list with these headings."""
    writing.keep_mapping(source, heading_key(header), columns.as_kept())


def begin_look(batch: ImportBatch) -> None:
    """Whatever an earlier look found is forgotten."""
    db.session.execute(delete(ImportRow).where(ImportRow.batch_id == batch.id))
    batch.outcome = summary.nothing_yet()
    batch.beat_at, batch.problem = clock.now(), None


def keep_look(batch: ImportBatch, part: Plan) -> None:
    writing.keep_rows(batch.id, outcomes.rows_of(part), is_written=False)
    batch.outcome, batch.beat_at = summary.add(batch.outcome, part), clock.now()


def finish_look(batch: ImportBatch) -> None:
    batch.state, batch.beat_at = ImportState.STAGED, None


def take_on(batch: ImportBatch, *, is_asked: bool = False) -> None:
    """One works on it at a time: a job that is open, or a sign of life that is less than a minute old."""
    if batch.state not in AT_WORK:
        raise RuleBroken("There is nothing to go on with")
    if is_asked or is_at_work(batch):
        raise RuleBroken("This import is being worked on")
    batch.beat_at, batch.problem = clock.now(), None


def is_at_work(batch: ImportBatch) -> bool:
    return batch.beat_at is not None and clock.now() - batch.beat_at < SILENCE


def stop(batch: ImportBatch, problem: str) -> None:
    """What was done so far stays, and the page says how far that is."""
    batch.beat_at, batch.problem = None, problem


def start_import(batch: ImportBatch, choice: Choice, actor: Account | None) -> None:
    """Confirmed: from now on it is being written. Refused whole if all was asked for and a row is refused."""
    refused = batch.outcome["refused"]
    if choice is Choice.ALL and refused:
        one = "1 row is" if refused == 1 else f"{refused:,} rows are"
        raise RuleBroken(f"{one} refused, so nothing was imported. Mend the file, or import the good rows only")
    batch.state, batch.outcome = ImportState.WRITING, summary.nothing_yet(batch.outcome["rows"])
    record.record("import.started", batch, actor)


def check_again(batch: ImportBatch, actor: Account) -> None:
    """What was looked at no longer holds, so it is looked at anew before anybody confirms it."""
    batch.state = ImportState.CHECKING
    record.record("import.checked_again", batch, actor)


def cancel_import(batch: ImportBatch, actor: Account) -> None:
    """Also while it is checked: whoever checks it sees that, and ends."""
    if batch.state not in (ImportState.COLUMNS, ImportState.CHECKING, ImportState.STAGED):
        raise RuleBroken("This import is not waiting any more")
    batch.state, batch.file_key = ImportState.CANCELLED, None
    begin_look(batch)
    record.record("import.cancelled", batch, actor)


def write_part(part: Plan, batch: ImportBatch, actor: Account | None) -> None:
    """One transaction's share of a plan, with what it did row by row."""
    links = [(link.located, link.organisation_id) for link in part.linked]
    new_ids = [one.place.external_id for one in chain(part.new, (one for one, _ in links))]
    if queries.ids_taken(part.source, new_ids):
        raise ListedMeanwhile
    actor_id, traditions = actor.id if actor else None, queries.traditions_by_code()
    made = writing.create(part.new, traditions)
    listed = [(one, made[one.place.row]) for one in part.new]
    writing.keep_sources(listed, batch.id, part.source, "organisation.imported", actor_id)
    writing.keep_sources(links, batch.id, part.source, "organisation.found_in_list", actor_id)
    for changes in chunks(part.changed):
        _change(changes, part.source, traditions, actor)
    seen = chain((met.listed.record_id for met in part.matched), (change.listed.record_id for change in part.changed))
    writing.see_again(list(seen))
    _keep_pairs(part, made)
    writing.keep_rows(batch.id, outcomes.rows_of(part, made), is_written=True)
    batch.outcome, batch.beat_at = summary.add(batch.outcome, part), clock.now()


def _keep_pairs(part: Plan, made: Mapping[int, int]) -> None:
    """A group that the pair names by its row has its id by now."""
    writing.keep_pairs(
        (made[pair.row], pair.other if pair.other > 0 else made[-pair.other], pair.score, pair.reason)
        for pair in part.pairs
    )


def finish_import(batch: ImportBatch, actor: Account | None) -> None:
    batch.state, batch.file_key, batch.beat_at = ImportState.DONE, None, None
    record.record("import.confirmed", batch, actor)


def _change(changes: Sequence[Change], source: str, traditions: Mapping[str, int], actor: Account | None) -> None:
    """What stands there is compared once more, for somebody may have edited it since the plan was made."""
    listed = queries.listed(source, [change.located.place.external_id for change in changes])
    groups = queries.groups_by_id([known.organisation_id for known in listed.values()])
    venues = queries.venues_by_id([known.venue_id for known in listed.values() if known.venue_id])
    records = queries.records_by_id([known.record_id for known in listed.values()])
    for change in changes:
        known = listed[change.located.place.external_id]
        take, _ = rules.settle(known.taken, change.located.taken, known.current)
        group = groups[known.organisation_id]
        _take(group, change.located, take, traditions)
        if known.venue_id:
            _move(venues[known.venue_id], change.located, take)
        _remember(records[known.record_id], take)
        record.record("organisation.changed_by_import", group, actor)


def _take(group: Organisation, one: Located, take: Mapping[str, Any], traditions: Mapping[str, int]) -> None:
    if "name" in take:
        _rename(group, one)
    if "faith" in take:
        group.faith = Faith(take["faith"])
    if "tradition" in take:
        group.tradition_id = traditions.get(take["tradition"])
    if "place_kind" in take:
        group.place_kind = PlaceKind(take["place_kind"]) if take["place_kind"] else None
    for key in CONTACTS:
        if key in take:
            setattr(group, key, take[key])
    if take.get("charity_number") and group.charity_basis is CharityBasis.UNKNOWN:
        group.charity_basis = CharityBasis.REGISTERED


def _rename(group: Organisation, one: Located) -> None:
    """A name that somebody used stays findable; "Unnamed …" was never a name."""
    name = rules.name_of(one.place)
    if not group.name_is_placeholder:
        db.session.add(FormerName(organisation_id=group.id, name=group.name, until_on=clock.today()))
    before = () if group.name_is_placeholder else group.search_names.split(BETWEEN_NAMES)
    group.search_names = search_names(name, before)
    group.name, group.sort_name, group.name_is_placeholder = name, fold(name), not one.place.name


def _move(venue: Venue, one: Located, take: Mapping[str, Any]) -> None:
    """The place only: which areas a group belongs to is for people to say."""
    if "point" in take:
        venue.lon, venue.lat = one.place.lon, one.place.lat
        venue.area_id, venue.ward_id = one.area_id, one.ward_id
    for key in ("address", "postcode"):
        if key in take:
            setattr(venue, key, take[key])


def _remember(source_record: SourceRecord, take: Mapping[str, Any]) -> None:
    source_record.as_imported = {**source_record.as_imported, **take}
