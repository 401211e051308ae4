"""Finds every pair of groups that may be one, and brings the queue up to date. Nothing is merged by it."""

import time
from collections.abc import Sequence
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
    """Of every area: pairs that nobody has decided about come, change and go; a decision stays."""
    kept = {(row.organisation_id, row.other_id): row for row in db.session.execute(_kept())}
    waiting = {pair: row for pair, row in kept.items() if row.state is DuplicateState.OPEN}
    new = [_row(pair, *said) for pair, said in found.pairs.items() if pair not in kept]
    changed = [
        {"id": row.id, "score": found.pairs[pair][0], "reason": found.pairs[pair][1]}
        for pair, row in waiting.items()
        if pair in found.pairs and found.pairs[pair] != (row.score, row.reason)
    ]
    gone = [row.id for pair, row in waiting.items() if pair not in found.pairs]
    _write(new, changed, gone)
    return Brought(len(new), len(changed), len(gone), len(kept) - len(waiting))


def _kept() -> Any:
    columns = (DuplicatePair.organisation_id, DuplicatePair.other_id, DuplicatePair.state)
    return select(DuplicatePair.id, DuplicatePair.score, DuplicatePair.reason, *columns)


def _row(pair: Pair, score: int, reason: str) -> dict[str, Any]:
    return {"organisation_id": pair[0], "other_id": pair[1], "score": score, "reason": reason}


def _write(new: Sequence[dict[str, Any]], changed: Sequence[dict[str, Any]], gone: Sequence[int]) -> None:
    if new:
        db.session.execute(insert(DuplicatePair), new)
    if changed:
        db.session.execute(update(DuplicatePair), changed)
    for part in chunks(gone):
        wanted = delete(DuplicatePair).where(DuplicatePair.id.in_(part), DuplicatePair.state == DuplicateState.OPEN)
        db.session.execute(wanted.execution_options(synchronize_session=False))
