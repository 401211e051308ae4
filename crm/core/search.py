"""Finding names by any part of them, on both databases, with the trigram index of migration 0011."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Boolean

from crm.core.text import fold

SHORTEST = 3
_LAST = "\U0010ffff"


class _HasTrigrams(FunctionElement[bool]):
    """`key`, the column of names, the terms as SQLite's index is asked, then each as a LIKE pattern."""

    type = Boolean()
    inherit_cache = True
    name = "has_trigrams"
    joint = " AND "

    def self_group(self, against: Any = None) -> Any:
        """As it is: SQLite would be asked whether it "= 1", and then look at every row."""
        return self


class _HasAny(_HasTrigrams):
    inherit_cache = True
    joint = " OR "


@compiles(_HasTrigrams, "sqlite")
def _in_full_text(element: Any, compiler: Any, **options: Any) -> str:
    key, _, asked, *_ = element.clauses
    index = f"{key.table.name}_search"
    found = f"SELECT rowid FROM {index} WHERE {index} MATCH {compiler.process(asked, **options)}"  # noqa: S608 (names are our own)
    return f"{compiler.process(key, **options)} IN ({found})"


@compiles(_HasTrigrams, "postgresql")
def _in_trigram_index(element: Any, compiler: Any, **options: Any) -> str:
    """An array made once: asked for 25 rows in order, the planner would else walk the names (stack.md 7)."""
    key, names, _, *patterns = element.clauses
    table = key.table.name
    likes = element.joint.join(
        f"{table}.{names.name} LIKE {compiler.process(pattern, **options)}" for pattern in patterns
    )
    found = f"SELECT {table}.{key.name} FROM {table} WHERE {likes}"  # noqa: S608 (names are our own)
    return f"{compiler.process(key, **options)} = ANY(ARRAY({found}))"


def names_holding(typed: str, key: Any, sort_name: Any, names: Any) -> ColumnElement[bool]:
    """Rows with every typed word somewhere in their names; under three letters, rows that begin with them."""
    folded = fold(typed)
    terms = _terms(folded)
    if terms:
        return and_(_HasTrigrams(key, names, *_binds(terms, " ")), *_beginnings(folded, terms, names))
    return and_(sort_name >= folded, sort_name < folded + _LAST) if folded else false()


def any_word_of(words: list[str], key: Any, names: Any) -> ColumnElement[bool]:
    """Rows with at least one of the folded words, each of three letters or more; for candidates to look at."""
    if not words:
        return false()
    return _HasAny(key, names, *_binds(words, " OR "))


def _terms(folded: str) -> list[str]:
    """Words of three letters and more; where all are shorter, the whole if that is long enough."""
    return [word for word in folded.split() if len(word) >= SHORTEST] or [folded] * (len(folded) >= SHORTEST)


def _binds(terms: list[str], between: str) -> list[ColumnElement[str]]:
    """Folded text holds letters, digits and blanks only, so quotes are all that FTS5 needs, and LIKE nothing."""
    asked = between.join(f'"{term}"' for term in terms)
    return [literal(asked), *(literal(f"%{term}%") for term in terms)]


def _beginnings(folded: str, terms: list[str], names: Any) -> list[ColumnElement[bool]]:
    """A short word beside longer ones begins a word: "st marys" does not find "West Marysville"."""
    short = [word for word in folded.split() if len(word) < SHORTEST and folded not in terms]
    return [(literal(" ") + names).like(f"% {word}%") for word in short]
