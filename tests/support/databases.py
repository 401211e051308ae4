"""Databases for tests: built once by our own migrations, then copied as often as one is wanted."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, cast
from uuid import uuid4

import flask_migrate
from flask import Flask
from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from crm.extensions import db
from tests.support import postgres
from tests.support.application import make_app

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"

# What a session rolls back is its own savepoint, never what the test or another request has done.
db.session.session_factory.configure(join_transaction_mode="create_savepoint")


class Databases(Protocol):
    def new(self) -> str:
        """The address of a database that nobody else has, with our tables and no rows."""

    def remove(self) -> None: ...


class SqliteDatabases:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.template = folder / "template.sqlite"
        build(f"sqlite:///{self.template}", folder)

    def new(self) -> str:
        path = self.folder / f"{uuid4().hex}.sqlite"
        shutil.copy(self.template, path)
        return f"sqlite:///{path}"

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


class PostgresDatabases:
    """Names hold the process id, so that test runs side by side on one server do not meet."""

    def __init__(self, server: str, folder: Path) -> None:
        self.server = make_url(server)
        self.names: list[str] = []
        self.template = self.create("TEMPLATE template0 ENCODING 'UTF8'")
        build(self.address(self.template), folder)

    def new(self) -> str:
        return self.address(self.create(f'TEMPLATE "{self.template}"'))

    def create(self, how: str) -> str:
        name = f"footbridge_test_{os.getpid()}_{uuid4().hex[:12]}"
        with self.administering() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}" {how}'))
        self.names.append(name)
        return name

    def remove(self) -> None:
        with self.administering() as connection:
            for name in self.names:
                connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))

    def address(self, name: str) -> str:
        return self.server.set(database=name).render_as_string(hide_password=False)

    @contextmanager
    def administering(self) -> Iterator[Connection]:
        engine = create_engine(self.server, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            yield connection


def build(address: str, folder: Path) -> None:
    """Nothing may be left connected: PostgreSQL copies only a template that nobody uses."""
    app = make_app(address, folder)
    with app.app_context():
        flask_migrate.upgrade(directory=str(MIGRATIONS))
    close(app)


def close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@contextmanager
def databases(engine_name: str, folder: Path) -> Iterator[Databases]:
    if engine_name == "sqlite":
        made: Databases = SqliteDatabases(folder)
        yield made
        made.remove()
        return
    with postgres.server() as server:
        made = PostgresDatabases(server, folder)
        yield made
        made.remove()


@contextmanager
def rolled_back(app: Flask) -> Iterator[None]:
    """All that happens in here, commits of views included, is savepoints of one transaction that is undone.

    Flask-SQLAlchemy asks its table of engines where to send each statement, so the connection stands in there.
    """
    with app.app_context():
        engines = cast(dict[str | None, Engine | Connection], db.engines)
    engine = engines[None]
    assert isinstance(engine, Engine)
    with engine.connect() as connection:
        outer = connection.begin()
        engines[None] = connection
        try:
            yield
        finally:
            engines[None] = engine
            outer.rollback()
