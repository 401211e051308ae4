import datetime as dt

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.engagement.resting import queries, rules
from crm.engagement.resting.models import Rest
from crm.extensions import db


def let_rest(organisation_id: int, area_id: int, until_on: dt.date, reason: str, actor: Account) -> Rest:
    """Twice is a change of the day."""
    rules.check_until(until_on, clock.today())
    rest = queries.rest_in(organisation_id, area_id) or Rest(organisation_id=organisation_id, area_id=area_id)
    rest.until_on, rest.reason = until_on, reason
    db.session.add(rest)
    record.record("rest.set", rest, actor)
    return rest


def lift(rest: Rest, actor: Account) -> None:
    record.record("rest.lifted", rest, actor)
    db.session.delete(rest)
