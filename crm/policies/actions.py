"""What is done with policies, along the lifecycle of domain.md 5.3."""

import datetime as dt

from sqlalchemy.exc import IntegrityError

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.organisations.models import Organisation
from crm.policies import queries, rules
from crm.policies.models import Policy, PolicyKind, PolicyVersion, VersionState
from crm.policies.rules import Adoption


def begin(organisation: Organisation, kind: PolicyKind, actor: Account) -> PolicyVersion:
    """The group has begun to write one. It can write one new version at a time."""
    policy = _policy(organisation, kind, actor)
    if rules.in_work(queries.versions_of(policy.id)) is not None:
        raise RuleBroken("A version of this policy is being written already", "kind")
    version = _new_version(policy, VersionState.DRAFT, clock.today())
    record.record("policy.begun", version, actor)
    return version


def version_of_the_group(organisation: Organisation, kind: PolicyKind, actor: Account) -> PolicyVersion:
    """The version to which a group adds its text: the one that it is writing, else a new one."""
    policy = queries.policy_of_kind(organisation.id, kind)
    writing = rules.in_work(queries.versions_of(policy.id)) if policy else None
    if writing is None:
        return begin(organisation, kind, actor)
    rules.check_with_the_group(writing)
    return writing


def record_adopted(organisation: Organisation, kind: PolicyKind, adoption: Adoption, actor: Account) -> PolicyVersion:
    """A policy that the group has adopted, or has reviewed and kept; it replaces the version in force on that day."""
    policy = queries.policy_of_kind(organisation.id, kind)
    in_force = _in_force(policy)
    rules.check_adoption(adoption, clock.today(), in_force)
    policy = policy or _policy(organisation, kind, actor)
    _replace(in_force, adoption.adopted_on, actor)
    version = _new_version(policy, VersionState.ADOPTED, adoption.adopted_on, adoption)
    say_seen(version, adoption.seen_on, actor)
    record.record("policy.reviewed" if in_force else "policy.adopted", version, actor)
    return version


def adopt(version: PolicyVersion, adoption: Adoption, actor: Account) -> None:
    """The group's leaders adopt the version that was written; a day before it was begun moves the beginning."""
    rules.check_move(version, VersionState.ADOPTED)
    in_force = _in_force(queries.policy_of_kind(version.organisation_id, version.policy.kind))
    rules.check_adoption(adoption, clock.today(), in_force)
    _replace(in_force, adoption.adopted_on, actor)
    version.state = VersionState.ADOPTED
    _set_dates(version, adoption)
    version.started_on = min(version.started_on, adoption.adopted_on)
    say_seen(version, adoption.seen_on, actor)
    record.record("policy.adopted", version, actor)


def mark_seen(version: PolicyVersion, seen_on: dt.date, actor: Account) -> None:
    rules.check_seen(seen_on, clock.today())
    say_seen(version, seen_on, actor)
    record.record("policy.seen", version, actor)


def correct_dates(version: PolicyVersion, adopted_on: dt.date, review_every_months: int, actor: Account) -> None:
    """For what was entered wrongly. What the version replaced, or was replaced by, keeps its dates."""
    if version.state is not VersionState.ADOPTED:
        raise RuleBroken("Only the version in force can be corrected")
    adoption = Adoption(adopted_on, review_every_months)
    rules.check_adoption(adoption, clock.today(), _before(version))
    _set_dates(version, adoption)
    version.started_on = min(version.started_on, adopted_on)
    record.record("policy.corrected", version, actor)


def withdraw(version: PolicyVersion, withdrawn_on: dt.date, actor: Account) -> None:
    rules.check_withdrawal(version, withdrawn_on, clock.today())
    version.state, version.ended_on = VersionState.WITHDRAWN, withdrawn_on
    record.record("policy.withdrawn", version, actor)


def move(version: PolicyVersion, to: VersionState, event: str, actor: Account) -> None:
    """Sending it to the adviser, and the answers: crm.policies.reviews says what else belongs to each."""
    rules.check_move(version, to)
    version.state = to
    record.record(event, version, actor)


def _policy(organisation: Organisation, kind: PolicyKind, actor: Account) -> Policy:
    """The group's policy of this kind, made when there is none; two people may be making it at once."""
    found = queries.policy_of_kind(organisation.id, kind)
    if found is not None:
        return found
    made = Policy(organisation_id=organisation.id, kind=kind)
    try:
        with db.session.begin_nested():
            db.session.add(made)
            record.record("policy.listed", made, actor)
    except IntegrityError:
        raise RuleBroken("Somebody has just recorded this policy: go back and look at theirs first", "kind") from None
    return made


def _new_version(
    policy: Policy, state: VersionState, started_on: dt.date, adoption: Adoption | None = None
) -> PolicyVersion:
    version = PolicyVersion(
        organisation_id=policy.organisation_id,
        policy=policy,
        number=queries.last_number(policy.id) + 1,
        state=state,
        started_on=started_on,
    )
    if adoption is not None:
        _set_dates(version, adoption)
    db.session.add(version)
    db.session.flush()
    return version


def _set_dates(version: PolicyVersion, adoption: Adoption) -> None:
    version.adopted_on = adoption.adopted_on
    version.review_every_months = adoption.review_every_months
    version.review_due_on = rules.next_review(adoption.adopted_on, adoption.review_every_months)


def say_seen(version: PolicyVersion, seen_on: dt.date | None, actor: Account) -> None:
    if seen_on is not None:
        version.seen_on, version.seen_by_id = seen_on, actor.id


def _in_force(policy: Policy | None) -> PolicyVersion | None:
    versions = queries.versions_of(policy.id) if policy else []
    return next((version for version in versions if version.state is VersionState.ADOPTED), None)


def _before(version: PolicyVersion) -> PolicyVersion | None:
    earlier = [other for other in queries.versions_of(version.policy_id) if other.number < version.number]
    return next((other for other in earlier if other.state is VersionState.SUPERSEDED), None)


def _replace(in_force: PolicyVersion | None, on: dt.date, actor: Account) -> None:
    """Written before the new version is, because the database lets one adopted version stand."""
    if in_force is not None:
        in_force.state, in_force.ended_on = VersionState.SUPERSEDED, on
        record.record("policy.replaced", in_force, actor)
        db.session.flush()
