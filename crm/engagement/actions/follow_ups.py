from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.engagement import rules
from crm.engagement.actions.said import Happening, Next, Promise
from crm.engagement.models import Activity, FollowUp, Outcome
from crm.extensions import db
from crm.organisations.models import OrganisationArea

ASK_AGAIN = "Ask again: they said no for now"
CHECK_ADDRESS = "Check the address"
NOBODY_CAME = "Get back in touch: nobody came"


def follow_up_of(link: OrganisationArea, promise: Promise, activity_id: int | None = None) -> FollowUp:
    return FollowUp(
        organisation_id=link.organisation_id,
        area_id=link.area_id,
        activity_id=activity_id,
        owner_id=promise.owner_id,
        what=promise.what,
        due_on=promise.due_on,
    )


def keep_promises(activity: Activity, link: OrganisationArea, happening: Happening, then: Next, actor: Account) -> None:
    """What was agreed; a date of one's own stands in place of the one that the outcome brings with it."""
    promises = list(then.promises)
    if not promises and happening.outcome is Outcome.GROUP_NO_SHOW:
        promises.append(Promise(NOBODY_CAME, happening.happened_on + rules.AFTER_NO_SHOW, actor.id))
    if not promises and happening.outcome is Outcome.REFUSED:
        promises.append(Promise(ASK_AGAIN, happening.happened_on + rules.AFTER_REFUSAL, actor.id))
    db.session.add_all([follow_up_of(link, promise, activity.id) for promise in promises])


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
