"""A policy that was sent in is read point by point, and answered."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.organisations.models import Organisation
from crm.policies import actions as policies
from crm.policies.models import PolicyKind, PolicyVersion, VersionState
from crm.policies.reviews import actions, queries, rules
from crm.policies.reviews.models import Met, Outcome, Point, PolicyAnswer, PolicyReview
from crm.policies.reviews.rules import Finding
from crm.policies.rules import Adoption
from tests.factories import Make
from tests.support.web import SignIn, Visitor, forms

TODAY = dt.date(2026, 11, 22)
ALL_MET = {point: Finding(Met.MET) for point in Point}
WEAK = {Point.HARM: Finding(Met.PARTLY, evidence="Page 2", comment="Name the harms that happen online")}


class World(NamedTuple):
    area: Area
    group: Organisation
    actor: Account
    adviser: Visitor
    version: PolicyVersion

    def sent(self, on: dt.date = TODAY) -> PolicyReview:
        with clock.set_to(on):
            return actions.submit(self.version, self.actor)


@pytest.fixture(autouse=True)
def november(session: Session) -> Iterator[None]:
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def world(make: Make, signed_in: SignIn) -> World:
    area = make.area()
    group, actor = make.organisation(area, name="Hope Chapel"), make.adviser(area)
    group.areas[0].adviser_id = actor.id
    return World(area, group, actor, signed_in(actor), make.policy_version(make.policy(group)))


def test_the_seven_points_stand_in_mertons_order_and_only_spiritual_practice_may_not_apply() -> None:
    assert [point.value for point in Point] == ["m1", "m2", "m3", "m4", "m5", "m6", "m7"]
    assert rules.points_for(PolicyKind.SAFEGUARDING_CHILDREN) == tuple(Point)
    assert rules.points_for(PolicyKind.HEALTH_SAFETY) == ()
    for point in set(Point) - {Point.SPIRITUAL_PRACTICE}:
        with pytest.raises(RuleBroken, match="always applies"):
            rules.check_findings({point: Finding(Met.NOT_APPLICABLE, reason="We do none")})


def test_what_does_not_apply_needs_a_reason() -> None:
    with pytest.raises(RuleBroken, match="why it does not apply") as broken:
        rules.check_findings({Point.SPIRITUAL_PRACTICE: Finding(Met.NOT_APPLICABLE)})
    assert broken.value.field == "m4_reason"
    rules.check_findings({Point.SPIRITUAL_PRACTICE: Finding(Met.NOT_APPLICABLE, reason="Sports only")})


@pytest.mark.parametrize("met", [None, Met.PARTLY, Met.NOT_MET])
def test_it_is_ready_only_when_every_point_is_met_or_justified(met: Met | None) -> None:
    with pytest.raises(RuleBroken, match="Each point must be met") as broken:
        rules.check_answer(Outcome.LOOKED_AT, ALL_MET | {Point.NAMED_LEAD: Finding(met)}, "")
    assert broken.value.field == "m7_met"
    justified = {Point.SPIRITUAL_PRACTICE: Finding(Met.NOT_APPLICABLE, reason="Sports only")}
    rules.check_answer(Outcome.LOOKED_AT, ALL_MET | justified, "")


def test_it_is_returned_with_at_least_one_comment() -> None:
    with pytest.raises(RuleBroken, match="at least one comment"):
        rules.check_answer(Outcome.RETURNED, ALL_MET, "")
    rules.check_answer(Outcome.RETURNED, ALL_MET, "Add a date")
    rules.check_answer(Outcome.RETURNED, WEAK, "")


def test_the_middle_of_the_days_until_an_answer() -> None:
    assert rules.median_days([]) is None
    days = [(dt.date(2026, 1, 1), dt.date(2026, 1, day)) for day in (1, 5, 31)]
    assert rules.median_days(days) == 4
    assert rules.median_days(days[:2]) == 2
    assert rules.median_days([*days, (dt.date(2026, 1, 1), dt.date(2026, 1, 2))]) == 3


def test_a_text_goes_to_the_adviser_and_back_until_the_group_adopts_it(world: World, session: Session) -> None:
    first = world.sent(dt.date(2026, 11, 2))
    actions.answer(first, Outcome.RETURNED, WEAK, "", world.actor)
    assert world.version.state is VersionState.CHANGES_REQUESTED
    assert (first.answered_on, first.assessor_id, world.version.seen_on) == (TODAY, world.actor.id, TODAY)
    second = world.sent()
    actions.answer(second, Outcome.LOOKED_AT, ALL_MET, "", world.actor)
    policies.adopt(world.version, Adoption(TODAY, 24), world.actor)
    assert (world.version.state, world.version.review_due_on) == (VersionState.ADOPTED, dt.date(2028, 11, 22))
    session.commit()
    assert {"policy.submitted", "policy.returned", "policy.looked_at"} <= set(session.scalars(select(AuditEntry.event)))


def test_the_next_reading_begins_with_what_was_found_but_not_with_what_was_said(world: World) -> None:
    actions.answer(world.sent(), Outcome.RETURNED, WEAK, "", world.actor)
    again = queries.findings_of(world.sent(), PolicyKind.SAFEGUARDING_CHILDREN)
    assert again[Point.HARM] == Finding(Met.PARTLY, evidence="Page 2")


def test_what_was_answered_is_not_answered_again(world: World) -> None:
    review = world.sent()
    actions.answer(review, Outcome.RETURNED, WEAK, "", world.actor)
    with pytest.raises(RuleBroken, match="answered already"):
        actions.save(review, ALL_MET, "", world.actor)


def test_what_was_sent_is_not_sent_again_before_the_answer(world: World) -> None:
    world.sent()
    with pytest.raises(RuleBroken, match="so that cannot be done"):
        world.sent()


def test_what_was_sent_is_not_adopted_unread(world: World) -> None:
    world.sent()
    with pytest.raises(RuleBroken, match="so that cannot be done"):
        policies.adopt(world.version, Adoption(TODAY), world.actor)


def test_the_database_holds_one_open_reading_of_a_version(world: World, make: Make) -> None:
    world.sent()
    of = {"organisation_id": world.group.id, "policy_version_id": world.version.id}
    with pytest.raises(IntegrityError):
        make.keep(PolicyReview(**of, sent_on=TODAY))


def test_the_database_refuses_that_a_point_does_not_apply_without_a_reason(world: World, make: Make) -> None:
    of = {"organisation_id": world.group.id, "review_id": world.sent().id, "met": Met.NOT_APPLICABLE}
    with pytest.raises(IntegrityError):
        make.keep(PolicyAnswer(**of, point=Point.SPIRITUAL_PRACTICE))


# Pages


def test_the_queue_shows_mine_with_their_age_and_the_oldest_first(world: World, make: Make) -> None:
    world.sent(dt.date(2026, 11, 10))
    other = make.organisation(make.area(), name="Out of reach")
    actions.submit(make.policy_version(make.policy(other)), world.actor)
    older = make.organisation(world.area, name="Older")
    with clock.set_to(dt.date(2026, 10, 1)):
        actions.submit(make.policy_version(make.policy(older)), world.actor)
    mine = world.adviser.get("/policies/reviews").text
    assert "sent 10 November 2026:" in mine
    assert "waiting 12 days" in mine
    assert "Older" not in mine
    everybody = world.adviser.get("/policies/reviews?whose=everybody").text
    assert everybody.index("Older") < everybody.index("Hope Chapel")
    assert "Out of reach" not in everybody
    assert "waiting 12 days" in world.adviser.get("/week").text


def test_how_long_an_answer_took_opens_its_list(world: World, session: Session) -> None:
    assert "Nothing was answered" in world.adviser.get("/policies/reviews").text
    actions.answer(world.sent(dt.date(2026, 11, 15)), Outcome.RETURNED, WEAK, "", world.actor)
    session.flush()
    page = world.adviser.get("/policies/reviews").text
    assert "it came within 7 days" in page
    assert 'href="/policies/reviews/answered"' in page
    listed = world.adviser.get("/policies/reviews/answered").text
    assert "Hope Chapel" in listed
    assert 'data-label="Days">7<' in listed


def test_an_answer_of_the_same_day_is_said_to_be_one(world: World, session: Session) -> None:
    for _ in range(2):
        actions.answer(world.sent(), Outcome.RETURNED, WEAK, "", world.actor)
    session.flush()
    page = world.adviser.get("/policies/reviews").text
    assert "2 answers in the last 12 months" in page
    assert "half of them came on the same day" in page


def test_the_reading_is_kept_as_far_as_it_is_and_gone_on_with(world: World, session: Session) -> None:
    address = f"/policies/reviews/{world.sent().id}"
    kept = world.adviser.submit(address, outcome="later", m1_met="met", m2_comment="নতুন ঝুঁকি যোগ করুন")
    assert kept.headers["Location"] == address
    page = world.adviser.get(address).text
    assert "নতুন ঝুঁকি যোগ করুন" in page
    assert "The group sees nothing of it yet" in page
    assert session.scalars(select(PolicyVersion.state)).one() is VersionState.SUBMITTED


def test_an_answer_shows_on_the_policy_and_to_the_group(world: World, signed_in: SignIn, make: Make) -> None:
    address = f"/policies/reviews/{world.sent().id}"
    answer = world.adviser.submit(address, outcome="returned", m4_met="not_met", m4_comment="Say who prays with them")
    assert answer.status_code == 303
    lead = signed_in(make.group_account(world.group))
    for visitor, page in (
        (world.adviser, f"/policies/{world.version.policy_id}"),
        (lead, f"/my-group/{world.group.id}/policy"),
    ):
        text = visitor.get(page).text
        assert "Returned with comments on 22 November 2026" in text
        assert "Say who prays with them" in text
    assert world.adviser.get(address).status_code == 302


def test_the_words_never_say_approved(world: World) -> None:
    met: dict[str, Any] = {f"{point.value}_met": "met" for point in Point}
    world.adviser.submit(f"/policies/reviews/{world.sent().id}", outcome="looked_at", **met)
    page = world.adviser.get(f"/policies/{world.version.policy_id}").text
    assert "Seen, meets the checklist on 22 November 2026" in page
    assert "approved" not in page.lower()


def test_what_is_missing_is_said_beside_the_point_and_nothing_typed_is_lost(world: World) -> None:
    address = f"/policies/reviews/{world.sent().id}"
    page = world.adviser.submit(address, outcome="looked_at", m1_met="met", m2_evidence="Page 7")
    assert 'href="#m2_met"' in page.text
    assert "Each point must be met before it is ready to adopt" in page.text
    assert 'value="Page 7"' in page.text


def test_a_comment_that_tells_which_child_is_meant_is_held_up(world: World, session: Session) -> None:
    address = f"/policies/reviews/{world.sent().id}"
    page = world.adviser.submit(address, outcome="later", m2_comment="As with Maryam (9) last week")
    assert "the age of one child" in page.text
    assert session.scalars(select(PolicyAnswer)).all() == []


def test_a_second_adviser_sees_what_the_first_saved(world: World) -> None:
    address = f"/policies/reviews/{world.sent().id}"
    _, opened = forms(world.adviser.get(address).text)[-1]
    world.adviser.submit(address, outcome="later", m1_met="met", m1_comment="Well said")
    stale = world.adviser.post(address, data={**opened, "outcome": "later", "m1_comment": "Not clear"})
    assert "Someone else saved this after you opened it" in stale.text
    assert "Well said" in stale.text


def test_a_policy_of_another_kind_is_answered_in_words(world: World, make: Make) -> None:
    version = make.policy_version(make.policy(world.group, PolicyKind.HEALTH_SAFETY))
    address = f"/policies/reviews/{actions.submit(version, world.actor).id}"
    assert "m1_met" not in world.adviser.get(address).text
    world.adviser.submit(address, outcome="looked_at")
    assert "Seen on 22 November 2026, ready to adopt" in world.adviser.get(f"/policies/{version.policy_id}").text


def test_another_area_reads_nothing(world: World, make: Make, signed_in: SignIn) -> None:
    address = f"/policies/reviews/{world.sent().id}"
    assert signed_in(make.adviser(make.area())).get(address).status_code == 404
