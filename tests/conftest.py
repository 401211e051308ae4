"""What every test may ask for. Databases, requests and browsers are explained in docs/development.md."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_security import hash_password
from sqlalchemy.orm import Session

from crm.access.scope import every_area
from crm.accounts.models import Account
from crm.areas.models import Area
from crm.extensions import db, limiter
from tests.factories import Make
from tests.support.application import PASSWORD, make_app
from tests.support.databases import Databases, close, databases, rolled_back
from tests.support.run import is_skipped
from tests.support.web import Commands, SignIn, Visitor

ENGINES = ["sqlite"] if is_skipped("POSTGRES") else ["sqlite", "postgresql"]
BROWSER_TESTS = Path(__file__).parent / "browser"


@pytest.fixture(scope="session", params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """A test that uses a database runs once for each."""
    return str(request.param)


@pytest.fixture(scope="session")
def empty_databases(engine_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    with databases(engine_name, tmp_path_factory.mktemp(engine_name)) as made:
        yield made


@pytest.fixture(scope="session")
def app(empty_databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    made = make_app(empty_databases.new(), tmp_path_factory.mktemp("data"))
    yield made
    close(made)


@pytest.fixture
def separate_app(empty_databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own, where commits are commits: for tests of concurrency."""
    made = make_app(empty_databases.new(), tmp_path)
    yield made
    close(made)


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """The test's own session: it sees every area, requests do not share it, and all is rolled back."""
    with rolled_back(app), app.app_context(), every_area("a test looks at everything"):
        limiter.reset()
        yield db.session()


@pytest.fixture
def db_session(session: Session) -> Session:
    return session


@pytest.fixture
def make(session: Session) -> Make:
    return Make()


@pytest.fixture
def client(app: Flask, session: Session) -> Visitor:
    """Somebody who has not signed in."""
    visitor = app.test_client()
    assert isinstance(visitor, Visitor)
    return visitor


@pytest.fixture
def commands(app: Flask, session: Session) -> Commands:
    runner = app.test_cli_runner()
    assert isinstance(runner, Commands)
    return runner


@pytest.fixture
def signed_in(app: Flask, session: Session) -> SignIn:
    """Gives somebody a password and signs them in through the page; each call is another browser."""

    def sign_in(account: Account) -> Visitor:
        visitor = app.test_client()
        assert isinstance(visitor, Visitor)
        account.password = hash_password(PASSWORD)
        session.flush()
        answer = visitor.submit("/sign-in", email=account.email, password=PASSWORD)
        assert answer.status_code == 302, f"{account.email} could not sign in"
        return visitor

    return sign_in


@pytest.fixture
def newham(make: Make) -> Area:
    return make.area(name="Newham", code="E09000025")


@pytest.fixture
def adviser(make: Make, newham: Area, signed_in: SignIn) -> Visitor:
    """An adviser of Newham; a test that needs another says so itself."""
    return signed_in(make.adviser(newham))


def is_a_browser_test(item: pytest.Item) -> bool:
    return item.path.is_relative_to(BROWSER_TESTS)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browser tests keep to one worker, which then opens one browser and one server."""
    in_browser = [item for item in items if is_a_browser_test(item)]
    for item in in_browser:
        item.add_marker(pytest.mark.xdist_group("browser"))
    if is_skipped("BROWSER"):
        config.hook.pytest_deselected(items=in_browser)
        items[:] = [item for item in items if item not in set(in_browser)]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    if is_skipped("POSTGRES"):
        terminalreporter.write_line("NOT RUN: nothing was tried on PostgreSQL, because SKIP_POSTGRES is set")
    if is_skipped("BROWSER"):
        terminalreporter.write_line("NOT RUN: tests/browser, because SKIP_BROWSER is set")
