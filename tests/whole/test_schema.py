"""The migrated schema is what the models say, CHECKs included, and every migration can be undone."""

import re
from typing import Any

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import CheckConstraint, Inspector, create_engine, inspect
from sqlalchemy.schema import CreateTable

from crm.core.models import Base
from crm.extensions import db
from tests.support.databases import MIGRATIONS

TABLES = sorted(Base.metadata.tables)


def _is_ours(_row: Any, name: str | None, _kind: str, _reflected: bool, _compared: Any) -> bool:
    return not (name or "").removeprefix("ix_").startswith(("organisation_search", "person_search", "venue_search"))


def _plain(condition: str) -> str:
    """A CHECK without what each database writes in its own way: brackets, casts, quotes, lists."""
    plain = re.sub(r"::[a-z ]+(\(\d+\))?(\[\])?", "", condition.lower())
    plain = re.sub(r"= any \(array\[(.*?)\]\)", r"in (\1)", plain).replace("<> all", "not in")
    return re.sub(r"[\s()\"]", "", plain)


def _checks(inspector: Inspector, table: str) -> dict[str, str]:
    return {str(found["name"]): str(found["sqltext"]) for found in inspector.get_check_constraints(table)}


def test_the_migrated_schema_equals_the_models(separate_app: Flask) -> None:
    with separate_app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _is_ours, "compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_check_of_the_models_is_in_the_database_word_for_word(separate_app: Flask) -> None:
    """Alembic compares neither CHECKs nor the values of an enum (style.md, Traps)."""
    reference = create_engine("sqlite://")
    Base.metadata.create_all(reference, tables=list(Base.metadata.tables.values()))
    with separate_app.app_context():
        migrated = inspect(db.engine)
        for table in TABLES:
            named = {str(c.name) for c in Base.metadata.tables[table].constraints if isinstance(c, CheckConstraint)}
            assert set(_checks(migrated, table)) == named, table
            if db.engine.dialect.name == "sqlite":
                wanted = _checks(inspect(reference), table)
                got = _checks(migrated, table)
                assert {k: _plain(v) for k, v in got.items()} == {k: _plain(v) for k, v in wanted.items()}, table


@pytest.mark.parametrize("way", ["down", "down and up"])
def test_every_migration_can_be_undone(separate_app: Flask, way: str) -> None:
    with separate_app.app_context():
        flask_migrate.downgrade(directory=str(MIGRATIONS), revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        if way == "down and up":
            flask_migrate.upgrade(directory=str(MIGRATIONS))
            assert set(TABLES) <= set(inspect(db.engine).get_table_names())
        db.session.remove()


def test_the_comparison_of_checks_sees_a_difference() -> None:
    table = Base.metadata.tables["policy_version"]
    assert "review_every_months BETWEEN 1 AND 24" in str(CreateTable(table))
    assert _plain("(a > 1)") == _plain("a>1")
    assert _plain("a > 1") != _plain("a > 2")
