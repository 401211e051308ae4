"""Stages (domain.md 3.1; 13, rules 15 to 17). Every outcome, method and stage is tried, in every order."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from crm.core.errors import RuleBroken
from crm.engagement import rules
from crm.engagement.models import Method, Outcome
from crm.engagement.rules import LADDER, TRANSITIONS, Attempt
from crm.organisations.kinds import Stage

TODAY = dt.date(2026, 11, 22)
# Domain.md 3.1 without the stages that are worked out, and the three transitions of architecture.md 4.
MAP = {
    "identified": {"approached", "contact_made", "not_found"},
    "approached": {"contact_made", "declined", "not_found", "meeting_arranged"},
    "contact_made": {"meeting_arranged", "met", "declined"},
    "meeting_arranged": {"met", "contact_made", "declined", "not_found"},
    "met": {"engaged", "contact_made", "declined"},
    "engaged": {"declined"},
    "declined": {"approached", "contact_made"},
    "not_found": {"identified", "contact_made"},
}

attempts = some.builds(
    Attempt, some.sampled_from(Method), some.sampled_from(Outcome), some.dates(dt.date(2025, 1, 1), TODAY)
)
stages = some.sampled_from(Stage)


def visit(outcome: Outcome, method: Method = Method.VISIT_OWN_VENUE, days_ago: int = 0) -> Attempt:
    return Attempt(method, outcome, TODAY - dt.timedelta(days=days_ago))


def moved(
    current: Stage, latest: Attempt, *earlier: Attempt, named: bool = False, accepted: bool = False
) -> list[Stage]:
    return list(rules.move(current, latest, earlier, named=named, accepted=accepted).steps)


def test_the_map_is_the_one_that_was_agreed() -> None:
    assert {start.value: {end.value for end in ends} for start, ends in TRANSITIONS.items()} == MAP


@given(stages, stages)
def test_a_path_goes_over_allowed_steps_to_its_end(start: Stage, end: Stage) -> None:
    steps = rules.path(start, end)
    assert all(after in TRANSITIONS[before] for before, after in pairwise((start, *steps)))
    assert not steps or steps[-1] is end


@given(stages, attempts, some.lists(attempts, max_size=5), some.booleans(), some.booleans())
def test_an_activity_moves_over_allowed_steps_only(
    current: Stage, latest: Attempt, earlier: list[Attempt], named: bool, accepted: bool
) -> None:
    steps = moved(current, latest, *earlier, named=named, accepted=accepted)
    assert all(after in TRANSITIONS[before] for before, after in pairwise((current, *steps)))


@given(stages, attempts, some.lists(attempts, max_size=5), some.booleans(), some.booleans())
def test_a_failed_attempt_never_moves_a_stage_forward(
    current: Stage, latest: Attempt, earlier: list[Attempt], named: bool, accepted: bool
) -> None:
    steps = moved(current, latest, *earlier, named=named, accepted=accepted)
    if latest.outcome in rules.FAILED:
        for before, after in pairwise((current, *steps)):
            assert after is Stage.NOT_FOUND or LADDER.index(after) < LADDER.index(before)


@given(stages, attempts, some.lists(attempts, max_size=5), some.booleans(), some.booleans())
def test_a_stage_that_stays_although_it_might_move_says_why(
    current: Stage, latest: Attempt, earlier: list[Attempt], named: bool, accepted: bool
) -> None:
    found = rules.move(current, latest, earlier, named=named, accepted=accepted)
    assert not (found.steps and found.why)
    if latest.outcome in rules.FAILED and not found.steps and current is not Stage.NOT_FOUND:
        assert found.why


@given(some.lists(attempts, max_size=6))
def test_a_group_is_given_up_only_with_the_evidence_of_rule_16(tried: list[Attempt]) -> None:
    unanswered = [one for one in tried if not rules.is_two_way(one.method, one.outcome)]
    returned = any(one.outcome is Outcome.LETTER_RETURNED_GONE for one in unanswered)
    other = any(one.outcome in rules.FAILED and one.method is not Method.LETTER for one in unanswered)
    days = [one.on for one in unanswered]
    persistent = (
        len(unanswered) >= 3
        and len({one.method for one in unanswered}) >= 2
        and (max(days) - min(days)).days >= 28
        and any(one.method is not Method.LETTER for one in unanswered)
    )
    assert (rules.missing_to_give_up(tried) == []) == (persistent or (returned and other))


@pytest.mark.parametrize(
    ("current", "latest", "steps"),
    [
        (Stage.IDENTIFIED, visit(Outcome.LEFT_MESSAGE, Method.PHONE), [Stage.APPROACHED]),
        (Stage.IDENTIFIED, visit(Outcome.INFO_SENT, Method.LETTER), [Stage.APPROACHED]),
        (Stage.IDENTIFIED, visit(Outcome.INFO_SENT, Method.PHONE), [Stage.CONTACT_MADE]),
        (Stage.IDENTIFIED, visit(Outcome.MET, Method.PHONE), [Stage.CONTACT_MADE]),
        (Stage.IDENTIFIED, visit(Outcome.MET), [Stage.CONTACT_MADE, Stage.MET]),
        (Stage.IDENTIFIED, visit(Outcome.MEETING_AGREED), [Stage.CONTACT_MADE, Stage.MEETING_ARRANGED]),
        (Stage.IDENTIFIED, visit(Outcome.REFUSED), [Stage.CONTACT_MADE, Stage.DECLINED]),
        (Stage.MEETING_ARRANGED, visit(Outcome.MET), [Stage.MET]),
        (Stage.DECLINED, visit(Outcome.MET), [Stage.CONTACT_MADE, Stage.MET]),
        (Stage.NOT_FOUND, visit(Outcome.INFO_SENT, Method.PHONE), [Stage.CONTACT_MADE]),
        (Stage.ENGAGED, visit(Outcome.REFUSED), [Stage.DECLINED]),
        (Stage.ENGAGED, visit(Outcome.MEETING_AGREED), []),
        (Stage.MET, visit(Outcome.CANCELLED_BY_US), []),
    ],
)
def test_an_outcome_is_evidence_of_a_stage(current: Stage, latest: Attempt, steps: list[Stage]) -> None:
    assert moved(current, latest) == steps


def test_a_group_is_engaged_with_a_named_contact_and_an_accepted_offer() -> None:
    met, rang = visit(Outcome.MET), visit(Outcome.INFO_SENT, Method.PHONE)
    assert moved(Stage.CONTACT_MADE, met, named=True, accepted=True) == [Stage.MET, Stage.ENGAGED]
    assert moved(Stage.MET, rang, named=True, accepted=True) == [Stage.ENGAGED]
    assert moved(Stage.CONTACT_MADE, rang, named=True, accepted=True) == []
    assert moved(Stage.CONTACT_MADE, met, named=True) == [Stage.MET]
    assert moved(Stage.CONTACT_MADE, met, accepted=True) == [Stage.MET]


def test_nobody_coming_leads_back_to_contact_and_never_to_declined() -> None:
    assert moved(Stage.MEETING_ARRANGED, visit(Outcome.GROUP_NO_SHOW)) == [Stage.CONTACT_MADE]
    assert all(moved(stage, visit(Outcome.GROUP_NO_SHOW)) in ([], [Stage.CONTACT_MADE]) for stage in Stage)


def test_a_returned_letter_after_an_unanswered_call_means_not_found() -> None:
    letter = visit(Outcome.LETTER_RETURNED_GONE, Method.LETTER)
    assert moved(Stage.APPROACHED, letter) == []
    assert moved(Stage.APPROACHED, letter, visit(Outcome.NO_REPLY, Method.PHONE)) == [Stage.NOT_FOUND]


def test_a_group_that_has_answered_is_not_called_not_found() -> None:
    letter = visit(Outcome.LETTER_RETURNED_GONE, Method.LETTER)
    found = rules.move(Stage.MET, letter, [visit(Outcome.NO_REPLY, Method.PHONE)], named=False, accepted=False)
    assert found.steps == ()
    assert "does not become “Not found”" in found.why


def test_what_is_missing_to_give_up_is_said_in_words() -> None:
    missing = rules.missing_to_give_up([visit(Outcome.NO_REPLY, Method.LETTER)])
    assert rules.listed(missing) == (
        "3 attempts (so far 1), 2 ways of contact (so far 1), 28 days from first to last (so far 0)"
        " and an attempt that is not a letter"
    )


def test_only_three_stages_are_reached_by_hand() -> None:
    rules.check_by_hand(Stage.NOT_FOUND, Stage.IDENTIFIED, [])
    rules.check_by_hand(Stage.MET, Stage.DECLINED, [])
    for stage in (Stage.MET, Stage.NOT_FOUND, Stage.IDENTIFIED):
        with pytest.raises(RuleBroken):
            rules.check_by_hand(Stage.CONTACT_MADE, stage, [])


def test_a_late_entry_does_not_put_a_step_before_the_last_one() -> None:
    assert rules.moved_on(dt.date(2026, 1, 1), dt.date(2026, 2, 1)) == dt.date(2026, 2, 1)
    assert rules.moved_on(TODAY, dt.date(2026, 2, 1)) == TODAY


def test_a_meeting_is_not_before_it_was_agreed() -> None:
    rules.check_meeting(Outcome.MEETING_AGREED, TODAY, TODAY)
    for meeting_on in (None, TODAY - dt.timedelta(days=1)):
        with pytest.raises(RuleBroken) as broken:
            rules.check_meeting(Outcome.MEETING_AGREED, meeting_on, TODAY)
        assert broken.value.field == "meeting_on"


def lived(tries: list[Attempt]) -> list[tuple[Stage, Attempt, list[Attempt], list[Stage]]]:
    """A contact at a time: the stage before it, the contact, the attempts since an answer, and the steps."""
    stage, told = Stage.IDENTIFIED, []
    since: list[Attempt] = []
    for one in sorted(tries, key=lambda attempt: attempt.on):
        steps = moved(stage, one, *since, named=True, accepted=True)
        told.append((stage, one, list(since), steps))
        stage = steps[-1] if steps else stage
        since = [] if rules.is_two_way(one.method, one.outcome) else [*since, one]
    return told


@given(some.lists(attempts, max_size=15))
def test_whatever_happens_with_a_group_each_step_is_on_the_map_and_no_failure_is_a_step_forward(
    tries: list[Attempt],
) -> None:
    for before, one, _, steps in lived(tries):
        assert all(after in TRANSITIONS[start] for start, after in pairwise((before, *steps)))
        if one.outcome in rules.FAILED and steps:
            assert steps in ([Stage.NOT_FOUND], [Stage.CONTACT_MADE])
            assert steps == [Stage.NOT_FOUND] or before is Stage.MEETING_ARRANGED


@given(some.lists(attempts, max_size=15))
def test_whatever_happens_with_a_group_it_is_given_up_with_evidence_alone(tries: list[Attempt]) -> None:
    for _, one, since, steps in lived(tries):
        if Stage.NOT_FOUND in steps:
            assert one.outcome in rules.GONE
            assert rules.missing_to_give_up([*since, one]) == []


@given(some.lists(attempts, max_size=15))
def test_whatever_happens_with_a_group_nobody_coming_is_no_refusal(tries: list[Attempt]) -> None:
    for before, one, _, steps in lived(tries):
        if one.outcome is Outcome.GROUP_NO_SHOW:
            assert steps == ([Stage.CONTACT_MADE] if before is Stage.MEETING_ARRANGED else [])
