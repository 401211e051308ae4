"""The queue of pairs as a reader may see it, and who may be the person that somebody is adding."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import aliased

from crm.accounts.models import Account
from crm.core.contact import normalise_email, normalise_phone
from crm.core.errors import RuleBroken
from crm.core.paging import Cursor, Order, Page, page
from crm.core.text import fold
from crm.extensions import db
from crm.organisations.models import DuplicateState, Relation
from crm.people.matching.finding import Facts, facts_of
from crm.people.matching.likeness import names_alike
from crm.people.matching.models import PersonPair
from crm.people.models import Person, Role
from crm.people.queries import InGroup, Named, named_by, roles_of_people

NEAR = 500


@dataclass(frozen=True)
class Pair:
    """Two people as this reader may know them; `reason` is None where what they have in common is out of scope."""

    row: PersonPair
    people: tuple[Person, Person]
    roles: dict[int, list[InGroup]]
    reason: str | None


def pairs(state: DuplicateState, cursor: Cursor | None) -> tuple[Page[PersonPair], list[Pair]]:
    """The likeliest first, both in scope; those for which this reader sees no reason are left out."""
    order = Order(PersonPair.score, PersonPair.id, lambda pair: (pair.score, pair.id), descending=True)
    shown = page(
        select(PersonPair).where(PersonPair.state == state),
        order,
        cursor,
        lambda found: db.session.scalars(found).all(),
    )
    known = _known(shown.rows)
    return shown, [pair for pair in known if pair.reason or state is not DuplicateState.OPEN]


def pair_in_scope(pair_id: int) -> Pair:
    """Raises NoResultFound too where this reader sees no reason to look at the pair."""
    row = db.session.scalars(select(PersonPair).where(PersonPair.id == pair_id)).one()
    pair = _known([row])[0]
    if pair.reason is None and row.state is DuplicateState.OPEN:
        raise NoResultFound
    return pair


def next_pair() -> int | None:
    """The likeliest of those nobody has looked at."""
    return next((pair.row.id for pair in pairs(DuplicateState.OPEN, None)[1]), None)


def _known(rows: Sequence[PersonPair]) -> list[Pair]:
    ids = {key for row in rows for key in (row.person_id, row.other_id)}
    people = {one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_(ids)))}
    facts, roles = facts_of(ids), roles_of_people(ids)
    return [_pair(row, people, roles, facts) for row in rows if {row.person_id, row.other_id} <= people.keys()]


def _pair(row: PersonPair, people: dict[int, Person], roles: dict[int, list[InGroup]], facts: Facts) -> Pair:
    alike = facts.likeness(row.person_id, row.other_id)
    return Pair(row, (people[row.person_id], people[row.other_id]), roles, alike.reason if alike else None)


def decider(pair: PersonPair) -> str | None:
    return db.session.scalar(select(Account.name).where(Account.id == pair.decided_by_id))


def who_it_may_be(name: str, phone: str, email: str, organisation_id: int) -> list[Named]:
    """People in scope with this number or address, or with a name alike in this group or in one linked to it."""
    return named_by(or_(*_with_numbers(phone, email), Person.id.in_(_alike_near(name, organisation_id))))


def _with_numbers(phone: str, email: str) -> list[Any]:
    """What cannot be a number is left to be refused when it is saved."""
    found: list[Any] = []
    for typed, column, normal in ((phone, Person.phone, normalise_phone), (email, Person.email, normalise_email)):
        try:
            found += [func.lower(column) == normal(typed).lower()] if typed else []
        except RuleBroken:
            continue
    return found


def _alike_near(name: str, organisation_id: int) -> list[int]:
    linked = aliased(Relation)
    around = select(linked.other_id).where(linked.organisation_id == organisation_id, linked.removed_at.is_(None))
    back = select(Relation.organisation_id).where(Relation.other_id == organisation_id, Relation.removed_at.is_(None))
    near = or_(
        Role.organisation_id == organisation_id, Role.organisation_id.in_(around), Role.organisation_id.in_(back)
    )
    wanted = select(Person.id, Person.sort_name).join(Role, Role.person_id == Person.id).where(near).distinct()
    folded = fold(name)
    found = db.session.execute(wanted.order_by(Person.id).limit(NEAR))
    return [row.id for row in found if names_alike(folded, row.sort_name)]
