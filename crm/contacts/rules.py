"""What may be said of a number to ring, and when somebody should ring it again."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from dateutil.relativedelta import relativedelta

from crm.areas.models import ContactCategory
from crm.core.contact import normalise_email, normalise_service_phone
from crm.core.errors import RuleBroken
from crm.organisations.rules import website

HEALTH = (ContactCategory.HEALTH, ContactCategory.MENTAL_HEALTH)
CHECK_EVERY_MONTHS = 12


@dataclass(frozen=True)
class Facts:
    """As typed."""

    name: str
    category: ContactCategory
    phone: str = ""
    email: str = ""
    web: str = ""
    note: str = ""


def settled(facts: Facts) -> dict[str, Any]:
    """The columns in stored form."""
    if not (facts.phone or facts.email or facts.web):
        raise RuleBroken("Enter a phone number, an email address or a website", "phone")
    phone = normalise_service_phone(facts.phone) if facts.phone else None
    if phone == "111" and facts.category not in HEALTH:
        raise RuleBroken("111 is the NHS. For the police when it is not an emergency, enter 101", "phone")
    email = normalise_email(facts.email) if facts.email else None
    web = website(facts.web, "web") or None
    words = {"name": facts.name, "category": facts.category, "note": facts.note}
    return {**words, "phone": phone, "email": email, "web": web}


def is_due(verified_on: dt.date | None, today: dt.date) -> bool:
    """Numbers change: a check holds for a year."""
    return verified_on is None or verified_on + relativedelta(months=CHECK_EVERY_MONTHS) < today
