"""A group agrees to be in the directory for the public, part by part, and changes its mind."""

import datetime as dt
from collections.abc import Sequence

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.organisations import rules
from crm.organisations.actions.groups import touch
from crm.organisations.kinds import Published
from crm.organisations.models import Organisation, PublishConsent
from crm.organisations.queries import publishing


def give(
    organisation: Organisation, parts: Sequence[Published], given_on: dt.date, given_by: str, actor: Account
) -> list[PublishConsent]:
    """`parts` are not agreed to yet."""
    rules.check_past(given_on, clock.today(), "given_on")
    already = {row.part for row in publishing.open_consents(organisation.id)}
    rules.check_consent(parts, already, is_sensitive=organisation.is_sensitive)
    if organisation.name_is_placeholder:
        raise RuleBroken("Record the name of the group first: it has none to publish")
    said = {"given_on": given_on, "given_by": given_by, "wording": rules.WORDING, "recorded_by_id": actor.id}
    rows = [PublishConsent(organisation_id=organisation.id, part=part, **said) for part in parts]
    db.session.add_all(rows)
    touch(organisation)
    db.session.flush()
    for row in rows:
        record.record("publish_consent.given", row, actor)
    return rows


def withdraw(organisation: Organisation, consent: PublishConsent, withdrawn_on: dt.date, actor: Account) -> None:
    """Without its name nothing else of a group is published, so everything is withdrawn with that."""
    is_all = consent.part is Published.NAME_AND_KIND
    rows = publishing.open_consents(organisation.id) if is_all else [consent]
    for row in rows:
        rules.check_ended(row.given_on, withdrawn_on, clock.today(), "withdrawn_on")
    for row in rows:
        row.withdrawn_on = withdrawn_on
        record.record("publish_consent.withdrawn", row, actor)
    touch(organisation)
