"""Besides the groups that have the name which was typed: where few have it, those with nearly that name or there."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from crm.core.search import any_word_of
from crm.core.text import fold
from crm.extensions import db
from crm.organisations.matching import slips
from crm.organisations.matching.keys import KeyKind
from crm.organisations.matching.models import MatchKey
from crm.organisations.models import Organisation
from crm.organisations.queries import places
from crm.organisations.queries.listing import COLUMNS, Wanted, matching
from crm.organisations.rules import BETWEEN_NAMES

ENOUGH = 5
MOST = 10
CANDIDATES = 500


def similar(wanted: Wanted, shown: Collection[int]) -> list[Any]:
    """Besides those shown: rows of the list, the nearest names first."""
    typed = fold(wanted.q)
    telling = slips.telling_words(places.without_streets(typed))
    if not telling:
        return []
    among = (
        matching(replace(wanted, q=""), *COLUMNS)
        .where(and_(*map(_may_hold, telling)), Organisation.id.not_in(shown))
        .limit(CANDIDATES)
    )
    found = [
        (far, row.sort_name, row.id, row)
        for row in db.session.execute(among)
        if (far := slips.slips_in(typed, row.search_names.split(BETWEEN_NAMES))) is not None
    ]
    return [row for *_, row in sorted(found, key=lambda one: one[:3])[:MOST]]


def meeting_there(wanted: Wanted, shown: Collection[int]) -> list[Any]:
    """Groups at an address with these words, where they did not read like an address and so found names alone."""
    if places.is_place(wanted.q):
        return []
    found = matching(replace(wanted, q=""), *COLUMNS).where(
        places.at(wanted.q, wanted.homes_in), Organisation.id.not_in(shown)
    )
    return list(db.session.execute(found.order_by(Organisation.sort_name, Organisation.id).limit(MOST)))


def _may_hold(word: str) -> ColumnElement[bool]:
    sounds_like = select(MatchKey.organisation_id).where(
        MatchKey.kind == KeyKind.WORD, MatchKey.value.in_(list(slips.sounds_of(word)))
    )
    pieces = any_word_of(slips.pieces_of(word), Organisation.id, Organisation.search_names)
    return or_(pieces, Organisation.id.in_(sounds_like))
