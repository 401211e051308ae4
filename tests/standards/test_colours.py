import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.core.errors import RuleBroken
from crm.standards.rules.colours import Asked, Colour, Given, Reply, check, of_answer, overall

TODAY = dt.date(2026, 11, 22)
SEEN = dt.date(2026, 11, 1)
GREEN = Given(Reply.YES, seen_on=SEEN)
AMBER = Given(Reply.PARTLY)
RED = Given(Reply.NO)
NA = Given(Reply.NA, "They never pray with children")


def days_ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def whole(*answers: Given, is_critical: bool = False) -> list[tuple[Asked, Given]]:
    return [(Asked(f"SG{place:02}", is_critical), one) for place, one in enumerate(answers, 1)]


@pytest.mark.parametrize(
    ("answer", "colour"),
    [
        (GREEN, Colour.GREEN),
        (Given(Reply.YES, seen_on=SEEN, due_on=TODAY), Colour.GREEN),
        (Given(Reply.YES, seen_on=SEEN, due_on=days_ago(1)), Colour.AMBER),
        (Given(Reply.YES, seen_on=SEEN, due_on=days_ago(90)), Colour.AMBER),
        (Given(Reply.YES, seen_on=SEEN, due_on=days_ago(91)), Colour.RED),
        (Given(Reply.YES), Colour.AMBER),
        (Given(Reply.YES, due_on=days_ago(91)), Colour.RED),
        (AMBER, Colour.AMBER),
        (Given(Reply.PARTLY, seen_on=SEEN), Colour.AMBER),
        (Given(Reply.PARTLY, due_on=days_ago(91)), Colour.RED),
        (RED, Colour.RED),
        (Given(Reply.NO, seen_on=SEEN, due_on=days_ago(5)), Colour.RED),
        (NA, None),
    ],
)
def test_the_colour_of_an_answer(answer: Given, colour: Colour | None) -> None:
    assert of_answer(answer, TODAY).colour is colour


def test_why_an_answer_is_amber_is_said_in_words() -> None:
    assert of_answer(Given(Reply.YES), TODAY).why == "Yes, but the evidence has not been seen yet"
    late = Given(Reply.YES, seen_on=SEEN, due_on=days_ago(20))
    assert of_answer(late, TODAY).why == "It was due on 2 November 2026, 20 days ago"


@pytest.mark.parametrize(
    ("answers", "colour", "why"),
    [
        ([GREEN] * 4 + [AMBER], Colour.GREEN, "Nothing is red, and 4 of 5 are green"),
        ([GREEN] * 3 + [AMBER], Colour.AMBER, "Nothing is red, but only 3 of 4 are green: 80% are needed"),
        ([GREEN] * 4 + [AMBER, NA], Colour.GREEN, "Nothing is red, and 4 of 5 are green"),
        ([GREEN] * 9 + [RED], Colour.AMBER, "Still red: SG10"),
        ([GREEN] * 90 + [RED] * 4, Colour.AMBER, "Still red: SG91, SG92, SG93, SG94"),
        ([GREEN] * 90 + [RED] * 5, Colour.RED, "5 questions are red: 5 or more make it red"),
        ([NA, NA], None, "Nothing here is applicable"),
    ],
)
def test_the_colour_of_the_whole(answers: list[Given], colour: Colour | None, why: str) -> None:
    verdict = overall(whole(*answers), TODAY)
    assert (verdict.colour, verdict.why) == (colour, why)


def test_a_question_that_counts_more_weighs_more() -> None:
    heavy, light = Asked("H1", weight=4), Asked("L1")
    assert overall([(heavy, GREEN), (light, AMBER)], TODAY).colour is Colour.GREEN
    assert overall([(heavy, AMBER), (light, GREEN)], TODAY).colour is Colour.AMBER


days = st.one_of(st.none(), st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)))
answers = st.builds(Given, st.sampled_from(Reply), st.just("A reason"), days, days)
asked = st.builds(Asked, st.just("SG01"), st.booleans(), st.booleans(), st.integers(1, 10))
sheets = st.lists(st.tuples(asked, answers), max_size=60)


@given(sheets, st.integers(0, 200))
def test_a_critical_red_makes_the_whole_red_whatever_the_percentage(
    others: list[tuple[Asked, Given]], greens: int
) -> None:
    """domain.md 13, rule 14"""
    all_of_them = [*others, *whole(*[GREEN] * greens), (Asked("SG05", is_critical=True), RED)]
    assert overall(all_of_them, TODAY).colour is Colour.RED


@given(sheets)
def test_the_whole_is_as_the_rule_says(sheet: list[tuple[Asked, Given]]) -> None:
    """domain.md 5.1, written once more in its own order."""
    colours = [(one, of_answer(given, TODAY).colour) for one, given in sheet]
    reds = [one for one, colour in colours if colour is Colour.RED]
    applicable = sum(one.weight for one, colour in colours if colour is not None)
    green = sum(one.weight for one, colour in colours if colour is Colour.GREEN)
    wanted = Colour.AMBER
    if any(one.is_critical for one in reds) or len(reds) >= 5:
        wanted = Colour.RED
    elif not reds and green >= applicable * 0.8:
        wanted = Colour.GREEN
    assert overall(sheet, TODAY).colour is (wanted if applicable else None)


@given(sheets, asked)
def test_what_is_not_applicable_leaves_the_score(sheet: list[tuple[Asked, Given]], one: Asked) -> None:
    assert overall([*sheet, (one, NA)], TODAY) == overall(sheet, TODAY)


@given(asked, st.sampled_from(Reply))
def test_not_applicable_is_refused_where_it_is_not_allowed(one: Asked, reply: Reply) -> None:
    """domain.md 13, rule 14"""
    if reply is Reply.NA and not one.na_allowed:
        with pytest.raises(RuleBroken) as broken:
            check(one, Given(reply, "A reason"), TODAY)
        assert broken.value.field == "reply"
    else:
        check(one, Given(reply, "A reason"), TODAY)


@pytest.mark.parametrize(
    ("one", "answer", "field"),
    [
        (Asked("SG21", na_allowed=True), Given(Reply.NA), "reason"),
        (Asked("SG02"), Given(Reply.YES, seen_on=dt.date(2026, 11, 23)), "seen_on"),
        (Asked("SG03", due_months=12), Given(Reply.YES, seen_on=SEEN), "due_on"),
        (Asked("SG03", due_months=12), Given(Reply.YES, due_on=dt.date(2027, 11, 23)), "due_on"),
    ],
)
def test_what_is_wrong_is_said_beside_its_question(one: Asked, answer: Given, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check(one, answer, TODAY)
    assert broken.value.field == field


def test_what_is_due_in_twelve_months_to_the_day_is_taken() -> None:
    check(Asked("SG03", due_months=12), Given(Reply.YES, seen_on=SEEN, due_on=dt.date(2027, 11, 22)), TODAY)
