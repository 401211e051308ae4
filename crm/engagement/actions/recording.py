import datetime as dt
from typing import Any

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.engagement import rules
from crm.engagement.actions.follow_ups import keep_promises
from crm.engagement.actions.places import doubt_address
from crm.engagement.actions.said import Happening, Next, Recorded, fill
from crm.engagement.actions.stages import move_with
from crm.engagement.barriers import actions as barriers
from crm.engagement.given import actions as given
from crm.engagement.models import (
    Activity,
    ActivityArea,
    ActivityOrganisation,
    ActivityPerson,
    ActivityStaff,
    Method,
    OfferMade,
    Outcome,
)
from crm.engagement.queries import Footing
from crm.engagement.requests import actions as requests
from crm.engagement.visits import actions as visits
from crm.engagement.visits.rules import Plan, check_clock
from crm.extensions import db
from crm.organisations.models import Venue
from crm.people.actions import name_safeguarding_contact


def record_activity(footing: Footing, happening: Happening, actor: Account, then: Next | None = None) -> Recorded:
    """Write down what happened with a group in one area; that area's stage moves with it, if the map lets it."""
    then = then or Next()
    _check(happening, then)
    activity = Activity(area_id=footing.link.area_id, recorded_by_id=actor.id)
    fill(activity, happening)
    db.session.add(activity)
    record.record("activity.recorded", activity, actor)
    # The row's id is needed by what hangs from it; everything that hangs from it is written in one go.
    db.session.flush()
    _attach(activity, footing.link.organisation_id, happening, actor)
    if then.contact:
        name_safeguarding_contact(footing.link.organisation, then.contact, happening.happened_on, actor)
    move = move_with(activity, footing, happening, is_named=footing.is_named or bool(then.contact))
    keep_promises(activity, footing.link, happening, then, actor)
    if footing.has_visit:
        visits.end_with(activity, footing.link.organisation_id, then.visit_id, actor)
    if then.meeting_on and happening.outcome is Outcome.MEETING_AGREED:
        plan = Plan(actor.id, then.meeting_on, then.meeting_at)
        visits.plan_visit(footing.link.organisation_id, activity.area_id, plan, actor, agreed_in_id=activity.id)
    barriers.note(footing.link, then.barriers, happening.happened_on, actor, activity.id)
    if happening.outcome is Outcome.LETTER_RETURNED_GONE:
        doubt_address(activity, footing.link, then.doubted, actor)
    return Recorded(activity, move)


def letter_returned(footing: Footing, venue: Venue, on: dt.date, note: str, actor: Account) -> Recorded:
    """A letter to this very place came back. It is a failed attempt like any other, and is logged as one."""
    happening = Happening(Method.LETTER, Outcome.LETTER_RETURNED_GONE, on, note=note)
    return record_activity(footing, happening, actor, Next(doubted=[venue.id]))


def _check(happening: Happening, then: Next) -> None:
    rules.check_happened(happening.happened_on, clock.today())
    rules.check_meeting(happening.outcome, then.meeting_on, happening.happened_on)
    if then.meeting_on and then.meeting_at:
        check_clock(then.meeting_on, then.meeting_at, "meeting_at")
    for promise in then.promises:
        rules.check_due(promise.due_on, happening.happened_on)


def _attach(activity: Activity, organisation_id: int, happening: Happening, actor: Account) -> None:
    own: dict[str, Any] = {"activity_id": activity.id, "area_id": activity.area_id}
    made = [offer for offer in happening.offers_made if offer not in happening.offers_accepted]
    offers = [(offer, True) for offer in happening.offers_accepted] + [(offer, False) for offer in made]
    shared = set(happening.shared_with) - {activity.area_id}
    db.session.add_all(
        [
            ActivityOrganisation(**own, organisation_id=organisation_id, happened_on=activity.happened_on),
            *(ActivityPerson(**own, person_id=person) for person in happening.people),
            *(ActivityStaff(**own, account_id=account) for account in happening.staff),
            *requests.raised(activity, organisation_id, happening.raised, happening.told, actor.id),
            *(OfferMade(**own, organisation_id=organisation_id, offer=o, accepted=taken) for o, taken in offers),
            *(given.given(activity, organisation_id, one) for one in happening.resources),
            *(ActivityArea(activity_id=activity.id, area_id=area, shared_by_id=actor.id) for area in sorted(shared)),
        ]
    )
