from collections.abc import Collection

from crm.accounts.models import Account
from crm.audit import record
from crm.engagement import queries, rules
from crm.engagement.actions.follow_ups import CHECK_ADDRESS, follow_up_of, mark_done
from crm.engagement.actions.said import Promise
from crm.engagement.models import Activity
from crm.extensions import db
from crm.organisations.models import OrganisationArea, Venue


def doubt_address(activity: Activity, link: OrganisationArea, doubted: Collection[int] | None, actor: Account) -> None:
    """A letter came back: the venue is unconfirmed until somebody has looked, and one follow-up says so."""
    for venue in queries.venues_not_doubted(link.organisation_id):
        if doubted is not None and venue.id not in doubted:
            continue
        venue.unconfirmed_on = activity.happened_on
        record.record("venue.doubted", venue, actor)
    if not queries.has_open_follow_up(link.organisation_id, link.area_id, CHECK_ADDRESS):
        due_on = activity.happened_on + rules.AFTER_LETTER_RETURNED
        db.session.add(follow_up_of(link, Promise(CHECK_ADDRESS, due_on, actor.id), activity.id))


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
