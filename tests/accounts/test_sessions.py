"""How long a session lasts, what opens before the second factor, and how often one may fail."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask

from crm.accounts.models import Account, AccountRole
from crm.core import clock
from tests.accounts.people import try_to_sign_in, with_password
from tests.factories import Make
from tests.support.application import PASSWORD
from tests.support.statements import statements
from tests.support.web import Visitor, forms

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def minutes(number: int) -> dt.datetime:
    return NOON + dt.timedelta(minutes=number)


def account_of(make: Make, kind: str) -> Account:
    area = make.area()
    return make.adviser(area) if kind == "staff" else make.group_account(make.organisation(area))


@pytest.mark.parametrize(("kind", "allowed"), [("staff", 30), ("group", 20)])
def test_a_session_ends_when_nothing_happens(
    signed_in: Callable[[Account], Visitor], make: Make, kind: str, allowed: int
) -> None:
    with clock.set_to(NOON):
        visitor = signed_in(account_of(make, kind))
    with clock.set_to(minutes(allowed)):
        assert visitor.get("/account").status_code == 200
    with clock.set_to(minutes(allowed * 2)):
        assert visitor.get("/account").status_code == 200
    with clock.set_to(minutes(allowed * 3 + 1)):
        assert visitor.get("/account").location == "/sign-in?next=/account"
        assert "You were signed out because nothing happened" in visitor.get("/sign-in").text
    with clock.set_to(NOON):
        assert visitor.get("/account").status_code == 302


def test_knowing_who_asks_costs_two_statements(signed_in: Callable[[Account], Visitor], make: Make) -> None:
    visitor = signed_in(make.adviser(make.area(), make.area()))
    with statements() as said:
        visitor.get("/accounts/permissions")
    assert len(said) <= 2, said


OUTSIDE_SET_UP = ("/", "/account", "/account/password", "/account/recovery-codes", "/accounts", "/accounts/permissions")


@pytest.mark.parametrize("role", [role for role in AccountRole if role is not AccountRole.GROUP_MEMBER])
def test_staff_and_group_leads_see_nothing_before_they_have_a_second_factor(
    signed_in: Callable[[Account], Visitor], make: Make, role: AccountRole
) -> None:
    if role is AccountRole.GROUP_LEAD:
        account = make.group_account(make.organisation(), role)
        account.is_demo = False
    else:
        account = make.staff(role, region_wide=True, is_demo=False)
    visitor = signed_in(account)
    assert {visitor.get(page).location for page in OUTSIDE_SET_UP} == {"/account/second-factor"}
    assert visitor.get("/account/second-factor").status_code == 200


def test_every_other_page_waits_for_the_second_factor(
    app: Flask, signed_in: Callable[[Account], Visitor], make: Make
) -> None:
    visitor = signed_in(make.staff(AccountRole.COORDINATOR, region_wide=True, is_demo=False))
    open_ones = {"/static/app.css", "/health", "/account/second-factor", "/sign-in/again", "/account/passkeys"}
    pages = {rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments}
    elsewhere = {page for page in pages - open_ones if visitor.get(page).location != "/account/second-factor"}
    assert elsewhere == set()


def test_group_members_and_demonstration_accounts_need_no_second_factor(
    signed_in: Callable[[Account], Visitor], make: Make
) -> None:
    member = make.group_account(make.organisation(), AccountRole.GROUP_MEMBER)
    member.is_demo = False
    assert signed_in(member).get("/account").status_code == 200
    assert signed_in(make.administrator()).get("/account").status_code == 200


def fail(visitor: Visitor, email: str, times: int) -> None:
    form = visitor.get("/sign-in")
    assert form.status_code == 200
    for number in range(times):
        assert try_to_sign_in(visitor, email, f"wrong {number}").status_code == 200


def test_after_ten_failures_even_the_right_password_waits(client: Visitor, make: Make) -> None:
    with_password(make.account(email="ada@example.org"))
    with_password(make.account(email="ben@example.org"))
    fail(client, "ada@example.org", 10)
    refused = try_to_sign_in(client, "Ada@example.org")
    assert refused.status_code == 429
    assert "Wait 15 minutes" in refused.text
    assert try_to_sign_in(client, "ben@example.org").status_code == 302


def test_nine_failures_and_empty_forms_do_not_lock_anybody_out(client: Visitor, make: Make) -> None:
    with_password(make.account(email="ada@example.org"))
    fail(client, "ada@example.org", 9)
    for _ in range(5):
        try_to_sign_in(client, "ada@example.org", "")
    assert try_to_sign_in(client, "ada@example.org").status_code == 302


def test_an_unknown_address_is_throttled_like_a_known_one(client: Visitor) -> None:
    fail(client, "nobody@example.org", 10)
    assert try_to_sign_in(client, "nobody@example.org").status_code == 429


def test_one_computer_may_fail_fifty_times_over_all_accounts(client: Visitor, make: Make) -> None:
    with_password(make.account(email="ada@example.org"))
    for number in range(50):
        fail(client, f"person{number}@example.net", 1)
    assert try_to_sign_in(client, "ada@example.org").status_code == 429


def test_guessing_the_password_of_an_open_session_is_throttled(
    signed_in: Callable[[Account], Visitor], make: Make
) -> None:
    visitor = signed_in(make.adviser(make.area()))
    for _ in range(10):
        visitor.submit("/account/password", current="wrong", password="lorry-teapot-lantern")
    answer = visitor.submit("/account/password", current=PASSWORD, password="lorry-teapot-lantern")
    assert answer.status_code == 429


def test_every_answer_carries_the_security_headers(client: Visitor) -> None:
    for page in ("/sign-in", "/account", "/nowhere", "/health"):
        headers = client.get(page).headers
        assert "unsafe-inline" not in headers["Content-Security-Policy"]
        assert "script-src 'self';" in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_no_page_of_signing_in_has_a_script_or_style_of_its_own(
    client: Visitor, signed_in: Callable[[Account], Visitor], make: Make
) -> None:
    visitor = signed_in(make.adviser(make.area(), is_demo=False))
    for page in (client.get("/sign-in"), visitor.get("/account/second-factor"), visitor.get("/account/passkeys")):
        assert "style=" not in page.text
        assert page.text.count("<script") == page.text.count('<script type="module" src="/static/')


def test_whoever_sends_a_form_too_late_is_shown_what_they_wrote(
    signed_in: Callable[[Account], Visitor], make: Make
) -> None:
    group = make.organisation(area := make.area())
    url = f"/organisations/{group.id}/activities/new"
    with clock.set_to(NOON):
        visitor = signed_in(make.adviser(area))
        given = forms(visitor.get(url).text)[-1][1]
    with clock.set_to(minutes(31)):
        answer = visitor.post(url, data={**given, "note": "They meet on Sundays"})
        assert answer.status_code == 401
        assert "They meet on Sundays" in answer.text
        assert str(given["csrf_token"]) not in answer.text
        assert f'href="/sign-in?next={url}"' in answer.text


def test_a_form_sent_after_signing_out_elsewhere_says_so(client: Visitor) -> None:
    answer = client.post("/account/password", data={"current": "one two three four"})
    assert answer.status_code == 401
    assert "You were signed out" in answer.text
    assert "one two three" not in answer.text
