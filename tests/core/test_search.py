"""The condition of a search as each database is asked it; what it finds is tried in tests/organisations."""

from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, select
from sqlalchemy.dialects import postgresql, sqlite

from crm.core.search import any_word_of, names_holding

book = Table("book", MetaData(), Column("id", Integer), Column("sort_name", Text), Column("names", Text))
SQLITE, POSTGRES = sqlite.dialect(), postgresql.dialect()  # type: ignore[no-untyped-call]


def asked(condition: Any, dialect: Any) -> str:
    compiled = select(book.c.id).where(condition).compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    return str(compiled).partition("WHERE ")[2]


def test_sqlite_begins_with_the_index_of_trigrams() -> None:
    condition = names_holding("St. Mary’s Hall", book.c.id, book.c.sort_name, book.c.names)
    index, _, short = asked(condition, SQLITE).rpartition(" AND ")
    assert index == 'book.id IN (SELECT rowid FROM book_search WHERE book_search MATCH \'("marys") AND ("hall")\')'
    assert short == "(' ' || book.names || ' ' LIKE '% st%')"


def test_postgresql_asks_for_the_ids_once() -> None:
    condition = names_holding("Mary Hall", book.c.id, book.c.sort_name, book.c.names)
    patterns = "(book.names LIKE '%%mary%%') AND (book.names LIKE '%%hall%%')"
    start, _, rest = asked(condition, POSTGRES).partition("(SELECT book.id FROM book WHERE ")
    assert (start, rest) == ("book.id = ANY(ARRAY", patterns + "))")


def test_any_word_is_enough_for_a_candidate() -> None:
    condition = any_word_of(["mary", "hall"], book.c.id, book.c.names)
    assert '"mary" OR "hall"' in asked(condition, SQLITE)
    assert "%%mary%%' OR book.names LIKE" in asked(condition, POSTGRES)


@pytest.mark.parametrize("typed", ["st", "S.T."])
def test_fewer_than_three_letters_are_the_beginning_of_a_name(typed: str) -> None:
    assert "book_search" not in asked(names_holding(typed[:2], book.c.id, book.c.sort_name, book.c.names), SQLITE)


@pytest.mark.parametrize("typed", ["'", '"', "%", "-- "])
def test_signs_alone_find_nothing(typed: str) -> None:
    assert asked(names_holding(typed, book.c.id, book.c.sort_name, book.c.names), SQLITE) in ("0 = 1", "false", "0")
