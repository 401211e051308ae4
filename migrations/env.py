"""Runs the migrations on the database that the application is set to."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, TypeDecorator

migrate = current_app.extensions["migrate"]
engine = migrate.db.engine


def is_ours(_row: Any, name: str | None, _kind: str, _reflected: bool, _compared: Any) -> bool:
    """Search tables are made by hand in their migration and are not in the models."""
    return not (name or "").removeprefix("ix_").startswith(("organisation_search", "person_search", "venue_search"))


def as_plain_type(kind: str, item: Any, _context: Any) -> str | bool:
    """A migration never imports crm, so our own column types are written as what they store."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{type(item.impl_instance).__name__}()"
    return False


def run(connection: Connection) -> None:
    """One transaction for all."""
    context.configure(
        connection=connection,
        target_metadata=migrate.db.metadata,
        include_object=is_ours,
        render_as_batch=True,
        compare_type=True,
        render_item=as_plain_type,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


# SQLite rebuilds a table to alter it, which its foreign keys would refuse while they are on.
with engine.connect() as connection:
    driver: Any = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite":
        driver.execute("PRAGMA foreign_keys = off")
    run(connection)
    connection.commit()
    if connection.dialect.name == "sqlite":
        driver.execute("PRAGMA foreign_keys = on")
