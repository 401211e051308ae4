"""Authenticator app, recovery codes and the choice between factors, with codes worked out from the key shown."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from crm.accounts.models import Account, Passkey
from crm.audit.models import AuditEntry, AuditValue
from crm.core import clock
from crm.extensions import db
from tests.accounts.people import (
    code_for,
    events,
    last_form,
    picture,
    set_up_an_app,
    shown_key,
    try_to_sign_in,
    with_password,
)
from tests.factories import Make
from tests.support.application import PASSWORD
from tests.support.web import Visitor

SignedIn = Callable[[Account], Visitor]


@pytest.fixture
def ada(make: Make) -> Account:
    return with_password(make.adviser(make.area(), email="ada@example.org", is_demo=False))


def codes_on(html: str) -> list[str]:
    return [part.split("</code>")[0] for part in html.split("<code>")[1:]]


def recovery_codes(visitor: Visitor) -> list[str]:
    return codes_on(visitor.submit("/account/recovery-codes").text)


def half_way(client: Visitor) -> str:
    """The password is given, the second factor not yet; gives where the browser is sent."""
    return str(try_to_sign_in(client, "ada@example.org").location)


def test_setting_up_an_app_opens_the_rest_and_offers_recovery_codes(signed_in: SignedIn, ada: Account) -> None:
    visitor = signed_in(ada)
    set_up_an_app(visitor)
    assert visitor.get("/account/second-factor/done").location == "/account/recovery-codes"
    assert "Your authenticator app is set up" in visitor.get("/account").text
    assert "account.second_factor_set" in events(ada)


def test_the_picture_and_the_key_below_it_stay_small_and_readable(signed_in: SignedIn, ada: Account) -> None:
    page = signed_in(ada).submit("/account/second-factor", form=1)
    assert picture(page.text).startswith("<svg") or "<svg" in picture(page.text)[:200]
    assert len(page.text) < 60_000
    assert len(shown_key(page.text).replace("-", "")) >= 32


def test_a_wrong_code_keeps_the_key_so_that_nothing_is_scanned_twice(signed_in: SignedIn, ada: Account) -> None:
    visitor = signed_in(ada)
    page = visitor.submit("/account/second-factor", form=1)
    wrong = visitor.post("/sign-in/code", data={**last_form(page.text), "code": "000000"})
    assert "Enter the code that your app shows now" in wrong.text
    right = visitor.post("/sign-in/code", data={**last_form(wrong.text), "code": code_for(shown_key(page.text))})
    assert right.location == "/account/second-factor/done"


def test_from_then_on_signing_in_asks_for_the_code(signed_in: SignedIn, client: Visitor, ada: Account) -> None:
    key = set_up_an_app(signed_in(ada))
    asked = half_way(client)
    assert asked.startswith("/sign-in/code")
    assert client.get("/account").location == "/sign-in?next=/account"
    assert client.submit(asked, code="123 456").status_code == 200
    assert client.submit(asked, code=code_for(key, 1)).location == "/"
    assert client.get("/account").status_code == 200


def test_a_code_is_taken_once(signed_in: SignedIn, client: Visitor, ada: Account) -> None:
    key = set_up_an_app(signed_in(ada))
    code = code_for(key, 1)
    assert client.submit(half_way(client), code=code).status_code == 302
    client.submit("/account", form=0)
    assert client.submit(half_way(client), code=f"{code[:3]} {code[3:]}").status_code == 200


def test_an_old_code_is_not_taken(signed_in: SignedIn, client: Visitor, ada: Account) -> None:
    key = set_up_an_app(signed_in(ada))
    assert client.submit(half_way(client), code=code_for(key, -4)).status_code == 200
    assert "account.second_factor_failed" in events(ada)


def test_guessing_codes_is_throttled_for_the_account_alone(
    signed_in: SignedIn, client: Visitor, ada: Account, make: Make
) -> None:
    key = set_up_an_app(signed_in(ada))
    other = with_password(make.adviser(make.area(), email="ben@example.org", is_demo=False))
    other_key = set_up_an_app(signed_in(other))
    asked = half_way(client)
    for number in range(10):
        assert client.submit(asked, code=f"{number:06}").status_code == 200
    assert client.submit(asked, code=code_for(key, 1)).status_code == 429
    try_to_sign_in(client, "ben@example.org")
    assert client.submit("/sign-in/code", code=code_for(other_key, 1)).status_code == 302


def test_a_recovery_code_signs_in_once(signed_in: SignedIn, client: Visitor, ada: Account) -> None:
    visitor = signed_in(ada)
    set_up_an_app(visitor)
    codes = recovery_codes(visitor)
    assert len(set(codes)) == 8
    half_way(client)
    assert client.submit("/sign-in/recovery-code", code=f" {codes[0]} ").location == "/"
    assert "7 are left" in client.get("/account").text
    client.submit("/account", form=0)
    half_way(client)
    again = client.submit("/sign-in/recovery-code", code=codes[0])
    assert "Enter one of your recovery codes that you have not used yet" in again.text
    assert events(ada).count("account.recovery_code_used") == 1


def test_recovery_codes_are_shown_once_and_kept_encrypted(signed_in: SignedIn, ada: Account) -> None:
    visitor = signed_in(ada)
    set_up_an_app(visitor)
    codes = recovery_codes(visitor)
    again = visitor.get("/account/recovery-codes?show_codes=yes").text
    assert "You have 8 codes left" in again
    assert not any(code in again or code in str(ada.mf_recovery_codes) for code in codes)


def test_guessing_recovery_codes_is_throttled(signed_in: SignedIn, client: Visitor, ada: Account) -> None:
    set_up_an_app(signed_in(ada))
    half_way(client)
    for number in range(10):
        assert client.submit("/sign-in/recovery-code", code=f"guess-{number}").status_code == 200
    assert client.submit("/sign-in/recovery-code", code="guess").status_code == 429


def test_somebody_with_an_app_and_a_passkey_chooses(signed_in: SignedIn, client: Visitor, ada: Account) -> None:
    set_up_an_app(signed_in(ada))
    now = clock.now().replace(tzinfo=None)
    ada.webauthn.append(
        Passkey(
            credential_id=b"1",
            public_key=b"2",
            backup_state=False,
            device_type="single_device",
            name="my phone",
            usage="secondary",
            create_datetime=now,
            lastuse_datetime=now,
        )
    )
    db.session.flush()
    asked = half_way(client)
    assert asked.startswith("/sign-in/second-factor")
    page = client.get(asked)
    assert "A code from your authenticator app" in page.text
    assert "Choose one of the ways shown" in client.submit(asked).text
    assert str(client.submit(asked, which="authenticator").location).startswith("/sign-in/code")
    assert str(client.submit(asked, which="webauthn").location).startswith("/sign-in/passkey")
    assert client.get("/sign-in/passkey").status_code == 200


def test_a_passkey_may_be_kept_by_the_phone_itself(signed_in: SignedIn, ada: Account) -> None:
    page = signed_in(ada).submit("/account/passkeys", name="my phone")
    assert 'data-passkey="register"' in page.text
    assert "authenticatorAttachment" not in page.text


def test_nobody_reaches_the_code_page_without_a_password(client: Visitor) -> None:
    for page in ("/sign-in/code", "/sign-in/recovery-code", "/sign-in/second-factor", "/account/second-factor"):
        assert client.get(page).location == "/sign-in"
    assert client.get("/sign-in/passkey").status_code == 404


def test_pages_of_the_library_that_are_not_ours_are_closed(client: Visitor, signed_in: SignedIn, ada: Account) -> None:
    visitor = signed_in(ada)
    for page in ("/tf-rescue", "/login", "/logout", "/register", "/reset", "/change", "/verify", "/us-signin"):
        assert client.get(page).status_code == 404
    set_up_an_app(visitor)
    assert visitor.post("/account/second-factor/token", data=last_form(visitor.get("/account").text)).status_code == 404


def test_changing_the_second_factor_asks_for_the_password_after_a_while(signed_in: SignedIn, ada: Account) -> None:
    visitor = signed_in(ada)
    set_up_an_app(visitor)
    with visitor.session_transaction() as held:
        held["fs_paa"] -= 3600
        held.pop("fs_gexp", None)
    asked = str(visitor.get("/account/passkeys").location)
    assert asked == "/sign-in/again?next=/account/passkeys"
    assert "Enter the password of this account" in visitor.submit(asked, password="wrong").text
    assert visitor.submit(asked, password=PASSWORD).location == "/account/passkeys"
    assert visitor.get("/account/passkeys").status_code == 200


def test_no_key_or_code_stands_in_the_history_or_the_logs(
    signed_in: SignedIn, ada: Account, capfd: pytest.CaptureFixture[str]
) -> None:
    visitor = signed_in(ada)
    key = set_up_an_app(visitor)
    codes = recovery_codes(visitor)
    history = str(db.session.execute(select(AuditEntry.changes, AuditValue.after).outerjoin(AuditValue)).all())
    kept = history + "".join(capfd.readouterr())
    assert not any(secret in kept for secret in (*codes, key, key.replace("-", ""), str(ada.tf_totp_secret)))
