import datetime as dt

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.engagement.priorities import queries, rules
from crm.engagement.priorities.models import VisitPriority
from crm.extensions import db


def put_first(organisation_id: int, area_id: int, until_on: dt.date, reason: str, actor: Account) -> VisitPriority:
    """Twice is a change of the day and the reason."""
    rules.check_until(until_on, clock.today())
    row = queries.priority_in(organisation_id, area_id)
    row = row or VisitPriority(organisation_id=organisation_id, area_id=area_id)
    row.until_on, row.reason = until_on, reason
    db.session.add(row)
    record.record("visit_priority.set", row, actor)
    return row


def end(row: VisitPriority, actor: Account) -> None:
    record.record("visit_priority.ended", row, actor)
    db.session.delete(row)
