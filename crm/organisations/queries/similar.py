"""Besides the groups that have the name which was typed: where few have it, those with nearly that name or there."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, cast, func, or_, select, true, union

from crm.core.search import any_word_of, stands
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
CANDIDATES, AT_ONCE = 500, 100
_IN_OTHER_LETTERS = func.length(cast(Organisation.search_names, LargeBinary)) > func.length(Organisation.search_names)


def similar(wanted: Wanted, shown: Collection[int]) -> list[Any]:
    """Besides those shown: rows of the list, the nearest names first."""
    typed = fold(wanted.q)
    telling = slips.telling_words(places.without_streets(typed))
    if not telling:
        return []
    among = (
        matching(replace(wanted, q=""), *COLUMNS)
        .where(*map(_may_hold, telling), *map(_must_hold, typed.split()), Organisation.id.not_in(shown))
        .limit(CANDIDATES)
        .execution_options(yield_per=AT_ONCE)
    )
    found: list[tuple[int, str, int, Any]] = []
    with db.session.execute(among) as parts:
        for part in parts.partitions():
            found += _near(typed, part)
            if len(found) >= MOST:
                break
    return [row for *_, row in sorted(found, key=lambda one: one[:3])[:MOST]]


def _near(typed: str, rows: Iterable[Any]) -> list[tuple[int, str, int, Any]]:
    judged = ((slips.slips_in(typed, row.search_names.split(BETWEEN_NAMES)), row) for row in rows)
    return [(far, row.sort_name, row.id, row) for far, row in judged if far is not None]


def _must_hold(word: str) -> ColumnElement[bool]:
    ends = slips.ends_of(word)
    return or_(stands(ends, Organisation.search_names), _IN_OTHER_LETTERS) if ends else true()


def meeting_there(wanted: Wanted, shown: Collection[int]) -> list[Any]:
    """Groups at an address with these words, where they did not read like an address and so found names alone."""
    if places.is_place(wanted.q):
        return []
    found = matching(replace(wanted, q=""), *COLUMNS).where(
        places.at(wanted.q, wanted.homes_in), Organisation.id.not_in(shown)
    )
    return list(db.session.execute(found.order_by(Organisation.sort_name, Organisation.id).limit(MOST)))


def _may_hold(word: str) -> ColumnElement[bool]:
    """One list of both: where either is enough, PostgreSQL would go through every group."""
    pieces = any_word_of(slips.pieces_of(word), Organisation.id, Organisation.search_names)
    sounds_like = select(MatchKey.organisation_id).where(
        MatchKey.kind == KeyKind.WORD, MatchKey.value.in_(list(slips.sounds_of(word)))
    )
    return Organisation.id.in_(union(select(Organisation.id).where(pieces).correlate(None), sounds_like))
