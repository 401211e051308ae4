"""Rows kept by table until there are enough to write; parents are written before their children."""

from collections import defaultdict
from collections.abc import Callable
from itertools import count
from typing import Any

from sqlalchemy import Connection, func, select, text

from crm.core.bulk import insert_rows
from crm.core.models import Base

ENOUGH = 50_000
Make = Callable[[Any], Any]


class Sheets:
    """`add` gives a row its id and takes what its table's model takes; what is not said is the column's default."""

    def __init__(self, connection: Connection, common: dict[str, Any]) -> None:
        self.connection = connection
        self._common = common
        self._columns: dict[str, list[tuple[str, Any, Make | None]]] = {}
        self._ids: dict[str, count[int]] = {}
        self._rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self._waiting = 0
        self.written: dict[str, int] = defaultdict(int)

    def add(self, model: type[Base], **values: Any) -> int:
        name = model.__tablename__
        columns = self._columns.get(name) or self._describe(name)
        number: int = values.setdefault("id", next(self._ids[name]))
        self._rows[name].append(tuple(_made(values.get(column, usual), make) for column, usual, make in columns))
        self._waiting += 1
        return number

    def write_if_enough(self) -> None:
        if self._waiting >= ENOUGH:
            self.write()

    def write(self) -> None:
        for table in Base.metadata.sorted_tables:
            rows = self._rows.pop(table.name, [])
            insert_rows(self.connection, table, rows)
            self.written[table.name] += len(rows)
        self._waiting = 0

    def finish(self) -> None:
        """PostgreSQL must be told which ids are taken, and what the new tables look like."""
        self.write()
        if self.connection.dialect.name != "postgresql":
            return
        for name in self._ids:
            table = Base.metadata.tables[name]
            sequence = func.pg_get_serial_sequence(name, "id")
            self.connection.execute(select(func.setval(sequence, select(func.max(table.c.id)).scalar_subquery())))
        self.connection.execute(text("ANALYZE"))

    def _describe(self, name: str) -> list[tuple[str, Any, Make | None]]:
        """Each column with its default and what turns a value into what the driver takes."""
        dialect = self.connection.dialect
        taken = self.connection.scalar(select(func.max(Base.metadata.tables[name].c.id)))
        self._ids[name] = count((taken or 0) + 1)
        described: list[tuple[str, Any, Make | None]] = []
        for column in Base.metadata.tables[name].columns:
            make = column.type.dialect_impl(dialect).bind_processor(dialect)
            described.append((column.name, self._common.get(column.name, _default(column)), make))
        self._columns[name] = described
        return described


def _default(column: Any) -> Any:
    return column.default.arg if column.default is not None and column.default.is_scalar else None


def _made(value: Any, make: Make | None) -> Any:
    return value if value is None or make is None else make(value)
