"""Makes two rows one: whatever points to the one that goes, by the schema's own foreign keys, points to the other.

As crm/merging/journal.py says, this goes past the ORM and its scope.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Table, and_, delete, func, or_, select
from sqlalchemy.orm import Session

from crm.core.models import Base
from crm.merging import rules
from crm.merging.journal import Journal, Row, key_of
from crm.merging.rules import Around, Link, Same


class Clash(NamedTuple):
    """Two rows that one rule is about."""

    kept: Row
    gone: Row


def journal_of(session: Session) -> Journal:
    """What was changed in the session so far is written first."""
    session.flush()
    return Journal(session.connection())


def pointing_at(table: str) -> Iterator[Column[Any]]:
    """Every column of the schema that names a row of the table by its number, in a fixed order."""
    for other in sorted(Base.metadata.tables.values(), key=lambda one: one.name):
        for column in other.columns:
            if any(key.column.table.name == table and key.column.name == "id" for key in column.foreign_keys):
                yield column


class Merging:
    def __init__(self, journal: Journal, today: dt.date, chosen: Mapping[str, str]) -> None:
        self.journal, self.connection = journal, journal.connection
        self.today, self.chosen = today, chosen

    def absorb(self, table: Table, kept_id: int, gone_id: int) -> None:
        """Everything that hangs from the one row hangs from the other, and the one is gone."""
        for column in pointing_at(table.name):
            if column.table.name in rules.DERIVED:
                self.connection.execute(delete(column.table).where(column == gone_id))
                continue
            if link := rules.link_in(column.table.name, column.name):
                self._unlink(column.table, link, kept_id, gone_id)
            if ending := rules.ENDS.get(column.table.name):
                self._end(column.table, ending, column == gone_id)
            for rule in rules.same_in(column.table.name, column.name):
                self._settle(rule, column, kept_id, gone_id)
            self.journal.move(column, gone_id, kept_id)
        self.journal.remove(table, self._row(table, gone_id))

    def _end(self, table: Table, ending: str, condition: ColumnElement[bool]) -> None:
        for row in self._rows(table, and_(condition, table.c[ending].is_(None))):
            self.journal.change(table, row, {ending: self.today})

    def _settle(self, rule: Same, column: Column[Any], kept_id: int, gone_id: int) -> None:
        table = column.table
        for pair in self._clashes(rule, column, kept_id, gone_id):
            # Read again: what was settled before may have changed it.
            clash = Clash(*(self._row(table, row["id"]) for row in pair))
            settled = rule.settle(*clash, self._around(column, kept_id, gone_id))
            if settled.moves is None:
                self.absorb(table, clash.kept["id"], clash.gone["id"])
            else:
                self.journal.change(table, clash.gone, settled.moves)
            self.journal.change(table, clash.kept, settled.stays)

    def _clashes(self, rule: Same, column: Column[Any], kept_id: int, gone_id: int) -> list[Clash]:
        """Each row of the record that goes, with the first that is like it."""
        table: Any = column.table
        kept, gone = table.alias("kept"), table.alias("gone")
        wanted = (
            select(kept.c.id.label("kept_id"), gone.c.id.label("gone_id"))
            .select_from(gone.join(kept, alike(rule, column.name, kept, gone)))
            .where(kept.c[column.name] == kept_id, gone.c[column.name] == gone_id)
            .order_by(gone.c.id, kept.c.id.desc())
        )
        pairs = {row.gone_id: row.kept_id for row in self.connection.execute(wanted)}
        return [Clash({"id": first}, {"id": second}) for second, first in pairs.items()]

    def _around(self, column: Column[Any], kept_id: int, gone_id: int) -> Around:
        def highest(name: str) -> int:
            of_both = select(func.max(column.table.c[name])).where(column.in_((kept_id, gone_id)))
            return self.connection.scalar(of_both) or 0

        return Around(self.today, self.chosen, highest)

    def _row(self, table: Any, row_id: int) -> Row:
        return dict(self.connection.execute(select(table).where(key_of(table) == row_id)).mappings().one())

    def _unlink(self, table: Table, link: Link, kept_id: int, gone_id: int) -> None:
        """A record is not linked to itself; and where the smaller id comes first, it does so after moving."""
        one, other = table.c[link.one], table.c[link.other]
        between = and_(one.in_((kept_id, gone_id)), other.in_((kept_id, gone_id)))
        for row in self._rows(table, between):
            self.journal.remove(table, row)
        if not link.smaller_first:
            return
        for row in self._rows(table, or_(one == gone_id, other == gone_id)):
            third = row[link.other] if row[link.one] == gone_id else row[link.one]
            low, high = sorted((third, kept_id))
            there = self._rows(table, and_(one == low, other == high))
            if there:
                self.journal.remove(table, row)
                self.journal.change(table, there[0], rules.one_pair(there[0], row, Around(self.today)).stays)
            else:
                self.journal.change(table, row, {link.one: low, link.other: high})

    def _rows(self, table: Any, condition: ColumnElement[bool]) -> list[Row]:
        found = self.connection.execute(select(table).where(condition).order_by(key_of(table)))
        return [dict(row) for row in found.mappings()]


def alike(rule: Same, moving: str, kept: Any, gone: Any) -> ColumnElement[bool]:
    """The condition on two rows under which the rule is about them; nothing is like nothing here."""
    same = [kept.c[name].is_not_distinct_from(gone.c[name]) for name in rule.columns if name != moving]
    only = [row.c[name].is_not_distinct_from(value) for row in (kept, gone) for name, value in rule.only.items()]
    told = [kept.c[rule.unless_empty] != ""] if rule.unless_empty else []
    return and_(*same, *only, *told, kept.c.id != gone.c.id)
