"""What an import has to know of what is there already, and its pages."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, exists, func, select

from crm.access.scope import every_area
from crm.accounts.models import Account
from crm.areas.models import Area
from crm.areas.queries import postcodes_near
from crm.core.bulk import chunks
from crm.core.paging import Cursor, Order, Page, page
from crm.extensions import db
from crm.organisations.importing.models import ImportMapping, ImportRow
from crm.organisations.importing.rules import Ending
from crm.organisations.kinds import Faith, Precision
from crm.organisations.models import (
    ImportBatch,
    ImportState,
    Organisation,
    SourceRecord,
    Tradition,
    Venue,
)

AnyRow = Row[*tuple[Any, ...]]
MOST_SOURCES = 50


class Listed(NamedTuple):
    """A row of the list that is there already: whose it is, what was taken then, and what stands there now.

    `venue_id` is the place that still is as it was imported; `current` is what `rules.settle` compares.
    """

    record_id: int
    organisation_id: int
    taken: Mapping[str, Any]
    current: Mapping[str, Any]
    is_closed: bool
    venue_id: int | None


def traditions_by_code() -> dict[str, int]:
    return {row.code: row.id for row in db.session.execute(select(Tradition.code, Tradition.id))}


def tradition_codes() -> dict[tuple[Faith, str], str]:
    """The code for each value of a faith that lists use."""
    rows = db.session.execute(select(Tradition.faith, Tradition.osm_values, Tradition.code).order_by(Tradition.id))
    return {(row.faith, value): row.code for row in rows for value in row.osm_values.split()}


def areas_by_id() -> dict[int, Row[int, str, str]]:
    return {row.id: row for row in db.session.execute(select(Area.id, Area.code, Area.name))}


def ids_taken(source: str, external_ids: Sequence[str]) -> set[str]:
    """Those of the ids that some group in any area has, for an id is given once."""
    with every_area("ids of a source are unique over all areas"):
        found: set[str] = set()
        for part in chunks(external_ids):
            wanted = select(SourceRecord.external_id).where(
                SourceRecord.source == source, SourceRecord.external_id.in_(part)
            )
            found.update(db.session.scalars(wanted))
    return found


def listed(source: str, external_ids: Sequence[str]) -> dict[str, Listed]:
    """By id, those whose group is in scope."""
    found = [row for part in chunks(external_ids) for row in db.session.execute(_listed(source, part))]
    venues = points_of([row.organisation_id for row in found], (Precision.EXACT, Precision.POSTCODE))
    return {row.external_id: _as_listed(row, venues.get(row.organisation_id, [])) for row in found}


def _listed(source: str, external_ids: Sequence[str]) -> Select[Any]:
    return (
        select(
            SourceRecord.id,
            SourceRecord.external_id,
            SourceRecord.organisation_id,
            SourceRecord.as_imported,
            Organisation.name,
            Organisation.name_is_placeholder,
            Organisation.faith,
            Organisation.place_kind,
            Organisation.closed_on,
            Organisation.phone,
            Organisation.email,
            Organisation.website,
            Organisation.charity_number,
            Tradition.code,
        )
        .join(Organisation, Organisation.id == SourceRecord.organisation_id)
        .join(Tradition, Tradition.id == Organisation.tradition_id, isouter=True)
        .where(SourceRecord.source == source, SourceRecord.external_id.in_(external_ids))
    )


def points_of(
    organisation_ids: Sequence[int], precisions: Sequence[Precision] = (Precision.EXACT,)
) -> dict[int, list[AnyRow]]:
    """The places where each group meets, as exactly known as asked, the longest kept first."""
    columns = (Venue.id, Venue.organisation_id, Venue.lon, Venue.lat, Venue.address, Venue.postcode)
    points: dict[int, list[AnyRow]] = {}
    for part in chunks(organisation_ids):
        wanted = select(*columns).where(
            Venue.organisation_id.in_(part), Venue.ended_on.is_(None), Venue.precision.in_(precisions)
        )
        for row in db.session.execute(wanted.order_by(Venue.id)):
            points.setdefault(row.organisation_id, []).append(row)
    return points


def postcodes_of(organisation_ids: Sequence[int]) -> dict[int, str]:
    """The postcode nearest to where a group meets, so that people can go there. Of a refuge none is told.

    Not every place has one near it.
    """
    told = select(Organisation.id).where(Organisation.id.in_(organisation_ids), Organisation.is_sensitive.is_(False))
    points = {key: (rows[0].lon, rows[0].lat) for key, rows in points_of(db.session.scalars(told).all()).items()}
    placed = {key: point for key, point in points.items() if point[0] is not None}
    units = zip(placed, postcodes_near(list(placed.values())), strict=True)
    return {key: unit for key, unit in units if unit}


def _as_listed(row: AnyRow, venues: Sequence[AnyRow]) -> Listed:
    point = row.as_imported.get("point")
    venue = next((venue for venue in venues if [venue.lon, venue.lat] == point), None)
    current = {
        "name": "" if row.name_is_placeholder else row.name,
        "faith": row.faith.value,
        "tradition": row.code,
        "place_kind": row.place_kind.value if row.place_kind else None,
        "point": point if venue else None,
        "address": venue.address or None if venue else None,
        "postcode": venue.postcode if venue else None,
        "phone": row.phone,
        "email": row.email,
        "website": row.website,
        "charity_number": row.charity_number,
    }
    venue_id = venue.id if venue else None
    return Listed(row.id, row.organisation_id, row.as_imported, current, row.closed_on is not None, venue_id)


def groups_by_charity_number(source: str, numbers: Sequence[str]) -> dict[str, int]:
    """The one open group in scope with each number that this list does not have yet; none where two share it."""
    found: dict[str, set[int]] = {}
    has_id = exists().where(SourceRecord.organisation_id == Organisation.id, SourceRecord.source == source)
    for part in chunks(numbers):
        wanted = select(Organisation.charity_number, Organisation.id).where(
            Organisation.charity_number.in_(part), Organisation.closed_on.is_(None), ~has_id
        )
        for row in db.session.execute(wanted):
            found.setdefault(str(row.charity_number), set()).add(row.id)
    return {number: ids.pop() for number, ids in found.items() if len(ids) == 1}


def groups_listed(source: str, organisation_ids: Sequence[int]) -> set[int]:
    """Those that have an id of this list already: another of its ids is never one of them without asking."""
    found: set[int] = set()
    for part in chunks(organisation_ids):
        wanted = select(SourceRecord.organisation_id).where(
            SourceRecord.source == source, SourceRecord.organisation_id.in_(part)
        )
        found.update(db.session.scalars(wanted))
    return found


def groups_by_id(organisation_ids: Sequence[int]) -> dict[int, Organisation]:
    wanted = select(Organisation).where(Organisation.id.in_(organisation_ids))
    return {group.id: group for group in db.session.scalars(wanted)}


def venues_by_id(venue_ids: Sequence[int]) -> dict[int, Venue]:
    return {venue.id: venue for venue in db.session.scalars(select(Venue).where(Venue.id.in_(venue_ids)))}


def records_by_id(record_ids: Sequence[int]) -> dict[int, SourceRecord]:
    wanted = select(SourceRecord).where(SourceRecord.id.in_(record_ids))
    return {record.id: record for record in db.session.scalars(wanted)}


def remembered_columns(source: str, heading_key: str) -> dict[str, Any] | None:
    wanted = select(ImportMapping.columns).where(
        ImportMapping.source == source, ImportMapping.heading_key == heading_key
    )
    return db.session.scalars(wanted).one_or_none()


def numbers_written(batch_id: int, numbers: Sequence[int]) -> set[int]:
    """Those of these lines that an earlier run of this import has written."""
    found: set[int] = set()
    for part in chunks(numbers):
        wanted = select(ImportRow.number).where(ImportRow.batch_id == batch_id, ImportRow.is_written)
        found.update(db.session.scalars(wanted.where(ImportRow.number.in_(part))))
    return found


def rows_of(batch_id: int, ending: Ending, cursor: Cursor | None) -> Page[ImportRow]:
    wanted = select(ImportRow).where(ImportRow.batch_id == batch_id, ImportRow.ending == ending)
    order = Order(ImportRow.number, ImportRow.id, lambda row: (row.number, row.id))
    return page(wanted, order, cursor, lambda found: db.session.scalars(found).all())


def refused_of(batch_id: int) -> list[tuple[list[str], int, str]]:
    """Each refused row as it came, its line and the reason."""
    columns = (ImportRow.raw, ImportRow.number, ImportRow.why)
    wanted = select(*columns).where(ImportRow.batch_id == batch_id, ImportRow.ending == Ending.REFUSED)
    return [(row.raw or [], row.number, row.why) for row in db.session.execute(wanted.order_by(ImportRow.number))]


def tradition_names() -> dict[str, str]:
    return {row.code: row.name for row in db.session.execute(select(Tradition.code, Tradition.name))}


def own_batch(batch_id: int, account: Account) -> ImportBatch:
    """An import belongs to the person who sent the file."""
    wanted = select(ImportBatch).where(ImportBatch.id == batch_id, ImportBatch.account_id == account.id)
    return db.session.scalars(wanted).one()


def batch(batch_id: int) -> ImportBatch:
    return db.session.scalars(select(ImportBatch).where(ImportBatch.id == batch_id)).one()


def is_out_of_date(batch: ImportBatch) -> bool:
    """Whether another list was brought in or taken back, by anybody, since this one was checked."""
    wrote = (ImportState.WRITING, ImportState.DONE, ImportState.UNDOING, ImportState.UNDONE)
    later = exists().where(
        ImportBatch.id != batch.id, ImportBatch.state.in_(wrote), ImportBatch.updated_at > batch.updated_at
    )
    return bool(db.session.scalar(select(later)))


def sources_used() -> Sequence[str]:
    """What lists were called before, the latest first."""
    wanted = select(ImportBatch.source).group_by(ImportBatch.source).order_by(func.max(ImportBatch.id).desc())
    return db.session.scalars(wanted.limit(MOST_SOURCES)).all()


def batch_to_write(batch_id: int) -> ImportBatch:
    """Locked, so that of two who confirm the same import the second waits and sees that it is done."""
    wanted = select(ImportBatch).where(ImportBatch.id == batch_id).with_for_update()
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def own_batches(account: Account) -> list[AnyRow]:
    """The latest imports of this person."""
    columns = (ImportBatch.id, ImportBatch.file_name, ImportBatch.source, ImportBatch.state, ImportBatch.created_at)
    wanted = select(*columns).where(ImportBatch.account_id == account.id).order_by(ImportBatch.id.desc()).limit(25)
    return list(db.session.execute(wanted))


def keys_waiting() -> set[str]:
    """The uploads that somebody may still confirm."""
    waiting = select(ImportBatch.file_key).where(
        ImportBatch.state.not_in((ImportState.DONE, ImportState.CANCELLED)), ImportBatch.file_key.is_not(None)
    )
    return {key for key in db.session.scalars(waiting) if key}


def places_without_a_name(cursor: Cursor | None) -> Page[AnyRow]:
    """To be visited: somebody has to see what they are called."""
    wanted: Any = (
        select(Organisation.id, Organisation.name, Organisation.sort_name, Area.name.label("area"))
        .join(Area, Area.id == Organisation.lead_area_id)
        .where(Organisation.name_is_placeholder, Organisation.closed_on.is_(None))
    )
    order = Order(Organisation.sort_name, Organisation.id, lambda row: (row.sort_name, row.id))
    return page(wanted, order, cursor, lambda found: db.session.execute(found).all())
