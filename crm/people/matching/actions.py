"""What is said of two people while somebody is added; of a pair in the queue, crm/organisations/matching says it."""

from collections.abc import Iterable

from crm.accounts.models import Account
from crm.core import clock
from crm.extensions import db
from crm.organisations.models import DuplicateState
from crm.people.matching.models import PersonPair
from crm.people.models import Person

SAID = "Added as somebody new"


def keep_apart(person: Person, others: Iterable[int], actor: Account) -> None:
    """Whoever adds somebody as new has said that they are none of the people they were asked about."""
    for other in others:
        low, high = sorted((person.id, other))
        said = {"decided_by_id": actor.id, "decided_at": clock.now(), "decision_note": SAID}
        state = DuplicateState.NOT_THE_SAME
        db.session.add(PersonPair(person_id=low, other_id=high, score=0, state=state, **said))
