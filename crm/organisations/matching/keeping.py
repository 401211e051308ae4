"""Keeps `match_key` equal to what the groups' records say, in the transaction that changes them.

What a flush wrote says which groups are touched; the commit works their keys out again. A change past the ORM says
`organisations.touched.touch`. It acts for every area and hands no row on (stack.md 8, hole 7).
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, event, insert, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from crm.core.bulk import chunks
from crm.core.models import Base
from crm.extensions import db
from crm.organisations import touched
from crm.organisations.matching.facts import candidates
from crm.organisations.matching.keys import KeyKind, kept_keys
from crm.organisations.matching.models import MatchKey
from crm.organisations.models import Organisation, OrganisationArea, Venue

_OWN = "match_keys"
# What of a group its keys rest on; a contact that is logged leaves these alone, and costs nothing here.
_OF_GROUP = ("search_names", "name_is_placeholder", "charity_number", "phone", "email", "website")
_OF_LINK = ("area_id", "ended_on", "organisation_id")
_OF_VENUE = ("organisation_id", "lon", "lat", "postcode", "precision", "ended_on")
AT_ONCE = 2_000

KeyRow = tuple[int, KeyKind, str]


def init_app() -> None:
    event.listen(db.session, "after_flush", _collect)
    event.listen(db.session, "do_orm_execute", _collect_inserts)
    event.listen(db.session, "before_commit", _keep)
    event.listen(db.session, "after_rollback", _forget)


def rebuild(connection: Connection) -> int:
    """Everything afresh: after the rules or their words changed, or rows were loaded past the application."""
    connection.execute(delete(MatchKey))
    ids = list(connection.execute(select(Organisation.id).order_by(Organisation.id)).scalars())
    count = 0
    for part in chunks(ids, AT_ONCE):
        rows = _fresh(connection, part)
        _insert(connection, rows)
        count += len(rows)
    return count


def rebuild_all() -> int:
    """As `rebuild`, in the session's own transaction."""
    return rebuild(db.session.connection())


def refresh(connection: Connection, ids: Iterable[int]) -> None:
    """Only groups whose keys changed are written."""
    for part in chunks(sorted(ids)):
        fresh, stored = set(_fresh(connection, part)), set(_stored(connection, part))
        changed = sorted({row[0] for row in fresh ^ stored})
        if changed:
            connection.execute(delete(MatchKey).where(MatchKey.organisation_id.in_(changed)))
        _insert(connection, [row for row in fresh if row[0] in changed])


def differences(connection: Connection | None = None) -> list[str]:
    """Which groups are found by other keys than their records say; for `doctor` and for tests."""
    connection = connection or db.session.connection()
    wrong: set[int] = set()
    ids = list(connection.execute(select(Organisation.id).order_by(Organisation.id)).scalars())
    for part in chunks(ids, AT_ONCE):
        wrong |= _wrong(connection, part)
    return [f"The match keys of organisation {one} are not what its records say" for one in sorted(wrong)]


def wrong_among(ids: Sequence[int]) -> list[int]:
    """Those of some groups whose keys are not what their records say."""
    return sorted(_wrong(db.session.connection(), ids))


def _wrong(connection: Connection, ids: Sequence[int]) -> set[int]:
    return {row[0] for row in {*_fresh(connection, ids)} ^ {*_stored(connection, ids)}}


def _fresh(connection: Connection, ids: Sequence[int]) -> list[KeyRow]:
    found = candidates(connection.execute, ids)
    return [(one.key, kind, value) for one in found for kind, value in sorted(kept_keys(one))]


def _stored(connection: Connection, ids: Sequence[int]) -> list[KeyRow]:
    stored: list[KeyRow] = []
    for part in chunks(ids):
        wanted = select(MatchKey.organisation_id, MatchKey.kind, MatchKey.value)
        rows = connection.execute(wanted.where(MatchKey.organisation_id.in_(part)))
        stored += [(row.organisation_id, row.kind, row.value) for row in rows]
    return stored


def _insert(connection: Connection, rows: Sequence[KeyRow]) -> None:
    if rows:
        values = [{"organisation_id": one, "kind": kind, "value": value} for one, kind, value in rows]
        connection.execute(insert(MatchKey), values)


def _touched(session: Session) -> set[int]:
    ids: set[int] = session.info.setdefault(_OWN, set())
    return ids


def _forget(session: Session) -> None:
    session.info.pop(_OWN, None)


def _collect(session: Session, _context: UOWTransaction) -> None:
    """Former names stand in their group's `search_names`."""
    seen = _touched(session)
    for row in (*session.new, *session.dirty):
        if isinstance(row, Organisation) and _says_otherwise(row, _OF_GROUP):
            seen.add(row.id)
        if isinstance(row, Venue) and _says_otherwise(row, _OF_VENUE):
            seen |= _of(row)
        if isinstance(row, OrganisationArea) and _says_otherwise(row, _OF_LINK):
            seen |= _of(row)
    for row in session.deleted:
        if isinstance(row, Venue | OrganisationArea):
            seen |= _of(row)


def _says_otherwise(row: Base, names: Iterable[str]) -> bool:
    state: Any = inspect(row)
    return any(state.attrs[name].history.has_changes() for name in names)


def _of(row: Venue | OrganisationArea) -> set[int]:
    """The group as it will be and as it was."""
    state: Any = inspect(row)
    history = state.attrs.organisation_id.history
    return {key for key in (*(history.added or ()), *(history.unchanged or ()), *(history.deleted or ())) if key}


def _collect_inserts(state: ORMExecuteState) -> None:
    """Inserts of many rows at once make no flush; their groups stand in the parameters."""
    if not state.is_insert or state.bind_mapper is None or not isinstance(state.parameters, list):
        return
    if state.bind_mapper.class_ in (Venue, OrganisationArea):
        ids = {row["organisation_id"] for row in state.parameters if "organisation_id" in row}
        _touched(state.session).update(ids)


def _keep(session: Session) -> None:
    session.flush()
    ids = _touched(session) | session.info.get(touched.KEY, set())
    _forget(session)
    if ids:
        refresh(session.connection(), ids)
