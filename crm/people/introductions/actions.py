import datetime as dt

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.organisations.models import Organisation
from crm.people.introductions.models import Introduction
from crm.people.models import Person


def introduce(
    organisation: Organisation,
    by: Person | Organisation,
    to: Person | None,
    on: dt.date | None,
    note: str,
    actor: Account,
) -> Introduction:
    if on and on > clock.today():
        raise RuleBroken("The date must be today or in the past", field="introduced_on")
    if by is organisation:
        raise RuleBroken("Choose another group than this one, or somebody in it", field="by")
    if by is to:
        raise RuleBroken("Nobody introduces themselves: choose somebody else", field="person_id")
    column = "by_person_id" if isinstance(by, Person) else "by_organisation_id"
    made = Introduction(
        organisation_id=organisation.id, person_id=to and to.id, introduced_on=on, note=note, **{column: by.id}
    )
    db.session.add(made)
    record.record("introduction.recorded", made, actor)
    return made


def remove(introduction: Introduction, actor: Account) -> None:
    """Written down by mistake; what it said stays in the history."""
    record.record("introduction.removed", introduction, actor)
    db.session.delete(introduction)
