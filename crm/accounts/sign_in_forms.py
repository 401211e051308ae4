"""Flask-Security's forms, asked in our way. Its own checks stay; what it would tell a stranger does not."""

import base64
import re
from typing import Any

import qrcode
from flask import current_app, flash, g, session
from flask_login import current_user
from flask_security import LoginForm, Totp, TwoFactorSetupForm, TwoFactorVerifyCodeForm
from flask_security.recovery_codes import MfRecoveryCodesUtil, MfRecoveryForm
from flask_security.tf_plugin import TwoFactorSelectForm
from flask_security.webauthn import WebAuthnRegisterForm, WebAuthnRegisterResponseForm, WebAuthnSigninResponseForm
from qrcode.image.svg import SvgPathFillImage
from wtforms.validators import StopValidation

from crm.accounts import passwords
from crm.accounts.models import Account
from crm.accounts.signals import recovery_code_used, recovery_codes_made
from crm.core.contact import normalise_email
from crm.core.database import reading
from crm.core.errors import RuleBroken
from crm.core.fields import HiddenField, PasswordField, RadiosField, TextField
from crm.core.forms import Form
from crm.extensions import db, limiter

DO_NOT_BELONG_TOGETHER = "Enter the email address and password that belong together"
SECONDS_A_CODE_IS_REMEMBERED = 300


def an_email(_form: Any, field: Any) -> None:
    try:
        field.data = normalise_email(field.data)
    except RuleBroken as broken:
        raise StopValidation(broken.message) from broken


def count_failure() -> None:
    """For the throttle: a wrong password or code, not an empty form."""
    g.failed_sign_in = True


class SignInForm(Form, LoginForm):
    """One answer for an unknown address, a wrong password and an account that may not sign in."""

    email = TextField(
        "Email address",
        [an_email],
        required="Enter your email address",
        type="email",
        autocomplete="username",
        spellcheck=False,
    )
    password = PasswordField("Password", required="Enter your password", autocomplete="current-password")
    remember = None
    submit = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.next.data = self.next.data or "/"

    def validate(self, **kwargs: Any) -> bool:
        """Hash outside a write transaction: 170 ms would hold up everybody who saves (architecture.md 5)."""
        with reading():
            valid = super().validate(**kwargs) and self.user is not None and may_sign_in(self.user)
            if not valid and self.ifield is not None:
                self._refuse()
        db.session.rollback()
        return valid

    def _refuse(self) -> None:
        if self.user is not None and self.user_authenticated:
            self.user.track_failed_authn("refused")
        self.email.errors, self.password.errors = [], []
        self.form_errors.append(DO_NOT_BELONG_TOGETHER)
        count_failure()


def may_sign_in(account: Any) -> bool:
    """Everybody knows the password of a demonstration account, so in production it is nobody's."""
    return not (account.is_demo and current_app.config["SETTINGS"].is_production)


class PasswordAgainForm(Form):
    password = PasswordField("Password", required="Enter your password", autocomplete="current-password")

    def validate(self, **kwargs: Any) -> bool:
        if not super().validate(**kwargs):
            return False
        account: Account = current_user._get_current_object()
        if not passwords.fits(account, self.password.data):
            account.track_failed_authn("password")
            self.password.errors = ["Enter the password of this account"]
            count_failure()
            return False
        return True


class CodeForm(Form, TwoFactorVerifyCodeForm):
    code = TextField(
        "Code",
        required="Enter the code from your app",
        hint="6 digits",
        max_length=20,
        called="The code",
        autocomplete="one-time-code",
        inputmode="numeric",
        classes="govuk-input--width-10",
        attributes={},
    )
    submit = None

    def validate(self, **kwargs: Any) -> bool:
        valid: bool = super().validate(**kwargs)
        if not valid and self.code.data:
            count_failure()
        return valid


class RecoveryForm(Form, MfRecoveryForm):
    code = TextField(
        "Recovery code",
        required="Enter a recovery code",
        max_length=60,
        called="The recovery code",
        autocomplete="off",
        spellcheck=False,
        classes="govuk-input--width-20",
        attributes={},
    )
    submit = None

    def validate(self, **kwargs: Any) -> bool:
        valid: bool = super().validate(**kwargs)
        if not valid and self.code.data and self.user is not None:
            self.user.track_failed_authn("recovery code", tfa=True)
            count_failure()
        return valid


class SetUpForm(Form, TwoFactorSetupForm):
    """There is one kind of code, so nothing is asked."""

    setup = HiddenField(default="authenticator")
    submit = None


class WhichFactorField(RadiosField):
    words = {"authenticator": "A code from your authenticator app", "webauthn": "A passkey"}

    def _choices(self) -> list[Any]:
        return [choice._replace(text=self.words[choice.value]) for choice in super()._choices()]


class WhichFactorForm(Form, TwoFactorSelectForm):
    which = WhichFactorField("How do you want to confirm that it is you?", required="Choose one of the ways shown")
    submit = None


class NewPasskeyForm(Form, WebAuthnRegisterForm):
    name = TextField(
        "What will you call this passkey?",
        required="Enter a name for the passkey",
        hint="For example, my phone",
        max_length=60,
        called="The name",
        classes="govuk-input--width-20",
    )
    submit = None


class NewPasskeyAnswerForm(WebAuthnRegisterResponseForm):
    def validate(self, **kwargs: Any) -> bool:
        return _told(super().validate(**kwargs), self)


class PasskeyAnswerForm(WebAuthnSigninResponseForm):
    def validate(self, **kwargs: Any) -> bool:
        """As a second factor it must belong to the very account whose password was given."""
        valid = super().validate(**kwargs) and not self.errors
        owner = self.user.fs_uniquifier if self.user else None
        if valid and self.is_secondary and owner != session.get("tf_user_id"):
            self.credential.errors = ["This passkey belongs to another account"]
            valid = False
        return _told(valid, self)


def _told(valid: bool, form: Any) -> bool:
    """Flask-Security goes on to another page, so what was wrong is shown there."""
    if not valid:
        flash(str(next(iter(form.errors.values()), ["The passkey was not accepted. Try again"])[0]), "error")
    return valid


class OneTimeCodes(Totp):
    """Each code is taken once (RFC 6238, 5.2); Flask-Security would take it again while it lasts."""

    def generate_qrcode(self, username: str, totp: str) -> str:
        """As one path: Flask-Security's own picture has a thousand squares and 60 KB."""
        picture = qrcode.make(self.get_totp_uri(username, totp), image_factory=SvgPathFillImage)
        return f"data:image/svg+xml;base64,{base64.b64encode(picture.to_string()).decode()}"

    def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:
        if not super().verify_totp(token, totp_secret, user, window):
            return False
        digits = re.sub(r"\D", "", token)
        return limiter.storage.incr(f"code/{user.id}/{digits}", SECONDS_A_CODE_IS_REMEMBERED) == 1


class RecoveryCodes(MfRecoveryCodesUtil):
    def create_recovery_codes(self, user: Any) -> list[str]:
        codes = super().create_recovery_codes(user)
        recovery_codes_made.send(current_app._get_current_object(), user=user)  # type: ignore[attr-defined]
        return codes

    def check_recovery_code(self, user: Any, code: str) -> bool:
        return super().check_recovery_code(user, code.strip())

    def delete_recovery_code(self, user: Any, code: str) -> bool:
        deleted = super().delete_recovery_code(user, code.strip())
        left = len(self.get_recovery_codes(user))
        flash(f"You have used a recovery code, and {left} are left. Make new ones under your account.", "info")
        recovery_code_used.send(current_app._get_current_object(), user=user)  # type: ignore[attr-defined]
        return deleted
