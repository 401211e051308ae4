"""Which shade a ward or an area gets on the map of coverage, and what the legend says of it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from crm.core.labels import Labelled
from crm.reporting.figures import Figures
from crm.reporting.rules import Checks, Children, Lead, Policy, Training
from crm.sweeps.rules import Look

STEPS = 4
# Nothing to take a share of.
EMPTY = 0


class Shown(Labelled):
    """What the map can show: the measures of coverage, and where someone has looked."""

    KNOWN = "known", "Groups known"
    CONTACTED = "contacted", "Groups ever contacted"
    ENGAGED = "engaged", "Groups engaged now"
    CHILDREN = "children", "Groups that work with children"
    POLICY = "policy", "Safeguarding policy in date"
    LEAD = "lead", "Safeguarding lead named"
    CHECKS = "checks", "DBS checks complete"
    TRAINING = "training", "Training up to date"
    LOOKED = "looked", "Where someone looked"


MEASURES = tuple(shown for shown in Shown if shown is not Shown.LOOKED)
# Of those that are a share, the answer that is counted, and the one that says nobody knows.
BUCKETS: dict[Shown, tuple[Labelled, Labelled]] = {
    Shown.CHILDREN: (Children.YES, Children.UNKNOWN),
    Shown.POLICY: (Policy.IN_DATE, Policy.UNKNOWN),
    Shown.LEAD: (Lead.NAMED, Lead.UNKNOWN),
    Shown.CHECKS: (Checks.COMPLETE, Checks.UNKNOWN),
    Shown.TRAINING: (Training.UP_TO_DATE, Training.UNKNOWN),
}
# These are asked of groups that work with children alone (architecture.md 4).
AMONG_CHILDREN = (Shown.POLICY, Shown.LEAD, Shown.CHECKS, Shown.TRAINING)


@dataclass(frozen=True)
class Count:
    """So many, of so many, and of how many nobody knows; a plain number is of nothing."""

    count: int
    whole: int | None = None
    unknown: int = 0
    has_unknown: bool = False

    @property
    def words(self) -> str:
        if self.whole == 0:
            return "No group"
        return f"{self.count:,}" if self.whole is None else f"{self.count:,} of {self.whole:,}"

    @property
    def short(self) -> str:
        if self.whole == 0:
            return "–"
        return f"{self.count}" if self.whole is None else f"{self.count}/{self.whole}"


class Key(NamedTuple):
    """A line of the legend; `shade` is 0 where there is nothing to count, and 1 to STEPS from light to dark."""

    shade: int
    words: str


def count_of(shown: Shown, figures: Figures) -> Count:
    if shown in (Shown.KNOWN, Shown.LOOKED):
        return Count(figures.known)
    if shown not in BUCKETS:
        return Count(figures.count(shown.value), figures.known)
    among = shown in AMONG_CHILDREN
    counted, unknown = (figures.count(shown.value, bucket, among_children=among) for bucket in BUCKETS[shown])
    return Count(counted, figures.children if among else figures.known, unknown, has_unknown=True)


def shares_shade(count: Count) -> int:
    """By quarters; all of them are in the highest."""
    if not count.whole:
        return EMPTY
    return min(STEPS, 1 + STEPS * count.count // count.whole)


def step_of(counts: Iterable[Count]) -> int:
    """How many groups make a step, so that the largest number is in the highest."""
    return max(1, -(-max((count.count for count in counts), default=0) // STEPS))


def number_shade(count: Count, step: int) -> int:
    return min(STEPS, -(-count.count // step))


def look_shade(look: Look | None, today: dt.date) -> int:
    """A look fades by a step a year."""
    if look is None:
        return EMPTY
    years = relativedelta(today, look.swept_on).years
    return max(1, STEPS - years)


def legend(shown: Shown, step: int) -> Sequence[Key]:
    if shown is Shown.LOOKED:
        return [
            Key(4, "In the last 12 months"),
            Key(3, "1 to 2 years ago"),
            Key(2, "2 to 3 years ago"),
            Key(1, "Longer ago"),
        ]
    if shown is Shown.KNOWN:
        steps = ((place, (place - 1) * step + 1, place * step) for place in range(1, STEPS + 1))
        counts = [Key(place, f"{first}" if first == last else f"{first} to {last}") for place, first, last in steps]
        return [*counts, Key(EMPTY, "No group known")]
    children = " that works with children" if shown in AMONG_CHILDREN else ""
    return [
        Key(1, "Under a quarter"),
        Key(2, "A quarter to a half"),
        Key(3, "Half to three quarters"),
        Key(4, "Three quarters or more"),
        Key(EMPTY, f"No group known{children}"),
    ]
