"""Every row that goes over changes its owner by itself, so that the history of its group says so."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from crm.access.actions import switch_off
from crm.accounts.models import Account
from crm.accounts.queries import is_colleague
from crm.audit import record
from crm.core import clock
from crm.engagement.visits import actions as visits
from crm.engagement.visits.models import PlannedVisit
from crm.extensions import db
from crm.handover import queries, rules
from crm.handover.models import Handover
from crm.handover.parts import ASSIGNED
from crm.organisations.actions.places import name_adviser
from crm.organisations.models import OrganisationArea


class Offered(NamedTuple):
    """What was offered now, and what somebody else had offered already, which is left alone."""

    made: list[Handover]
    already: Sequence[Handover]


def offer(links: Collection[OrganisationArea], leaver_id: int, successor_id: int, actor: Account) -> Offered:
    rules.check_successor(leaver_id, successor_id)
    already = queries.offered_already(links, leaver_id)
    taken = {one.organisation_id for one in already}
    made = [
        Handover(
            organisation_id=link.organisation_id,
            area_id=link.area_id,
            leaver_id=leaver_id,
            successor_id=successor_id,
            offered_by_id=actor.id,
        )
        for link in links
        if link.organisation_id not in taken
    ]
    db.session.add_all(made)
    for one in made:
        record.record("handover.offered", one, actor)
    return Offered(made, already)


def accept(offers: Collection[Handover], actor: Account) -> Sequence[Handover]:
    """What the leaver holds with each group today goes over, also what came after the offer. Gives what was accepted:
    what has been accepted or taken back meanwhile is left alone."""
    offers = queries.lock_offers(offers)
    for leaver_id, area_id in {(one.leaver_id, one.area_id): None for one in offers}:
        here = [one for one in offers if (one.leaver_id, one.area_id) == (leaver_id, area_id)]
        groups = [one.organisation_id for one in here]
        links = {link.organisation_id: link for link in queries.links_held(leaver_id, area_id)}
        owned = queries.owned(leaver_id, area_id, groups)
        for one in here:
            one.moved = _give(links.get(one.organisation_id), owned, one, one.successor_id, actor)
            one.accepted_on = clock.today()
            record.record("handover.accepted", one, actor)
    return offers


def _give(
    link: OrganisationArea | None, owned: dict[str, Sequence[Any]], of: Handover, to_id: int, actor: Account
) -> dict[str, Any]:
    """What went over, so that it can be taken back."""
    was_adviser = link is not None and link.adviser_id == of.leaver_id
    if was_adviser and link is not None:
        name_adviser(link.organisation, link, to_id, actor)
    rows = {name: [row for row in found if row.organisation_id == of.organisation_id] for name, found in owned.items()}
    _pass_on(rows, to_id, actor)
    return {"adviser": was_adviser, **{name: [row.id for row in found] for name, found in rows.items()}}


def _pass_on(owned: dict[str, Sequence[Any]] | dict[str, list[Any]], to_id: int, actor: Account) -> None:
    for one in ASSIGNED:
        for row in owned.get(one.name, ()):
            row.owner_id = to_id
            if isinstance(row, PlannedVisit) and row.watcher_id == to_id:
                row.watcher_id = None  # Nobody watches over a visit of their own.
            record.record(f"{one.name}.passed_on", row, actor)


def take_back(handover: Handover, actor: Account) -> None:
    """Not accepted yet, it is as if it had not been offered. Accepted, also just now, what the successor still has of
    it goes back. Taken back twice is taken back once."""
    if queries.lock(handover) is None:
        return
    if handover.accepted_on is not None:
        rules.check_may_go_back(leaver_works_there=is_colleague(handover.leaver_id, [handover.area_id]))
        held = queries.links_held(handover.successor_id, handover.area_id)
        link = next((one for one in held if one.organisation_id == handover.organisation_id), None)
        if handover.moved.get("adviser") and link is not None and link.adviser_id == handover.successor_id:
            name_adviser(link.organisation, link, handover.leaver_id, actor)
        owned = queries.owned(handover.successor_id, handover.area_id, [handover.organisation_id])
        back = {name: [row for row in rows if row.id in handover.moved.get(name, ())] for name, rows in owned.items()}
        _pass_on(back, handover.leaver_id, actor)
    record.record("handover.taken_back", handover, actor)
    db.session.delete(handover)


def close_account(account: Account, area_ids: Collection[int], keeper_id: int | None, actor: Account) -> None:
    """What is left goes to `keeper_id`, who need not accept it, so that nothing stays with a closed account."""
    for area_id in area_ids:
        assert keeper_id is not None
        rules.check_successor(account.id, keeper_id)
        links = queries.links_held(account.id, area_id)
        for link in links:
            if link.adviser_id == account.id:
                name_adviser(link.organisation, link, keeper_id, actor)
        _pass_on(queries.owned(account.id, area_id, [link.organisation_id for link in links]), keeper_id, actor)
    visits.leave(account.id, area_ids, keeper_id, actor)
    for left in queries.offers_left(account.id):
        record.record("handover.taken_back", left, actor)
        db.session.delete(left)
    switch_off(account, actor)
