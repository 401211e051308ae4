"""Runs an import part by part: each planned before anybody has to wait, then written in short transactions.

A part is some rows of the file, and the file is never held as a whole, so a long list takes no more memory than a
short one. What was written stands in `import_row` in the same transaction: an import that was cut short goes on
where it stopped, and until then says how far it came (docs/decisions/0006).
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import islice
from typing import Any

from sqlalchemy.exc import IntegrityError

from crm.access.guard import scope_for
from crm.access.permissions import Permission
from crm.access.queries import account as account_of
from crm.access.scope import current
from crm.accounts.models import Account
from crm.core.bulk import chunks
from crm.core.database import reading as reading_only
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.jobs.at_hand import check_wanted
from crm.organisations.importing import (
    actions,
    columns,
    planning,
    queries,
    reading,
    recipes,
    rules,
    summary,
    undo_actions,
    undo_queries,
)
from crm.organisations.importing.columns import Columns
from crm.organisations.importing.planning import Limits, Listing, Plan
from crm.organisations.importing.reading import Content, SheetRow, Table
from crm.organisations.importing.rules import Seen
from crm.organisations.importing.seen import SeenOnDisk
from crm.organisations.importing.summary import Outcome
from crm.organisations.models import ImportState

# A transaction of so many rows stays well under 3 s; a change costs more, for it is compared and told one by one.
ROWS_IN_A_PART = 1_000
CHANGES_IN_A_TRANSACTION = 500
# Whoever waits to save asks again every tenth of a second on SQLite, and gets in between two transactions.
PAUSE_SECONDS = 0.2
TRIES = 3
CHANGED_MEANWHILE = "Your account or your areas were changed meanwhile, so this stopped. Go on if you may still import"
# From these the columns are guessed.
SAMPLES = 25


class AlreadyDone(Exception):
    """The batch was confirmed or cancelled before: a double click, or a second window."""


def samples_of(table: Table) -> list[SheetRow]:
    return list(islice(table.rows(), SAMPLES))


def known_columns(table: Table, source: str) -> Columns | None:
    """As somebody said for this list before, or as the recipe has it; None for a list that is new to us."""
    kept = queries.remembered_columns(source, recipes.heading_key(table.header))
    return columns.from_kept(kept) if kept else recipes.for_headings(table.header)


def listing_of(content: Content, source: str, limits: Limits) -> Listing:
    """With the columns that are known or guessed. Raises FileRefused when they would not do."""
    db.session.rollback()
    table = reading.read(content)
    with reading_only():
        known = known_columns(table, source)
        db.session.rollback()
    samples = samples_of(table)
    meanings = known or columns.guess(table, samples)
    columns.check(meanings, table, samples)
    return Listing(source, meanings, limits)


def look(
    content: Content,
    listing: Listing,
    each: Callable[[Plan], None] = lambda part: None,
    most: int | None = summary.MOST_KEPT,
) -> Outcome:
    """What an import would do. Takes no write lock, and leaves no transaction open; `each` is given every part."""
    db.session.rollback()
    found = summary.nothing_yet()
    with closing(SeenOnDisk()) as seen:
        for rows in _parts_of(reading.read(content)):
            part = _plan(rows, listing, seen)
            found = summary.add(found, part, most)
            each(part)
    return found


def _parts_of(table: Table) -> Iterator[list[SheetRow]]:
    rows = table.rows()
    while part := list(islice(rows, ROWS_IN_A_PART)):
        yield part


def _plan(rows: list[SheetRow], listing: Listing, seen: Seen) -> Plan:
    db.session.rollback()
    with reading_only():
        part = planning.plan(rows, listing, seen)
        db.session.rollback()
    return part


def check(content: Content, listing: Listing, batch_id: int) -> None:
    """Looks, and keeps for the batch how each row would end, until somebody confirms it."""

    def keep(part: Plan) -> None:
        batch = _to_go_on(batch_id, ImportState.CHECKING)
        actions.keep_look(batch, part)
        db.session.commit()

    db.session.rollback()
    actions.begin_look(_to_go_on(batch_id, ImportState.CHECKING))
    db.session.commit()
    look(content, listing, keep)
    actions.finish_look(_to_go_on(batch_id, ImportState.CHECKING))
    db.session.commit()


def _to_go_on(batch_id: int, state: ImportState, actor: Account | None = None) -> Any:
    batch = queries.batch_to_write(batch_id)
    check_wanted()
    if batch.state is not state:
        db.session.rollback()
        raise AlreadyDone
    if actor is not None:
        _check_still_allowed(actor)
    return batch


def _check_still_allowed(actor: Account) -> None:
    """Long work outlives its request, and somebody may leave meanwhile: asked in each transaction.

    A command that imports in a person's name works for every area.
    """
    now, scope = account_of(actor.id), current()
    is_own = scope.reason == Permission.IMPORT.value
    if not now.active or (is_own and scope_for(now, Permission.IMPORT) != scope):
        raise RuleBroken(CHANGED_MEANWHILE)


def import_now(
    content: Content,
    listing: Listing,
    file_name: str,
    actor: Account | None,
    most: int | None = summary.MOST_KEPT,
    told: Callable[[Outcome], None] = lambda found: None,
) -> Outcome:
    """From the file to the groups in one go, for the command line and the demonstration.

    The figures name `most` of each thing; `told` hears them with each part.
    """
    db.session.rollback()
    found = summary.nothing_yet()

    def count(part: Plan) -> None:
        nonlocal found
        found = summary.add(found, part, most)
        told(found)

    batch = actions.receive_file(listing.source, file_name, None, actor)
    actions.settle_columns(batch, listing.columns, reading.read(content).header, actor)
    actions.finish_look(batch)
    actions.start_import(batch, rules.Choice.GOOD, actor)
    batch_id = batch.id
    db.session.commit()
    bring_in(content, listing, batch_id, actor, count)
    return {**found, "import": batch_id}


def bring_in(
    content: Content,
    listing: Listing,
    batch_id: int,
    actor: Account | None,
    each: Callable[[Plan], None] = lambda part: None,
) -> None:
    """Plans each part afresh, writes and commits it. Raises AlreadyDone, and RuleBroken if others keep getting between.

    What an earlier run of this import wrote is passed over.
    """
    db.session.rollback()
    table = reading.read(content)
    # A file that breaks off is refused before anything of it is written.
    for _ in table.rows():
        pass
    with closing(SeenOnDisk()) as seen:
        for rows in _parts_of(table):
            for part in _write(rows, listing, batch_id, actor, seen):
                each(part)
    actions.finish_import(_to_go_on(batch_id, ImportState.WRITING, actor), actor)
    db.session.commit()


class InTheWay(RuleBroken):
    """Somebody built on these groups."""

    def __init__(self, groups: list[undo_queries.InTheWay]) -> None:
        super().__init__(undo_actions.IN_THE_WAY)
        self.groups = groups


def start_undo(batch_id: int) -> None:
    """For the command line. One that stopped while it was undone is taken up again."""
    db.session.rollback()
    batch = queries.batch_to_write(batch_id)
    if batch.state is ImportState.UNDOING:
        return
    groups = undo_queries.in_the_way(batch)
    if groups:
        raise InTheWay(groups)
    undo_actions.start_undo(batch, None)
    db.session.commit()


def undo(batch_id: int, actor: Account | None) -> None:
    """Part by part; one that was cut short goes on where it stopped."""
    while True:
        db.session.rollback()
        batch = _to_go_on(batch_id, ImportState.UNDOING, actor)
        rows = undo_queries.rows_written(batch_id)
        if not rows:
            break
        try:
            undo_actions.undo_part(batch, rows, actor)
            db.session.commit()
        except IntegrityError as built_on:
            db.session.rollback()
            raise RuleBroken(undo_actions.IN_THE_WAY) from built_on
        time.sleep(PAUSE_SECONDS if len(rows) == undo_queries.AT_ONCE else 0)
    undo_actions.finish_undo(batch, actor)
    db.session.commit()


def _write(rows: list[SheetRow], listing: Listing, batch_id: int, actor: Account | None, seen: Seen) -> list[Plan]:
    for _ in range(TRIES):
        try:
            return list(_write_once(rows, listing, batch_id, actor, seen))
        except (actions.ListedMeanwhile, IntegrityError):
            db.session.rollback()
    raise RuleBroken("Somebody else is importing the same places. Try again in a minute", field="file")


def _write_once(
    rows: list[SheetRow], listing: Listing, batch_id: int, actor: Account | None, seen: Seen
) -> Iterator[Plan]:
    with reading_only():
        done = queries.numbers_written(batch_id, [row.number for row in rows])
        rows_told = queries.batch(batch_id).outcome["rows"]
        db.session.rollback()
    rules.places_of((row for row in rows if row.number in done), listing.columns, seen)
    left = [row for row in rows if row.number not in done]
    for number, part in enumerate(_transactions(_plan(left, listing, seen)) if left else ()):
        if number or done:
            time.sleep(PAUSE_SECONDS)
        batch = _to_go_on(batch_id, ImportState.WRITING, actor)
        if batch.outcome["rows"] != rows_told:
            raise actions.ListedMeanwhile
        actions.write_part(part, batch, actor)
        rows_told = batch.outcome["rows"]
        db.session.commit()
        yield part


def _transactions(made: Plan) -> Iterable[Plan]:
    """The changes beyond the first go in transactions of their own."""
    changes = list(chunks(made.changed, CHANGES_IN_A_TRANSACTION))
    yield replace(made, changed=list(changes[0]) if changes else [])
    for more in changes[1:]:
        yield Plan(made.source, rows=len(more), changed=list(more))
