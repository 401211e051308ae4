"""Finds every pair of groups that may be one, and brings the queue up to date. Nothing is merged by it."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, insert, select, update

from crm.core.bulk import chunks
from crm.extensions import db
from crm.organisations.matching.blocks import pairs_among
from crm.organisations.matching.facts import candidates
from crm.organisations.models import DuplicatePair, DuplicateState, Organisation

Pair = tuple[int, int]


@dataclass
class Found:
    """Pairs by their two groups, the smaller id first, each with its score and reason."""

    groups: int
    seconds: float = 0.0
    pairs: dict[Pair, tuple[int, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Brought:
    """What became of the queue; `decided` are pairs that somebody has looked at, which are left as they are."""

    new: int
    changed: int
    gone: int
    decided: int


def find_pairs() -> Found:
    """Among the open groups in scope. Reads only, and holds no lock meanwhile."""
    started = time.perf_counter()
    ids = db.session.scalars(select(Organisation.id).where(Organisation.closed_on.is_(None))).all()
    found = Found(len(ids))
    for one, match in pairs_among(candidates(db.session.execute, ids)):
        pair = (min(one.key, match.other.key), max(one.key, match.other.key))
        found.pairs[pair] = (match.judgement.score, match.judgement.reason)
    found.seconds = time.perf_counter() - started
    return found


def bring_up_to_date(found: Found) -> Brought:
    said = {pair: {"score": score, "reason": reason} for pair, (score, reason) in found.pairs.items()}
    return bring(DuplicatePair, "organisation_id", said)


def bring(kind: Any, one: str, said: Mapping[Pair, Mapping[str, Any]]) -> Brought:
    """Of every area: pairs that nobody has decided about come, change and go; a decision stays.

    `one` names the column of the smaller id; `said` is what stands in the row of a pair.
    """
    names = next(iter(said.values()), {})
    wanted = select(kind.id, getattr(kind, one), kind.other_id, kind.state, *(getattr(kind, name) for name in names))
    kept = {(getattr(row, one), row.other_id): row for row in db.session.execute(wanted)}
    waiting = {pair: row for pair, row in kept.items() if row.state is DuplicateState.OPEN}
    new = [{one: pair[0], "other_id": pair[1], **values} for pair, values in said.items() if pair not in kept]
    changed = [
        {"id": row.id, **said[pair]}
        for pair, row in waiting.items()
        if pair in said and any(getattr(row, name) != value for name, value in said[pair].items())
    ]
    gone = [row.id for pair, row in waiting.items() if pair not in said]
    write(kind, new, changed, gone)
    return Brought(len(new), len(changed), len(gone), len(kept) - len(waiting))


def write(kind: Any, new: Sequence[dict[str, Any]], changed: Sequence[dict[str, Any]], gone: Sequence[int]) -> None:
    """Of `changed` the ids stand in the rows; a pair that somebody decided about never goes."""
    if new:
        db.session.execute(insert(kind), new)
    if changed:
        db.session.execute(update(kind), changed)
    for part in chunks(gone):
        wanted = delete(kind).where(kind.id.in_(part), kind.state == DuplicateState.OPEN)
        db.session.execute(wanted.execution_options(synchronize_session=False))
