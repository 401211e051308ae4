"""What everybody does with their own account."""

from collections.abc import Callable

import pytest

from crm.accounts.models import Account
from tests.accounts.people import events, try_to_sign_in
from tests.factories import Make
from tests.support.application import PASSWORD
from tests.support.statements import statements, writes
from tests.support.web import Visitor

NEW = "lorry-teapot-lantern"
SignedIn = Callable[[Account], Visitor]


@pytest.fixture
def ada(make: Make) -> Account:
    return make.adviser(make.area(name="Newham"), email="ada@example.org", name="Ada Lovelace")


def test_it_says_who_one_is_and_what_one_may_do_where(signed_in: SignedIn, ada: Account) -> None:
    page = signed_in(ada).get("/account").text
    for words in ("Ada Lovelace", "ada@example.org", "Adviser for Newham"):
        assert words in page


def test_a_group_account_sees_the_name_of_its_group(signed_in: SignedIn, make: Make) -> None:
    page = signed_in(make.group_account(make.organisation(name="Al-Noor Centre"))).get("/account").text
    assert "Group safeguarding lead for Al-Noor Centre" in page


def test_an_account_without_a_role_is_told_whom_to_ask(signed_in: SignedIn, make: Make) -> None:
    assert "None. Ask your administrator." in signed_in(make.account()).get("/account").text


def test_looking_at_it_writes_nothing_and_costs_little(signed_in: SignedIn, ada: Account) -> None:
    visitor = signed_in(ada)
    with statements() as said:
        visitor.get("/account")
    assert writes(said) == []
    assert len(said) <= 5, said


def test_a_new_password_signs_out_everywhere_but_here(signed_in: SignedIn, client: Visitor, ada: Account) -> None:
    here, there = signed_in(ada), signed_in(ada)
    assert here.submit("/account/password", current=PASSWORD, password=NEW).location == "/account"
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 302
    assert try_to_sign_in(client, "ada@example.org", NEW).status_code == 302
    assert events(ada).count("account.password_changed") == 1


@pytest.mark.parametrize(
    ("current", "password", "says"),
    [
        ("wrong", NEW, "Enter the password you have now"),
        ("", NEW, "Enter your current password"),
        (PASSWORD, "", "Enter a new password"),
        (PASSWORD, "short", "Enter a password of at least 12 characters"),
        (PASSWORD, "Ada-Lovelace-1", "harder to guess"),
    ],
)
def test_a_password_that_will_not_do_is_refused_beside_its_box(
    signed_in: SignedIn, ada: Account, current: str, password: str, says: str
) -> None:
    visitor = signed_in(ada)
    before = ada.password
    page = visitor.submit("/account/password", current=current, password=password)
    assert page.text.count(says) == 2
    assert ada.password == before


def test_no_password_comes_back_in_a_page(signed_in: SignedIn, ada: Account) -> None:
    page = signed_in(ada).submit("/account/password", current="my wrong one", password="short and own")
    assert "my wrong one" not in page.text
    assert "short and own" not in page.text


def test_changing_the_password_gives_nobody_a_second_factor(signed_in: SignedIn, make: Make) -> None:
    """Somebody who needed none must still be asked for one when a new role needs it."""
    account = make.account(is_demo=False)
    visitor = signed_in(account)
    visitor.submit("/account/password", current=PASSWORD, password=NEW)
    with visitor.session_transaction() as held:
        assert held["second_factor"] is False


def test_signing_out_everywhere_ends_every_session(signed_in: SignedIn, ada: Account) -> None:
    here, there = signed_in(ada), signed_in(ada)
    assert here.submit("/account").location == "/sign-in"
    assert here.get("/account").status_code == 302
    assert there.get("/account").status_code == 302


def test_the_permission_table_is_open_to_everybody_signed_in(
    client: Visitor, signed_in: SignedIn, ada: Account
) -> None:
    assert client.get("/accounts/permissions").status_code == 302
    page = signed_in(ada).get("/accounts/permissions").text
    assert "See DBS checks, with the certificate number masked" in page
