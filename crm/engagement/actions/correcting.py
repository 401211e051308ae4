from collections.abc import Callable, Collection, Sequence
from typing import Any

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.core.models import Base
from crm.engagement import queries, rules
from crm.engagement.actions.said import Happening, fill
from crm.engagement.given import actions as given
from crm.engagement.models import Activity, ActivityPerson, ActivityStaff, OfferMade
from crm.engagement.queries import Parts
from crm.engagement.requests import actions as requests
from crm.extensions import db


def change_activity(activity: Activity, parts: Parts, happening: Happening, actor: Account) -> None:
    """Put right what was written. A stage that it moved stays where it is: stages move by what happens next."""
    rules.check_happened(happening.happened_on, clock.today())
    fill(activity, happening)
    for with_group in queries.with_groups(activity.id):
        with_group.happened_on = happening.happened_on
    _match_offers(activity, parts.offers, parts.organisation_id, happening)
    requests.match(activity, parts.requests, parts.organisation_id, happening.raised)
    own = {"activity_id": activity.id, "area_id": activity.area_id}
    _match(parts.people, "person_id", happening.people, lambda key: ActivityPerson(**own, person_id=key))
    _match(parts.staff, "account_id", happening.staff, lambda key: ActivityStaff(**own, account_id=key))
    given.match(activity, parts.given, parts.organisation_id, happening.resources, actor)
    record.record("activity.changed", activity, actor)


def _match(rows: Sequence[Base], key: str, wanted: Collection[Any], make: Callable[[Any], Base]) -> None:
    """Rows that stay are left alone, so that the history says what was added and what was taken away."""
    kept = {getattr(row, key): row for row in rows}
    for value, row in kept.items():
        if value not in wanted:
            db.session.delete(row)
    db.session.add_all([make(value) for value in wanted if value not in kept])


def _match_offers(activity: Activity, rows: Sequence[OfferMade], organisation_id: int, happening: Happening) -> None:
    own = {"activity_id": activity.id, "area_id": activity.area_id, "organisation_id": organisation_id}
    wanted = {*happening.offers_accepted, *happening.offers_made}
    for row in rows:
        row.accepted = row.offer in happening.offers_accepted
    _match(
        rows,
        "offer",
        sorted(wanted),
        lambda offer: OfferMade(**own, offer=offer, accepted=offer in happening.offers_accepted),
    )
