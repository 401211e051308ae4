"""How a group stands, in a plain line for each subject with the next step: for staff, and for the group itself."""

import datetime as dt
from dataclasses import dataclass

from crm.core.filters import date, plural
from crm.reporting import rules
from crm.reporting.rules import Facts

DUE_SOON = dt.timedelta(days=60)
COLOURS = {
    "in_date": "green",
    "named": "green",
    "complete": "green",
    "up_to_date": "green",
    "overdue": "red",
    "missing": "red",
    "none": "red",
    "incomplete": "yellow",
    "due": "yellow",
    "unknown": "grey",
}


@dataclass(frozen=True)
class Line:
    """`step` says what to do next, and is empty when there is nothing to do."""

    subject: str
    bucket: str
    label: str
    detail: str
    step: str

    @property
    def colour(self) -> str:
        return COLOURS[self.bucket]


def policy(facts: Facts, on: dt.date) -> Line:
    bucket = rules.policy(facts, on)
    due = date(facts.policy_due_on)
    is_soon = facts.policy_due_on is not None and facts.policy_due_on - on <= DUE_SOON
    seen = f"seen on {date(facts.policy_seen_on)}" if facts.policy_seen_on else "not seen by us yet"
    told = {
        rules.Policy.IN_DATE: (f"Review due {due}, {seen}", _in_date_step(facts, is_soon=is_soon)),
        rules.Policy.OVERDUE: (f"The review was due {due}", "Ask them to review their policy"),
        rules.Policy.NONE: (_none_detail(facts), "Help them to write and adopt a policy"),
        rules.Policy.UNKNOWN: ("We have not asked yet", "Ask whether they have a safeguarding policy"),
    }
    return Line("Safeguarding policy", bucket.value, bucket.label, *told[bucket])


def _in_date_step(facts: Facts, *, is_soon: bool) -> str:
    if facts.policy_seen_on is None:
        return "Ask to see their policy"
    return "Plan the review with them" if is_soon else ""


def _none_detail(facts: Facts) -> str:
    return "One is being written, or was withdrawn" if facts.policy_versions else "They told us that they have none"


def lead(facts: Facts, name: str | None) -> Line:
    bucket = rules.lead(facts)
    told = {
        rules.Lead.NAMED: (name or "", ""),
        rules.Lead.MISSING: (_missing_detail(facts), "Ask them to name a safeguarding lead"),
        rules.Lead.UNKNOWN: ("We have not asked yet", "Ask who their safeguarding lead is"),
    }
    return Line("Safeguarding lead", bucket.value, bucket.label, *told[bucket])


def _missing_detail(facts: Facts) -> str:
    if facts.lead_ended_on:
        return f"The last one ended on {date(facts.lead_ended_on)}"
    return "They told us that they have none"


def checks(facts: Facts, in_date: int, on: dt.date) -> Line:
    bucket = rules.checks(facts, on)
    count = f"{in_date} of {plural(facts.roles_to_check, 'role')} up to date"
    told = {
        rules.Checks.COMPLETE: (count if facts.roles_to_check else "No role needs a check", ""),
        rules.Checks.INCOMPLETE: (count, "Help them with the checks that are missing or due"),
        rules.Checks.UNKNOWN: ("No roles are recorded", "Ask who works with children, and add them"),
    }
    return Line("DBS checks", bucket.value, bucket.label, *told[bucket])


def training(facts: Facts, on: dt.date) -> Line:
    bucket = rules.training(facts, on)
    told = {
        rules.Training.UP_TO_DATE: (f"Until {date(_trained_until(facts))}", ""),
        rules.Training.DUE: (_due_detail(facts, on), "Offer them a training course"),
        rules.Training.UNKNOWN: ("Nobody is recorded", "Ask what training they have had"),
    }
    return Line("Training", bucket.value, bucket.label, *told[bucket])


def _trained_until(facts: Facts) -> dt.date | None:
    untils = [until for until in (facts.lead_trained_until, facts.others_trained_until) if until]
    return min(untils) if untils else None


def _due_detail(facts: Facts, on: dt.date) -> str:
    has_lead = facts.lead_trained_until is not None and facts.lead_trained_until >= on
    has_other = facts.others_trained_until is not None and facts.others_trained_until >= on
    if has_lead:
        return "Somebody besides the lead needs level 1 or 2"
    return "The lead needs level 3" if has_other else "The lead needs level 3, and somebody else level 1 or 2"
