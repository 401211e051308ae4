"""What may be said of a resource, and when somebody should look at it again."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta

from crm.core.errors import RuleBroken
from crm.resources.models import ResourceKind, SafeguardingTopic

REVIEW_EVERY = relativedelta(months=12)
MOST_YEARS = 5


@dataclass(frozen=True)
class Facts:
    """As typed; the language is an id."""

    name: str
    kind: ResourceKind
    language_id: int
    topics: Collection[SafeguardingTopic] = ()
    audience: str = ""
    publisher: str = ""
    web: str = ""
    note: str = ""
    review_due_on: dt.date | None = None


def check_review(review_due_on: dt.date | None, today: dt.date) -> None:
    if review_due_on is not None and review_due_on > today + relativedelta(years=MOST_YEARS):
        raise RuleBroken(f"The day to check it must be within {MOST_YEARS} years from today", "review_due_on")


def is_due(review_due_on: dt.date | None, today: dt.date) -> bool:
    """Also when nobody has said when: then nobody has checked it yet."""
    return review_due_on is None or review_due_on < today
