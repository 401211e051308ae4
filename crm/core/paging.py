"""Pages of a list by keyset: a page begins after a row that was seen, however many rows stand before it.

The cursor in the address is plain text made opaque, not a secret; one that makes no sense shows the first page.
"""

import base64
import binascii
import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, literal, tuple_

ROWS = 25
LARGEST = 2**63 - 1

Row = TypeVar("Row")


@dataclass(frozen=True)
class Order:
    """Sort by `column` and then by `key`, which tells rows with the same value apart; `of` reads both from a row."""

    column: Any
    key: Any
    of: Callable[[Any], tuple[Any, int]]
    descending: bool = False


@dataclass(frozen=True)
class Cursor:
    """The row that a page begins after, or ends before."""

    value: Any
    key: int
    backwards: bool = False


@dataclass(frozen=True)
class Page(Generic[Row]):
    """`previous` and `next` are what the address says to see the neighbouring page: {"after": …}, or None."""

    rows: Sequence[Row]
    previous: dict[str, str] | None
    next: dict[str, str] | None

    def __bool__(self) -> bool:
        return bool(self.rows)


def cursor_in(address: Mapping[str, str], kind: type = str) -> Cursor | None:
    """The cursor of `after` or `before`; None, which is the first page, for none or for garbage."""
    for name, backwards in (("after", False), ("before", True)):
        if address.get(name):
            return _decoded(address[name], kind, backwards)
    return None


def page(
    wanted: Select[Any],
    order: Order,
    cursor: Cursor | None,
    fetch: Callable[[Select[Any]], Sequence[Row]],
    size: int = ROWS,
) -> Page[Row]:
    """`wanted` without order or limit; `fetch` runs it, as entities or as columns."""
    backwards = cursor is not None and cursor.backwards
    found = list(fetch(_narrowed(wanted, order, cursor, backwards).limit(size + 1)))
    more, rows = len(found) > size, found[:size]
    if backwards:
        rows.reverse()
    if not rows and cursor is not None:
        return page(wanted, order, None, fetch, size)
    has_previous, has_next = (more, True) if backwards else (cursor is not None, more)
    return Page(
        rows,
        {"before": _encoded(order.of(rows[0]))} if has_previous and rows else None,
        {"after": _encoded(order.of(rows[-1]))} if has_next and rows else None,
    )


def _narrowed(wanted: Select[Any], order: Order, cursor: Cursor | None, backwards: bool) -> Select[Any]:
    down = order.descending != backwards
    if cursor is not None:
        wanted = wanted.where(_beyond(order, cursor, down))
    return wanted.order_by(*(column.desc() if down else column.asc() for column in (order.column, order.key)))


def _beyond(order: Order, cursor: Cursor, down: bool) -> ColumnElement[bool]:
    """A row value comparison, which both databases answer from an index on (column, key)."""
    here = tuple_(order.column, order.key)
    there = tuple_(literal(cursor.value, order.column.type), literal(cursor.key, order.key.type))
    return here < there if down else here > there


def _encoded(position: tuple[Any, int]) -> str:
    value, key = position
    said = value.isoformat() if isinstance(value, dt.date) else value
    return base64.urlsafe_b64encode(json.dumps([said, key]).encode()).decode().rstrip("=")


def _decoded(text: str, kind: type, backwards: bool) -> Cursor | None:
    try:
        said = json.loads(base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)))
        value, key = said
        if kind is dt.datetime or kind is dt.date:
            value = kind.fromisoformat(value)
    except (ValueError, TypeError, binascii.Error, UnicodeError, RecursionError):
        return None
    return Cursor(value, key, backwards) if _is_storable(value, kind) and _is_storable(key, int) else None


def _is_storable(value: Any, kind: type) -> bool:
    """Whether both databases take it: they refuse huge numbers, NUL, half characters and instants without a zone."""
    if type(value) is not kind:
        return False
    if isinstance(value, int):
        return abs(value) <= LARGEST
    if isinstance(value, dt.datetime):
        return value.tzinfo is not None
    return not isinstance(value, str) or not any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in value)
