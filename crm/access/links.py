"""The link that lets a person set a password: handed over by an administrator, good once and for three days."""

import hashlib

from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import select

from crm.accounts.models import Account
from crm.config import Settings
from crm.extensions import db

DAYS = 3


def _signer(settings: Settings) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings.secret_key, salt="set-password")


def _state(account: Account) -> str:
    """Changes with the password, so that a used link is worthless."""
    return hashlib.sha256(f"{account.password}{account.fs_uniquifier}".encode()).hexdigest()[:24]


def token_for(account: Account, settings: Settings) -> str:
    return _signer(settings).dumps([account.id, _state(account)])


def account_of(token: str, settings: Settings) -> Account | None:
    """None when the link is out of date, used, or made up, or when the account is switched off."""
    try:
        account_id, state = _signer(settings).loads(token, max_age=DAYS * 24 * 60 * 60)
    except BadSignature:
        return None
    account = db.session.scalars(select(Account).where(Account.id == account_id, Account.active)).one_or_none()
    return account if account is not None and _state(account) == state else None
