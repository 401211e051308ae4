import datetime as dt

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.engagement.spells import queries, rules
from crm.engagement.spells.models import Spell
from crm.extensions import db


def set_until(
    kind: type[Spell], organisation_id: int, area_id: int, until_on: dt.date, reason: str, actor: Account
) -> Spell:
    """Twice is a change of the day and the reason."""
    rules.check_until(until_on, clock.today())
    row = queries.spell_in(kind, organisation_id, area_id) or kind(organisation_id=organisation_id, area_id=area_id)
    row.until_on, row.reason = until_on, reason
    db.session.add(row)
    record.record(f"{kind.__tablename__}.set", row, actor)
    return row


def end(row: Spell, actor: Account) -> None:
    record.record(f"{row.__tablename__}.ended", row, actor)
    db.session.delete(row)
