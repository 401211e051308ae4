import datetime as dt
from typing import Any

import pytest

from crm.core.errors import RuleBroken
from crm.policies import rules
from crm.policies.models import PolicyKind, PolicyVersion, VersionState
from crm.policies.rules import Adoption, ShownState

TODAY = dt.date(2026, 11, 22)


def version(adopted_on: dt.date | None = None, **values: Any) -> PolicyVersion:
    """Adopted for twelve months, or being written, since the start of 2020."""
    usual: dict[str, Any] = {"number": 1, "started_on": dt.date(2020, 1, 1), "state": VersionState.DRAFT}
    if adopted_on:
        usual |= {"state": VersionState.ADOPTED, "adopted_on": adopted_on, "started_on": adopted_on}
        usual["review_due_on"] = rules.next_review(adopted_on, 12)
    return PolicyVersion(**{**usual, **values})


@pytest.mark.parametrize(
    ("adopted_on", "months", "due"),
    [
        (dt.date(2025, 11, 22), 12, dt.date(2026, 11, 22)),
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2024, 2, 29), 24, dt.date(2026, 2, 28)),
    ],
)
def test_the_review_is_due_some_months_later_clipped_to_the_month(
    adopted_on: dt.date, months: int, due: dt.date
) -> None:
    assert rules.next_review(adopted_on, months) == due


@pytest.mark.parametrize(
    ("days_after_due", "state"),
    [
        (-61, ShownState.IN_DATE),
        (-60, ShownState.REVIEW_DUE),
        (0, ShownState.REVIEW_DUE),
        (1, ShownState.OVERDUE),
        (400, ShownState.OVERDUE),
    ],
)
def test_the_review_is_due_for_sixty_days_and_overdue_from_the_day_after(
    days_after_due: int, state: ShownState
) -> None:
    adopted = version(dt.date(2025, 11, 22))
    on = dt.date(2026, 11, 22) + dt.timedelta(days=days_after_due)
    assert rules.state_on(adopted, on) is state
    assert rules.is_in_date(adopted, on) is (days_after_due <= 0)


def test_a_version_that_was_replaced_counts_up_to_the_day_before() -> None:
    old = version(dt.date(2025, 1, 10), state=VersionState.SUPERSEDED, ended_on=dt.date(2025, 6, 1))
    assert rules.state_on(old, dt.date(2025, 5, 31)) is ShownState.IN_DATE
    assert rules.state_on(old, dt.date(2025, 6, 1)) is ShownState.REPLACED
    assert rules.state_on(old, dt.date(2025, 1, 9)) is None


def test_before_it_was_adopted_a_version_was_being_written() -> None:
    adopted = version(dt.date(2026, 3, 1), started_on=dt.date(2026, 1, 1))
    assert rules.state_on(adopted, dt.date(2026, 2, 28)) is ShownState.BEING_WRITTEN


def test_the_version_in_force_is_shown_and_not_the_newer_one_being_written() -> None:
    in_force, writing = version(dt.date(2026, 1, 1)), version(number=2)
    assert rules.current([writing, in_force], TODAY) is in_force
    assert rules.in_work([writing, in_force]) is writing


def test_without_one_in_force_the_newest_is_shown() -> None:
    gone = version(dt.date(2025, 1, 1), state=VersionState.WITHDRAWN, ended_on=dt.date(2025, 2, 1))
    assert rules.current([gone], TODAY) is gone
    assert rules.current([gone, writing := version(number=2)], TODAY) is writing
    assert rules.current([], TODAY) is None


@pytest.mark.parametrize("state", list(VersionState))
def test_a_version_moves_only_where_the_lifecycle_leads(state: VersionState) -> None:
    """Domain.md 5.3, without the states that are worked out."""
    leads_to = {
        "draft": {"submitted", "adopted"},
        "submitted": {"changes_requested", "reviewed_ok"},
        "changes_requested": {"submitted"},
        "reviewed_ok": {"adopted"},
        "adopted": {"superseded", "withdrawn"},
    }
    allowed = set()
    for to in VersionState:
        try:
            rules.check_move(version(state=state), to)
        except RuleBroken:
            continue
        allowed.add(to.value)
    assert allowed == leads_to.get(state.value, set())


@pytest.mark.parametrize(
    ("adoption", "field"),
    [
        (Adoption(TODAY + dt.timedelta(days=1)), "adopted_on"),
        (Adoption(dt.date(2026, 5, 31)), "adopted_on"),
        (Adoption(TODAY, review_every_months=25), "review_every_months"),
        (Adoption(TODAY, review_every_months=0), "review_every_months"),
        (Adoption(TODAY, seen_on=TODAY + dt.timedelta(days=1)), "seen_on"),
    ],
)
def test_an_adoption_that_cannot_be_is_refused_beside_its_field(adoption: Adoption, field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.check_adoption(adoption, TODAY, replaces=version(dt.date(2026, 6, 1)))
    assert refused.value.field == field


def test_an_adoption_today_for_two_years_is_fine() -> None:
    rules.check_adoption(Adoption(TODAY, 24, seen_on=TODAY), TODAY, replaces=version(TODAY))


def test_the_next_step_of_a_policy_that_nobody_saw_is_to_see_it() -> None:
    unseen = version(dt.date(2026, 10, 1))
    assert rules.next_step(unseen, TODAY) == "Ask to see it"
    unseen.seen_on = TODAY
    assert rules.next_step(unseen, TODAY) == "Nothing to do until the next review"
    assert rules.next_step(None, TODAY) == "Ask whether they have one, and record the answer"


def test_the_safeguarding_policy_is_listed_even_when_nothing_is_known_of_it() -> None:
    (line,) = rules.lines([], TODAY)
    assert (line.kind, line.version, line.state) == (PolicyKind.SAFEGUARDING_CHILDREN, None, None)


def test_a_new_text_on_its_way_is_what_to_look_after() -> None:
    overdue, sent = version(dt.date(2024, 1, 1)), version(number=2, state=VersionState.SUBMITTED)
    line = rules.line(PolicyKind.SAFEGUARDING_CHILDREN, [sent, overdue], TODAY)
    assert (line.version, line.in_work, line.next_step) == (overdue, sent, "Read it and answer")


def test_no_word_promises_that_a_policy_is_approved() -> None:
    words = " ".join([*rules.NEXT_STEP.values(), *(kind.label for kind in [*ShownState, *VersionState])]).lower()
    assert not {"approv", "certif"} & {word[:6] for word in words.split()}
