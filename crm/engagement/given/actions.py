from collections.abc import Collection, Iterable

from crm.accounts.models import Account
from crm.audit import record
from crm.engagement.given import queries
from crm.engagement.given.models import ResourceGiven
from crm.engagement.models import Activity
from crm.engagement.queries import with_groups
from crm.extensions import db


def give(activity: Activity, resource_id: int, actor: Account) -> None:
    """The first group of the contact was given it too. Twice is once, also at the same moment."""
    queries.lock(activity.id)
    organisation_id = with_groups(activity.id)[0].organisation_id
    if resource_id in {row.resource_id for row in queries.given_rows(activity.id, organisation_id)}:
        return
    made = given(activity, organisation_id, resource_id)
    db.session.add(made)
    record.record("resource_given.created", made, actor)


def take_out(activity: Activity, resource_id: int, actor: Account) -> None:
    """It was not given after all."""
    rows = queries.given_rows(activity.id, with_groups(activity.id)[0].organisation_id)
    forget([row for row in rows if row.resource_id == resource_id], actor)


def forget(rows: Iterable[ResourceGiven], actor: Account) -> None:
    for row in rows:
        record.record("resource_given.deleted", row, actor, {"resource_id": str(row.resource_id)})
        db.session.delete(row)


def match(
    activity: Activity,
    rows: Collection[ResourceGiven],
    organisation_id: int,
    resource_ids: Collection[int],
    actor: Account,
) -> None:
    """What was given in a contact that somebody put right; it was given on the day of the contact."""
    forget([row for row in rows if row.resource_id not in resource_ids], actor)
    kept = [row for row in rows if row.resource_id in resource_ids]
    for row in kept:
        row.given_on = activity.happened_on
    known = {row.resource_id for row in kept}
    db.session.add_all([given(activity, organisation_id, key) for key in resource_ids if key not in known])


def given(activity: Activity, organisation_id: int, resource_id: int) -> ResourceGiven:
    """Not yet added."""
    return ResourceGiven(
        activity_id=activity.id,
        area_id=activity.area_id,
        organisation_id=organisation_id,
        resource_id=resource_id,
        given_on=activity.happened_on,
    )
