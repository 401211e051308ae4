"""How transactions begin, so that SQLite neither loses updates nor starves readers (stack.md G1-G3)."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import Flask, has_request_context, request
from sqlalchemy import Connection, Engine, event

_reading: ContextVar[bool] = ContextVar("reading", default=False)
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@contextmanager
def reading() -> Iterator[None]:
    """A transaction begun in here takes no write lock, also in a POST or a command."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


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
        "mmap_size=268435456",
        "cache_size=-20000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN" if _only_reads() else "BEGIN IMMEDIATE")


def init_app(app: Flask, engines: list[Engine]) -> None:
    for engine in engines:
        prepare(engine)
