from collections.abc import Collection, Sequence

from crm.accounts.models import Account
from crm.audit import record
from crm.engagement import queries
from crm.engagement.actions.recording import record_activity
from crm.engagement.actions.said import Happening, Recorded
from crm.engagement.actions.stages import move_with
from crm.engagement.given import actions as given
from crm.engagement.models import Activity, ActivityOrganisation
from crm.engagement.queries import Footing
from crm.engagement.requests import actions as requests
from crm.engagement.rules import Move
from crm.extensions import db


def record_meeting(forum: Footing, members: Sequence[Footing], happening: Happening, actor: Account) -> list[Recorded]:
    """One activity for the forum and each member that was there; each is met in the area that writes it down.

    The forum comes first in the answer.
    """
    recorded = record_activity(forum, happening, actor)
    activity = recorded.activity
    own = {"activity_id": activity.id, "area_id": activity.area_id, "happened_on": activity.happened_on}
    db.session.add_all([ActivityOrganisation(**own, organisation_id=one.link.organisation_id) for one in members])
    moves = [move_with(activity, one, happening, is_named=one.is_named) for one in members]
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
            move_with(activity, one, happening, is_named=one.is_named)
    record.record("activity.changed", activity, actor)


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
    return move_with(activity, footing, happening, is_named=footing.is_named)


def remove_group(activity: Activity, organisation_id: int, actor: Account) -> None:
    """It was not there after all. The stage that this moved stays, as after any correction; the first group stays."""
    for there in queries.with_groups(activity.id)[1:]:
        if there.organisation_id == organisation_id:
            parts = queries.parts_of(activity.id, organisation_id)
            for offer in parts.offers:
                db.session.delete(offer)
            given.forget(parts.given, actor)
            requests.match(activity, parts.requests, organisation_id, ())
            record.record("activity_organisation.removed", there, actor)
            db.session.delete(there)
