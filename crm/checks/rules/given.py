"""What is told about a check, as forms and actions hand it on. No place in here for what a certificate says."""

import datetime as dt
from dataclasses import dataclass

from crm.checks.models import DbsLevel, Decision, Workforce
from crm.checks.rules.steps import USUAL_MONTHS


@dataclass(frozen=True)
class Kind:
    """What was applied for. `on_placement` is asked for the volunteer rate's sake and not stored."""

    level: DbsLevel
    workforce: Workforce
    is_volunteer: bool
    on_placement: bool = False


@dataclass(frozen=True)
class Sight:
    """Who at the group saw the original, and when. `id_checked_on` is when they looked at proofs of identity."""

    seen_on: dt.date
    seen_by: str
    id_checked_on: dt.date | None = None


@dataclass(frozen=True)
class Verdict:
    """The group's decision, never with a reason."""

    decision: Decision
    decided_on: dt.date
    recheck_months: int = USUAL_MONTHS
