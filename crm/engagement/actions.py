import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm.attributes import set_committed_value

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.core.models import Base
from crm.engagement import queries, rules
from crm.engagement.barriers import actions as barriers
from crm.engagement.models import (
    Activity,
    ActivityArea,
    ActivityOrganisation,
    ActivityPerson,
    ActivityStaff,
    BarrierKind,
    FollowUp,
    Method,
    Offer,
    OfferMade,
    Outcome,
    StageChange,
    Topic,
)
from crm.engagement.queries import Footing, Parts
from crm.engagement.requests import actions as requests
from crm.engagement.requests.models import Information
from crm.engagement.rules import Attempt, Move
from crm.extensions import db
from crm.organisations.kinds import Stage
from crm.organisations.models import OrganisationArea, Venue
from crm.people.actions import name_safeguarding_contact
from crm.people.models import Person

CHECK_ADDRESS = "Check the address"
MEETING = "Meeting"
NOBODY_CAME = "Get back in touch: nobody came"
ASK_AGAIN = "Ask again: they said no for now"


@dataclass(frozen=True)
class Promise:
    """What is to be done next, by when and by whom."""

    what: str
    due_on: dt.date
    owner_id: int


@dataclass(frozen=True)
class Happening:
    """What is written down about an activity. People, staff and areas are ids.

    `told` answers what they raised and asked, on the spot.
    """

    method: Method
    outcome: Outcome
    happened_on: dt.date
    started_at: dt.time | None = None
    met_whom: str = ""
    note: str = ""
    people: Collection[int] = ()
    staff: Collection[int] = ()
    topics: Collection[Topic] = ()
    asked: Collection[Information] = ()
    told: str = ""
    offers_accepted: Collection[Offer] = ()
    offers_made: Collection[Offer] = ()
    shared_with: Collection[int] = ()

    @property
    def raised(self) -> list[Topic | Information]:
        return [*self.topics, *self.asked]


@dataclass(frozen=True)
class Next:
    """What follows from it: their safeguarding contact (somebody known, or a name), a meeting, a promise.

    `doubted` are the venues that a letter came back from; None is all of today's.
    """

    contact: Person | str | None = None
    meeting_on: dt.date | None = None
    promises: Collection[Promise] = field(default_factory=tuple)
    doubted: Collection[int] | None = None
    barriers: Collection[BarrierKind] = ()


@dataclass(frozen=True)
class Recorded:
    activity: Activity
    move: Move


def record_activity(footing: Footing, happening: Happening, actor: Account, then: Next | None = None) -> Recorded:
    """Write down what happened with a group in one area; that area's stage moves with it, if the map lets it."""
    then = then or Next()
    _check(happening, then)
    activity = Activity(area_id=footing.link.area_id, recorded_by_id=actor.id)
    _fill(activity, happening)
    db.session.add(activity)
    record.record("activity.recorded", activity, actor)
    # The row's id is needed by what hangs from it; everything that hangs from it is written in one go.
    db.session.flush()
    _attach(activity, footing.link.organisation_id, happening, actor)
    if then.contact:
        name_safeguarding_contact(footing.link.organisation, then.contact, happening.happened_on, actor)
    move = _move_with(activity, footing, happening, is_named=footing.is_named or bool(then.contact))
    _promise(activity, footing.link, happening, then, actor)
    barriers.note(footing.link, then.barriers, happening.happened_on, actor, activity.id)
    if happening.outcome is Outcome.LETTER_RETURNED_GONE:
        _doubt_address(activity, footing.link, then.doubted, actor)
    return Recorded(activity, move)


def record_meeting(forum: Footing, members: Sequence[Footing], happening: Happening, actor: Account) -> list[Recorded]:
    """One activity for the forum and each member that was there; each is met in the area that writes it down.

    The forum comes first in the answer.
    """
    recorded = record_activity(forum, happening, actor)
    activity = recorded.activity
    own = {"activity_id": activity.id, "area_id": activity.area_id, "happened_on": activity.happened_on}
    db.session.add_all([ActivityOrganisation(**own, organisation_id=one.link.organisation_id) for one in members])
    moves = [_move_with(activity, one, happening, is_named=one.is_named) for one in members]
    return [recorded, *(Recorded(activity, move) for move in moves)]


def set_present(
    activity: Activity, forum_id: int, known: Sequence[Footing], wanted: Collection[int], actor: Account
) -> None:
    """Put right which groups were there. A stage that it moved stays where it is: stages move by what happens next.

    `known` are those of the wanted that are in the area today; one that has left it since stays if it was there.
    """
    there = {row.organisation_id: row for row in queries.with_groups(activity.id)}
    own = {"activity_id": activity.id, "area_id": activity.area_id, "happened_on": activity.happened_on}
    happening = Happening(activity.method, activity.outcome, activity.happened_on)
    for key in there.keys() - {forum_id, *wanted}:
        db.session.delete(there[key])
    for one in known:
        if one.link.organisation_id not in there:
            db.session.add(ActivityOrganisation(**own, organisation_id=one.link.organisation_id))
            _move_with(activity, one, happening, is_named=one.is_named)
    record.record("activity.changed", activity, actor)


def _check(happening: Happening, then: Next) -> None:
    rules.check_happened(happening.happened_on, clock.today())
    rules.check_meeting(happening.outcome, then.meeting_on, happening.happened_on)
    for promise in then.promises:
        rules.check_due(promise.due_on, happening.happened_on)


def _fill(activity: Activity, happening: Happening) -> None:
    activity.method, activity.outcome = happening.method, happening.outcome
    activity.happened_on, activity.started_at = happening.happened_on, happening.started_at
    activity.met_whom, activity.note = happening.met_whom, happening.note


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
            *(ActivityArea(activity_id=activity.id, area_id=area, shared_by_id=actor.id) for area in sorted(shared)),
        ]
    )


# Stages


def _move_with(activity: Activity, footing: Footing, happening: Happening, *, is_named: bool) -> Move:
    link = footing.link
    latest = Attempt(happening.method, happening.outcome, happening.happened_on)
    earlier: list[Attempt] = []
    if happening.outcome in rules.GONE:
        with db.session.no_autoflush:
            earlier = queries.attempts_since_answer(link.organisation_id, link.area_id)
    accepted = footing.has_accepted or bool(happening.offers_accepted)
    move = rules.move(link.stage, latest, earlier, named=is_named, accepted=accepted)
    _step(link, move.steps, happening.happened_on, activity_id=activity.id)
    return move


def _step(
    link: OrganisationArea,
    steps: Collection[Stage],
    on: dt.date,
    *,
    activity_id: int | None = None,
    reason: str = "",
) -> list[StageChange]:
    """One stage_change a step; the area's own copy of the stage goes with them, in one statement."""
    if not steps:
        return []
    on = rules.moved_on(on, link.stage_on)
    pairs = zip((link.stage, *steps), steps, strict=False)
    changes = [
        StageChange(
            organisation_id=link.organisation_id,
            area_id=link.area_id,
            from_stage=start,
            to_stage=end,
            on=on,
            activity_id=activity_id,
            reason=reason,
        )
        for start, end in pairs
    ]
    db.session.add_all(changes)
    stage = changes[-1].to_stage
    here = update(OrganisationArea).where(OrganisationArea.id == link.id).values(stage=stage, stage_on=on)
    db.session.execute(here, execution_options={"synchronize_session": False})
    set_committed_value(link, "stage", stage)
    set_committed_value(link, "stage_on", on)
    return changes


def change_stage(
    footing: Footing, stage: Stage, reason: str, actor: Account, recontact_on: dt.date | None = None
) -> StageChange:
    """Not found, declined or back to identified, said by a person with a reason."""
    link = footing.link
    tried = queries.attempts_since_answer(link.organisation_id, link.area_id) if stage is Stage.NOT_FOUND else []
    rules.check_by_hand(link.stage, stage, tried)
    (change,) = _step(link, (stage,), clock.today(), reason=reason)
    record.record("stage.changed", change, actor)
    if stage is Stage.DECLINED:
        due_on = recontact_on or clock.today() + rules.AFTER_REFUSAL
        rules.check_due(due_on, clock.today())
        db.session.add(_follow_up(link, Promise(ASK_AGAIN, due_on, actor.id)))
    return change


# Follow-ups


def _promise(activity: Activity, link: OrganisationArea, happening: Happening, then: Next, actor: Account) -> None:
    """What was agreed; a date of one's own stands in place of the one that the outcome brings with it."""
    promises = list(then.promises)
    if not promises and happening.outcome is Outcome.GROUP_NO_SHOW:
        promises.append(Promise(NOBODY_CAME, happening.happened_on + rules.AFTER_NO_SHOW, actor.id))
    if not promises and happening.outcome is Outcome.REFUSED:
        promises.append(Promise(ASK_AGAIN, happening.happened_on + rules.AFTER_REFUSAL, actor.id))
    if then.meeting_on and happening.outcome is Outcome.MEETING_AGREED:
        promises.append(Promise(MEETING, then.meeting_on, actor.id))
    db.session.add_all([_follow_up(link, promise, activity.id) for promise in promises])


def _follow_up(link: OrganisationArea, promise: Promise, activity_id: int | None = None) -> FollowUp:
    return FollowUp(
        organisation_id=link.organisation_id,
        area_id=link.area_id,
        activity_id=activity_id,
        owner_id=promise.owner_id,
        what=promise.what,
        due_on=promise.due_on,
    )


def _doubt_address(activity: Activity, link: OrganisationArea, doubted: Collection[int] | None, actor: Account) -> None:
    """A letter came back: the venue is unconfirmed until somebody has looked, and one follow-up says so."""
    for venue in queries.venues_not_doubted(link.organisation_id):
        if doubted is not None and venue.id not in doubted:
            continue
        venue.unconfirmed_on = activity.happened_on
        record.record("venue.doubted", venue, actor)
    if not queries.has_open_follow_up(link.organisation_id, link.area_id, CHECK_ADDRESS):
        due_on = activity.happened_on + rules.AFTER_LETTER_RETURNED
        db.session.add(_follow_up(link, Promise(CHECK_ADDRESS, due_on, actor.id), activity.id))


def letter_returned(footing: Footing, venue: Venue, on: dt.date, note: str, actor: Account) -> Recorded:
    """A letter to this very place came back. It is a failed attempt like any other, and is logged as one."""
    happening = Happening(Method.LETTER, Outcome.LETTER_RETURNED_GONE, on, note=note)
    return record_activity(footing, happening, actor, Next(doubted=[venue.id]))


def confirm_place(venue: Venue, area_ids: Collection[int], actor: Account) -> None:
    """Somebody has looked: the group is there. So there is nothing left to check, in these areas of the person's."""
    if venue.unconfirmed_on is None:
        return
    venue.unconfirmed_on = None
    record.record("venue.confirmed", venue, actor)
    db.session.flush()
    if not queries.is_any_venue_doubted(venue.organisation_id):
        for follow_up in queries.open_follow_ups_to(venue.organisation_id, area_ids, CHECK_ADDRESS):
            mark_done(follow_up, actor)


def mark_done(follow_up: FollowUp, actor: Account) -> None:
    """Done twice is done once."""
    if follow_up.done_on is None:
        follow_up.done_on = clock.today()
        record.record("follow_up.done", follow_up, actor)


def reopen(follow_up: FollowUp, actor: Account) -> None:
    if follow_up.done_on is not None:
        follow_up.done_on = None
        record.record("follow_up.reopened", follow_up, actor)


def change_follow_up(follow_up: FollowUp, promise: Promise, actor: Account) -> None:
    follow_up.what, follow_up.due_on, follow_up.owner_id = promise.what, promise.due_on, promise.owner_id
    record.record("follow_up.changed", follow_up, actor)


# Afterwards


def change_activity(activity: Activity, parts: Parts, happening: Happening, actor: Account) -> None:
    """Put right what was written. A stage that it moved stays where it is: stages move by what happens next."""
    rules.check_happened(happening.happened_on, clock.today())
    _fill(activity, happening)
    for with_group in queries.with_groups(activity.id):
        with_group.happened_on = happening.happened_on
    _match_offers(activity, parts.offers, parts.organisation_id, happening)
    requests.match(activity, parts.requests, parts.organisation_id, happening.raised)
    own = {"activity_id": activity.id, "area_id": activity.area_id}
    _match(parts.people, "person_id", happening.people, lambda key: ActivityPerson(**own, person_id=key))
    _match(parts.staff, "account_id", happening.staff, lambda key: ActivityStaff(**own, account_id=key))
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


def add_group(activity: Activity, footing: Footing, actor: Account) -> Move:
    """Another group was there too: the contact counts for it, and moves its stage in the area. Twice is once."""
    link = footing.link
    if link.organisation_id in {there.organisation_id for there in queries.with_groups(activity.id)}:
        return Move()
    there = ActivityOrganisation(
        activity_id=activity.id,
        organisation_id=link.organisation_id,
        area_id=activity.area_id,
        happened_on=activity.happened_on,
    )
    db.session.add(there)
    record.record("activity_organisation.added", there, actor)
    happening = Happening(activity.method, activity.outcome, activity.happened_on)
    return _move_with(activity, footing, happening, is_named=footing.is_named)


def remove_group(activity: Activity, organisation_id: int, actor: Account) -> None:
    """It was not there after all. The stage that this moved stays, as after any correction; the first group stays."""
    for there in queries.with_groups(activity.id)[1:]:
        if there.organisation_id == organisation_id:
            parts = queries.parts_of(activity.id, organisation_id)
            for offer in parts.offers:
                db.session.delete(offer)
            requests.match(activity, parts.requests, organisation_id, ())
            record.record("activity_organisation.removed", there, actor)
            db.session.delete(there)


def share(activity: Activity, area_id: int, actor: Account) -> None:
    """Let another area read the kind, date, outcome and note (architecture.md 3). Shared twice is shared once."""
    if area_id in {area for area, _ in queries.shared_with(activity.id)}:
        return
    shared = ActivityArea(activity_id=activity.id, area_id=area_id, shared_by_id=actor.id)
    db.session.add(shared)
    record.record("activity.shared", shared, actor)


def stop_sharing(activity: Activity, area_id: int, actor: Account) -> None:
    for shared in queries.shares_with(activity.id, area_id):
        db.session.delete(shared)
        record.record("activity.no_longer_shared", shared, actor)
