"""The group itself: added, changed, checked, closed; and the names it has had."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import NamedTuple

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.audit import record
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.core.models import Base
from crm.core.text import fold
from crm.extensions import db
from crm.organisations import rules
from crm.organisations.kinds import Answer, ClosedReason, Stage, Subject
from crm.organisations.models import FormerName, Organisation, OrganisationArea, Statement
from crm.organisations.queries import details, groups
from crm.organisations.rules import Facts


def add_group(facts: Facts, lead: Area, actor: Account, started_on: dt.date | None = None) -> Organisation:
    """Without a name it gets a placeholder. Whether it is already there was asked before."""
    today = clock.today()
    rules.check_past(started_on, today, "started_on")
    link = OrganisationArea(
        area_id=lead.id, started_on=started_on or today, stage=Stage.IDENTIFIED, stage_on=started_on or today
    )
    organisation = Organisation(lead_area_id=lead.id, areas=[link])
    _say(organisation, _checked(facts))
    organisation.search_names = rules.search_names(organisation.name, ())
    db.session.add(organisation)
    db.session.flush()
    record.record("organisation.added", organisation, actor)
    return organisation


def change_group(organisation: Organisation, facts: Facts, actor: Account, *, keep_old_name: bool = True) -> None:
    """A name that changes is kept as a former one, unless it was a mistake or a placeholder."""
    settled = _checked(facts)
    before = None if organisation.name_is_placeholder else organisation.name
    _say(organisation, settled)
    if before and keep_old_name and fold(before) != organisation.sort_name:
        _keep_former(organisation.id, before, clock.today())
    _name_again(organisation)
    record.record("organisation.changed", organisation, actor)


def _checked(facts: Facts) -> Facts:
    settled = rules.settled(facts)
    if settled.tradition_id is not None:
        rules.check_tradition(groups.tradition(settled.tradition_id).faith, settled.faith)
    return settled


def _say(organisation: Organisation, facts: Facts) -> None:
    """Everything that Facts holds, blank columns as null where the table means null by it."""
    values = asdict(facts)
    for name in ("charity_number", "phone", "email", "website"):
        values[name] = values[name] or None
    values["name"] = facts.name or rules.placeholder_name(facts.kind, facts.faith)
    for name, value in values.items():
        setattr(organisation, name, value)
    organisation.name_is_placeholder = not facts.name
    organisation.sort_name = fold(organisation.name)


def _keep_former(organisation_id: int, name: str, until_on: dt.date | None) -> FormerName:
    former = FormerName(organisation_id=organisation_id, name=name, until_on=until_on)
    db.session.add(former)
    db.session.flush()
    return former


def _name_again(organisation: Organisation) -> None:
    """Former names are found too, but never a placeholder's."""
    former = details.former_names_of(organisation.id)
    organisation.search_names = rules.search_names(organisation.name, (one.name for one in former))


def add_former_name(organisation: Organisation, name: str, until_on: dt.date | None, actor: Account) -> FormerName:
    rules.check_past(until_on, clock.today(), "until_on")
    if fold(name) in organisation.search_names.split(rules.BETWEEN_NAMES):
        raise RuleBroken("Enter another name: this one is already there", "name")
    former = _keep_former(organisation.id, name, until_on)
    _name_again(organisation)
    touch(organisation)
    record.record("former_name.added", former, actor)
    return former


def remove_former_name(organisation: Organisation, former: FormerName, actor: Account) -> None:
    record.record("former_name.removed", former, actor)
    db.session.delete(former)
    db.session.flush()
    _name_again(organisation)
    touch(organisation)


def lend_name(earlier: Organisation, later: Organisation, until_on: dt.date | None) -> None:
    """What a group was called before it went on as another is a former name of that one."""
    names = later.search_names.split(rules.BETWEEN_NAMES)
    if earlier.name_is_placeholder or earlier.sort_name in names:
        return
    _keep_former(later.id, earlier.name, until_on)
    _name_again(later)
    touch(later)


def take_name_back(earlier: Organisation, later: Organisation, until_on: dt.date | None) -> None:
    for former in details.former_names_of(later.id):
        if former.name == earlier.name and former.until_on == until_on:
            db.session.delete(former)
    db.session.flush()
    _name_again(later)
    touch(later)


def exchange(added: Sequence[Base], removed: Sequence[Base], what: str, actor: Account) -> None:
    """Each row of a short list that comes or goes is told in the history."""
    for row in added:
        db.session.add(row)
        record.record(f"{what}.added", row, actor)
    for row in removed:
        db.session.delete(row)
        record.record(f"{what}.removed", row, actor)
    db.session.flush()


def touch(organisation: Organisation) -> None:
    """What hangs from a group has changed, so the group has: the list sorts by it, and its version moves."""
    organisation.updated_at = clock.now()


class Checked(NamedTuple):
    """When a group was last looked over, and by whom."""

    on: dt.date | None
    by_id: int | None


def mark_checked(organisation: Organisation, actor: Account) -> None:
    """Somebody has looked over the details today and found them right."""
    organisation.verified_on = clock.today()
    organisation.verified_by_id = actor.id
    record.record("organisation.checked", organisation, actor)


def take_check_back(organisation: Organisation, before: Checked, actor: Account) -> None:
    """Ticked by mistake: who looked it over the last time before that, and when."""
    organisation.verified_on, organisation.verified_by_id = before
    record.record("organisation.check_taken_back", organisation, actor)


def close(organisation: Organisation, closed_on: dt.date, reason: ClosedReason, actor: Account) -> None:
    rules.check_past(closed_on, clock.today(), "closed_on")
    if organisation.closed_on is not None:
        raise RuleBroken("This group is closed already")
    organisation.closed_on, organisation.closed_reason = closed_on, reason
    record.record("organisation.closed", organisation, actor)


def reopen(organisation: Organisation, actor: Account) -> None:
    if organisation.closed_on is None:
        raise RuleBroken("This group is not closed")
    organisation.closed_on = organisation.closed_reason = None
    record.record("organisation.reopened", organisation, actor)


def record_statement(
    organisation: Organisation, subject: Subject, answer: Answer, stated_on: dt.date, by: str, actor: Account
) -> Statement:
    """What the group answered when it was asked; the latest answer on a subject counts."""
    rules.check_past(stated_on, clock.today(), "stated_on")
    statement = Statement(
        organisation_id=organisation.id,
        subject=subject,
        answer=answer,
        stated_on=stated_on,
        by=by,
        recorded_by_id=actor.id,
    )
    db.session.add(statement)
    db.session.flush()
    record.record("statement.recorded", statement, actor)
    return statement
