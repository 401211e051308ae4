from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from crm.extensions import db
from crm.organisations.models import Organisation
from crm.policies.models import Policy, PolicyKind, PolicyVersion


def versions_of_organisation(organisation_id: int) -> list[PolicyVersion]:
    """Of every kind, the newest first."""
    wanted = (
        select(PolicyVersion)
        .where(PolicyVersion.organisation_id == organisation_id)
        .options(joinedload(PolicyVersion.policy), joinedload(PolicyVersion.seen_by))
        .order_by(PolicyVersion.policy_id, PolicyVersion.number.desc())
    )
    return list(db.session.scalars(wanted))


def versions_of(policy_id: int) -> list[PolicyVersion]:
    """The newest first."""
    wanted = (
        select(PolicyVersion)
        .where(PolicyVersion.policy_id == policy_id)
        .options(joinedload(PolicyVersion.seen_by))
        .order_by(PolicyVersion.number.desc())
    )
    return list(db.session.scalars(wanted))


def policy_with_organisation(policy_id: int) -> Policy:
    to_areas = joinedload(Policy.organisation).selectinload(Organisation.areas)
    return db.session.scalars(select(Policy).where(Policy.id == policy_id).options(to_areas)).one()


def version_with_policy(version_id: int) -> PolicyVersion:
    """With the group and its areas, which say who may change it."""
    to_organisation = joinedload(PolicyVersion.policy).joinedload(Policy.organisation)
    wanted = (
        select(PolicyVersion)
        .where(PolicyVersion.id == version_id)
        .options(to_organisation.options(selectinload(Organisation.areas)), joinedload(PolicyVersion.seen_by))
    )
    return db.session.scalars(wanted).one()


def policy_of_kind(organisation_id: int, kind: PolicyKind) -> Policy | None:
    """Locked on PostgreSQL, so that of two people who record a version the second sees the first's."""
    wanted = select(Policy).filter_by(organisation_id=organisation_id, kind=kind).with_for_update()
    return db.session.scalars(wanted).one_or_none()


def last_number(policy_id: int) -> int:
    """0 when there is no version yet."""
    highest = select(func.max(PolicyVersion.number)).where(PolicyVersion.policy_id == policy_id)
    return db.session.scalars(highest).one() or 0
