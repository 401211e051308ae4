"""Finds every two people who may be one, and brings the queue up to date. Nothing is merged by it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import Any

from sqlalchemy import or_, select

from crm.core.bulk import chunks
from crm.extensions import db
from crm.organisations.matching.finding import Brought, Pair, bring
from crm.organisations.models import Relation
from crm.people.matching.likeness import Known, Likeness, likeness, sounds_of
from crm.people.matching.models import PersonPair
from crm.people.models import Person, Role

# So many with one number, or with one word in one group, are compared with each other.
MOST_IN_BLOCK = 50


@dataclass
class Facts:
    """What is known of some people in scope, and how their groups are linked."""

    people: dict[int, Known]
    linked: dict[int, set[int]]
    sharing: dict[str, int] = field(default_factory=dict)

    def likeness(self, one: int, other: int) -> Likeness | None:
        """None also where one of the two is not known here."""
        if one not in self.people or other not in self.people:
            return None
        return likeness(self.people[one], self.people[other], self.linked, self.sharing)


def facts_of(ids: Collection[int] | None = None) -> Facts:
    """Of these, or of everybody in scope."""
    groups: dict[int, set[int]] = defaultdict(set)
    roles = select(Role.person_id, Role.organisation_id)
    wanted = select(Person.id, Person.sort_name, Person.phone, Person.email).where(Person.forgotten_on.is_(None))
    for part in [None] if ids is None else chunks(sorted(ids)):
        for person_id, group in db.session.execute(_among(roles, Role.person_id, part)):
            groups[person_id].add(group)
    people = {
        row.id: Known(row.id, row.sort_name, row.phone, row.email, frozenset(groups[row.id]))
        for part in ([None] if ids is None else chunks(sorted(ids)))
        for row in db.session.execute(_among(wanted, Person.id, part))
    }
    linked: dict[int, set[int]] = defaultdict(set)
    for one, other in db.session.execute(_relations(None if ids is None else set(chain(*groups.values())))):
        linked[one].add(other)
        linked[other].add(one)
    numbers = (number.lower() for one in people.values() for number in (one.phone, one.email) if number)
    return Facts(people, linked, Counter(numbers))


def _relations(groups: Collection[int] | None) -> Any:
    wanted = select(Relation.organisation_id, Relation.other_id)
    still = wanted.where(Relation.ended_on.is_(None), Relation.removed_at.is_(None))
    if groups is None:
        return still
    return still.where(or_(Relation.organisation_id.in_(groups), Relation.other_id.in_(groups)))


def _among(wanted: Any, column: Any, ids: Collection[int] | None) -> Any:
    return wanted if ids is None else wanted.where(column.in_(ids))


def find_pairs() -> dict[Pair, int]:
    """Everybody in scope: the score of each two who may be one, the smaller id first."""
    facts = facts_of()
    found: dict[Pair, int] = {}
    for pair in _met(facts):
        if pair not in found and (alike := facts.likeness(*pair)):
            found[pair] = alike.score
    return found


def _met(facts: Facts) -> Iterator[Pair]:
    """Those who share a number, or a word of their names in a group or in one linked to it."""
    blocks: dict[Any, set[int]] = defaultdict(set)
    for one in facts.people.values():
        for number in filter(None, (one.phone, one.email)):
            blocks[number.lower()].add(one.id)
        around = set(chain(one.groups, *(facts.linked.get(group, ()) for group in one.groups)))
        for key in ((group, sound) for group in around for sound in sounds_of(one)):
            blocks[key].add(one.id)
    for block in blocks.values():
        if len(block) <= MOST_IN_BLOCK:
            yield from combinations(sorted(block), 2)


def bring_up_to_date(found: dict[Pair, int]) -> Brought:
    return bring(PersonPair, "person_id", {pair: {"score": score} for pair, score in found.items()})
