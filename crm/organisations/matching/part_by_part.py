"""Pairs of some groups at a time, found by the keys that are kept: it takes no more memory for more groups."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select

from crm.extensions import db
from crm.organisations.matching.blocks import Blocks
from crm.organisations.matching.facts import candidates
from crm.organisations.matching.finding import Found, Pair, write
from crm.organisations.matching.judging import Candidate, Verdict, judge
from crm.organisations.matching.lookup import groups_like
from crm.organisations.models import DuplicatePair, DuplicateState, Organisation


def pairs_of(ids: Sequence[int]) -> tuple[Found, list[int]]:
    """What is found of some groups among all in scope, and which of their waiting pairs are none any more, by id."""
    found, compared = _find(ids)
    gone = [
        row.id
        for pair, row in _kept(ids).items()
        if row.state is DuplicateState.OPEN and pair not in found.pairs and not _are_alike(pair, compared)
    ]
    return found, gone


def _find(ids: Sequence[int]) -> tuple[Found, dict[int, Candidate]]:
    wanted = select(Organisation.id).where(Organisation.id.in_(ids), Organisation.closed_on.is_(None))
    asked = candidates(db.session.execute, db.session.scalars(wanted).all())
    there = groups_like(asked)
    found, blocks = Found(len(asked)), Blocks(there)
    for one in asked:
        for match in blocks.like(one):
            pair = (min(one.key, match.other.key), max(one.key, match.other.key))
            found.pairs[pair] = (match.judgement.score, match.judgement.reason)
    return found, {one.key: one for one in (*there, *asked)}


def _are_alike(pair: Pair, compared: Mapping[int, Candidate]) -> bool:
    """Those that share no key were not compared, and groups that closed are not."""
    one, other = (compared.get(key) for key in pair)
    return one is not None and other is not None and judge(one, other).verdict is not Verdict.DIFFERENT


def _kept(ids: Sequence[int]) -> dict[Pair, Any]:
    """The pairs of these groups as they stand in the queue, decided or not."""
    pair = (DuplicatePair.organisation_id, DuplicatePair.other_id)
    wanted = select(*pair, DuplicatePair.id, DuplicatePair.state, DuplicatePair.score, DuplicatePair.reason)
    either = or_(*(column.in_(ids) for column in pair))
    return {(row.organisation_id, row.other_id): row for row in db.session.execute(wanted.where(either))}


def bring(ids: Sequence[int], found: Found, gone: Sequence[int]) -> int:
    """What `pairs_of` found, into the queue: how many are new. What somebody decided about stays as it is."""
    kept = _kept(ids)
    new = [
        {"organisation_id": one, "other_id": other, "score": score, "reason": reason}
        for (one, other), (score, reason) in found.pairs.items()
        if (one, other) not in kept
    ]
    changed = [
        {"id": row.id, "score": found.pairs[pair][0], "reason": found.pairs[pair][1]}
        for pair, row in kept.items()
        if row.state is DuplicateState.OPEN and pair in found.pairs and found.pairs[pair] != (row.score, row.reason)
    ]
    write(DuplicatePair, new, changed, gone)
    return len(new)
