"""Whether anything was written, as SQLite tells each connection."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from crm.core.database import as_written, prepare

WRITE = text("INSERT INTO note VALUES (1)")
READ = text("SELECT count(*) FROM note")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path / 'notes.sqlite'}")
    prepare(engine)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE note (id INTEGER)"))
    yield engine
    engine.dispose()


def test_nothing_differs_until_somebody_writes(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(READ)
        before = as_written(connection)
        connection.rollback()
        connection.execute(READ)
        assert as_written(connection) == before is not None
        connection.rollback()
        with engine.begin() as other:
            other.execute(WRITE)
        connection.execute(READ)
        assert as_written(connection) not in (None, before)


def test_what_the_connection_itself_writes_is_told_of_once_it_stays(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(READ)
        before = as_written(connection)
        connection.execute(WRITE)
        assert as_written(connection) is None
        connection.commit()
        connection.execute(READ)
        after = as_written(connection)
        assert after not in (None, before)
        connection.execute(WRITE)
        connection.rollback()
        connection.execute(READ)
        assert as_written(connection) not in (None, before, after)
