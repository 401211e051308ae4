"""`users create` and `users list`: exit 0 done, 1 refused, 2 wrong usage."""

import pytest
from click.testing import Result
from flask_security import verify_password
from sqlalchemy import func, select

from crm.accounts.models import Account, AccountRole
from crm.audit.models import AuditEntry
from crm.extensions import db
from tests.factories import Make
from tests.support.web import Commands

GOOD = "lorry-teapot-lantern"


def create(commands: Commands, *arguments: str, password: str = GOOD, email: str = "ada@example.org") -> Result:
    return commands.invoke(
        args=["users", "create", email, "--name", "Ada", *arguments, "--password-stdin"], input=f"{password}\n"
    )


def number_of_accounts() -> int:
    return db.session.scalars(select(func.count()).select_from(Account)).one()


def test_an_adviser_of_two_areas_is_made(commands: Commands, make: Make) -> None:
    areas = [make.area(), make.area()]
    done = create(commands, "--role", "adviser", "--area", areas[0].code, "--area", areas[1].code)
    account = db.session.scalars(select(Account)).one()
    assert done.exit_code == 0, done.output
    assert {(grant.role, grant.area_id) for grant in account.grants} == {
        (AccountRole.ADVISER, area.id) for area in areas
    }
    assert verify_password(GOOD, account.password or "")
    assert not account.is_demo


def test_a_region_wide_and_a_group_account_are_made(commands: Commands, make: Make) -> None:
    group = make.organisation()
    assert create(commands, "--role", "coordinator", "--region").exit_code == 0
    made = create(commands, "--role", "group_lead", "--organisation", str(group.id), email="group@example.org")
    assert made.exit_code == 0
    grants = [account.grants[0] for account in db.session.scalars(select(Account).order_by(Account.id))]
    assert [(grant.region_wide, grant.organisation_id) for grant in grants] == [(True, None), (False, group.id)]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--role", "adviser"),
        ("--role", "nobody", "--region"),
        ("--role", "group_lead"),
        ("--role", "group_lead", "--region"),
        ("--role", "adviser", "--organisation", "1"),
        ("--role", "adviser", "--region", "--area", "E09000025"),
        ("--role", "administrator", "--area", "E09000025"),
    ],
)
def test_what_does_not_go_together_is_wrong_usage(commands: Commands, arguments: tuple[str, ...]) -> None:
    refused = create(commands, *arguments)
    assert refused.exit_code == 2
    assert "Error: " in refused.stderr
    assert number_of_accounts() == 0


def test_without_password_stdin_it_is_wrong_usage(commands: Commands) -> None:
    refused = commands.invoke(args=["users", "create", "a@example.org", "--name", "A", "--role", "viewer", "--region"])
    assert refused.exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "password", "email", "says"),
    [
        (("--region",), "short", "ada@example.org", "at least 12 characters"),
        (("--region",), "Password1234!", "ada@example.org", "harder to guess"),
        (("--region",), "", "ada@example.org", "at least 12 characters"),
        (("--region",), GOOD, "not an address", "email address in the correct format"),
        (("--area", "E99999999"), GOOD, "ada@example.org", "No area has the code E99999999"),
    ],
)
def test_what_will_not_do_is_refused_in_plain_words(
    commands: Commands, arguments: tuple[str, ...], password: str, email: str, says: str
) -> None:
    refused = create(commands, "--role", "adviser", *arguments, password=password, email=email)
    assert refused.exit_code == 1
    assert says in refused.stderr
    assert refused.stdout == ""
    assert number_of_accounts() == 0


def test_an_unknown_group_is_refused(commands: Commands) -> None:
    refused = create(commands, "--role", "group_member", "--organisation", "999999")
    assert refused.exit_code == 1
    assert "No group has this number" in refused.stderr
    assert number_of_accounts() == 0


def test_an_address_is_taken_once_in_any_capitals(commands: Commands) -> None:
    create(commands, "--role", "viewer", "--region")
    again = create(commands, "--role", "viewer", "--region", email="ADA@Example.org")
    assert again.exit_code == 1
    assert number_of_accounts() == 1


def test_the_history_knows_of_the_account_and_not_of_its_password(commands: Commands) -> None:
    create(commands, "--role", "viewer", "--region")
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.event for entry in entries] == ["account.created", "account.role_given"]
    assert "argon2" not in str([entry.changes for entry in entries])


def test_the_list_says_who_does_what_where(commands: Commands, make: Make) -> None:
    make.adviser(make.area(name="Newham"), email="ada@example.org", name="Ada")
    make.account(email="gone@example.org", name="Gone", active=False)
    said = commands.invoke(args=["users", "list"]).stdout
    assert said.splitlines() == [
        "ada@example.org\tAda\tAdviser for Newham",
        "gone@example.org\tGone\tno role (switched off)",
    ]
