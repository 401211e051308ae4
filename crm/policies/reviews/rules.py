"""When a policy can be answered, and what counts as complete (mission-map 2.2: all seven met or justified)."""

import datetime as dt
import math
import statistics
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from crm.core.errors import RuleBroken
from crm.policies.models import PolicyKind
from crm.policies.reviews.models import Met, Outcome, Point

MAY_NOT_APPLY = frozenset({Point.SPIRITUAL_PRACTICE})


class Finding(NamedTuple):
    """What is said of one point: `evidence` is where in the text, `reason` why it does not apply."""

    met: Met | None = None
    reason: str = ""
    evidence: str = ""
    comment: str = ""

    @property
    def is_settled(self) -> bool:
        return self.met in (Met.MET, Met.NOT_APPLICABLE)


Findings = Mapping[Point, Finding]


def points_for(kind: PolicyKind) -> tuple[Point, ...]:
    """The seven points are about the children's policy; of the others only comments are asked."""
    return tuple(Point) if kind is PolicyKind.SAFEGUARDING_CHILDREN else ()


def check_findings(findings: Findings) -> None:
    for point, finding in findings.items():
        if finding.met is not Met.NOT_APPLICABLE:
            continue
        if point not in MAY_NOT_APPLY:
            raise RuleBroken("This point always applies", f"{point.value}_met")
        if not finding.reason:
            raise RuleBroken("Enter why it does not apply", f"{point.value}_reason")


def check_answer(outcome: Outcome, findings: Findings, comment: str) -> None:
    if outcome is Outcome.LOOKED_AT:
        left = next((point for point, finding in findings.items() if not finding.is_settled), None)
        if left is not None:
            raise RuleBroken("Each point must be met before it is ready to adopt", f"{left.value}_met")
    elif not comment and not any(finding.comment for finding in findings.values()):
        raise RuleBroken("Write at least one comment, so that the group knows what to change", "comment")


def settled(findings: Findings) -> int:
    return sum(finding.is_settled for finding in findings.values())


def carried_over(findings: Findings) -> Findings:
    """What the next sending begins with: all but the comments, which were about the text before."""
    return {point: one._replace(comment="") for point, one in findings.items()}


def median_days(rounds: Iterable[tuple[dt.date, dt.date]]) -> int | None:
    """Whole days from sent to answered, within which half were; None when nothing was answered."""
    days = [(answered - sent).days for sent, answered in rounds]
    return math.ceil(statistics.median(days)) if days else None
