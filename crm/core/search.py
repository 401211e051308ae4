"""Finding names by any part of them, on both databases, with the trigram index of migration 0011."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, and_, false, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Boolean

from crm.core.text import fold

SHORTEST = 3
_LAST = "\U0010ffff"
_BLANK = literal_column("' '", String)


# A typed word with the other ways in which it may be written, which must stand as whole words.
Spellings = Callable[[str], Sequence[tuple[str, Collection[str]]]]


class _Condition(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:
        """As it is: SQLite would be asked whether it "= 1", and then look at every row."""
        return self


class _Like(_Condition):
    """A text, then LIKE patterns of which one must hold."""

    inherit_cache = True
    name = "any_like"


class _HasTrigrams(_Condition):
    """`key`, the column of names, what SQLite's index is asked, then `_Like` of the names, each of which must hold."""

    inherit_cache = True
    name = "has_trigrams"


@compiles(_Like)
def _any_like(element: Any, compiler: Any, **options: Any) -> str:
    text, *patterns = (compiler.process(clause, **options) for clause in element.clauses)
    return f"({' OR '.join(f'{text} LIKE {pattern}' for pattern in patterns)})"


@compiles(_HasTrigrams, "sqlite")
def _in_full_text(element: Any, compiler: Any, **options: Any) -> str:
    key, _, asked, *_ = element.clauses
    index = f"{key.table.name}_search"
    found = f"SELECT rowid FROM {index} WHERE {index} MATCH {compiler.process(asked, **options)}"  # noqa: S608 (names are our own)
    return f"{compiler.process(key, **options)} IN ({found})"


@compiles(_HasTrigrams, "postgresql")
def _in_trigram_index(element: Any, compiler: Any, **options: Any) -> str:
    """An array made once: asked for 25 rows in order, the planner would else walk the names (stack.md 7)."""
    key, names, _, *groups = element.clauses
    table = key.table.name
    like = f"{table}.{names.name} LIKE "
    either = (
        " OR ".join(like + compiler.process(one, **options) for one in list(group.clauses)[1:]) for group in groups
    )
    likes = " AND ".join(f"({group})" for group in either)
    found = f"SELECT {table}.{key.name} FROM {table} WHERE {likes}"  # noqa: S608 (names are our own)
    return f"{compiler.process(key, **options)} = ANY(ARRAY({found}))"


def names_holding(
    typed: str, key: Any, sort_name: Any, names: Any, spellings: Spellings | None = None
) -> ColumnElement[bool]:
    """Rows with every typed word somewhere in their names; under three letters, rows that begin with them."""
    folded = fold(typed)
    parts = spellings(folded) if spellings else [(word, ()) for word in folded.split()]
    groups = _groups(folded, parts)
    if groups:
        return and_(holding(groups, key, names), *_checks(folded, parts, names))
    return and_(sort_name >= folded, sort_name < folded + _LAST) if folded else false()


def any_word_of(words: list[str], key: Any, names: Any) -> ColumnElement[bool]:
    """Rows with at least one of the folded words, each of three letters or more; for candidates to look at."""
    return holding([words], key, names) if words else false()


def holding(groups: Sequence[Collection[str]], key: Any, text: Any) -> ColumnElement[bool]:
    """Rows in whose folded text one of each group stands as it is, blanks too; each of three signs or more.

    Folded text holds letters, digits and blanks only, so quotes are all that FTS5 needs, and LIKE nothing.
    """
    asked = " AND ".join("(" + " OR ".join(f'"{one}"' for one in group) + ")" for group in groups)
    return _HasTrigrams(key, text, asked, *(_Like(text, *(f"%{one}%" for one in group)) for group in groups))


def stands(patterns: Collection[str], names: Any) -> ColumnElement[bool]:
    """Rows in whose names, a blank before and after, one of the LIKE patterns holds: "% st%" for what begins a word."""
    return _Like(_BLANK + names + _BLANK, *patterns)


def _groups(folded: str, parts: Sequence[tuple[str, Collection[str]]]) -> list[list[str]]:
    """What the index is asked: words that no short form stands for; without any, the whole if that is long enough."""
    every = [[word, *sorted(others)] for word, others in parts]
    long = [_shortest(group) for group in every if all(len(one) >= SHORTEST for one in group)]
    return long or [group[:1] for group in every if len(group[0]) >= SHORTEST] or [[folded]] * (len(folded) >= SHORTEST)


def _shortest(group: list[str]) -> list[str]:
    """Without those that hold another: "mosques" is found by "mosque"."""
    return [one for one in group if not any(other != one and other in one for other in group)]


def _checks(folded: str, parts: Sequence[tuple[str, Collection[str]]], names: Any) -> list[ColumnElement[bool]]:
    """What the index does not see: whole words, and that a short one begins a word ("st mary" is not "West Mary")."""

    unseen = [(word, others) for word, others in parts if (len(word) < SHORTEST and word != folded) or others]
    return [stands([_begun(word), *(f"% {one} %" for one in sorted(others))], names) for word, others in unseen]


def _begun(word: str) -> str:
    return f"%{word}%" if len(word) >= SHORTEST else f"% {word}%"
