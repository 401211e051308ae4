"""What a group is told about itself, in plain words (domain.md 3.6). Never a stage, never a place in a table."""

import datetime as dt
from dataclasses import dataclass

from crm.core.filters import date
from crm.reporting import rules
from crm.reporting.rules import Facts
from crm.reporting.status import COLOURS

REVIEW_DUE_FROM = dt.timedelta(days=60)
STEPS_SHOWN = 3


@dataclass(frozen=True)
class Line:
    """`badge` is the status in a word or two; `step` is what the group can do, empty when there is nothing to do."""

    subject: str
    badge: str
    words: str
    colour: str
    step: str = ""


def lines(facts: Facts, checks_in_date: int, on: dt.date) -> list[Line]:
    return [policy(facts, on), lead(facts), checks(facts, checks_in_date, on), training(facts, on)]


def next_steps(told: list[Line]) -> list[str]:
    return [line.step for line in told if line.step][:STEPS_SHOWN]


def policy(facts: Facts, on: dt.date) -> Line:
    bucket = rules.policy(facts, on)
    if bucket is rules.Policy.IN_DATE:
        return _policy_in_date(facts, on)
    due = date(facts.policy_due_on)
    badge, words, step = {
        rules.Policy.OVERDUE: ("Overdue", f"The review was due on {due}", "Review your safeguarding policy"),
        rules.Policy.NONE: ("Not in place", "", "Write a safeguarding policy. Your adviser can give you a template"),
        rules.Policy.UNKNOWN: ("Not yet seen", "", "Send your safeguarding policy to your adviser"),
    }[bucket]
    return Line("Policy", badge, words, COLOURS[bucket.value], step)


def _policy_in_date(facts: Facts, on: dt.date) -> Line:
    assert facts.policy_due_on is not None
    due = date(facts.policy_due_on)
    if facts.policy_due_on - on <= REVIEW_DUE_FROM:
        return Line("Policy", "Review due", f"By {due}", "yellow", f"Review your safeguarding policy by {due}")
    if facts.policy_seen_on is None:
        return Line("Policy", "In date", f"Until {due}. Not yet seen", "green", "Show your policy to your adviser")
    return Line("Policy", "In date", f"Until {due}", "green")


def lead(facts: Facts) -> Line:
    bucket = rules.lead(facts)
    words, step = {
        rules.Lead.NAMED: ("", ""),
        rules.Lead.MISSING: ("", "Choose a safeguarding lead, and tell your adviser who it is"),
        rules.Lead.UNKNOWN: ("We do not know who it is", "Tell your adviser who your safeguarding lead is"),
    }[bucket]
    return Line("Safeguarding lead", bucket.label, words, COLOURS[bucket.value], step)


def checks(facts: Facts, in_date: int, on: dt.date) -> Line:
    bucket = rules.checks(facts, on)
    count = f"{in_date} of {facts.roles_to_check} roles up to date"
    badge, words, step = {
        rules.Checks.COMPLETE: ("Up to date", count if facts.roles_to_check else "No role needs a check", ""),
        rules.Checks.INCOMPLETE: ("Due", count, "Get DBS checks for the people who still need one"),
        rules.Checks.UNKNOWN: ("Not known", "Who works with children?", "Tell your adviser who works with children"),
    }[bucket]
    return Line("Checks", badge, words, COLOURS[bucket.value], step)


def training(facts: Facts, on: dt.date) -> Line:
    bucket = rules.training(facts, on)
    words, step = {
        rules.Training.UP_TO_DATE: ("", ""),
        rules.Training.DUE: ("", "Book safeguarding training. Ask your adviser about free places"),
        rules.Training.UNKNOWN: ("What training did you have?", "Tell your adviser what training you had"),
    }[bucket]
    return Line("Training", bucket.label, words, COLOURS[bucket.value], step)
