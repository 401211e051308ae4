"""The queue of pairs, and what stands side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import aliased, contains_eager, joinedload

from crm.access.scope import Reach
from crm.accounts.models import Account
from crm.core.paging import Cursor, Order, Page, page
from crm.extensions import db
from crm.organisations.importing.queries import postcodes_of
from crm.organisations.importing.rules import MADE_ID
from crm.organisations.models import (
    DuplicatePair,
    DuplicateState,
    FormerName,
    Organisation,
    SourceRecord,
    Venue,
)
from crm.organisations.queries.details import KEPT_PRIVATE, is_hidden, is_kept_private
from crm.organisations.queries.listing import links_of

MOST_COUNTED = 99


def pairs(state: DuplicateState, cursor: Cursor | None) -> Page[DuplicatePair]:
    """The likeliest first, both groups in scope and open."""
    order = Order(DuplicatePair.score, DuplicatePair.id, lambda pair: (pair.score, pair.id), descending=True)
    return page(_in_scope(state), order, cursor, lambda found: db.session.scalars(found).all())


def place_in_queue(one_id: int, other_id: int) -> tuple[int, int] | None:
    """Where the pair of these two stands, as `next_pair` takes it; None unless it waits there."""
    first, second = sorted((one_id, other_id))
    wanted = _in_scope(DuplicateState.OPEN).where(
        DuplicatePair.organisation_id == first, DuplicatePair.other_id == second
    )
    found = db.session.execute(wanted.with_only_columns(DuplicatePair.score, DuplicatePair.id)).one_or_none()
    return (found.score, found.id) if found else None


def next_pair(after: tuple[int, int]) -> int | None:
    """The one that follows it, a score and an id, among those nobody has looked at; after the last the first again."""
    follows = tuple_(DuplicatePair.score, DuplicatePair.id) < after
    others = _in_scope(DuplicateState.OPEN).where(DuplicatePair.id != after[1])
    first = others.order_by(follows.desc(), DuplicatePair.score.desc(), DuplicatePair.id.desc()).limit(1)
    return db.session.scalars(first.with_only_columns(DuplicatePair.id)).first()


def waiting() -> int:
    return db.session.scalar(_in_scope(DuplicateState.OPEN).with_only_columns(func.count(DuplicatePair.id))) or 0


def waiting_in_words() -> str:
    """How many pairs wait, for a link on another page, which is not to count thousands."""
    count = db.session.scalar(_some_waiting()) or 0
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


@cache
def _some_waiting() -> Select[Any]:
    """Built once, since every list of groups asks."""
    some = _in_scope(DuplicateState.OPEN).with_only_columns(DuplicatePair.id).limit(MOST_COUNTED + 1).subquery()
    return select(func.count()).select_from(some)


_one, _other = aliased(Organisation), aliased(Organisation)


def _in_scope(state: DuplicateState) -> Any:
    return (
        select(DuplicatePair)
        .join(_one, _one.id == DuplicatePair.organisation_id)
        .join(_other, _other.id == DuplicatePair.other_id)
        .where(DuplicatePair.state == state, _one.closed_on.is_(None), _other.closed_on.is_(None))
    )


def pair_in_scope(pair_id: int) -> DuplicatePair:
    """Raises NoResultFound unless both groups are in scope, closed or not."""
    other = aliased(Organisation)
    wanted = (
        select(DuplicatePair)
        .join(DuplicatePair.other.of_type(other))
        .where(DuplicatePair.id == pair_id)
        .options(contains_eager(DuplicatePair.other.of_type(other)))
    )
    return db.session.scalars(wanted).one()


def decider(pair: DuplicatePair) -> str | None:
    return db.session.scalar(select(Account.name).where(Account.id == pair.decided_by_id))


@dataclass
class Side:
    """A group as it is compared; `places` are as this person may see them."""

    group: Organisation
    near: str | None = None
    listed: list[str] = field(default_factory=list)
    lists: set[str] = field(default_factory=set)
    areas: list[str] = field(default_factory=list)
    former: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return str((self.group.place_kind or self.group.kind).label)


def sides(organisation_ids: Sequence[int]) -> dict[int, Side]:
    """What tells groups apart at a glance."""
    wanted = select(Organisation).where(Organisation.id.in_(organisation_ids))
    found = db.session.scalars(wanted.options(joinedload(Organisation.lead_area), joinedload(Organisation.tradition)))
    known = {group.id: Side(group) for group in found}
    for key, near in postcodes_of(list(known)).items():
        known[key].near = near
    records = select(SourceRecord.organisation_id, SourceRecord.source, SourceRecord.external_id)
    for row in db.session.execute(records.where(SourceRecord.organisation_id.in_(known)).order_by(SourceRecord.id)):
        is_made = row.external_id.startswith(MADE_ID)
        known[row.organisation_id].listed.append(row.source if is_made else f"{row.source} {row.external_id}")
        known[row.organisation_id].lists.add(row.source)
    return known


def whole_sides(pair: DuplicatePair, reach: Reach) -> tuple[Side, Side]:
    """Both groups of a pair with all that is compared; `reach` is where homes may be seen."""
    known = sides([pair.organisation_id, pair.other_id])
    for key, links in links_of(list(known)).items():
        known[key].areas = [link.name for link in links]
    former = select(FormerName.organisation_id, FormerName.name).order_by(FormerName.name)
    for key, name in db.session.execute(former.where(FormerName.organisation_id.in_(known))):
        known[key].former.append(name)
    places = select(Venue.organisation_id, Venue.area_id, Venue.address, Venue.postcode, Venue.precision)
    open_ones = (Venue.organisation_id.in_(known), Venue.ended_on.is_(None))
    for row in db.session.execute(places.where(*open_ones).order_by(Venue.id)):
        side = known[row.organisation_id]
        if is_kept_private(side.group.is_sensitive, side.group.lead_area_id, reach):
            said = KEPT_PRIVATE
        elif is_hidden(row.precision, row.area_id, reach):
            said = "A home"
        else:
            said = ", ".join(filter(None, (*row.address.splitlines(), row.postcode)))
        side.places += [said] if said else []
    return known[pair.organisation_id], known[pair.other_id]
