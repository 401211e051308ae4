"""What speaks for seeing a group next, and the words for it."""

import ast
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.organisations.kinds import ChildrenBand
from crm.reporting.next_visits import rules
from crm.reporting.next_visits.rules import USUAL, Factor, Known, Left
from crm.reporting.rules import Checks, Children, Lead, Policy, Training

TODAY = dt.date(2026, 11, 22)
WELL = Known(
    Policy.IN_DATE, Lead.NAMED, Checks.COMPLETE, Training.UP_TO_DATE, Children.YES, ChildrenBand.UNDER_10, TODAY
)
DAYS = st.none() | st.dates(dt.date(2023, 1, 1), dt.date(2028, 1, 1))
GROUPS = st.builds(
    Known,
    policy=st.sampled_from(Policy),
    lead=st.sampled_from(Lead),
    checks=st.sampled_from(Checks),
    training=st.sampled_from(Training),
    children=st.sampled_from(Children),
    band=st.none() | st.sampled_from(ChildrenBand),
    spoken_on=st.none() | st.dates(dt.date(2015, 1, 1), TODAY),
    promised_on=DAYS,
    asked_on=st.none() | st.dates(dt.date(2015, 1, 1), TODAY),
    priority_until=DAYS,
)
FORBIDDEN = ("faith", "religio", "ethnic", "communit", "tradition", "denominat", "language", "nationalit")


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def said(known: Known) -> list[str]:
    return [" ".join(filter(None, reason)) for reason in rules.reasons(known, USUAL, TODAY)]


def test_each_reason_is_said_in_words_what_counts_most_first() -> None:
    known = Known(
        Policy.UNKNOWN,
        Lead.NAMED,
        Checks.COMPLETE,
        Training.UP_TO_DATE,
        Children.YES,
        ChildrenBand.UNDER_100,
        spoken_on=dt.date(2026, 4, 20),
        promised_on=dt.date(2026, 11, 20),
        promise="Ring them",
        priority_until=dt.date(2027, 1, 1),
        priority="it has no lead",
    )
    assert said(known) == [
        "put first until 1 January 2027, because it has no lead",
        "promised by 20 November 2026: Ring them",
        "no policy seen",
        "50 to 99 children",
        "silent for 7 months",
    ]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"policy": Policy.NONE}, "no policy in place"),
        ({"policy": Policy.OVERDUE}, "policy overdue for review"),
        ({"lead": Lead.MISSING}, "no safeguarding lead"),
        ({"checks": Checks.INCOMPLETE}, "DBS checks not complete"),
        ({"training": Training.DUE}, "training due"),
        ({"spoken_on": None}, "we have never spoken"),
        ({"spoken_on": ago(40)}, "silent for 1 month"),
        ({"spoken_on": ago(800)}, "silent for 2 years"),
        ({"asked_on": ago(31)}, "waiting for an answer since 22 October 2026"),
        ({"promised_on": ago(-30), "promise": "Send it"}, "promised by 22 December 2026: Send it"),
    ],
)
def test_what_is_wrong_with_a_group_that_is_well_otherwise(changed: dict[str, object], words: str) -> None:
    assert words in said(WELL._replace(**changed))  # type: ignore[arg-type]
    assert words not in said(WELL)


def test_without_children_only_silence_promises_and_the_coordinator_count() -> None:
    known = Known(children=Children.NO, band=ChildrenBand.OVER_100, spoken_on=ago(365))
    assert rules.score(known, USUAL, TODAY) == USUAL[Factor.SILENCE]
    assert said(known) == ["silent for 1 year"]


@given(GROUPS, st.sampled_from(Factor))
def test_a_factor_that_does_not_count_adds_nothing_and_is_not_said(known: Known, factor: Factor) -> None:
    without = {**USUAL, factor: 0}
    share = rules.shares(known, TODAY).get(factor, 0)
    whole = rules.score(known, USUAL, TODAY)
    assert rules.score(known, without, TODAY) == pytest.approx(whole - USUAL[factor] * share)
    assert len(rules.reasons(known, without, TODAY)) <= len(rules.reasons(known, USUAL, TODAY))
    assert all(0 <= one <= 1 for one in rules.shares(known, TODAY).values())


def test_who_is_left_out_and_why() -> None:
    silent = WELL._replace(spoken_on=ago(14))
    assert rules.left_out(silent, TODAY) is None
    assert rules.left_out(silent._replace(has_visit=True), TODAY) is Left.PLANNED
    assert rules.left_out(silent._replace(rests_until=TODAY), TODAY) is Left.RESTING
    assert rules.left_out(silent._replace(rests_until=ago(1)), TODAY) is None
    declined = silent._replace(is_declined=True, again_on=ago(-1))
    assert rules.left_out(declined, TODAY) is Left.SAID_NO
    assert rules.left_out(declined._replace(again_on=TODAY), TODAY) is None
    assert rules.left_out(declined._replace(is_declined=False), TODAY) is None


def test_whom_we_have_just_spoken_with_is_not_next_unless_something_is_due() -> None:
    fresh = WELL._replace(spoken_on=ago(13))
    assert rules.left_out(fresh, TODAY) is Left.SPOKEN
    assert rules.left_out(fresh._replace(promised_on=ago(-1)), TODAY) is Left.SPOKEN
    assert rules.left_out(fresh._replace(promised_on=TODAY), TODAY) is None


def test_nothing_that_ranks_groups_reads_who_people_are() -> None:
    """D18, as a second lock: the property itself is tested with rows."""
    folder = Path(rules.__file__).parent
    named = [
        (path.name, name)
        for path in (folder / "rules.py", folder / "queries.py", folder / "models.py")
        for node in ast.walk(ast.parse(path.read_text()))
        for name in (getattr(node, "id", ""), getattr(node, "attr", ""), getattr(node, "name", "") or "")
        if any(word in str(name).casefold() for word in FORBIDDEN)
    ]
    assert named == []
