"""A passkey, registered and used with the browser's own virtual authenticator."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_security import hash_password
from playwright.sync_api import Page, expect

from crm.access import actions
from crm.access.rules import Remit
from crm.access.scope import every_area
from crm.accounts.models import AccountRole
from crm.extensions import db, limiter
from tests.support.application import PASSWORD


@pytest.fixture
def email(live_app: Flask, request: pytest.FixtureRequest) -> str:
    """Somebody who needs a second factor and has none; one for each test, since what they do stays done."""
    address = f"{request.node.originalname.replace('_', '-')}@example.org"
    with live_app.app_context(), every_area("a test"):
        limiter.reset()
        remits = [Remit(AccountRole.COORDINATOR, region_wide=True)]
        actions.create_account(address, "Olu Coordinator", remits, None, password_hash=hash_password(PASSWORD))
        db.session.commit()
    return address


@pytest.fixture
def local(base_url: str) -> str:
    """Passkeys belong to a name, not to a number such as 127.0.0.1."""
    return base_url.replace("127.0.0.1", "localhost")


@pytest.fixture
def phone(page: Page) -> Iterator[None]:
    """A device that holds passkeys itself, and whose owner confirms."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    confirming = {"isUserVerified": True, "automaticPresenceSimulation": True}
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, **confirming}})
    yield
    tools.detach()


def sign_in(page: Page, address: str, email: str) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def register(page: Page, name: str = "my phone") -> None:
    page.get_by_role("button", name="Register a passkey").click()
    page.get_by_label("What will you call this passkey?").fill(name)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to Footbridge")


@pytest.mark.usefixtures("phone")
def test_a_passkey_is_registered_and_then_signs_in(page: Page, local: str, email: str) -> None:
    sign_in(page, local, email)
    register(page)
    sign_out(page)
    sign_in(page, local, email)
    expect(page.get_by_role("heading", level=1)).to_have_text("Use your passkey")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(f"{local}/")
    page.goto(f"{local}/account")
    expect(page.get_by_text("1 passkey", exact=True)).to_be_visible()


@pytest.mark.usefixtures("phone")
def test_a_device_that_does_not_confirm_leaves_other_ways(page: Page, local: str, email: str) -> None:
    sign_in(page, local, email)
    register(page)
    sign_out(page)
    sign_in(page, local, email)
    page.add_init_script("navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError'))")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Your device did not confirm")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    expect(page.get_by_role("link", name="Use a recovery code")).to_be_visible()


@pytest.mark.usefixtures("phone")
def test_whoever_removes_the_last_passkey_is_asked_for_another_second_factor(
    page: Page, local: str, email: str
) -> None:
    sign_in(page, local, email)
    register(page)
    page.goto(f"{local}/account/passkeys")
    page.get_by_role("button", name="Remove the passkey my phone").click()
    page.goto(f"{local}/account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up a second factor")
