"""Red, amber and green (domain.md 5.1, 13 rule 14): worked out for a day from what was answered, and never stored."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta

from crm.core.errors import RuleBroken
from crm.core.filters import date, plural
from crm.core.labels import Labelled

AMBER_FOR = dt.timedelta(days=90)
REDS_FOR_RED = 5
GREEN_SHARE = 80


class Reply(Labelled):
    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"
    NA = "na", "Not applicable"


class Colour(Labelled):
    RED = "red", "Red"
    AMBER = "amber", "Amber"
    GREEN = "green", "Green"


@dataclass(frozen=True)
class Asked:
    """What the rules need to know of a criterion."""

    code: str
    is_critical: bool = False
    na_allowed: bool = False
    weight: int = 1
    due_months: int | None = None


@dataclass(frozen=True)
class Given:
    """An answer. `seen_on` is when an adviser saw the evidence, `due_on` the last day on which it still counts."""

    reply: Reply
    reason: str = ""
    seen_on: dt.date | None = None
    due_on: dt.date | None = None
    evidence: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Verdict:
    """`colour` is None for what is not applicable, and for a whole in which nothing is."""

    colour: Colour | None
    why: str


def of_answer(given: Given, on: dt.date) -> Verdict:
    if given.reply is Reply.NA:
        return Verdict(None, f"Not applicable: {given.reason}")
    if given.reply is Reply.NO:
        return Verdict(Colour.RED, "Not in place yet")
    if given.due_on is not None and given.due_on < on:
        return _overdue(given.due_on, on)
    return Verdict(Colour.AMBER, "Partly in place") if given.reply is Reply.PARTLY else _yes(given, on)


def _yes(given: Given, on: dt.date) -> Verdict:
    if given.seen_on is None or given.seen_on > on:
        return Verdict(Colour.AMBER, "Yes, but the evidence has not been seen yet")
    until = f", in date until {date(given.due_on)}" if given.due_on else ""
    return Verdict(Colour.GREEN, f"Yes, evidence seen on {date(given.seen_on)}{until}")


def _overdue(due_on: dt.date, on: dt.date) -> Verdict:
    days = plural((on - due_on).days, "day")
    colour = Colour.AMBER if on - due_on <= AMBER_FOR else Colour.RED
    return Verdict(colour, f"It was due on {date(due_on)}, {days} ago")


def overall(answers: Iterable[tuple[Asked, Given]], on: dt.date) -> Verdict:
    """Red for a critical red or five reds; green without a red and with four of five green, by weight."""
    counted = [(asked, colour) for asked, given in answers if (colour := of_answer(given, on).colour) is not None]
    reds = [asked for asked, colour in counted if colour is Colour.RED]
    critical = [asked.code for asked in reds if asked.is_critical]
    if not counted:
        return Verdict(None, "Nothing here is applicable")
    if critical:
        return Verdict(Colour.RED, f"A question that matters most is red: {', '.join(critical)}")
    if len(reds) >= REDS_FOR_RED:
        return Verdict(Colour.RED, f"{len(reds)} questions are red: {REDS_FOR_RED} or more make it red")
    return _without_enough_red(counted, reds)


def _without_enough_red(counted: list[tuple[Asked, Colour]], reds: list[Asked]) -> Verdict:
    if reds:
        return Verdict(Colour.AMBER, f"Still red: {', '.join(asked.code for asked in reds)}")
    total = sum(asked.weight for asked, _ in counted)
    green = sum(asked.weight for asked, colour in counted if colour is Colour.GREEN)
    how_many = sum(1 for _, colour in counted if colour is Colour.GREEN)
    said = f"{how_many} of {len(counted)} {'is' if how_many == 1 else 'are'} green"
    if green * 100 >= GREEN_SHARE * total:
        return Verdict(Colour.GREEN, f"Nothing is red, and {said}")
    return Verdict(Colour.AMBER, f"Nothing is red, but only {said}: {GREEN_SHARE}% are needed")


def check(asked: Asked, given: Given, today: dt.date) -> None:
    """Raises RuleBroken beside `reply`, `reason`, `seen_on` or `due_on`."""
    if given.reply is Reply.NA and not asked.na_allowed:
        raise RuleBroken("This question applies to every group: answer yes, partly or no", "reply")
    if given.reply is Reply.NA and not given.reason:
        raise RuleBroken("Enter why it is not applicable", "reason")
    if given.seen_on is not None and given.seen_on > today:
        raise RuleBroken("The day you saw the evidence must be today or in the past", "seen_on")
    if asked.due_months:
        _check_due(asked.due_months, given, today)


def _check_due(months: int, given: Given, today: dt.date) -> None:
    if given.due_on is None and given.seen_on is not None and given.reply is Reply.YES:
        raise RuleBroken("Enter when it is due again", "due_on")
    if given.due_on is not None and given.due_on > today + relativedelta(months=months):
        raise RuleBroken(f"It is due again at most {plural(months, 'month')} from today", "due_on")
