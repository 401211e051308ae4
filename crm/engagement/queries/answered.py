from sqlalchemy import ColumnElement, and_

from crm.engagement.models import Activity, Outcome
from crm.engagement.rules import ANSWERED, ONE_WAY


def is_answered() -> ColumnElement[bool]:
    """`engagement.rules.is_two_way` in SQL."""
    is_sent_out = and_(Activity.outcome == Outcome.INFO_SENT, Activity.method.in_(ONE_WAY))
    return and_(Activity.outcome.in_(ANSWERED), ~is_sent_out)
