"""A save from an older page. The row here is of a table of the test's own, in a database in memory."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from crm.core.editing import Difference, EditForm
from crm.core.fields import SelectField, TextField


class Base(DeclarativeBase):
    pass


class Shelf(Base):
    __tablename__ = "shelf"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    room: Mapped[int]
    version_id: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version_id}


class ShelfForm(EditForm):
    name = TextField("What is it called?", required="Enter its name")
    room = SelectField("Which room?", coerce=int)


ROOMS = {"room": [(1, "Kitchen"), (2, "Cellar")]}


def values_of(shelf: Shelf) -> dict[str, Any]:
    return {"name": shelf.name, "room": shelf.room}


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        row = Shelf(name="Old", room=1)
        session.add(row)
        session.flush()
        yield row
    engine.dispose()


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="for these tests", WTF_CSRF_ENABLED=False)
    return app


def opened(app: Flask, shelf: Shelf) -> dict[str, Any]:
    """What the page sends when nothing is touched."""
    with app.test_request_context():
        form = ShelfForm(shelf, values_of, ROOMS)
        return {field.name: field._value() for field in (form.version, form.was)} | values_of(shelf)


def sent(app: Flask, shelf: Shelf, answers: Any) -> ShelfForm:
    with app.test_request_context(method="POST", data=answers):
        form = ShelfForm(shelf, values_of, ROOMS)
        form.validate()
        return form


def someone_else_saves(shelf: Shelf, **values: Any) -> None:
    for name, value in values.items():
        setattr(shelf, name, value)
    session = Session.object_session(shelf)
    assert session
    session.flush()


def test_a_save_from_the_newest_page_is_accepted(app: Flask, shelf: Shelf) -> None:
    assert not sent(app, shelf, opened(app, shelf) | {"name": "Mine"}).errors


def test_a_stale_save_shows_mine_theirs_and_as_it_was(app: Flask, shelf: Shelf) -> None:
    page = opened(app, shelf)
    someone_else_saves(shelf, name="Theirs")
    form = sent(app, shelf, page | {"name": "Mine", "room": "2"})
    assert form.conflict == [
        Difference("What is it called?", "Old", "Theirs", "Mine"),
        Difference("Which room?", "Kitchen", "Kitchen", "Cellar"),
    ]


def test_a_stale_save_keeps_what_was_typed(app: Flask, shelf: Shelf) -> None:
    page = opened(app, shelf)
    someone_else_saves(shelf, name="Theirs")
    form = sent(app, shelf, page | {"name": "Mine"})
    assert form.errors
    assert form.name.data == "Mine"


def test_what_only_the_other_changed_is_taken_into_the_form(app: Flask, shelf: Shelf) -> None:
    page = opened(app, shelf)
    someone_else_saves(shelf, name="Theirs")
    form = sent(app, shelf, page | {"room": "2"})
    assert form.conflict == [
        Difference("What is it called?", "Old", "Theirs", "Theirs"),
        Difference("Which room?", "Kitchen", "Kitchen", "Cellar"),
    ]
    assert (form.name.shown(), form.room.data) == ("Theirs", 2)


def test_saving_again_after_a_conflict_wins(app: Flask, shelf: Shelf) -> None:
    page = opened(app, shelf)
    someone_else_saves(shelf, name="Theirs")
    refused = sent(app, shelf, page | {"name": "Mine"})
    again = {"version": refused.version._value(), "was": refused.was._value(), "name": "Mine", "room": "1"}
    assert not sent(app, shelf, again).errors


def test_a_change_of_something_that_the_form_does_not_ask_is_no_conflict(app: Flask, shelf: Shelf) -> None:
    page = opened(app, shelf)
    someone_else_saves(shelf, version_id=9)
    assert not sent(app, shelf, page | {"name": "Mine"}).errors


@pytest.mark.parametrize("was", ["", "[]", "no json", "null"])
def test_an_old_page_that_does_not_say_what_it_showed_is_a_conflict(app: Flask, shelf: Shelf, was: str) -> None:
    page = opened(app, shelf)
    someone_else_saves(shelf, name="Theirs")
    assert sent(app, shelf, page | {"name": "Mine", "was": was}).conflict
