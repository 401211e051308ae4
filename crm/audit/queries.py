"""What was done to a group or a person, newest first, as far as the reader may see the rows it tells of."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, literal, select, union_all

from crm.accounts.models import Account
from crm.audit import words
from crm.audit.models import AuditEntry, AuditValue
from crm.core.models import Base
from crm.core.paging import Cursor, Order, Page, page
from crm.extensions import db

NEWEST_FIRST = Order(AuditEntry.id, AuditEntry.id, lambda row: (row.id, row.id), descending=True)


@dataclass(frozen=True)
class Happening:
    """One entry in plain words; `by` is None for what the service did by itself."""

    title: str
    when: dt.datetime
    actor_id: int | None
    by: str | None
    changes: list[words.Told]


History = tuple[Page[Any], list[Happening]]


def history_of_group(organisation_id: int, cursor: Cursor | None) -> History:
    """The page, and its entries in words."""
    return _history(AuditEntry.organisation_id == organisation_id, cursor)


def history_of_row(table: str, row_id: int, cursor: Cursor | None) -> History:
    """Of a row that names no group."""
    return _history(and_(AuditEntry.table_name == table, AuditEntry.row_id == row_id), cursor)


def _history(condition: ColumnElement[bool], cursor: Cursor | None) -> History:
    wanted = (
        select(
            AuditEntry.id,
            AuditEntry.at,
            AuditEntry.event,
            AuditEntry.table_name,
            AuditEntry.changes,
            AuditEntry.actor_id,
            Account.name.label("actor_name"),
        )
        .outerjoin(Account, Account.id == AuditEntry.actor_id)
        .where(condition)
    )
    shown = page(wanted, NEWEST_FIRST, cursor, lambda found: db.session.execute(found).all())
    pairs = _pairs_of(shown.rows)
    names = _names({key for row in shown.rows for key in _named(row.table_name, pairs[row.id])})
    return shown, [_happening(row, pairs[row.id], names) for row in shown.rows]


Pairs = dict[str, Sequence[Any]]


def _pairs_of(rows: Sequence[Any]) -> dict[int, Pairs]:
    """Before and after by column: the entry's own, and the personal values that this reader may see."""
    pairs: dict[int, Pairs] = defaultdict(dict)
    for row in rows:
        pairs[row.id].update({name: pair for name, pair in row.changes.items() if words.is_said(name)})
    wanted = select(AuditValue.entry_id, AuditValue.column_name, AuditValue.before, AuditValue.after).where(
        AuditValue.entry_id.in_([row.id for row in rows])
    )
    for value in db.session.execute(wanted) if rows else ():
        if words.is_said(value.column_name):
            pairs[value.entry_id][value.column_name] = (value.before, value.after)
    return pairs


def _named(table: str, pairs: Pairs) -> Iterable[tuple[str, int]]:
    """The rows that columns point to, so that they can be told by name."""
    for name, pair in pairs.items():
        target = words.target_of(table, name)
        if target is not None:
            yield from ((target, int(value)) for value in pair if value is not None)


def _names(wanted: set[tuple[str, int]]) -> words.Names:
    """One statement for all tables, narrowed like any other: who may not see a row does not read its name."""
    kinds = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    by_table: dict[str, set[int]] = defaultdict(set)
    for table, key in wanted:
        if hasattr(kinds[table], "name"):
            by_table[table].add(key)
    arms = [_arm(table, kinds[table], ids) for table, ids in sorted(by_table.items())]
    if not arms:
        return {}
    return {(row.kind, row.id): row.name for row in db.session.execute(union_all(*arms))}


def _arm(table: str, kind: Any, ids: set[int]) -> Select[Any]:
    return select(literal(table).label("kind"), kind.id.label("id"), kind.name.label("name")).where(kind.id.in_(ids))


def _happening(row: Any, pairs: Pairs, names: words.Names) -> Happening:
    changes = [words.told(row.table_name, name, pair[0], pair[1], names) for name, pair in pairs.items()]
    # A new row says "no" to much that nobody was asked.
    said = [change for change in changes if change.before != change.after and change[1:] != (None, "No")]
    return Happening(words.event_words(row.event), row.at, row.actor_id, row.actor_name, said)
