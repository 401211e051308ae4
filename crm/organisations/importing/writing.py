"""Writes a plan in sets of rows: the one module of imports that goes past the unit of work (stack.md G5).

A set makes no flush, so what a flush would do is done here: the scope is asked (`_check_reach`), the history is
written (`_tell`), and who keeps figures hears of the groups from the inserts themselves.
"""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.dialects import postgresql, sqlite

from crm.access import scope
from crm.access.models import Layer
from crm.audit.models import AuditEntry
from crm.core import clock, uids
from crm.core.bulk import chunks
from crm.core.text import fold
from crm.extensions import db
from crm.organisations.importing import rules
from crm.organisations.importing.models import ImportMapping, ImportRow
from crm.organisations.importing.planning import Located
from crm.organisations.kinds import CharityBasis, OrganisationKind, PlaceKind, Precision, Stage
from crm.organisations.models import (
    DuplicatePair,
    Organisation,
    OrganisationArea,
    SourceRecord,
    Venue,
)
from crm.organisations.rules import search_address, search_names

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
    placed = [(one, key) for one, key in zip(new, organisation_ids, strict=True) if one.place.point]
    _insert(Venue, [_venue(one, key) for one, key in placed])
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


def keep_rows(batch_id: int, rows: Iterable[dict[str, Any]], *, is_written: bool) -> None:
    """How each row ended, in place of how it would have."""
    kept = [{"batch_id": batch_id, **row, "is_written": is_written} for row in rows]
    for part in chunks([row["number"] for row in kept]) if is_written else ():
        gone = delete(ImportRow).where(ImportRow.batch_id == batch_id, ImportRow.number.in_(part))
        db.session.execute(gone.execution_options(synchronize_session=False))
    _insert(ImportRow, kept)


def keep_mapping(source: str, heading_key: str, columns: dict[str, Any]) -> None:
    """Two who say it at once leave what the second said."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    now = clock.now()
    row = {"source": source, "heading_key": heading_key, "columns": columns, "created_at": now, "updated_at": now}
    wanted = dialect.insert(ImportMapping).values(row)
    said = {"columns": wanted.excluded.columns, "updated_at": now}
    db.session.execute(wanted.on_conflict_do_update(index_elements=["source", "heading_key"], set_=said))


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
        "kind": one.place.kind,
        "place_kind": PlaceKind(one.taken["place_kind"]) if one.taken["place_kind"] else None,
        "faith": one.place.faith,
        "tradition_id": traditions.get(one.taken["tradition"]),
        "lead_area_id": one.area_id,
        "phone": one.place.phone,
        "email": one.place.email,
        "website": one.place.website,
        "charity_number": one.place.charity_number,
        "charity_basis": CharityBasis.REGISTERED if one.place.charity_number else CharityBasis.UNKNOWN,
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
    """A group that meets at home is shown by its area only, whatever the list knows."""
    is_home = one.place.kind is OrganisationKind.HOME_GROUP
    lon, lat = (None, None) if is_home else (one.place.lon, one.place.lat)
    exactly = Precision.POSTCODE if one.place.is_by_postcode else Precision.EXACT
    address, postcode = one.place.address, one.place.postcode or None
    return {
        "organisation_id": organisation_id,
        "area_id": one.area_id,
        "ward_id": one.ward_id,
        "address": address,
        "postcode": postcode,
        "search_address": search_address(address, postcode),
        "lon": lon,
        "lat": lat,
        "precision": Precision.MASKED if is_home else exactly,
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
