"""The people who sign in to made-up data. One known password will do: production refuses demo accounts."""

from dataclasses import dataclass

import click
from flask_security import hash_password, verify_password
from sqlalchemy import select

from crm.access.actions import create_account, set_password
from crm.access.rules import Remit
from crm.accounts.models import Account, AccountRole
from crm.extensions import db

PASSWORD = "a bridge of many hands"  # noqa: S105 (of demonstration accounts alone)
NEWHAM, TOWER_HAMLETS = "E09000025", "E09000030"


@dataclass(frozen=True)
class SignIn:
    """`areas` are GSS codes; without them and without a group, the role is for the region."""

    email: str
    name: str
    role: AccountRole
    areas: tuple[str, ...] = ()
    of_group: bool = False


SIGN_INS = (
    SignIn("adviser@example.org", "Ruth Adeyemi", AccountRole.ADVISER, (NEWHAM,)),
    SignIn("coordinator@example.org", "Tomasz Wójcik", AccountRole.COORDINATOR, (NEWHAM, TOWER_HAMLETS)),
    SignIn("region@example.org", "Harriet Osei", AccountRole.COORDINATOR),
    SignIn("group@example.org", "Naima Chowdhury", AccountRole.GROUP_LEAD, of_group=True),
    SignIn("viewer@example.org", "Colm Brennan", AccountRole.VIEWER, (NEWHAM,)),
    SignIn("admin@example.org", "Devika Menon", AccountRole.ADMINISTRATOR),
)


def make_staff(area_ids: dict[str, int]) -> dict[str, Account]:
    """By e-mail address. They are marked as demonstration accounts, so they need no second factor."""
    password = hash_password(PASSWORD)
    made = {}
    for wanted in SIGN_INS:
        if not wanted.of_group:
            places = [Remit(wanted.role, area_id=area_ids[code]) for code in wanted.areas]
            made[wanted.email] = _account(wanted, password, places or [Remit(wanted.role, region_wide=True)])
    return made


def make_colleague(area_id: int) -> Account:
    """Named as the adviser of some groups, and never signs in."""
    colleague = SignIn("colleague@example.org", "Farid Haque", AccountRole.ADVISER)
    return _account(colleague, None, [Remit(colleague.role, area_id=area_id)])


def make_group_lead(organisation_id: int) -> Account:
    wanted = next(wanted for wanted in SIGN_INS if wanted.of_group)
    return _account(wanted, hash_password(PASSWORD), [Remit(wanted.role, organisation_id=organisation_id)])


def _account(wanted: SignIn, password: str | None, remits: list[Remit]) -> Account:
    return create_account(wanted.email, wanted.name, remits, None, password_hash=password, is_demo=True)


def renew_passwords() -> bool:
    """SECRET_KEY is part of every password that is kept: under another key the one that is printed would open nothing.

    Whether that was so; each was then set to it again.
    """
    emails = [one.email for one in SIGN_INS]
    accounts = db.session.scalars(select(Account).where(Account.email.in_(emails), Account.is_demo)).all()
    if all(account.password and verify_password(PASSWORD, account.password) for account in accounts):
        return False
    password = hash_password(PASSWORD)
    for account in accounts:
        set_password(account, password, actor=account)
    db.session.commit()
    return True


def print_sign_ins() -> None:
    click.echo(f"Sign in with one of these addresses and the password: {PASSWORD}")
    for wanted in SIGN_INS:
        click.echo(f"  {wanted.email:<26}{wanted.role.label}")
