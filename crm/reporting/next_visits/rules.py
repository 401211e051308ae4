"""What speaks for seeing a group next, how much it counts, and the words for it.

Nothing here, nor in the queries beside it, knows a group's faith, people or language (domain.md D18).
"""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from crm.core.filters import date, plural
from crm.core.labels import Labelled
from crm.organisations.kinds import ChildrenBand
from crm.reporting.rules import Checks, Children, Lead, Policy, Training


class Factor(Labelled):
    """In the order in which a page asks how much each counts."""

    PRIORITY = "priority", "A coordinator has put the group first"
    PROMISE = "promise", "We promised something, or owe an answer"
    SILENCE = "silence", "We have not spoken for long"
    CHILDREN = "children", "How many children it works with"
    POLICY = "policy", "No safeguarding policy in date"
    LEAD = "lead", "No safeguarding lead"
    CHECKS = "checks", "DBS checks not complete"
    TRAINING = "training", "Training due"


Weights = Mapping[Factor, int]
USUAL: Weights = {
    Factor.PRIORITY: 10,
    Factor.PROMISE: 6,
    Factor.SILENCE: 4,
    Factor.CHILDREN: 6,
    Factor.POLICY: 6,
    Factor.LEAD: 4,
    Factor.CHECKS: 4,
    Factor.TRAINING: 2,
}
STEPS = ((0, "Not at all"), (2, "A little"), (4, "Some"), (6, "Much"), (10, "Most of all"))
LONG, SOON, LATE = dt.timedelta(days=365), dt.timedelta(days=7), dt.timedelta(days=30)
QUIET, FRESH = dt.timedelta(days=30), dt.timedelta(days=14)
BANDS = {
    ChildrenBand.UNDER_10: 0.2,
    ChildrenBand.UNDER_25: 0.4,
    ChildrenBand.UNDER_50: 0.6,
    ChildrenBand.UNDER_100: 0.8,
    ChildrenBand.OVER_100: 1.0,
}
SOME_CHILDREN = 0.5


class Left(Labelled):
    """Why a group is not among the next visits."""

    PLANNED = "planned", "with a visit planned"
    RESTING = "resting", "at rest"
    SAID_NO = "said_no", "that said no for now, until it is time to ask again"
    SPOKEN = "spoken", "that we spoke with in the last two weeks, with nothing due since"


class Known(NamedTuple):
    """What is known of a group. `asked_on` is since when it waits for an answer, `again_on` when to ask one again."""

    policy: Policy = Policy.UNKNOWN
    lead: Lead = Lead.UNKNOWN
    checks: Checks = Checks.UNKNOWN
    training: Training = Training.UNKNOWN
    children: Children = Children.UNKNOWN
    band: ChildrenBand | None = None
    spoken_on: dt.date | None = None
    promised_on: dt.date | None = None
    promise: str = ""
    asked_on: dt.date | None = None
    priority_until: dt.date | None = None
    priority: str = ""
    has_visit: bool = False
    rests_until: dt.date | None = None
    is_declined: bool = False
    again_on: dt.date | None = None


class Reason(NamedTuple):
    """`said` is what somebody typed."""

    words: str
    said: str = ""


def left_out(known: Known, today: dt.date) -> Left | None:
    if known.has_visit:
        return Left.PLANNED
    if known.rests_until and known.rests_until >= today:
        return Left.RESTING
    if known.is_declined and known.again_on and known.again_on > today:
        return Left.SAID_NO
    is_due = known.promised_on is not None and known.promised_on <= today
    is_fresh = known.spoken_on is not None and today - known.spoken_on < FRESH
    return Left.SPOKEN if is_fresh and not is_due else None


def score(known: Known, weights: Weights, today: dt.date) -> float:
    return sum(weights[factor] * share for factor, share in shares(known, today).items())


def shares(known: Known, today: dt.date) -> dict[Factor, float]:
    """From nothing to one, how far each factor speaks for the group. Without children there is no need to count."""
    always = {
        Factor.PRIORITY: 1.0 if known.priority_until and known.priority_until >= today else 0.0,
        Factor.PROMISE: max(_promised(known.promised_on, today), _owed(known.asked_on, today)),
        Factor.SILENCE: _silence(known.spoken_on, today),
    }
    return always if known.children is Children.NO else always | _need(known)


POLICY_SHARES = {Policy.NONE: 1.0, Policy.UNKNOWN: 1.0, Policy.OVERDUE: 0.7, Policy.IN_DATE: 0.0}
LEAD_SHARES = {Lead.MISSING: 1.0, Lead.UNKNOWN: 0.8, Lead.NAMED: 0.0}
CHECKS_SHARES = {Checks.INCOMPLETE: 1.0, Checks.UNKNOWN: 0.6, Checks.COMPLETE: 0.0}
TRAINING_SHARES = {Training.DUE: 1.0, Training.UNKNOWN: 0.6, Training.UP_TO_DATE: 0.0}


def _need(known: Known) -> dict[Factor, float]:
    some = SOME_CHILDREN if known.children is Children.YES else 0.0
    return {
        Factor.CHILDREN: BANDS[known.band] if known.band else some,
        Factor.POLICY: POLICY_SHARES[known.policy],
        Factor.LEAD: LEAD_SHARES[known.lead],
        Factor.CHECKS: CHECKS_SHARES[known.checks],
        Factor.TRAINING: TRAINING_SHARES[known.training],
    }


def _promised(on: dt.date | None, today: dt.date) -> float:
    if on is None:
        return 0.0
    return 1.0 if on <= today else 0.6 if on <= today + SOON else 0.2


def _owed(asked_on: dt.date | None, today: dt.date) -> float:
    if asked_on is None:
        return 0.0
    return 1.0 if asked_on < today - LATE else 0.5


def _silence(spoken_on: dt.date | None, today: dt.date) -> float:
    return min((today - spoken_on) / LONG, 1.0) if spoken_on else 1.0


POLICY_WORDS = {
    Policy.NONE: "no policy in place",
    Policy.UNKNOWN: "no policy seen",
    Policy.OVERDUE: "policy overdue for review",
}
LEAD_WORDS = {Lead.MISSING: "no safeguarding lead", Lead.UNKNOWN: "safeguarding lead not known"}
CHECKS_WORDS = {Checks.INCOMPLETE: "DBS checks not complete", Checks.UNKNOWN: "DBS checks not known"}
TRAINING_WORDS = {Training.DUE: "training due", Training.UNKNOWN: "training not known"}


def reasons(known: Known, weights: Weights, today: dt.date) -> list[Reason]:
    """Why the group stands where it does, what counts most first."""
    counted = {factor: weights[factor] * share for factor, share in shares(known, today).items()}
    heaviest = sorted((factor for factor, points in counted.items() if points), key=lambda one: -counted[one])
    return [reason for factor in heaviest if (reason := _words(factor, known, today)).words]


def _words(factor: Factor, known: Known, today: dt.date) -> Reason:
    if factor is Factor.PRIORITY:
        return Reason(f"put first until {date(known.priority_until)}, because", known.priority)
    if factor is Factor.PROMISE:
        return _of_promise(known, today)
    words = {
        Factor.SILENCE: _of_silence(known.spoken_on, today),
        Factor.CHILDREN: f"{known.band.label} children" if known.band else "works with children",
        Factor.POLICY: POLICY_WORDS.get(known.policy, ""),
        Factor.LEAD: LEAD_WORDS.get(known.lead, ""),
        Factor.CHECKS: CHECKS_WORDS.get(known.checks, ""),
        Factor.TRAINING: TRAINING_WORDS.get(known.training, ""),
    }
    return Reason(words[factor])


def _of_promise(known: Known, today: dt.date) -> Reason:
    """The one of the two that speaks louder."""
    if _owed(known.asked_on, today) > _promised(known.promised_on, today):
        return Reason(f"waiting for an answer since {date(known.asked_on)}")
    return Reason(f"promised by {date(known.promised_on)}:", known.promise)


def _of_silence(spoken_on: dt.date | None, today: dt.date) -> str:
    """Nothing is said of the last month."""
    if spoken_on is None:
        return "we have never spoken"
    if today - spoken_on < QUIET:
        return ""
    span = relativedelta(today, spoken_on)
    return "silent for " + (plural(span.years, "year") if span.years else plural(max(span.months, 1), "month"))
