"""Finding a group by what it is or was called, by where it meets or met, or by its numbers."""

import re
from contextlib import suppress
from typing import Any

from sqlalchemy import ColumnElement, Select, select, tuple_, union

from crm.access.scope import Reach
from crm.core.contact import normalise_phone
from crm.core.errors import RuleBroken
from crm.core.search import names_holding
from crm.organisations.matching.keys import KeyKind, website_key
from crm.organisations.matching.models import MatchKey
from crm.organisations.matching.words import ways_to_write
from crm.organisations.models import Organisation
from crm.organisations.queries import places

CHARITY_NUMBER = re.compile(r"\d{6,8}(-\d+)?")


def name_matches(q: str) -> ColumnElement[bool]:
    return names_holding(q, Organisation.id, Organisation.sort_name, Organisation.search_names, ways_to_write)


def name_or_place_matches(q: str, homes_in: Reach) -> ColumnElement[bool]:
    """What looks like an address, or like a number, is looked for as such too.

    One list of all: where either is enough, PostgreSQL would go through every group.
    """
    named = name_matches(q)
    others: list[Select[Any]] = []
    if places.is_place(q):
        others.append(select(Organisation.id).where(places.at(q, homes_in)).correlate(None))
    if keys := keys_like(q):
        others.append(select(MatchKey.organisation_id).where(tuple_(MatchKey.kind, MatchKey.value).in_(keys)))
    if not others:
        return named
    return Organisation.id.in_(union(select(Organisation.id).where(named).correlate(None), *others))


def keys_like(q: str) -> list[tuple[KeyKind, str]]:
    """The match keys of a group that has this charity number, phone number, email address or website."""
    plain = q.replace(" ", "")
    if "@" in plain:
        return [(KeyKind.EMAIL, plain.lower())]
    if (
        "." in plain
        and plain == q
        and (website := website_key(plain.lower() if "//" in plain else f"//{plain.lower()}"))
    ):
        return [(KeyKind.WEBSITE, website)]
    keys = [(KeyKind.CHARITY_NUMBER, plain)] if CHARITY_NUMBER.fullmatch(plain) else []
    with suppress(RuleBroken):
        keys.append((KeyKind.PHONE, normalise_phone(q)))
    return keys
