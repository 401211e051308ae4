"""What merging groups and merging people have in common: one record takes in the other, or gives it back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, insert, select, update

from crm.accounts.models import Account
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.core.models import Base
from crm.extensions import db
from crm.merging.fields import Field, choice
from crm.merging.journal import Journal, Row, take_back
from crm.merging.models import Taken
from crm.merging.moving import Merging, journal_of
from crm.merging.rules import OTHER

TAKEN_AGAIN = "This record was itself merged into another since. Undo that merge first"
_QUIET = {"updated_at", "version_id"}


def take_in(
    kept: Any, gone: Any, chosen: Mapping[str, str], write: Callable[[Journal], None], hanging: Iterable[Any] = ()
) -> Journal:
    """Whatever points to `gone` points to `kept`. `write` then says what `kept` says now; an undo takes that back too.

    The session forgets `gone` and the loaded rows `hanging` from it; what moved is read again.
    """
    session, table, kept_id, gone_id = db.session(), table_called(kept.__tablename__), kept.id, gone.id
    journal = journal_of(session)
    before = _row(journal, table, kept_id)
    Merging(journal, clock.today(), chosen).absorb(table, kept_id, gone_id)
    for row in [*hanging, gone]:
        session.expunge(row)
    session.expire_all()
    write(journal)
    session.flush()
    after = _row(journal, table, kept_id)
    new = {name: after[name] for name in before if before[name] != after[name] and name not in _QUIET}
    journal.changed(table, before, new)
    return journal


def chosen_values(fields: Sequence[Field], kept: Any, gone: Any, chosen: Mapping[str, str]) -> dict[str, Any]:
    """What is taken from the other record; unasked, the one that stays is believed where it says anything."""
    values: dict[str, Any] = {"created_at": min(kept.created_at, gone.created_at)}
    for field in fields:
        if choice(field, chosen, kept, gone) == OTHER:
            values |= dict(zip(field.columns, field.values(gone), strict=True))
    return values


def keep(kind: type[Taken], journal: Journal, actor: Account, **values: Any) -> int:
    """The id of the merge. Past the flush: the history tells of it in words of its own."""
    row = insert(kind).values(**values, journal=journal.steps, merged_by_id=actor.id)
    return db.session.scalars(row.returning(kind.id)).one()


def against(merge: Taken, held_by: int, merges: Iterable[Taken], since: Callable[[], list[str]]) -> list[str]:
    """What stands against taking the two apart, in words; empty when nothing does.

    `held_by` has what was merged now; `merges` are those it still holds, the latest first.
    """
    if merge.undone_at is not None:
        return ["This merge has been undone already"]
    if held_by != merge.kept_id:
        return [TAKEN_AGAIN]
    later = [other.other_name for other in merges if other.id > merge.id]
    if later:
        return [f"“{later[0]}” was merged into this record too. Undo that first"]
    return since()


def take_apart(
    merge: Taken, reasons: Sequence[str], actor: Account, left: Callable[[list[Any]], list[Any]] = list
) -> None:
    """Both records as they were. Raises RuleBroken where something was built on the merge.

    `left` is given the steps of the merge, and gives those that are to be taken back.
    """
    if reasons:
        raise RuleBroken("This can no longer be undone, because since then: " + ". ".join(reasons))
    session, steps, kind = db.session(), left(merge.journal), type(merge)
    mark = update(kind).where(kind.id == merge.id)
    session.execute(mark.values(undone_at=clock.now(), undone_by_id=actor.id))
    take_back(session.connection(), steps)
    session.expire_all()


def table_called(name: str) -> Any:
    return Base.metadata.tables[name]


def _row(journal: Journal, table: Table, row_id: int) -> Row:
    return dict(journal.connection.execute(select(table).where(table.c.id == row_id)).mappings().one())
