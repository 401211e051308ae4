"""`flask --app app users`: exit 0 done, 1 refused with the reason, 2 wrong usage (architecture.md 7)."""

import sys

import click
from flask.cli import AppGroup

from crm.access import actions, queries
from crm.access.rules import Remit, remits
from crm.access.scope import every_area
from crm.accounts import passwords
from crm.accounts.models import AccountRole
from crm.accounts.rules import check_password
from crm.core.contact import normalise_email
from crm.core.database import reading
from crm.core.errors import RuleBroken
from crm.core.text import one_line
from crm.extensions import db

users = AppGroup("users", help="People who sign in.")


@users.command("create")
@click.argument("email")
@click.option("--name", required=True, help="As the others know them.")
@click.option("--role", "role_code", required=True, type=click.Choice([role.value for role in AccountRole]))
@click.option("--area", "codes", multiple=True, metavar="GSS", help="For one area; may be given several times.")
@click.option("--region", is_flag=True, help="For every area.")
@click.option("--organisation", "organisation_id", type=int, metavar="ID", help="For one group.")
@click.option("--password-stdin", is_flag=True, required=True, help="Read the password from standard input.")
def create(
    email: str,
    name: str,
    role_code: str,
    codes: tuple[str, ...],
    region: bool,
    organisation_id: int | None,
    password_stdin: bool,
) -> None:
    """Make an account with a role for areas, for the region or for a group."""
    role = AccountRole(role_code)
    _check_usage(role, codes, region, organisation_id)
    password = sys.stdin.read().rstrip("\r\n")
    with every_area("users create"):
        try:
            with reading():
                wanted = remits(role, _area_ids(codes), region_wide=region, organisation_id=organisation_id)
            _create(email, one_line(name), wanted, password)
        except RuleBroken as broken:
            db.session.rollback()
            click.echo(broken.message, err=True)
            sys.exit(1)
    click.echo(f"{email} can sign in as {role.label.lower()}")


def _check_usage(role: AccountRole, codes: tuple[str, ...], region: bool, organisation_id: int | None) -> None:
    """The same rule that judges the form, here before anything is looked up."""
    try:
        remits(role, [1 for _ in codes], region_wide=region, organisation_id=organisation_id)
    except RuleBroken as broken:
        raise click.UsageError(broken.message) from broken


def _area_ids(codes: tuple[str, ...]) -> list[int]:
    known = queries.area_ids(codes)
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise RuleBroken(f"No area has the code {', '.join(unknown)}: codes look like E09000025")
    return [known[code] for code in codes]


def _create(email: str, name: str, wanted: list[Remit], password: str) -> None:
    if not name:
        raise RuleBroken("Enter a name")
    email = normalise_email(email)
    check_password(password, name, email)
    password_hash = passwords.hashed(password)
    actions.create_account(email, name, wanted, actor=None, password_hash=password_hash)
    db.session.commit()


@users.command("list")
def list_users() -> None:
    """Every account, with its roles, one a line."""
    with reading(), every_area("users list"):
        for account in queries.everybody():
            state = "" if account.active else " (switched off)"
            click.echo(f"{account.email}\t{account.name}\t{'; '.join(account.roles) or 'no role'}{state}")
