"""What a merge wrote, step by step, so that it can be taken back exactly.

It goes past the ORM: rows of every table, whoever may see them, and no row is handed on. The permission to merge
asks for every area of both records (docs/decisions/0008).
"""

import datetime as dt
import enum
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Column, Connection, Table, delete, insert, select, update

from crm.core.bulk import chunks
from crm.core.errors import RuleBroken
from crm.core.models import Base

Row = Mapping[str, Any]
CHANGED = "What was merged has been changed since, so the two can no longer be taken apart"
_READERS: dict[type, Any] = {
    dt.date: dt.date.fromisoformat,
    dt.datetime: dt.datetime.fromisoformat,
    dt.time: dt.time.fromisoformat,
    uuid.UUID: uuid.UUID,
}


class Journal:
    """Writes and remembers. Each step is plain JSON: what was done, to which table, and what stood there before."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.steps: list[list[Any]] = []

    def move(self, column: Column[Any], gone_id: int, kept_id: int) -> None:
        """All rows that point to the one record point to the other."""
        own, table = key_of(column.table), column.table
        ids = self.connection.scalars(select(own).where(column == gone_id).order_by(own)).all()
        for part in chunks(ids):
            self.connection.execute(update(table).where(own.in_(part)).values(_beside(table, {column.name: kept_id})))
            self.steps.append(["move", table.name, column.name, gone_id, kept_id, list(part)])

    def change(self, table: Table, row: Row, values: Row) -> None:
        new = {name: value for name, value in values.items() if row[name] != value}
        if new:
            self.connection.execute(update(table).where(key_of(table) == row["id"]).values(_anew(table, new)))
            self.changed(table, row, new)

    def changed(self, table: Table, row: Row, new: Row) -> None:
        """Remembers what somebody else wrote."""
        pairs = {name: [plain(row[name]), plain(value)] for name, value in new.items()}
        self.steps.append(["change", table.name, row["id"], pairs])

    def remove(self, table: Table, row: Row) -> None:
        self.connection.execute(delete(table).where(key_of(table) == row["id"]))
        self.steps.append(["remove", table.name, {name: plain(value) for name, value in row.items()}])

    def add(self, table: Table, values: Row) -> None:
        made = self.connection.execute(insert(table).values(**values).returning(key_of(table))).scalar_one()
        self.steps.append(["add", table.name, made])


def take_back(connection: Connection, steps: Iterable[list[Any]]) -> None:
    """The steps backwards. Raises RuleBroken where a row is no longer as the merge left it."""
    undoing = _Undoing(connection)
    for what, name, *rest in reversed(list(steps)):
        getattr(undoing, what)(Base.metadata.tables[name], *rest)


class _Undoing:
    """A removed row may find its number taken meanwhile, and gets another; `renumbered` tells who points to it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.renumbered: dict[tuple[str, int], int] = {}

    def move(self, table: Table, name: str, gone_id: int, kept_id: int, ids: list[int]) -> None:
        column = table.c[name]
        now = [self._now(table, key) for key in ids]
        back = update(table).where(key_of(table).in_(now), column == kept_id)
        done = self.connection.execute(back.values(_beside(table, {name: self._pointing(column, gone_id)})))
        _insist(done.rowcount == len(ids))

    def change(self, table: Table, key: int, pairs: dict[str, list[Any]]) -> None:
        key = self._now(table, key)
        row = self.connection.execute(select(table).where(key_of(table) == key)).mappings().one_or_none()
        _insist(row is not None and all(plain(row[name]) == after for name, (_, after) in pairs.items()))
        values = {name: read(table.c[name], before) for name, (before, _) in pairs.items()}
        self.connection.execute(update(table).where(key_of(table) == key).values(_anew(table, values)))

    def remove(self, table: Table, row: dict[str, Any]) -> None:
        values = {name: read(table.c[name], value) for name, value in row.items() if name in table.c}
        values |= {column.name: self._pointing(column, values[column.name]) for column in pointers_in(table)}
        if self.connection.scalar(select(key_of(table)).where(key_of(table) == row["id"])) is not None:
            del values["id"]
        made = self.connection.execute(insert(table).values(values).returning(key_of(table))).scalar_one()
        self.renumbered[table.name, row["id"]] = made

    def add(self, table: Table, key: int) -> None:
        _insist(self.connection.execute(delete(table).where(key_of(table) == key)).rowcount == 1)

    def _now(self, table: Any, key: int) -> int:
        return self.renumbered.get((table.name, key), key)

    def _pointing(self, column: Column[Any], value: Any) -> Any:
        targets = [key.column.table for key in column.foreign_keys if key.column.name == "id"]
        return next((self._now(target, value) for target in targets), value)


def _beside(table: Any, values: Row) -> dict[str, Any]:
    """A row that only hangs elsewhere is not one that somebody changed."""
    return {**values, "updated_at": table.c.updated_at} if "updated_at" in table.c else dict(values)


def _anew(table: Any, values: Row) -> dict[str, Any]:
    """A page of the row that was opened before is out of date."""
    return {**values, "version_id": table.c.version_id + 1} if "version_id" in table.c else dict(values)


def _insist(condition: bool) -> None:
    if not condition:
        raise RuleBroken(CHANGED)


def key_of(table: Any) -> Column[Any]:
    """The numbered key; tables whose key is a link are worked out again instead (crm/merging/moving.py)."""
    key: Column[Any] = table.c["id"]
    return key


def pointers_in(table: Table) -> list[Column[Any]]:
    """The columns that name a row of another table by its number."""
    return [column for column in table.columns if any(key.column.name == "id" for key in column.foreign_keys)]


def plain(value: Any) -> Any:
    """As JSON holds it."""
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def read(column: Column[Any], value: Any) -> Any:
    """What `plain` made of a value of this column, back again."""
    if value is None:
        return None
    stored = getattr(column.type, "impl_instance", column.type)
    kind = getattr(stored, "enum_class", None) or stored.python_type
    return kind(value) if issubclass(kind, enum.Enum) else _READERS.get(kind, lambda same: same)(value)
