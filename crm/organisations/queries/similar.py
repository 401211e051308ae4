"""Groups with nearly the name that was typed, for when few or none have it."""

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
from crm.organisations.queries.listing import COLUMNS, Wanted, matching
from crm.organisations.rules import BETWEEN_NAMES

ENOUGH = 5
MOST = 10
CANDIDATES = 500


def similar(wanted: Wanted, shown: Collection[int]) -> list[Any]:
    """Besides those shown: rows of the list, the nearest names first."""
    typed = fold(wanted.q)
    telling = slips.telling_words(typed)
    if not telling:
        return []
    among = (
        matching(replace(wanted, q=""), *COLUMNS, Organisation.search_names)
        .where(and_(*map(_may_hold, telling)), Organisation.id.not_in(shown))
        .limit(CANDIDATES)
    )
    found = [
        (far, row.sort_name, row.id, row)
        for row in db.session.execute(among)
        if (far := slips.slips_in(typed, row.search_names.split(BETWEEN_NAMES))) is not None
    ]
    return [row for *_, row in sorted(found, key=lambda one: one[:3])[:MOST]]


def _may_hold(word: str) -> ColumnElement[bool]:
    sounds_like = select(MatchKey.organisation_id).where(
        MatchKey.kind == KeyKind.WORD, MatchKey.value.in_(list(slips.sounds_of(word)))
    )
    pieces = any_word_of(slips.pieces_of(word), Organisation.id, Organisation.search_names)
    return or_(pieces, Organisation.id.in_(sounds_like))
