"""What administrators do with accounts, page by page."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from crm.accounts.models import Account, AccountRole, AreaGrant
from crm.audit.models import AuditEntry
from crm.extensions import db
from tests.accounts.people import events, last_form, set_up_an_app, try_to_sign_in, with_password
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import Visitor, forms

SignedIn = Callable[[Account], Visitor]


@pytest.fixture
def administrator(make: Make) -> Account:
    return make.administrator(email="admin@example.org", name="Olu Admin")


@pytest.fixture
def visitor(signed_in: SignedIn, administrator: Account) -> Visitor:
    return signed_in(administrator)


@pytest.fixture
def ada(make: Make) -> Account:
    return with_password(make.adviser(make.area(name="Newham"), email="ada@example.org", name="Ada Lovelace"))


def press(visitor: Visitor, account: Account, action: str) -> None:
    """Press one of the buttons on the account's page."""
    page = visitor.get(f"/accounts/{account.id}")
    [(address, given)] = [(address, given) for address, given in forms(page.text) if address.endswith(action)]
    assert visitor.post(address, data=given).location == f"/accounts/{account.id}"


def account_called(email: str) -> Account:
    return db.session.scalars(select(Account).filter_by(email=email)).one()


PAGES = ("/accounts", "/accounts/new", "/accounts/{0}", "/accounts/{0}/roles/new")


@pytest.mark.parametrize("role", [role for role in AccountRole if role is not AccountRole.ADMINISTRATOR])
def test_only_administrators_see_accounts(signed_in: SignedIn, make: Make, ada: Account, role: AccountRole) -> None:
    if role in (AccountRole.GROUP_LEAD, AccountRole.GROUP_MEMBER):
        other = signed_in(make.group_account(make.organisation(), role))
    else:
        other = signed_in(make.staff(role, region_wide=True))
    assert {other.get(page.format(ada.id)).status_code for page in PAGES} == {403}


def test_only_administrators_change_accounts(signed_in: SignedIn, make: Make, ada: Account) -> None:
    other = signed_in(make.coordinator(make.area()))
    token = last_form(other.get("/account").text)
    for action in ("switch-off", "switch-on", "reset-second-factor", "password-link", "roles/1/withdraw"):
        assert other.post(f"/accounts/{ada.id}/{action}", data=token).status_code == 403
    assert ada.active


def test_the_list_says_who_does_what_where(visitor: Visitor, ada: Account, make: Make) -> None:
    make.group_account(make.organisation(name="Al-Noor Centre"))
    page = visitor.get("/accounts").text
    assert "Ada Lovelace" in page
    assert "Adviser for Newham" in page
    assert "Administrator for the whole region" in page
    assert "Group safeguarding lead for Al-Noor Centre" in page


def test_the_list_is_searched_by_name_or_address_without_wildcards(visitor: Visitor, ada: Account) -> None:
    assert "Ada Lovelace" in visitor.get("/accounts?q=LOVE").text
    assert "Ada Lovelace" in visitor.get("/accounts?q=ada@").text
    assert "No account has" in visitor.get("/accounts?q=%25").text


def test_a_long_list_has_pages_forwards_and_backwards(visitor: Visitor, make: Make) -> None:
    for number in range(30):
        make.account(email=f"z{number:02}@example.org")
    first = visitor.get("/accounts").text
    [onwards] = re.findall(r'href="(/accounts\?after=[^"]+)"', first)
    second = visitor.get(onwards).text
    assert "z29@example.org" in second
    assert "z29@example.org" not in first
    [back] = re.findall(r'href="(/accounts\?before=[^"]+)"', second)
    assert "admin@example.org" in visitor.get(back).text


def test_thirty_accounts_cost_as_many_statements_as_one(visitor: Visitor, make: Make) -> None:
    for _ in range(20):
        make.adviser(make.area())
        make.group_account(make.organisation())
    with statements() as said:
        visitor.get("/accounts")
    assert len(said) <= 12, said


def new_account(visitor: Visitor, **answers: Any) -> str:
    usual: dict[str, Any] = {
        "email": "ben@example.org",
        "name": "Ben Okri",
        "role": "adviser",
        "where": "areas",
    }
    answer = visitor.submit("/accounts/new", **{**usual, **answers})
    assert answer.status_code in (200, 302)
    return str(answer.location) if answer.status_code == 302 else answer.text


def test_a_new_account_sets_its_own_password_by_the_link(visitor: Visitor, client: Visitor, make: Make) -> None:
    areas = [str(make.area().id), str(make.area().id)]
    shown = visitor.get(new_account(visitor, areas=areas, email="Ben@Example.org")).text
    [link] = re.findall(r"http://localhost(/set-password/[^<]+)<", shown)
    assert len(account_called("ben@example.org").grants) == 2
    assert client.submit(link, password="lorry-teapot-lantern").location == "/sign-in"
    assert try_to_sign_in(client, "ben@example.org", "lorry-teapot-lantern").status_code == 302


def test_the_link_is_shown_once_and_works_once(visitor: Visitor, client: Visitor, make: Make) -> None:
    page = new_account(visitor, areas=[str(make.area().id)])
    [link] = re.findall(r"http://localhost(/set-password/[^<]+)<", visitor.get(page).text)
    assert "/set-password/" not in visitor.get(page).text
    client.submit(link, password="lorry-teapot-lantern")
    again = client.get(link)
    assert again.status_code == 410
    assert "This link no longer works" in again.text


@pytest.mark.parametrize("token", ["nonsense", "WzEsImEiXQ.aaaa.bbbb"])
def test_a_made_up_link_does_not_work(client: Visitor, token: str) -> None:
    assert client.get(f"/set-password/{token}").status_code == 410


def test_a_guessable_password_is_refused_by_the_link(visitor: Visitor, client: Visitor, make: Make) -> None:
    page = visitor.get(new_account(visitor, areas=[str(make.area().id)])).text
    [link] = re.findall(r"http://localhost(/set-password/[^<]+)<", page)
    assert "harder to guess" in client.submit(link, password="Password1234!").text
    assert client.get(link).status_code == 200


def test_a_new_account_sent_twice_is_made_once(visitor: Visitor, make: Make) -> None:
    form = last_form(visitor.get("/accounts/new").text)
    sent = {**form, "email": "ben@example.org", "name": "Ben", "role": "viewer", "where": "region"}
    first, second = visitor.post("/accounts/new", data=sent), visitor.post("/accounts/new", data=sent)
    assert first.location == f"/accounts/{account_called('ben@example.org').id}"
    assert second.status_code == 409
    assert f'href="{first.location}"' in second.text


def test_an_address_that_is_taken_is_refused(visitor: Visitor, ada: Account) -> None:
    page = new_account(visitor, email="ADA@example.org", where="region")
    assert "There is an account with this email address already" in page


def test_a_group_account_names_its_group(visitor: Visitor, make: Make) -> None:
    group = make.organisation(name="St. Mary’s")
    page = new_account(visitor, role="group_lead", where="group", organisation=str(group.id))
    assert "Group safeguarding lead for St. Mary’s" in visitor.get(page).text


def test_a_group_that_nobody_knows_is_refused(visitor: Visitor) -> None:
    assert "No group has this number" in new_account(visitor, role="group_lead", where="group", organisation="999999")


def test_an_administrator_gives_and_withdraws_a_role(visitor: Visitor, ada: Account, make: Make) -> None:
    visitor.submit(f"/accounts/{ada.id}/roles/new", role="coordinator", where="areas", areas=[str(make.area().id)])
    assert {grant.role for grant in ada.grants} == {AccountRole.ADVISER, AccountRole.COORDINATOR}
    adviser = next(grant for grant in ada.grants if grant.role is AccountRole.ADVISER)
    press(visitor, ada, f"roles/{adviser.id}/withdraw")
    assert [grant.role for grant in ada.grants] == [AccountRole.COORDINATOR]
    of_grants = select(AuditEntry.event).filter_by(table_name="area_grant").order_by(AuditEntry.id)
    said = list(db.session.scalars(of_grants))
    assert said[-2:] == ["account.role_given", "account.role_withdrawn"]


def test_the_same_role_in_the_same_place_is_given_once(visitor: Visitor, ada: Account) -> None:
    again = visitor.submit(
        f"/accounts/{ada.id}/roles/new", role="adviser", where="areas", areas=[str(ada.grants[0].area_id)]
    )
    assert "Ada Lovelace is adviser there already" in again.text


def test_a_withdrawn_role_counts_from_the_next_page(visitor: Visitor, signed_in: SignedIn, make: Make) -> None:
    other = make.administrator(email="other@example.org")
    others = signed_in(other)
    assert others.get("/accounts").status_code == 200
    press(visitor, other, f"roles/{other.grants[0].id}/withdraw")
    assert others.get("/accounts").status_code == 403


def test_a_switched_off_account_is_signed_out_and_comes_back_when_switched_on(
    visitor: Visitor, signed_in: SignedIn, client: Visitor, ada: Account
) -> None:
    adas = signed_in(ada)
    assert visitor.submit(f"/accounts/{ada.id}/switch-off").location == f"/accounts/{ada.id}"
    assert adas.get("/account").status_code == 302
    assert try_to_sign_in(client, "ada@example.org").status_code == 200
    press(visitor, ada, "switch-on")
    assert adas.get("/account").status_code == 302
    assert try_to_sign_in(client, "ada@example.org").status_code == 302
    assert [name for name in events(ada) if "switched" in name] == ["account.switched_off", "account.switched_on"]


def test_resetting_a_second_factor_forgets_it_and_signs_out(
    visitor: Visitor, signed_in: SignedIn, client: Visitor, ada: Account
) -> None:
    ada.is_demo = False
    adas = signed_in(ada)
    set_up_an_app(adas)
    press(visitor, ada, "reset-second-factor")
    assert adas.get("/account").location == "/sign-in?next=/account"
    try_to_sign_in(client, "ada@example.org")
    assert client.get("/account").location == "/account/second-factor"
    assert events(ada).count("account.second_factor_reset") == 1


ON_ONESELF = ("switch-off", "reset-second-factor", "password-link", "roles/{grant}/withdraw")


@pytest.mark.parametrize("action", ON_ONESELF)
def test_nobody_does_it_to_their_own_account(visitor: Visitor, administrator: Account, action: str) -> None:
    address = f"/accounts/{administrator.id}/{action.format(grant=administrator.grants[0].id)}"
    visitor.post(address, data=last_form(visitor.get("/account").text))
    page = visitor.get(f"/accounts/{administrator.id}").text
    assert "You cannot do this to your own account" in page
    assert "/set-password/" not in page
    assert (administrator.active, len(administrator.grants)) == (True, 1)


def test_nobody_gives_a_role_to_themselves(visitor: Visitor, administrator: Account) -> None:
    page = visitor.submit(f"/accounts/{administrator.id}/roles/new", role="coordinator", where="region")
    assert "You cannot do this to your own account" in page.text
    assert [grant.role for grant in administrator.grants] == [AccountRole.ADMINISTRATOR]


def test_a_role_of_somebody_else_is_not_found_under_this_account(
    visitor: Visitor, ada: Account, administrator: Account
) -> None:
    token = last_form(visitor.get("/account").text)
    assert (
        visitor.post(f"/accounts/{ada.id}/roles/{administrator.grants[0].id}/withdraw", data=token).status_code == 404
    )
    assert visitor.get("/accounts/999999").status_code == 404


def test_a_change_without_its_token_is_refused(visitor: Visitor, ada: Account) -> None:
    assert visitor.post(f"/accounts/{ada.id}/switch-off").status_code == 400
    assert ada.active


def test_administering_accounts_opens_no_group(visitor: Visitor) -> None:
    page = visitor.get("/accounts/permissions").text
    assert "Look after accounts and settings" in page
    assert visitor.get("/organisations").status_code in (403, 404)


def test_every_grant_still_obeys_the_table(visitor: Visitor, make: Make) -> None:
    new_account(visitor, where="region", role="viewer")
    [grant] = db.session.scalars(select(AreaGrant).join(Account).where(Account.email == "ben@example.org"))
    assert (grant.region_wide, grant.area_id, grant.organisation_id) == (True, None, None)
