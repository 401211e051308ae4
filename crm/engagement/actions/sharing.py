from crm.accounts.models import Account
from crm.audit import record
from crm.engagement import queries
from crm.engagement.models import Activity, ActivityArea
from crm.extensions import db


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
