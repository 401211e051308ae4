"""What people do with a list: send it, confirm or cancel it, and say that two groups are not the same."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.core.bulk import chunks
from crm.core.errors import RuleBroken
from crm.core.text import fold
from crm.extensions import db
from crm.organisations.importing import queries, rules, summary, writing
from crm.organisations.importing.matching import Spot
from crm.organisations.importing.planning import Change, Located, Plan
from crm.organisations.kinds import Faith, PlaceKind
from crm.organisations.models import (
    DuplicatePair,
    DuplicateState,
    FormerName,
    ImportBatch,
    ImportState,
    Organisation,
    SourceRecord,
    Venue,
)
from crm.organisations.rules import BETWEEN_NAMES, search_names


class ListedMeanwhile(Exception):
    """Somebody else brought in one of these ids since the plan was made: plan again."""


def stage_import(plan: Plan, file_name: str, file_key: str | None, actor: Account | None) -> ImportBatch:
    """Nothing is imported yet; the batch waits for its owner to confirm it."""
    batch = ImportBatch(
        account_id=actor.id if actor else None,
        source=plan.source,
        file_name=file_name,
        file_key=file_key,
        state=ImportState.STAGED,
        outcome=summary.outcome(plan),
    )
    db.session.add(batch)
    db.session.flush()
    record.record("import.staged", batch, actor)
    return batch


def cancel_import(batch: ImportBatch, actor: Account) -> None:
    if batch.state is not ImportState.STAGED:
        raise RuleBroken("This import is not waiting any more")
    batch.state, batch.file_key = ImportState.CANCELLED, None
    record.record("import.cancelled", batch, actor)


def write_part(part: Plan, batch: ImportBatch, actor: Account | None) -> dict[int, int]:
    """One transaction's share of a plan. Gives the ids of the new groups by their rows in the list."""
    new_ids = [one.place.external_id for one in chain(part.new, (one for one, _ in part.linked))]
    if queries.ids_taken(part.source, new_ids):
        raise ListedMeanwhile
    actor_id, traditions = actor.id if actor else None, queries.traditions_by_code()
    made = writing.create(part.new, traditions)
    listed = [(one, made[one.place.row]) for one in part.new]
    writing.keep_sources(listed, batch.id, part.source, "organisation.imported", actor_id)
    writing.keep_sources(part.linked, batch.id, part.source, "organisation.found_in_list", actor_id)
    for changes in chunks(part.changed):
        _change(changes, part.source, traditions, actor)
    seen = chain((known.record_id for known in part.matched), (change.listed.record_id for change in part.changed))
    writing.see_again(list(seen))
    return made


def finish_import(batch: ImportBatch, plan: Plan, made: Mapping[int, int], actor: Account | None) -> None:
    """In the last transaction: the likely pairs, and the flip that says the import is done."""

    def organisation_id(spot: Spot) -> int:
        return spot.organisation_id or made[spot.row or 0]

    writing.keep_pairs(
        (organisation_id(pair.one), organisation_id(pair.other), pair.score, pair.reason) for pair in plan.pairs
    )
    batch.state, batch.file_key, batch.outcome = ImportState.DONE, None, summary.outcome(plan)
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
        if "point" in take and known.venue_id:
            _move(venues[known.venue_id], change.located)
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


def _rename(group: Organisation, one: Located) -> None:
    """A name that somebody used stays findable; "Unnamed …" was never a name."""
    name = rules.name_of(one.place)
    if not group.name_is_placeholder:
        db.session.add(FormerName(organisation_id=group.id, name=group.name, until_on=clock.today()))
    before = () if group.name_is_placeholder else group.search_names.split(BETWEEN_NAMES)
    group.search_names = search_names(name, before)
    group.name, group.sort_name, group.name_is_placeholder = name, fold(name), not one.place.name


def _move(venue: Venue, one: Located) -> None:
    """The place only: which areas a group belongs to is for people to say."""
    venue.lon, venue.lat = one.place.lon, one.place.lat
    venue.area_id, venue.ward_id = one.area_id, one.ward_id


def _remember(source_record: SourceRecord, take: Mapping[str, Any]) -> None:
    source_record.as_imported = {**source_record.as_imported, **take}


def mark_not_the_same(pair: DuplicatePair, actor: Account) -> None:
    """Remembered, so that the pair is not shown again."""
    if pair.state is DuplicateState.OPEN:
        pair.state, pair.decided_at, pair.decided_by_id = DuplicateState.NOT_THE_SAME, clock.now(), actor.id
        record.record("duplicate.not_the_same", pair, actor)
