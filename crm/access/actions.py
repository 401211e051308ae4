"""What administrators and people themselves do with accounts. Passwords arrive hashed, see `passwords`."""

from crm.access import groups, queries
from crm.access.rules import Remit, check_not_oneself
from crm.accounts.models import Account, AreaGrant
from crm.audit import record
from crm.core import uids
from crm.core.contact import normalise_email
from crm.core.errors import RuleBroken
from crm.extensions import db


def create_account(
    email: str,
    name: str,
    remits: list[Remit],
    actor: Account | None,
    *,
    password_hash: str | None = None,
    is_demo: bool = False,
) -> Account:
    """Without a password nobody can sign in yet; see `links`."""
    email = normalise_email(email).lower()
    if queries.is_known(email):
        raise RuleBroken("There is an account with this email address already", "email")
    account = Account(
        email=email, name=name, password=password_hash, is_demo=is_demo, fs_uniquifier=new_uniquifier(), grants=[]
    )
    db.session.add(account)
    db.session.flush()
    record.record("account.created", account, actor)
    for remit in remits:
        _give(account, remit, actor)
    return account


def give_roles(account: Account, remits: list[Remit], actor: Account) -> None:
    check_not_oneself(account.id, actor.id)
    for remit in remits:
        _give(account, remit, actor)


def _give(account: Account, remit: Remit, actor: Account | None) -> None:
    held = {(grant.role, grant.area_id, grant.region_wide, grant.organisation_id) for grant in account.grants}
    if (remit.role, remit.area_id, remit.region_wide, remit.organisation_id) in held:
        raise RuleBroken(f"{account.name} is {remit.role.label.lower()} there already", "role")
    if remit.organisation_id and remit.organisation_id not in groups.names_of([remit.organisation_id]):
        raise RuleBroken(
            "No group has this number: it is the last part of the address of the group's page", "organisation"
        )
    grant = AreaGrant(
        role=remit.role,
        area_id=remit.area_id,
        region_wide=remit.region_wide,
        organisation_id=remit.organisation_id,
    )
    account.grants.append(grant)
    db.session.flush()
    record.record("account.role_given", grant, actor)


def withdraw_role(account: Account, grant: AreaGrant, actor: Account) -> None:
    check_not_oneself(account.id, actor.id)
    account.grants.remove(grant)
    db.session.delete(grant)
    record.record("account.role_withdrawn", grant, actor)


def switch_off(account: Account, actor: Account) -> None:
    """Whoever is signed in with it is signed out at once, on every device."""
    check_not_oneself(account.id, actor.id)
    account.active = False
    account.fs_uniquifier = new_uniquifier()
    record.record("account.switched_off", account, actor)


def switch_on(account: Account, actor: Account) -> None:
    check_not_oneself(account.id, actor.id)
    account.active = True
    record.record("account.switched_on", account, actor)


def reset_second_factor(account: Account, actor: Account) -> None:
    """App, passkeys and recovery codes are forgotten; at the next sign-in the person sets one up anew."""
    check_not_oneself(account.id, actor.id)
    account.tf_primary_method = account.tf_totp_secret = account.mf_recovery_codes = None
    for passkey in account.webauthn:
        db.session.delete(passkey)
    account.fs_uniquifier = new_uniquifier()
    record.record("account.second_factor_reset", account, actor)


def set_password(account: Account, password_hash: str, actor: Account) -> None:
    """Signs out everywhere, and makes the link that led here worthless."""
    account.password = password_hash
    account.fs_uniquifier = new_uniquifier()
    record.record("account.password_changed", account, actor)


def sign_out_everywhere(account: Account) -> None:
    account.fs_uniquifier = new_uniquifier()
    record.record("account.signed_out_everywhere", account, account)


def allow_password_link(account: Account, actor: Account) -> None:
    """Whoever holds the link can sign in as this person, short of the second factor: so it is kept who made it."""
    check_not_oneself(account.id, actor.id)
    record.record("account.password_link_made", account, actor)


def new_uniquifier() -> str:
    """What a session says whose it is; a new one ends every session there is."""
    return uids.new().hex
