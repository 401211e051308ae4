"""The dates of one person, as they may be told outside."""

import datetime as dt
from dataclasses import replace
from typing import Any

from flask import url_for

from crm.accounts.models import Account
from crm.core import clock
from crm.reporting.calendar import queries
from crm.reporting.calendar.rules import Entry, told

# A calendar that takes a visit out the day after would look as if it had never been.
VISITS_SINCE = dt.timedelta(days=30)


def entries_of(account: Account) -> list[Entry]:
    """Their visits, open follow-ups and reviews due, each with the page to go to."""
    today = clock.today()
    visits = [
        replace(_entry("visit", row, "Visit", "engagement.timeline"), starts_at=row.starts_at, minutes=row.minutes)
        for row in queries.visits(account.id, today - VISITS_SINCE)
    ]
    follow_ups = [
        _entry("follow-up", row, "Follow-up", "engagement.timeline") for row in queries.follow_ups(account.id)
    ]
    reviews = [
        _entry("review", row, f"Review due: {row.kind.label} policy", "policies.index")
        for row in queries.reviews(account.id, today)
    ]
    return [*visits, *follow_ups, *reviews]


def _entry(noun: str, row: Any, text: str, page: str) -> Entry:
    group = told(row.group, is_sensitive=row.is_sensitive, is_at_home=row.is_at_home)
    href = url_for(page, organisation_id=row.group_id, _external=True)
    return Entry(f"{noun}-{row.id}@footbridge", f"{text}, {group}", row.on, href, row.updated_at)
