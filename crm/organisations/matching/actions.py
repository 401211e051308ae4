"""What people say of a pair. Merging is an action of its own."""

from collections.abc import Iterable

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.organisations.matching.facts import candidates
from crm.organisations.matching.judging import Verdict, judge
from crm.organisations.models import DuplicatePair, DuplicateState, Likely

WHEN_ADDED = "Said so when the group was added"


def mark_not_the_same(pair: Likely, note: str, actor: Account) -> None:
    """Remembered with who, when and why, so that the pair is not shown again. Said twice, the first stays."""
    if pair.state is DuplicateState.OPEN:
        pair.state, pair.decision_note = DuplicateState.NOT_THE_SAME, note
        pair.decided_at, pair.decided_by_id = clock.now(), actor.id
        record.record("duplicate.not_the_same", pair, actor)


def look_again(pair: Likely, actor: Account) -> None:
    """Back into the queue; what was said before stands in the history."""
    if pair.state is DuplicateState.OPEN:
        raise RuleBroken("This pair is waiting to be looked at already")
    pair.state, pair.decision_note = DuplicateState.OPEN, ""
    pair.decided_at = pair.decided_by_id = None
    record.record("duplicate.look_again", pair, actor)


def keep_apart(organisation_id: int, other_ids: Iterable[int], actor: Account) -> None:
    """Who adds a group, and is shown some like it, says that it is another: the queue need not ask that again.

    `other_ids` may be any groups in scope; those that the queue would never ask about are left out.
    """
    added, *others = sorted(
        candidates(db.session.execute, [organisation_id, *other_ids]), key=lambda one: one.key != organisation_id
    )
    for other in others:
        judged = judge(added, other)
        if judged.verdict is not Verdict.DIFFERENT:
            first, second = sorted((organisation_id, other.key))
            pair = DuplicatePair(
                organisation_id=first,
                other_id=second,
                score=judged.score,
                reason=judged.reason,
                state=DuplicateState.OPEN,
            )
            db.session.add(pair)
            db.session.flush()
            mark_not_the_same(pair, WHEN_ADDED, actor)
