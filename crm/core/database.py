"""How transactions begin, so that SQLite neither loses updates nor starves readers (stack.md G1-G3)."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import Flask, has_request_context, request
from sqlalchemy import Connection, Engine, event

_reading: ContextVar[bool] = ContextVar("reading", default=False)
# What a connection keeps in mind of a database: a page is answered from it. Long work reads through everything once.
_SERVING = ("mmap_size=268435456", "cache_size=-20000")
_SPARING = ("mmap_size=0", "cache_size=-4000")
_kept = [_SERVING]
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@contextmanager
def reading() -> Iterator[None]:
    """A transaction begun in here takes no write lock, also in a POST or a command."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def spare_memory() -> None:
    """For a process that serves no pages, before it first connects: it is not to grow with the database."""
    _kept[0] = _SPARING


def _only_reads() -> bool:
    return _reading.get() or (has_request_context() and request.method in READING_METHODS)


def prepare(engine: Engine) -> None:
    """Hang the SQLite settings on an engine; PostgreSQL needs none."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)


def _set_pragmas(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=wal",
        "synchronous=normal",
        "busy_timeout=10000",
        "foreign_keys=on",
        *_kept[0],
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN" if _only_reads() else "BEGIN IMMEDIATE")
    if inner := _inner(connection):
        connection.info["changes"] = inner.total_changes


def _inner(connection: Connection) -> sqlite3.Connection | None:
    inner = connection.connection.driver_connection
    return inner if isinstance(inner, sqlite3.Connection) else None


def as_written(connection: Connection) -> tuple[int, int] | None:
    """Differs, on this connection, once anything is written by anybody.

    None where the database does not say so, and in a transaction that has written itself and may be rolled back.
    """
    inner = _inner(connection)
    if inner is None or connection.info.get("changes") != inner.total_changes:
        return None
    (elsewhere,) = inner.execute("PRAGMA data_version").fetchone()
    return elsewhere, inner.total_changes


def init_app(app: Flask, engines: list[Engine]) -> None:
    for engine in engines:
        prepare(engine)
