"""Runs an import: planned before anybody has to wait, written in short transactions (architecture.md 5)."""

import time
from collections.abc import Iterator
from dataclasses import replace
from math import ceil

from sqlalchemy.exc import IntegrityError

from crm.accounts.models import Account
from crm.core.database import reading as reading_only
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.organisations.importing import actions, planning, queries, reading
from crm.organisations.importing.planning import Limits, Plan
from crm.organisations.importing.reading import Sheet
from crm.organisations.models import ImportState

# A transaction of so many rows stays well under 3 s; a change costs more, for it is compared and told one by one. A
# list with more is written in several transactions (docs/decisions/0006).
ROWS_IN_A_TRANSACTION = 5_000
CHANGES_IN_A_TRANSACTION = 500
# Whoever waits to save asks again every tenth of a second on SQLite, and gets in between two transactions.
PAUSE_SECONDS = 0.2
TRIES = 3


class AlreadyDone(Exception):
    """The batch was confirmed or cancelled before: a double click, or a second window."""


def look_at(content: bytes, source: str, limits: Limits) -> Plan:
    """Reads the file and plans, without the write lock that the request may have taken to see who is signed in."""
    db.session.rollback()
    return look(reading.read(content), source, limits)


def look(sheet: Sheet, source: str, limits: Limits) -> Plan:
    """Leaves no transaction open."""
    db.session.rollback()
    with reading_only():
        made = planning.plan(sheet, source, limits)
        db.session.rollback()
    return made


def bring_in(content: bytes, source: str, limits: Limits, batch_id: int, actor: Account | None) -> Plan:
    """Plans afresh, writes and commits. Raises AlreadyDone, and RuleBroken if others keep getting in between."""
    db.session.rollback()
    sheet = reading.read(content)
    for _ in range(TRIES):
        made = look(sheet, source, limits)
        try:
            _write(made, batch_id, actor)
        except (actions.ListedMeanwhile, IntegrityError):
            db.session.rollback()
        else:
            return made
    raise RuleBroken("Somebody else is importing the same places. Try again in a minute", field="file")


def _write(made: Plan, batch_id: int, actor: Account | None) -> None:
    ids: dict[int, int] = {}
    parts = list(_parts(made))
    for number, part in enumerate(parts, 1):
        if number > 1:
            time.sleep(PAUSE_SECONDS)
        batch = queries.batch_to_write(batch_id)
        if batch.state is not ImportState.STAGED:
            db.session.rollback()
            raise AlreadyDone
        ids |= actions.write_part(part, batch, actor)
        if number == len(parts):
            actions.finish_import(batch, made, ids, actor)
        db.session.commit()


def _parts(made: Plan) -> Iterator[Plan]:
    """Each takes its share of every list that is long; there is one at least, which says that the import is done."""
    rows, changes = ROWS_IN_A_TRANSACTION, CHANGES_IN_A_TRANSACTION
    lengths = ((made.new, rows), (made.linked, rows), (made.matched, rows), (made.changed, changes))
    for number in range(max(1, *(ceil(len(ends) / size) for ends, size in lengths))):
        part, changed = (slice(number * size, (number + 1) * size) for size in (rows, changes))
        yield replace(
            made,
            new=made.new[part],
            linked=made.linked[part],
            matched=made.matched[part],
            changed=made.changed[changed],
        )
