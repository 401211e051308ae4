"""Keeps who signed in, who failed to, and who changed their second factor. Flask-Security says when."""

from typing import Any

from flask import Flask, Response, after_this_request
from flask_security import (
    tf_disabled,
    tf_profile_changed,
    user_authenticated,
    user_failed_authn,
    wan_deleted,
    wan_registered,
)
from sqlalchemy import select

from crm.accounts.models import Account
from crm.accounts.signals import recovery_code_used, recovery_codes_made
from crm.audit import record
from crm.extensions import db

NAMES = (
    (user_authenticated, "account.signed_in"),
    (tf_profile_changed, "account.second_factor_set"),
    (tf_disabled, "account.second_factor_removed"),
    (wan_registered, "account.passkey_added"),
    (wan_deleted, "account.passkey_removed"),
    (recovery_codes_made, "account.recovery_codes_made"),
    (recovery_code_used, "account.recovery_code_used"),
)


def init_app(app: Flask) -> None:
    for signal, name in NAMES:
        signal.connect(_naming(name), app, weak=False)
    user_failed_authn.connect(_failed, app)


def _naming(name: str) -> Any:
    """Flask-Security commits at the end of the request, and the entry goes with it."""

    def keep(_sender: Flask, user: Any, **_facts: Any) -> None:
        account = user._get_current_object() if hasattr(user, "_get_current_object") else user
        record.record(name, account, account)

    return keep


def _failed(_sender: Flask, user: Account, tfa: bool = False, **_facts: Any) -> None:
    """Nobody is signed in, so nobody is the actor. The transaction that found the account is over by then."""
    account_id = user.id

    @after_this_request
    def keep(response: Response) -> Response:
        account = db.session.scalars(select(Account).where(Account.id == account_id)).one()
        record.record("account.second_factor_failed" if tfa else "account.sign_in_failed", account, None)
        db.session.commit()
        return response
