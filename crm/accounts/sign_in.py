"""Flask-Security, set up for Footbridge. Its pages stand in templates/security, its words in `messages`."""

import base64
import hashlib
from datetime import timedelta
from typing import Any

from flask import Flask, abort
from flask.typing import ResponseReturnValue
from flask_security import SQLAlchemyUserDatastore, UserMixin

from crm.accounts import messages, sessions, throttle
from crm.accounts import sign_in_forms as forms
from crm.accounts.models import Account, NoRole, Passkey
from crm.accounts.queries import signed_in_account
from crm.config import Settings
from crm.extensions import db, security

HOW_LONG_A_PASSWORD_COUNTS = timedelta(minutes=30)


class Accounts(SQLAlchemyUserDatastore):
    """Where Flask-Security finds accounts."""

    def find_user(self, case_insensitive: bool = False, **wanted: Any) -> UserMixin | None:
        if set(wanted) == {"fs_uniquifier"}:
            return signed_in_account(wanted["fs_uniquifier"])
        return super().find_user(case_insensitive, **wanted)


def configure(app: Flask, settings: Settings) -> None:
    app.config.update(_general(settings), **_addresses(), **_second_factor(settings), **messages.SETTINGS)


def _secret(settings: Settings, purpose: str) -> bytes:
    return hashlib.sha256(f"{purpose}:{settings.secret_key}".encode()).digest()


def _general(settings: Settings) -> dict[str, object]:
    """Throttling, generic errors and password rules are our own, so Flask-Security's stay off."""
    return {
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SALT": _secret(settings, "password-salt").hex(),
        "SECURITY_RETURN_GENERIC_RESPONSES": False,
        "SECURITY_FLASH_MESSAGES": False,
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_LOGOUT_CSRF": True,
        "SECURITY_FRESHNESS": HOW_LONG_A_PASSWORD_COUNTS,
        "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(minutes=10),
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CLI_ROLES_NAME": None,
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.is_production,
        # A phone that leaves the Wi-Fi has another address; "strong" would sign it out in the middle of a visit.
        "SESSION_PROTECTION": "basic",
    }


def _addresses() -> dict[str, object]:
    return {
        # Its own way to say it comes out as "no-store=True", which no browser knows; core.headers says it.
        "SECURITY_CACHE_CONTROL": None,
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_POST_LOGOUT_VIEW": "/sign-in",
        "SECURITY_POST_VERIFY_VIEW": "/account",
        "SECURITY_VERIFY_URL": "/sign-in/again",
        "SECURITY_TWO_FACTOR_SETUP_URL": "/account/second-factor",
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "/account/second-factor/done",
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/sign-in/code",
        "SECURITY_TWO_FACTOR_SELECT_URL": "/sign-in/second-factor",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/account/recovery-codes",
        "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/sign-in/recovery-code",
        "SECURITY_WAN_REGISTER_URL": "/account/passkeys",
        "SECURITY_WAN_POST_REGISTER_VIEW": "/account/second-factor/done",
        "SECURITY_WAN_DELETE_URL": "/account/passkeys/remove",
        "SECURITY_WAN_SIGNIN_URL": "/sign-in/passkey",
        "SECURITY_WAN_VERIFY_URL": "/sign-in/passkey-again",
    }


def _second_factor(settings: Settings) -> dict[str, object]:
    return {
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_ALWAYS_VALIDATE": True,
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TOTP_SECRETS": {"1": _secret(settings, "totp").hex()},
        "SECURITY_TOTP_ISSUER": "Footbridge",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [base64.urlsafe_b64encode(_secret(settings, "recovery-codes"))],
        "SECURITY_WEBAUTHN": True,
        "SECURITY_WAN_RP_NAME": "Footbridge",
        "SECURITY_WAN_ALLOW_AS_FIRST_FACTOR": False,
        "SECURITY_WAN_SIGNIN_WITHIN": timedelta(minutes=5),
    }


def init_app(app: Flask) -> None:
    security._totp_cls = forms.OneTimeCodes
    security._mf_recovery_codes_util_cls = forms.RecoveryCodes
    security.init_app(
        app,
        Accounts(db, Account, NoRole, Passkey),
        login_form=forms.SignInForm,
        verify_form=forms.PasswordAgainForm,
        two_factor_verify_code_form=forms.CodeForm,
        two_factor_setup_form=forms.SetUpForm,
        two_factor_select_form=forms.WhichFactorForm,
        mf_recovery_form=forms.RecoveryForm,
        wan_register_form=forms.NewPasskeyForm,
        wan_register_response_form=forms.NewPasskeyAnswerForm,
        wan_signin_response_form=forms.PasskeyAnswerForm,
    )
    security.want_json(lambda _request: False)
    # A lost second factor is reset by an administrator; a code that is set up is checked at /sign-in/code.
    for unused in ("two_factor_rescue", "two_factor_setup_validate"):
        app.view_functions[f"security.{unused}"] = not_here
    throttle.init_app(app)
    sessions.init_app(app)


def not_here(**_values: str) -> ResponseReturnValue:
    abort(404)
