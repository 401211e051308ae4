import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased, joinedload

from crm.checks.batches.models import Appointment
from crm.checks.models import DbsCheck, StatusCheck
from crm.engagement.attachments.models import Attachment
from crm.engagement.models import ActivityOrganisation
from crm.extensions import db
from crm.merging.models import PersonMerge
from crm.organisations.models import Organisation
from crm.people.introductions.models import Introduction
from crm.people.models import Person, Role
from crm.policies.files.models import PolicyFile
from crm.retention import rules
from crm.retention.models import LegalHold

AT_ONCE = 500
FILES_AT_ONCE = 200
_still = aliased(Role)
_of_held = aliased(Role)


class Due(NamedTuple):
    """How much goes by a day."""

    checks: int
    contacts: int


def checks_to_delete(on: dt.date) -> list[tuple[int, int]]:
    """Some of them: id and group."""
    columns: Any = select(DbsCheck.id, DbsCheck.organisation_id)
    found = db.session.execute(_checks(columns, on).order_by(DbsCheck.id).limit(AT_ONCE))
    return [(check_id, group_id) for check_id, group_id in found]


def people_to_forget(on: dt.date) -> Sequence[int]:
    return db.session.scalars(_people(select(Person.id), on).order_by(Person.id).limit(AT_ONCE)).all()


def removed_policy_files(before: dt.datetime) -> Sequence[PolicyFile]:
    """Some of those removed before an instant, at groups that nobody holds."""
    wanted = select(PolicyFile).where(PolicyFile.removed_at < before, ~_is_held(PolicyFile.organisation_id))
    return db.session.scalars(wanted.order_by(PolicyFile.id).limit(FILES_AT_ONCE)).all()


def removed_attachments(before: dt.datetime) -> Sequence[Attachment]:
    """Some of those removed before an instant, of contacts with groups that nobody holds."""
    with_held = exists().where(
        ActivityOrganisation.activity_id == Attachment.activity_id, _is_held(ActivityOrganisation.organisation_id)
    )
    wanted = select(Attachment).where(Attachment.removed_at < before, ~with_held)
    return db.session.scalars(wanted.order_by(Attachment.id).limit(FILES_AT_ONCE)).all()


def of_checks(table: type[StatusCheck] | type[Appointment], check_ids: Sequence[int]) -> Sequence[int]:
    return db.session.scalars(select(table.id).where(table.dbs_check_id.in_(check_ids))).all()


def introductions_of(person_ids: Sequence[int]) -> Sequence[int]:
    """By them, or of them."""
    is_theirs = Introduction.person_id.in_(person_ids) | Introduction.by_person_id.in_(person_ids)
    return db.session.scalars(select(Introduction.id).where(is_theirs)).all()


def merges_with(person_ids: Sequence[int]) -> Sequence[Any]:
    """Of records of theirs, undone ones too."""
    theirs = PersonMerge.person_id.in_(person_ids) | PersonMerge.other_id.in_(person_ids)
    return db.session.execute(select(PersonMerge.id, PersonMerge.other_id, PersonMerge.undone_at).where(theirs)).all()


def due_by(on: dt.date) -> Due:
    """Of groups and people in scope."""
    checks: Any = select(func.count(DbsCheck.id))
    people: Any = select(func.count(Person.id))
    return Due(db.session.scalars(_checks(checks, on)).one(), db.session.scalars(_people(people, on)).one())


def _checks(wanted: Select[Any], on: dt.date) -> Select[Any]:
    """Of roles that ended long enough ago, at groups that nobody holds."""
    ended = wanted.join(DbsCheck.role).where(Role.ended_on <= rules.checks_until(on))
    return ended.where(~_is_held(DbsCheck.organisation_id))


def _people(wanted: Select[Any], on: dt.date) -> Select[Any]:
    """Who had a role, has none since long ago, and never had one at a group that is held."""
    had_one = exists().where(_of_held.person_id == Person.id)
    is_there = exists().where(
        _still.person_id == Person.id, _still.ended_on.is_(None) | (_still.ended_on > rules.contacts_until(on))
    )
    at_held = exists().where(_of_held.person_id == Person.id, _is_held(_of_held.organisation_id))
    return wanted.where(Person.forgotten_on.is_(None), had_one, ~is_there, ~at_held)


def _is_held(organisation_id: Any) -> Any:
    return exists().where(LegalHold.organisation_id == organisation_id, LegalHold.lifted_on.is_(None))


def open_holds() -> Sequence[LegalHold]:
    """By group."""
    wanted = select(LegalHold).join(LegalHold.organisation).where(LegalHold.lifted_on.is_(None))
    loaded = wanted.options(joinedload(LegalHold.organisation), joinedload(LegalHold.placed_by))
    return db.session.scalars(loaded.order_by(Organisation.sort_name, Organisation.id)).all()


def hold_on(organisation_id: int) -> LegalHold | None:
    wanted = select(LegalHold).where(LegalHold.organisation_id == organisation_id, LegalHold.lifted_on.is_(None))
    return db.session.scalars(wanted.options(joinedload(LegalHold.placed_by))).one_or_none()


def hold(hold_id: int) -> LegalHold:
    return db.session.scalars(select(LegalHold).where(LegalHold.id == hold_id)).one()
