"""Keyset paging, tried on a table of the test's own in a database in memory."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from crm.core.paging import Order, Page, cursor_in, page


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


ORDER = Order(Book.title, Book.id, lambda book: (book.title, book.id))
DOWN = Order(Book.title, Book.id, lambda book: (book.title, book.id), descending=True)


@pytest.fixture
def shelf() -> Iterator[Session]:
    """Seven books under three titles, so that pages end between equal titles."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all(Book(id=number, title="abc"[number % 3]) for number in range(1, 8))
        session.flush()
        yield session
    engine.dispose()


def look(shelf: Session, address: dict[str, str], order: Order = ORDER) -> Page[Book]:
    return page(select(Book), order, cursor_in(address), lambda wanted: shelf.scalars(wanted).all(), size=3)


def ids(shown: Page[Book]) -> list[int]:
    return [book.id for book in shown.rows]


@pytest.mark.parametrize(
    ("order", "pages"), [(ORDER, [[3, 6, 1], [4, 7, 2], [5]]), (DOWN, [[5, 2, 7], [4, 1, 6], [3]])]
)
def test_pages_follow_each_other_and_lead_back(shelf: Session, order: Order, pages: list[list[int]]) -> None:
    first = look(shelf, {}, order)
    second = look(shelf, first.next or {}, order)
    third = look(shelf, second.next or {}, order)
    assert [ids(first), ids(second), ids(third)] == pages
    assert (first.previous, third.next) == (None, None)
    back = look(shelf, third.previous or {}, order)
    assert ids(back) == pages[1]
    assert ids(look(shelf, back.previous or {}, order)) == pages[0]


def test_the_first_page_reached_backwards_has_none_before_it(shelf: Session) -> None:
    second = look(shelf, look(shelf, {}).next or {})
    assert look(shelf, second.previous or {}).previous is None


def test_a_page_whose_rows_are_gone_is_the_first(shelf: Session) -> None:
    last = look(shelf, look(shelf, {}).next or {}).next or {}
    shelf.delete(shelf.scalars(select(Book).where(Book.id == 5)).one())
    assert ids(look(shelf, last)) == [3, 6, 1]


GARBAGE = ["x", "%00", "é", "W10", "WzEsMl0", "bnVsbA", "WyJhIiwgInh4Il0", "WyJhXHUwMDAwIiwgMV0", "A" * 500]


@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_in_the_address_shows_the_first_page(shelf: Session, garbage: str) -> None:
    assert ids(look(shelf, {"after": garbage})) == [3, 6, 1]


def test_an_instant_goes_to_the_address_and_back() -> None:
    at: Any = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)
    order = Order(Book.title, Book.id, lambda row: (at, row.id))
    shown = page(select(Book), order, None, lambda wanted: [Book(id=1), Book(id=2)], size=1)
    cursor = cursor_in(shown.next or {}, dt.datetime)
    assert cursor is not None
    assert (cursor.value, cursor.key) == (at, 1)
