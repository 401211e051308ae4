"""What people say of a pair. Merging is an action of its own."""

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.organisations.models import DuplicateState, Likely


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
