"""Which bucket a group falls into on a day, worked out from dated facts (architecture.md 4, "Coverage").

`expressions.py` says the same in SQL; tests hold the two equal.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from dateutil.relativedelta import relativedelta

from crm.core.errors import RuleBroken
from crm.core.labels import Labelled
from crm.organisations.kinds import MAY_LAPSE, Answer, ShownStage, Stage


class Policy(Labelled):
    IN_DATE = "in_date", "In date"
    OVERDUE = "overdue", "Overdue for review"
    NONE = "none", "None in place"
    UNKNOWN = "unknown", "Not known"


class Lead(Labelled):
    NAMED = "named", "Named"
    MISSING = "missing", "Missing"
    UNKNOWN = "unknown", "Not known"


class Checks(Labelled):
    COMPLETE = "complete", "Complete"
    INCOMPLETE = "incomplete", "Not complete"
    UNKNOWN = "unknown", "Not known"


class Training(Labelled):
    UP_TO_DATE = "up_to_date", "Up to date"
    DUE = "due", "Due"
    UNKNOWN = "unknown", "Not known"


class Children(Labelled):
    YES = "yes", "Yes"
    NO = "no", "No"
    UNKNOWN = "unknown", "Not known"


CONTACTED = (Stage.CONTACT_MADE, Stage.MEETING_ARRANGED, Stage.MET, Stage.ENGAGED)


@dataclass(frozen=True)
class Facts:
    """What is true of a group on a day; the columns of `standing`."""

    children_said: Answer | None = None
    settings_open: int = 0
    policy_adopted_on: dt.date | None = None
    policy_due_on: dt.date | None = None
    policy_seen_on: dt.date | None = None
    policy_versions: int = 0
    policy_said: str | None = None
    leads_open: int = 0
    lead_ended_on: dt.date | None = None
    lead_said: str | None = None
    roles_open: int = 0
    roles_to_check: int = 0
    roles_cleared: int = 0
    checks_until: dt.date | None = None
    lead_trained_until: dt.date | None = None
    others_trained_until: dt.date | None = None
    last_training_on: dt.date | None = None
    training_said: str | None = None
    changes_on: dt.date | None = None


@dataclass(frozen=True)
class AreaFacts:
    """What is true of a group in one area on a day; the columns of `area_standing`."""

    stage: Stage = Stage.IDENTIFIED
    contacted_on: dt.date | None = None
    last_contact_on: dt.date | None = None


@lru_cache(maxsize=20)
def days(on: dt.date) -> Mapping[str, dt.date]:
    """The day and the days before it that rules look back to (domain.md 3.1, D13); kept, as each is asked for often."""
    return {
        "on": on,
        "year_ago": on - relativedelta(months=12),
        "half_year_ago": on - relativedelta(months=6),
        "long_overdue": on - dt.timedelta(days=90),
        "long_vacant": on - dt.timedelta(days=28),
    }


def policy(facts: Facts, on: dt.date) -> Policy:
    if facts.policy_due_on:
        return Policy.IN_DATE if on <= facts.policy_due_on else Policy.OVERDUE
    if facts.policy_versions or facts.policy_said == Answer.NO:
        return Policy.NONE
    return Policy.UNKNOWN


def lead(facts: Facts) -> Lead:
    if facts.leads_open:
        return Lead.NAMED
    return Lead.MISSING if facts.lead_ended_on or facts.lead_said == Answer.NO else Lead.UNKNOWN


def checks(facts: Facts, on: dt.date) -> Checks:
    if not facts.roles_open:
        return Checks.UNKNOWN
    is_complete = not facts.roles_to_check or (facts.checks_until and on <= facts.checks_until)
    return Checks.COMPLETE if is_complete else Checks.INCOMPLETE


def training(facts: Facts, on: dt.date) -> Training:
    untils = (facts.lead_trained_until, facts.others_trained_until)
    if all(until and on <= until for until in untils):
        return Training.UP_TO_DATE
    return Training.DUE if facts.roles_open or facts.training_said else Training.UNKNOWN


def children(facts: Facts) -> Children:
    if facts.settings_open or facts.children_said == Answer.YES:
        return Children.YES
    return Children.NO if facts.children_said == Answer.NO else Children.UNKNOWN


def policy_in_place(facts: Facts, on: dt.date) -> bool:
    """Adopted, in date, seen, with a lead; a lead may be missing for 28 days (D13)."""
    vacant_since = None if facts.leads_open else facts.lead_ended_on
    has_lead = bool(facts.leads_open) or (vacant_since is not None and vacant_since >= days(on)["long_vacant"])
    return policy(facts, on) is Policy.IN_DATE and facts.policy_seen_on is not None and has_lead


def is_long_vacant(ended_on: dt.date, on: dt.date) -> bool:
    """A group may be without a lead for 28 days (domain.md SG05)."""
    return ended_on < days(on)["long_vacant"]


def lapsed(area: AreaFacts, facts: Facts, on: dt.date) -> bool:
    """No two-way contact for 12 months, or a policy more than 90 days overdue."""
    contact = area.last_contact_on or area.contacted_on
    if contact is None or contact < days(on)["year_ago"]:
        return True
    return facts.policy_due_on is not None and facts.policy_due_on < days(on)["long_overdue"]


def shown_stage(area: AreaFacts, facts: Facts, on: dt.date) -> ShownStage:
    if area.stage in MAY_LAPSE and lapsed(area, facts, on):
        return ShownStage.LAPSED
    if area.stage is not Stage.ENGAGED or not policy_in_place(facts, on):
        return ShownStage[area.stage.name]
    is_recent = area.last_contact_on is not None and area.last_contact_on >= days(on)["half_year_ago"]
    is_trained = facts.last_training_on is not None and facts.last_training_on >= days(on)["year_ago"]
    return ShownStage.SUSTAINED if is_recent and is_trained else ShownStage.POLICY_IN_PLACE


def check_day(on: dt.date, today: dt.date) -> None:
    if on > today:
        raise RuleBroken("The date must be today or in the past", field="as_at")
