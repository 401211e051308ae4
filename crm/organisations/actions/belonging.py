"""What a group said that it has none of, and the traditions that it has several of."""

import datetime as dt

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.organisations import rules
from crm.organisations.actions.groups import exchange, touch
from crm.organisations.kinds import Lack
from crm.organisations.models import Organisation, OrganisationTradition, SaidNone
from crm.organisations.queries import belonging


def say_none(organisation: Organisation, lack: Lack, said_on: dt.date, by: str, actor: Account) -> SaidNone:
    """The group said so; said again, the later day counts."""
    rules.check_past(said_on, clock.today(), "said_on")
    if lack is Lack.UMBRELLA and belonging.is_member(organisation.id):
        raise RuleBroken("It is a member of another group: record first that this ended", "lack")
    if lack is Lack.PLACE and belonging.has_place(organisation.id):
        raise RuleBroken("It meets at a place: record first that it left", "lack")
    row = belonging.said_none(organisation.id, lack) or SaidNone(organisation_id=organisation.id, lack=lack)
    row.said_on, row.by, row.recorded_by_id = said_on, by, actor.id
    db.session.add(row)
    touch(organisation)
    db.session.flush()
    record.record("said_none.recorded", row, actor)
    return row


def end_none(organisation: Organisation, lack: Lack, actor: Account) -> None:
    """Now there is one, so what was said before holds no longer."""
    row = belonging.said_none(organisation.id, lack)
    if row is not None:
        row.ended_on = clock.today()
        record.record("said_none.ended", row, actor)


def take_none_back(organisation: Organisation, row: SaidNone, actor: Account) -> None:
    """It was a mistake: so it is not known again."""
    record.record("said_none.removed", row, actor)
    db.session.delete(row)
    touch(organisation)


def set_traditions(organisation: Organisation, wanted: set[int], actor: Account) -> None:
    """`wanted` are ids of traditions of its faith. The one named first stays first, if it is still among them."""
    if organisation.tradition_id not in wanted:
        organisation.tradition_id = min(wanted, default=None)
    further = wanted - {organisation.tradition_id}
    have = {row.tradition_id: row for row in belonging.tradition_rows(organisation.id)}
    added = [OrganisationTradition(organisation_id=organisation.id, tradition_id=key) for key in further - have.keys()]
    exchange(added, [have[key] for key in have.keys() - further], "tradition", actor)
    touch(organisation)
    record.record("organisation.traditions_set", organisation, actor)
