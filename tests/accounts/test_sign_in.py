"""Signing in and out: what strangers learn, where one lands, what is kept."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from crm import create_app
from crm.accounts.models import Account
from crm.audit.models import AuditEntry, AuditValue
from crm.config import PRODUCTION, Settings
from crm.extensions import db
from tests.accounts.people import events, last_form, try_to_sign_in, with_password
from tests.factories import Make
from tests.support.application import PASSWORD, QUICK
from tests.support.databases import Databases, close
from tests.support.web import Visitor

TOGETHER = "Enter the email address and password that belong together"


@pytest.fixture
def ada(make: Make) -> Account:
    return with_password(make.adviser(make.area(), email="ada@example.org"))


def main_part(html: str) -> str:
    """What a person sees, without the token that differs each time."""
    return re.sub(r'value="[^"]*"', "", html[html.index("<main") :])


def test_the_right_password_leads_home(client: Visitor, ada: Account) -> None:
    answer = try_to_sign_in(client, "ada@example.org")
    assert (answer.status_code, answer.location) == (302, "/")


def test_the_email_address_may_be_typed_in_capitals_and_with_blanks(client: Visitor, ada: Account) -> None:
    assert try_to_sign_in(client, " ADA@Example.org ").status_code == 302


def test_an_unknown_address_and_a_wrong_password_get_the_same_page(client: Visitor, ada: Account) -> None:
    unknown = try_to_sign_in(client, "nobody@example.org", "wrong")
    wrong = try_to_sign_in(client, "ada@example.org", "wrong")
    assert TOGETHER in unknown.text
    assert main_part(unknown.text) == main_part(wrong.text)


def test_a_switched_off_account_gets_the_same_page_even_with_its_password(client: Visitor, ada: Account) -> None:
    ada.active = False
    db.session.flush()
    assert TOGETHER in try_to_sign_in(client, "ada@example.org").text


def test_an_account_without_a_password_cannot_sign_in(client: Visitor, make: Make) -> None:
    make.account(email="new@example.org", password=None)
    assert TOGETHER in try_to_sign_in(client, "new@example.org").text


def test_empty_boxes_are_named(client: Visitor) -> None:
    page = try_to_sign_in(client, "", "")
    assert "Enter your email address" in page.text
    assert "Enter your password" in page.text
    assert page.text.count("<title>Error: ") == 1


def test_a_sign_in_that_is_sent_as_json_is_refused(client: Visitor, ada: Account) -> None:
    token = str(last_form(client.get("/sign-in").text)["csrf_token"])
    said = json.dumps({"email": "ada@example.org", "password": PASSWORD})
    answer = client.post("/sign-in", data=said, content_type="application/json", headers={"X-CSRFToken": token})
    assert answer.status_code == 400
    assert client.get("/account").status_code == 302


def test_nobody_is_remembered_beyond_the_session(client: Visitor, ada: Account) -> None:
    answer = client.submit("/sign-in", email="ada@example.org", password=PASSWORD, remember="y")
    assert "remember" not in str(answer.headers.getlist("Set-Cookie"))
    assert "Expires" not in str(answer.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize("page", ["/account", "/accounts", "/account/password", "/account/passkeys"])
def test_without_signing_in_a_page_leads_to_sign_in_and_back(client: Visitor, ada: Account, page: str) -> None:
    to_sign_in = client.get(page)
    assert to_sign_in.location == f"/sign-in?next={page}"
    assert client.submit(to_sign_in.location, email="ada@example.org", password=PASSWORD).location == page


ELSEWHERE = (
    "//evil.example",
    "https://evil.example",
    "http:evil.example",
    "http:///evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "http://localhost@evil.example/",
    "http://localhost.evil.example/",
)


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_signing_in_never_leads_elsewhere(client: Visitor, ada: Account, elsewhere: str) -> None:
    page = client.get("/sign-in", query_string={"next": elsewhere})
    assert page.status_code == 400
    form = last_form(client.get("/sign-in").text)
    sent = {**form, "email": "ada@example.org", "password": PASSWORD, "next": elsewhere}
    assert client.post("/sign-in", data=sent).status_code == 400
    assert client.get("/account").status_code == 302


def test_a_form_without_its_token_is_refused_with_a_plain_page(client: Visitor, ada: Account) -> None:
    answer = client.post("/sign-in", data={"email": "ada@example.org", "password": PASSWORD})
    assert answer.status_code == 400
    assert "<h1" in answer.text
    assert "CSRF" not in answer.text


def test_signing_out_needs_a_post_with_a_token(signed_in: Callable[[Account], Visitor], ada: Account) -> None:
    visitor = signed_in(ada)
    assert visitor.get("/sign-out").status_code == 405
    assert visitor.post("/sign-out").status_code == 400
    assert visitor.get("/account").status_code == 200
    assert visitor.submit("/account", form=0).location == "/sign-in"
    assert visitor.get("/account").status_code == 302


def test_no_get_signs_out(signed_in: Callable[[Account], Visitor], ada: Account) -> None:
    visitor = signed_in(ada)
    for page in ("/sign-in/code", "/sign-in", "/sign-in/recovery-code", "/sign-in/second-factor", "/sign-in/passkey"):
        visitor.get(page)
    assert visitor.get("/account").status_code == 200


def test_what_was_in_the_session_before_does_not_survive_sign_in(client: Visitor, ada: Account) -> None:
    client.get("/sign-in")
    with client.session_transaction() as planted:
        planted["second_factor"], planted["anything"] = True, "else"
        token_before = planted["csrf_token"]
    cookie_before = client.get_cookie("session")
    try_to_sign_in(client, "ada@example.org")
    client.get("/account")
    with client.session_transaction() as now:
        assert now["csrf_token"] != token_before
        assert "anything" not in now
        assert now["second_factor"] is False
    cookie_now = client.get_cookie("session")
    assert cookie_before
    assert cookie_now
    assert cookie_before.value != cookie_now.value


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(client: Visitor, ada: Account) -> None:
    cookies = try_to_sign_in(client, "ada@example.org").headers.getlist("Set-Cookie")
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


def test_a_switched_off_account_is_signed_out_at_once(signed_in: Callable[[Account], Visitor], ada: Account) -> None:
    visitor = signed_in(ada)
    ada.active = False
    db.session.flush()
    assert visitor.get("/account").location == "/sign-in?next=/account"


def test_passwords_are_kept_as_argon2(ada: Account) -> None:
    assert str(ada.password).startswith("$argon2id$")


def test_signing_in_and_failing_to_stand_in_the_history(client: Visitor, ada: Account) -> None:
    try_to_sign_in(client, "ada@example.org", "wrong")
    try_to_sign_in(client, "ada@example.org")
    assert events(ada)[-2:] == ["account.sign_in_failed", "account.signed_in"]
    said = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.actor_id for entry in said[-2:]] == [None, ada.id]


def test_no_secret_stands_in_the_history_or_in_the_logs(
    client: Visitor, ada: Account, capfd: pytest.CaptureFixture[str]
) -> None:
    try_to_sign_in(client, "ada@example.org", "wrong but secret")
    try_to_sign_in(client, "ada@example.org")
    logs = "".join(capfd.readouterr())
    history = str(db.session.execute(select(AuditEntry.changes, AuditValue.after).outerjoin(AuditValue)).all())
    for secret in ("wrong but secret", PASSWORD, "argon2", ada.fs_uniquifier):
        assert secret not in logs + history
    assert "ada@example.org" not in logs


@pytest.fixture
def production_app(empty_databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    app = create_app(Settings(PRODUCTION, "a key for tests alone", tmp_path, empty_databases.new(), extra=QUICK))
    app.test_client_class = Visitor
    with app.app_context():
        yield app
    close(app)


def test_a_demonstration_account_is_refused_in_production(production_app: Flask) -> None:
    db.session.add(Account(email="demo@example.org", name="Demo", is_demo=True, fs_uniquifier="d", grants=[]))
    with_password(db.session.scalars(select(Account)).one())
    db.session.commit()
    visitor = production_app.test_client()
    page = visitor.get("/sign-in", base_url="https://localhost")
    sent = {**last_form(page.text), "email": "demo@example.org", "password": PASSWORD}
    answer = visitor.post(
        "/sign-in", data=sent, base_url="https://localhost", headers={"Referer": "https://localhost/"}
    )
    assert TOGETHER in answer.text


def test_in_production_the_cookie_never_travels_in_the_clear(production_app: Flask) -> None:
    page = production_app.test_client().get("/sign-in", base_url="https://localhost")
    assert all("Secure" in cookie for cookie in page.headers.getlist("Set-Cookie"))
    assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
