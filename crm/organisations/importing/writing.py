"""Writes a plan in sets of rows: the one module of imports that goes past the unit of work (stack.md G5).

A set makes no flush, so what a flush would do is done here: the scope is asked (`_check_reach`), the history is
written (`_tell`), and who keeps figures hears of the groups from the inserts themselves.
"""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import insert, update

from crm.access import scope
from crm.access.models import Layer
from crm.audit.models import AuditEntry
from crm.core import clock, uids
from crm.core.bulk import chunks
from crm.core.text import fold
from crm.extensions import db
from crm.organisations.importing import rules
from crm.organisations.importing.planning import Located
from crm.organisations.kinds import OrganisationKind, PlaceKind, Precision, Stage
from crm.organisations.models import (
    DuplicatePair,
    Organisation,
    OrganisationArea,
    SourceRecord,
    Venue,
)
from crm.organisations.rules import search_names

Rows = list[dict[str, Any]]


def create(new: Sequence[Located], traditions: dict[str, int]) -> dict[int, int]:
    """The ids of the new groups by the rows of the list; each starts as identified, in the area of its point."""
    if not new:
        return {}
    _check_reach(one.area_id for one in new)
    keys = [uids.new() for _ in new]
    rows = [_organisation(one, key, traditions) for one, key in zip(new, keys, strict=True)]
    made = _insert(Organisation, rows, Organisation.uid, Organisation.id)
    ids = {row.uid: row.id for row in made}
    organisation_ids = [ids[key] for key in keys]
    _insert(OrganisationArea, [_link(one, key) for one, key in zip(new, organisation_ids, strict=True)])
    _insert(Venue, [_venue(one, key) for one, key in zip(new, organisation_ids, strict=True)])
    return dict(zip((one.place.row for one in new), organisation_ids, strict=True))


def keep_sources(
    listed: Sequence[tuple[Located, int]], batch_id: int, source: str, event: str, actor_id: int | None
) -> None:
    """Where each group came from, with the values that were taken, and the same in its history."""
    _insert(SourceRecord, [_record(one, organisation_id, batch_id, source) for one, organisation_id in listed])
    _insert(AuditEntry, [_tell(one, organisation_id, source, event, actor_id) for one, organisation_id in listed])


def keep_pairs(pairs: Iterable[tuple[int, int, int, str]]) -> None:
    """Two groups each, the smaller id first, with the score and the reason."""
    rows = {(min(one, other), max(one, other)): (score, reason) for one, other, score, reason in pairs}
    _insert(
        DuplicatePair,
        [
            {"organisation_id": one, "other_id": other, "score": score, "reason": reason}
            for (one, other), (score, reason) in rows.items()
        ],
    )


def see_again(record_ids: Sequence[int]) -> None:
    today = clock.today()
    for part in chunks(record_ids):
        wanted = update(SourceRecord).where(SourceRecord.id.in_(part), SourceRecord.last_seen_on != today)
        db.session.execute(
            wanted.values(last_seen_on=today).execution_options(synchronize_session=False),
        )


def _check_reach(area_ids: Iterable[int]) -> None:
    reach = scope.current().core
    if not reach.everywhere and not reach.areas.issuperset(area_ids):
        raise scope.OutOfScope("An import into an area out of reach")


def _insert(table: type[Any], rows: Rows, *returning: Any) -> Any:
    """Empty values are written out (`render_nulls`), so that all rows are alike and go in one statement."""
    if not rows:
        return ()
    wanted = insert(table).returning(*returning) if returning else insert(table)
    return db.session.execute(wanted.execution_options(render_nulls=True), rows)


def _organisation(one: Located, key: uuid.UUID, traditions: dict[str, int]) -> dict[str, Any]:
    name = rules.name_of(one.place)
    return {
        "uid": key,
        "name": name,
        "name_is_placeholder": not one.place.name,
        "sort_name": fold(name),
        "search_names": search_names(name, ()),
        "kind": OrganisationKind.PLACE_OF_WORSHIP,
        "place_kind": PlaceKind(one.taken["place_kind"]) if one.taken["place_kind"] else None,
        "faith": one.place.faith,
        "tradition_id": traditions.get(one.taken["tradition"]),
        "lead_area_id": one.area_id,
    }


def _link(one: Located, organisation_id: int) -> dict[str, Any]:
    today = clock.today()
    return {
        "organisation_id": organisation_id,
        "area_id": one.area_id,
        "started_on": today,
        "stage": Stage.IDENTIFIED,
        "stage_on": today,
    }


def _venue(one: Located, organisation_id: int) -> dict[str, Any]:
    return {
        "organisation_id": organisation_id,
        "area_id": one.area_id,
        "ward_id": one.ward_id,
        "lon": one.place.lon,
        "lat": one.place.lat,
        "precision": Precision.EXACT,
    }


def _record(one: Located, organisation_id: int, batch_id: int, source: str) -> dict[str, Any]:
    today = clock.today()
    return {
        "organisation_id": organisation_id,
        "source": source,
        "external_id": one.place.external_id,
        "import_batch_id": batch_id,
        "first_seen_on": today,
        "last_seen_on": today,
        "as_imported": one.taken,
    }


def _tell(one: Located, organisation_id: int, source: str, event: str, actor_id: int | None) -> dict[str, Any]:
    facts = {"name": rules.name_of(one.place), "source": source, "external_id": one.place.external_id}
    return {
        "event": event,
        "actor_id": actor_id,
        "table_name": Organisation.__tablename__,
        "row_id": organisation_id,
        "organisation_id": organisation_id,
        "layer": Layer.CORE,
        "changes": {key: [None, value] for key, value in facts.items()},
    }
