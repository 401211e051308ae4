import datetime as dt
from typing import NamedTuple

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.organisations.models import Organisation
from crm.policies import actions
from crm.policies.models import PolicyKind, VersionState
from crm.policies.rules import Adoption
from tests.factories import Make

KIND = PolicyKind.SAFEGUARDING_CHILDREN
A_YEAR_AGO = Adoption(dt.date(2025, 11, 1))


class World(NamedTuple):
    organisation: Organisation
    actor: Account


@pytest.fixture
def world(make: Make) -> World:
    area = make.area()
    return World(make.organisation(area), make.adviser(area))


@pytest.fixture(autouse=True)
def november(session: Session) -> object:
    with clock.set_to(dt.date(2026, 11, 22)):
        yield


def test_an_adopted_policy_gets_its_review_date_and_who_saw_it(world: World) -> None:
    adoption = Adoption(dt.date(2024, 2, 29), 12, seen_on=dt.date(2024, 3, 5))
    version = actions.record_adopted(world.organisation, KIND, adoption, world.actor)
    assert (version.state, version.number) == (VersionState.ADOPTED, 1)
    assert version.review_due_on == dt.date(2025, 2, 28)
    assert (version.seen_on, version.seen_by_id) == (dt.date(2024, 3, 5), world.actor.id)


def test_a_review_replaces_the_version_in_force_on_that_day(world: World) -> None:
    first = actions.record_adopted(world.organisation, KIND, A_YEAR_AGO, world.actor)
    second = actions.record_adopted(world.organisation, KIND, Adoption(dt.date(2026, 11, 20)), world.actor)
    assert (first.state, first.ended_on) == (VersionState.SUPERSEDED, dt.date(2026, 11, 20))
    assert (second.state, second.number, second.policy_id) == (VersionState.ADOPTED, 2, first.policy_id)


def test_a_review_before_the_version_in_force_is_refused_and_changes_nothing(world: World) -> None:
    first = actions.record_adopted(world.organisation, KIND, A_YEAR_AGO, world.actor)
    with pytest.raises(RuleBroken, match="1 November 2025 or later"):
        actions.record_adopted(world.organisation, KIND, Adoption(dt.date(2025, 10, 31)), world.actor)
    assert first.state is VersionState.ADOPTED


def test_adopting_a_new_text_replaces_the_one_in_force(world: World) -> None:
    old = actions.record_adopted(world.organisation, KIND, A_YEAR_AGO, world.actor)
    new = actions.begin(world.organisation, KIND, world.actor)
    actions.adopt(new, Adoption(dt.date(2026, 11, 3)), world.actor)
    assert (old.state, old.ended_on) == (VersionState.SUPERSEDED, dt.date(2026, 11, 3))
    assert new.started_on == dt.date(2026, 11, 3)


def test_one_version_is_written_at_a_time(world: World) -> None:
    actions.begin(world.organisation, KIND, world.actor)
    with pytest.raises(RuleBroken, match="being written already"):
        actions.begin(world.organisation, KIND, world.actor)


def test_a_withdrawn_policy_can_be_followed_by_another(world: World) -> None:
    version = actions.record_adopted(world.organisation, KIND, A_YEAR_AGO, world.actor)
    actions.withdraw(version, dt.date(2026, 11, 1), world.actor)
    again = actions.record_adopted(world.organisation, KIND, Adoption(dt.date(2026, 11, 2)), world.actor)
    assert (version.state, version.ended_on) == (VersionState.WITHDRAWN, dt.date(2026, 11, 1))
    assert again.state is VersionState.ADOPTED


@pytest.mark.parametrize("on", [dt.date(2025, 10, 31), dt.date(2026, 11, 23)])
def test_a_policy_is_withdrawn_between_its_adoption_and_today(world: World, on: dt.date) -> None:
    version = actions.record_adopted(world.organisation, KIND, A_YEAR_AGO, world.actor)
    with pytest.raises(RuleBroken) as refused:
        actions.withdraw(version, on, world.actor)
    assert refused.value.field == "withdrawn_on"


def test_dates_entered_wrongly_are_corrected_but_not_to_before_the_version_replaced(world: World) -> None:
    actions.record_adopted(world.organisation, KIND, A_YEAR_AGO, world.actor)
    version = actions.record_adopted(world.organisation, KIND, Adoption(dt.date(2026, 11, 20)), world.actor)
    actions.correct_dates(version, dt.date(2026, 11, 19), 6, world.actor)
    assert version.review_due_on == dt.date(2027, 5, 19)
    with pytest.raises(RuleBroken):
        actions.correct_dates(version, dt.date(2025, 10, 1), 6, world.actor)


def test_what_was_done_is_in_the_history(world: World, session: Session) -> None:
    actions.record_adopted(world.organisation, KIND, A_YEAR_AGO, world.actor)
    actions.record_adopted(world.organisation, KIND, Adoption(dt.date(2026, 11, 20)), world.actor)
    session.commit()
    told = session.scalars(select(AuditEntry).where(AuditEntry.event.like("policy.%")).order_by(AuditEntry.id)).all()
    assert [entry.event for entry in told] == ["policy.listed", "policy.adopted", "policy.replaced", "policy.reviewed"]
    assert {(entry.organisation_id, entry.actor_id) for entry in told} == {(world.organisation.id, world.actor.id)}
    assert told[3].changes["adopted_on"] == [None, "2026-11-20"]


def test_the_database_refuses_a_second_version_in_force(make: Make, world: World) -> None:
    policy = make.policy(world.organisation)
    make.policy_version(policy, dt.date(2026, 1, 1))
    with pytest.raises(IntegrityError):
        make.policy_version(policy, dt.date(2026, 2, 1))


@pytest.mark.parametrize(
    "values",
    [
        {"review_due_on": dt.date(2026, 1, 1)},
        {"review_due_on": None},
        {"review_every_months": 25},
        {"ended_on": dt.date(2026, 2, 1)},
        {"seen_on": dt.date(2026, 2, 1)},
    ],
)
def test_the_database_refuses_dates_that_cannot_be(make: Make, world: World, values: dict[str, object]) -> None:
    with pytest.raises(IntegrityError):
        make.policy_version(make.policy(world.organisation), dt.date(2026, 1, 1), **values)
