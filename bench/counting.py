"""What a page asks of the database, counted in this process: the served application tells nobody."""

from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import event
from werkzeug.test import TestResponse

from bench.pages import Page
from crm import create_app
from crm.config import DEVELOPMENT, Settings
from crm.extensions import db
from seed.sign_ins import PASSWORD
from tests.support.web import Visitor, forms

NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


class Cost(NamedTuple):
    statements: int
    kilobytes: float


def costs(url: str, folder: Path, wanted: list[Page]) -> dict[str, Cost]:
    """By the name of the page; a page that is not there is left out."""
    key = (folder / "development-key").read_text()  # Passwords hold with the key they were made under.
    app = create_app(Settings(DEVELOPMENT, key, folder, url))
    app.test_client_class = Visitor
    seen: list[str] = []

    def keep(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(NOT_COUNTED):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
        event.listen(engine, "before_cursor_execute", keep)
        visitors = {email: _signed_in(app.test_client(), email) for email in {page.email for page in wanted}}
        found = {}
        for page in wanted:
            answer, statements = _ask(page, visitors[page.email], seen)
            if answer.status_code < 400:
                found[page.name] = Cost(statements, len(answer.data) / 1024)
    engine.dispose()
    return found


def _ask(page: Page, visitor: Visitor, seen: list[str]) -> tuple[TestResponse, int]:
    """The second time, when what a process keeps is there."""
    first = visitor.get(page.path)
    filled = {**forms(first.text)[-1][1], **page.posted} if page.posted and first.status_code == 200 else None
    seen.clear()
    answer = visitor.post(page.path, data=filled) if filled else visitor.get(page.path)
    return answer, len(seen)


def _signed_in(visitor: Any, email: str) -> Visitor:
    answer = visitor.submit("/sign-in", email=email, password=PASSWORD)
    assert answer.status_code == 302, email
    assert isinstance(visitor, Visitor)
    return visitor
