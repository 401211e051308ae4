"""What everybody does with their own account, and the link that a new one begins with."""

from flask import abort, current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import login_user

from crm.access import actions, links, queries, words
from crm.access.forms import ChangePasswordForm, SetPasswordForm
from crm.access.guard import open_to_all, signed_in, signed_in_only
from crm.access.views.blueprint import accounts
from crm.accounts import passwords
from crm.accounts.models import Account
from crm.accounts.rules import check_password
from crm.accounts.sign_in_forms import count_failure
from crm.accounts.throttle import asks_password
from crm.core.errors import RuleBroken
from crm.extensions import db


@accounts.route("/account")
@signed_in_only
def mine() -> ResponseReturnValue:
    account = signed_in()
    return render_template(
        "accounts/mine.html",
        account=account,
        roles=queries.roles_in_words([account.id]).get(account.id, []),
        passkeys=queries.number_of_passkeys(account.id),
    )


@accounts.route("/accounts/permissions")
@signed_in_only
def permissions() -> ResponseReturnValue:
    return render_template("accounts/permissions.html", lines=words.table(), roles=words.ROLE_WORDS)


@accounts.route("/account/second-factor/done")
@signed_in_only
def after_second_factor() -> ResponseReturnValue:
    """Recovery codes are offered to whoever has none yet."""
    has_codes = signed_in().mf_recovery_codes
    return redirect(url_for("accounts.mine" if has_codes else "security.mf_recovery_codes"))


@accounts.route("/account/password", methods=["GET", "POST"])
@asks_password
@signed_in_only
def change_password() -> ResponseReturnValue:
    account = signed_in()
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            password_hash = _new_hash(account, form)
        except RuleBroken as broken:
            form.show(broken)
        else:
            return _keep(account, password_hash)
    return render_template("accounts/change_password.html", form=form)


def _new_hash(account: Account, form: ChangePasswordForm) -> str:
    if not passwords.fits(account, form.current.data):
        account.track_failed_authn("password")
        count_failure()
        raise RuleBroken("Enter the password you have now", "current")
    check_password(form.password.data, account.name, account.email)
    return passwords.hashed(form.password.data)


def _keep(account: Account, password_hash: str) -> ResponseReturnValue:
    actions.set_password(account, password_hash, actor=account)
    db.session.commit()
    login_user(account, remember=False, authn_via=None if session.get("second_factor") else ["password"])
    flash("Your password is changed, and you are signed out on every other device.")
    return redirect(url_for("accounts.mine"))


@accounts.route("/account/sign-out-everywhere", methods=["POST"])
@signed_in_only
def sign_out_everywhere() -> ResponseReturnValue:
    actions.sign_out_everywhere(signed_in())
    db.session.commit()
    flash("You are signed out on every device.")
    return redirect(url_for("security.login"))


@accounts.route("/set-password/<token>", methods=["GET", "POST"])
@open_to_all
def set_password(token: str) -> ResponseReturnValue:
    account = links.account_of(token, current_app.config["SETTINGS"])
    if account is None:
        return render_template("accounts/link_out_of_date.html"), 410
    form = SetPasswordForm()
    if form.validate_on_submit():
        try:
            check_password(form.password.data, account.name, account.email)
        except RuleBroken as broken:
            form.show(broken)
        else:
            return _set(token, passwords.hashed(form.password.data))
    return render_template("accounts/set_password.html", form=form, account=account)


def _set(token: str, password_hash: str) -> ResponseReturnValue:
    """The link is asked again, in the transaction that uses it up."""
    account = links.account_of(token, current_app.config["SETTINGS"])
    if account is None:
        abort(409)
    actions.set_password(account, password_hash, actor=account)
    db.session.commit()
    flash("Your password is set. Sign in with it.")
    return redirect(url_for("security.login"))
