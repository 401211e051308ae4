"""Whoever adds a table says what becomes of its rows when two records become one (crm/merging)."""

from typing import Any

import pytest
from sqlalchemy import Table, UniqueConstraint

from crm.core.models import Base
from crm.merging import rules, words
from crm.merging.moving import pointing_at

# A row of these may go when another takes it in; what points to it has to follow.
MERGED = sorted({"organisation", "person", *(rule.table for rule in rules.SAME)})
RECORDS = ("organisation", "person")


def _unique(table: Table) -> list[set[str]]:
    constraints: list[Any] = [found for found in table.constraints if isinstance(found, UniqueConstraint)]
    indexes = [index for index in table.indexes if index.unique]
    return [{str(column.name) for column in found.columns} for found in [*constraints, *indexes]]


@pytest.mark.parametrize("record", MERGED)
def test_rows_that_can_stand_only_once_have_a_rule_for_a_merge(record: str) -> None:
    without = [
        (column.table.name, sorted(unique))
        for column in pointing_at(record)
        for unique in _unique(column.table)
        if column.name in unique
        and unique not in [set(rule.columns) for rule in rules.SAME if rule.table == column.table.name]
    ]
    assert [found for found in without if found[0] not in {*rules.PAIRED, *rules.ENDS}] == []


@pytest.mark.parametrize("record", RECORDS)
def test_the_page_before_a_merge_says_of_each_table_what_moves_or_that_it_need_not(record: str) -> None:
    tables = {column.table.name for column in pointing_at(record)}
    assert tables - set(words.NOUNS[record]) - words.UNSAID == set()


@pytest.mark.parametrize("record", RECORDS)
def test_a_table_that_links_two_of_a_kind_says_what_becomes_of_a_link_to_itself(record: str) -> None:
    columns: dict[str, list[str]] = {}
    for column in pointing_at(record):
        columns.setdefault(column.table.name, []).append(column.name)
    linking = {table: sorted(names) for table, names in columns.items() if len(names) > 1}
    assert linking == {
        table: sorted(link[:2])
        for table, links in rules.PAIRED.items()
        for link in links
        if link.one in columns.get(table, ())
    }


def test_every_table_that_moves_has_a_numbered_key_or_is_worked_out_again() -> None:
    moved: set[Any] = {column.table for record in MERGED for column in pointing_at(record)}
    assert {table.name for table in moved if "id" not in Base.metadata.tables[table.name].c} <= rules.DERIVED
