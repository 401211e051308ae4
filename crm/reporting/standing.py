"""Keeps `standing` and `area_standing` equal to today's facts, in the transaction that changes them.

What a flush wrote says which groups are touched; the commit works their rows out again, in one statement a table.
`standing` is left alone when only contact and stages changed; `area_standing` never is, for its mark. A change past
the ORM says `organisations.touched.touch`. This is the one module with INSERT ... FROM SELECT (stack.md 8, hole 7):
it acts for every area and hands no row on.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Connection, bindparam, delete, event, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from crm.checks.models import DbsCheck
from crm.core import clock
from crm.core.bulk import chunks
from crm.engagement.models import Activity, ActivityOrganisation, StageChange
from crm.extensions import db
from crm.organisations import touched
from crm.organisations.models import ChildrenSetting, Organisation, OrganisationArea, Statement
from crm.people.models import Role
from crm.policies.models import PolicyVersion
from crm.reporting.facts import area_facts, organisation_facts
from crm.reporting.models import AreaStanding, Standing
from crm.reporting.rules import days
from crm.training.models import Attendance

OF_ORGANISATION = (PolicyVersion, Statement, Role, ChildrenSetting, DbsCheck, Attendance)
OF_AREA = (OrganisationArea, StageChange, ActivityOrganisation)


@dataclass
class Touched:
    """What this transaction changed so far, by id; activities and people still have to be traced to groups."""

    organisations: set[int] = field(default_factory=set)
    areas: set[int] = field(default_factory=set)
    activities: set[int] = field(default_factory=set)
    people: set[int] = field(default_factory=set)


def init_app() -> None:
    event.listen(db.session, "after_flush", _collect)
    event.listen(db.session, "do_orm_execute", _collect_inserts)
    event.listen(db.session, "before_commit", _keep)
    event.listen(db.session, "after_rollback", _forget)


def rebuild(connection: Connection) -> None:
    """Everything afresh: for the nightly command, and after loading rows past the application."""
    connection.execute(delete(AreaStanding))
    connection.execute(delete(Standing))
    today = _day_and_mark()
    connection.execute(_upsert_standing(connection.dialect.name, everything=True), today)
    connection.execute(_upsert_area_standing(connection.dialect.name, everything=True), today)


def rebuild_all() -> None:
    """As `rebuild`, in the session's own transaction."""
    rebuild(db.session.connection())


def refresh(connection: Connection, organisations: Iterable[int], areas: Iterable[int]) -> None:
    """Work out the rows of these organisations; the lock keeps two savers from each missing the other's facts."""
    of_organisations = sorted(organisations)
    of_areas = sorted({*of_organisations, *areas})
    _lock(connection, of_areas)
    today = _day_and_mark()
    for ids in chunks(of_organisations):
        connection.execute(_upsert_standing(connection.dialect.name), {**today, "ids": ids})
    for ids in chunks(of_areas):
        connection.execute(_upsert_area_standing(connection.dialect.name), {**today, "ids": ids})


def _day_and_mark() -> dict[str, Any]:
    """Forty bits: the marks of a million groups still add up within 64."""
    return {**days(clock.today()), "mark": secrets.randbits(40)}


def _lock(connection: Connection, ids: list[int]) -> None:
    """SQLite has one writer at a time and needs none."""
    if connection.dialect.name != "postgresql":
        return
    for part in chunks(ids):
        wanted = select(Organisation.id).where(Organisation.id.in_(part)).order_by(Organisation.id)
        connection.execute(wanted.with_for_update(key_share=True)).all()


def _wanted(column: Any) -> Any:
    return column.in_(bindparam("ids", expanding=True))


@cache
def _upsert_standing(dialect: str, *, everything: bool = False) -> Any:
    return _upsert(Standing, "organisation_id", organisation_facts(None if everything else _wanted), dialect)


@cache
def _upsert_area_standing(dialect: str, *, everything: bool = False) -> Any:
    mark = bindparam("mark", type_=BigInteger()).label("mark")
    facts = area_facts(None if everything else _wanted, as_stored=True).add_columns(mark)
    return _upsert(AreaStanding, "organisation_area_id", facts, dialect)


def _upsert(table: type[Standing | AreaStanding], key: str, facts: Any, dialect: str) -> Any:
    columns = [column.key for column in facts.selected_columns]
    insert = (postgresql if dialect == "postgresql" else sqlite).insert(table).from_select(columns, facts)
    changed = {name: insert.excluded[name] for name in columns if name != key}
    return insert.on_conflict_do_update(index_elements=[key], set_=changed)


def _touched(session: Session) -> Touched:
    kept: Touched = session.info.setdefault("standing", Touched())
    return kept


def _forget(session: Session) -> None:
    session.info.pop("standing", None)
    session.info.pop(touched.KEY, None)


def _collect(session: Session, _context: UOWTransaction) -> None:
    seen = _touched(session)
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, OF_ORGANISATION):
            seen.organisations |= _now_and_before(row, "organisation_id")
        if isinstance(row, Attendance):
            seen.people |= _now_and_before(row, "person_id")
        if isinstance(row, OF_AREA):
            seen.areas |= _now_and_before(row, "organisation_id")
        if isinstance(row, Activity) and row in session.dirty:
            seen.activities.add(row.id)
        if isinstance(row, Organisation):
            (seen.organisations if row in session.new else seen.areas).add(row.id)


def _now_and_before(row: object, attribute: str) -> set[int]:
    history = inspect(row).attrs[attribute].history
    return {key for key in (*(history.added or ()), *(history.unchanged or ()), *(history.deleted or ())) if key}


def _collect_inserts(state: ORMExecuteState) -> None:
    """Inserts of many rows at once make no flush; their organisations stand in the parameters."""
    if not state.is_insert or state.bind_mapper is None or not isinstance(state.parameters, list):
        return
    entity = state.bind_mapper.class_
    if entity in (*OF_ORGANISATION, *OF_AREA):
        ids = {row["organisation_id"] for row in state.parameters if "organisation_id" in row}
        touched.touch(state.session, ids)


def _keep(session: Session) -> None:
    session.flush()
    seen: Touched = session.info.pop("standing", None) or Touched()
    both: set[int] = session.info.pop(touched.KEY, set())
    organisations, areas = seen.organisations | both, seen.areas | both
    connection = session.connection()
    if seen.people:
        held = select(Role.organisation_id).where(Role.person_id.in_(seen.people))
        organisations |= set(connection.execute(held).scalars())
    if seen.activities:
        met = select(ActivityOrganisation.organisation_id).where(ActivityOrganisation.activity_id.in_(seen.activities))
        areas |= set(connection.execute(met).scalars())
    if organisations or areas:
        refresh(connection, organisations, areas)


def differences(connection: Connection | None = None) -> list[str]:
    """Which rows do not say what today's facts say; for `doctor` and for tests."""
    connection = connection or db.session.connection()
    today = days(clock.today())
    kept = [
        (Standing, organisation_facts(), "organisation"),
        (AreaStanding, area_facts(as_stored=True), "organisation_area"),
    ]
    found = []
    for table, facts, noun in kept:
        names = [str(column.key) for column in facts.selected_columns]
        stored = select(*(getattr(table, name) for name in names))
        fresh = {tuple(row) for row in connection.execute(facts, today)}
        for row in fresh.symmetric_difference(tuple(row) for row in connection.execute(stored)):
            found.append(f"The standing of {noun} {row[0]} is not what its records say")
    return sorted(set(found))
