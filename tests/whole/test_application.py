"""What the application does whatever the page: errors, headers, logs, health, the mark of demonstration data."""

import json
import logging
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask, abort, request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm import create_app
from crm.access.guard import open_to_all
from crm.accounts.models import Account
from crm.config import DEVELOPMENT, PRODUCTION, Settings, SettingsError, from_environment
from crm.core.logs import JsonLines
from tests.factories import Make
from tests.support.web import Visitor

SECRET_WORDS = "the inside of the machine"


def settings(folder: Path, **changes: object) -> Settings:
    plain = Settings(environment=DEVELOPMENT, secret_key="for tests", data_dir=folder, database_url="sqlite://")
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.fixture
def failing(tmp_path: Path) -> Flask:
    """An application with a page for each way to fail, and no table in its database."""
    app = create_app(settings(tmp_path))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/fail/<int:status>", "fail", open_to_all(lambda status: abort(status, SECRET_WORDS)))

    def crash() -> str:
        raise ValueError(SECRET_WORDS)

    app.add_url_rule("/crash", "crash", open_to_all(crash))
    return app


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 429, 500])
def test_an_error_page_says_what_to_do_and_nothing_of_the_inside(failing: Flask, status: int) -> None:
    answer = failing.test_client().get(f"/fail/{status}")
    assert answer.status_code == status
    assert SECRET_WORDS not in answer.text
    assert len(answer.text.split()) > 5


def test_a_crash_is_a_plain_page_and_a_line_in_the_log(failing: Flask, caplog: pytest.LogCaptureFixture) -> None:
    failing.logger.propagate = True
    answer = failing.test_client().get("/crash")
    assert answer.status_code == 500
    assert SECRET_WORDS not in answer.text
    assert "Traceback" not in answer.text
    assert SECRET_WORDS in caplog.text


def test_without_its_database_health_says_so(tmp_path: Path) -> None:
    app = create_app(settings(tmp_path, database_url=f"sqlite:///{tmp_path}/gone/x.sqlite"))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert app.test_client().get("/health").status_code == 500


def test_health_tells_nothing_but_that_it_is_well(client: Visitor) -> None:
    answer = client.get("/health")
    assert answer.get_json() == {"status": "ok"}


def test_an_unknown_address_is_a_page_like_any_other(client: Visitor) -> None:
    answer = client.get("/no-such-page")
    assert answer.status_code == 404
    assert "<h1" in answer.text


def test_every_page_says_that_the_data_is_a_demonstration(
    client: Visitor, make: Make, session: Session, signed_in: Callable[[Account], Visitor]
) -> None:
    assert "Demonstration data" not in client.get("/sign-in").text
    account = make.adviser(make.area())
    assert "Demonstration data" in client.get("/sign-in").text
    assert "Demonstration data" in signed_in(account).get("/").text


def test_every_answer_has_its_headers_and_no_inline_script_is_allowed(client: Visitor) -> None:
    headers = client.get("/sign-in").headers
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Request-Id"]


def test_a_log_line_is_json_with_the_request_and_without_the_address(app: Flask) -> None:
    record = logging.LogRecord("crm", logging.INFO, __file__, 1, "request", None, None)
    record.status = 200
    with app.test_request_context("/organisations?q=somebody"):
        line = json.loads(JsonLines().format(record))
    assert line["event"] == "request"
    assert line["status"] == 200
    assert "somebody" not in json.dumps(line)


def test_an_error_is_logged_without_what_it_was_about() -> None:
    name = " ".join(("Amina", "Begum"))
    try:
        try:
            raise ValueError(f"Failing row contains ({name})")
        except ValueError as cause:
            raise IntegrityError("INSERT", {"name": name}, cause) from cause
    except IntegrityError:
        record = logging.LogRecord("crm", logging.ERROR, __file__, 1, "Exception on /", None, sys.exc_info())
    line = JsonLines().format(record)
    assert name not in line
    for word in ("IntegrityError", "ValueError", "test_an_error_is_logged"):
        assert word in line


def test_only_as_many_proxies_as_were_named_are_believed(tmp_path: Path) -> None:
    said = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    for proxies, scheme in ((0, "http"), (1, "https")):
        app = create_app(settings(tmp_path, proxies=proxies))
        app.add_url_rule("/scheme", "scheme", open_to_all(lambda: request.scheme))
        assert app.test_client().get("/scheme", headers=said).text == scheme


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("FOOTBRIDGE_ENV", "prodction", "FOOTBRIDGE_ENV must be"),
        ("PROXIES", "one", "PROXIES must be a whole number"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=message):
        from_environment()


def test_production_does_not_start_without_a_key_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTBRIDGE_ENV", PRODUCTION)
    monkeypatch.delenv("SECRET_KEY", raising=False)
    with pytest.raises(SettingsError, match="SECRET_KEY"):
        from_environment()
