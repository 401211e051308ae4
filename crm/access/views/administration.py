"""What administrators do with the accounts of others."""

from collections.abc import Callable

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from crm.access import actions, links, queries, submissions
from crm.access.forms import REGION, AccountFilters, NewAccountForm, RoleForm
from crm.access.guard import requires, signed_in
from crm.access.permissions import Permission
from crm.access.rules import Remit, remits
from crm.access.views.blueprint import accounts
from crm.accounts.models import Account
from crm.core.errors import RuleBroken
from crm.core.paging import cursor_in
from crm.extensions import db


@accounts.route("/accounts")
@requires(Permission.ACCOUNTS)
def index() -> ResponseReturnValue:
    filters = AccountFilters()
    filters.validate()
    words = filters.q.data or ""
    page = queries.accounts_page(words, cursor_in(request.args))
    return render_template("accounts/index.html", filters=filters, words=words, page=page)


@accounts.route("/accounts/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS)
def new() -> ResponseReturnValue:
    form = NewAccountForm()
    form.areas.choices = queries.area_choices()
    if form.validate_on_submit():
        try:
            return _create(form)
        except RuleBroken as broken:
            db.session.rollback()
            form.show(broken)
    return render_template("accounts/new.html", form=form)


def _create(form: NewAccountForm) -> ResponseReturnValue:
    actor = signed_in()
    submissions.claim(form, actor)
    account = actions.create_account(form.email.data, form.name.data, _remits(form), actor)
    actions.allow_password_link(account, actor)
    page = url_for("accounts.show", account_id=account.id)
    submissions.made(form, actor, account, page)
    db.session.commit()
    session["password_link_for"] = account.id
    flash("The account is made.")
    return redirect(page)


def _remits(form: RoleForm) -> list[Remit]:
    return remits(
        form.role.data,
        form.area_ids(),
        region_wide=form.where.data == REGION,
        organisation_id=form.organisation_id(),
    )


@accounts.route("/accounts/<int:account_id>")
@requires(Permission.ACCOUNTS)
def show(account_id: int) -> ResponseReturnValue:
    """A link to set a password shows once, right after it was made."""
    account = queries.account(account_id)
    names = queries.group_names(account)
    return render_template(
        "accounts/show.html",
        account=account,
        roles=[(grant.id, queries.in_words(grant, names)) for grant in account.grants],
        passkeys=queries.number_of_passkeys(account_id),
        is_own=account.id == signed_in().id,
        link=_link_to_show(account),
    )


def _link_to_show(account: Account) -> str | None:
    if session.pop("password_link_for", None) != account.id:
        return None
    token = links.token_for(account, current_app.config["SETTINGS"])
    return url_for("accounts.set_password", token=token, _external=True)


@accounts.route("/accounts/<int:account_id>/roles/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS)
def new_role(account_id: int) -> ResponseReturnValue:
    account = queries.account(account_id)
    form = RoleForm()
    form.areas.choices = queries.area_choices()
    if form.validate_on_submit():
        try:
            actions.give_roles(account, _remits(form), signed_in())
        except RuleBroken as broken:
            db.session.rollback()
            form.show(broken)
        else:
            return _done(account_id, "The role is given.")
    return render_template("accounts/new_role.html", account=account, form=form)


@accounts.route("/accounts/<int:account_id>/roles/<int:grant_id>/withdraw", methods=["POST"])
@requires(Permission.ACCOUNTS)
def withdraw_role(account_id: int, grant_id: int) -> ResponseReturnValue:
    account = queries.account(account_id)
    grant = queries.grant_of(account_id, grant_id)
    return _do(account, lambda: actions.withdraw_role(account, grant, signed_in()), "The role is withdrawn.")


@accounts.route("/accounts/<int:account_id>/switch-on", methods=["POST"])
@requires(Permission.ACCOUNTS)
def switch_on(account_id: int) -> ResponseReturnValue:
    account = queries.account(account_id)
    return _do(account, lambda: actions.switch_on(account, signed_in()), "The account is switched on.")


@accounts.route("/accounts/<int:account_id>/reset-second-factor", methods=["POST"])
@requires(Permission.ACCOUNTS)
def reset_second_factor(account_id: int) -> ResponseReturnValue:
    account = queries.account(account_id)
    return _do(account, lambda: actions.reset_second_factor(account, signed_in()), "The second factor is reset.")


@accounts.route("/accounts/<int:account_id>/password-link", methods=["POST"])
@requires(Permission.ACCOUNTS)
def password_link(account_id: int) -> ResponseReturnValue:
    account = queries.account(account_id)

    def make_link() -> None:
        actions.allow_password_link(account, signed_in())
        session["password_link_for"] = account_id

    return _do(account, make_link, "The link is made.")


def _do(account: Account, change: Callable[[], None], done: str) -> ResponseReturnValue:
    account_id = account.id
    try:
        change()
    except RuleBroken as broken:
        db.session.rollback()
        flash(broken.message, "error")
        return redirect(url_for("accounts.show", account_id=account_id))
    return _done(account_id, done)


def _done(account_id: int, words: str) -> ResponseReturnValue:
    db.session.commit()
    flash(words)
    return redirect(url_for("accounts.show", account_id=account_id))
