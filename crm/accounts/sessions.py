"""What holds for a session: it starts anew at sign-in, ends when idle, and opens no page before the second factor."""

from typing import Any

from flask import Flask, abort, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import logout_user, tf_profile_changed, user_authenticated, wan_deleted, wan_registered

from crm.accounts.models import Account
from crm.accounts.sign_in_forms import may_sign_in
from crm.core import clock

ALWAYS_OPEN = frozenset({"static", "health", "security.logout"})
FOR_SETTING_UP = frozenset(
    {
        "security.two_factor_setup",
        "security.two_factor_token_validation",
        "security.verify",
        "security.wan_register",
        "security.wan_register_response",
    }
)
KEPT_AT_SIGN_IN = ("_user_id", "_id", "_fresh", "_flashes", "fs_paa", "fs_cc")


def init_app(app: Flask) -> None:
    app.before_request(end_when_idle)
    app.before_request(ask_for_second_factor)
    app.before_request(check_sign_in_request)
    user_authenticated.connect(start, app)
    tf_profile_changed.connect(_app_set_up, app)
    wan_registered.connect(_passkey_added, app)
    wan_deleted.connect(_passkey_removed, app)


def start(_sender: Flask, user: Account, authn_via: list[str] | None = None, **_facts: Any) -> None:
    """Nothing that was in the session before counts, so nobody can have put it there, the CSRF token least of all.

    Flask-Security names how somebody signed in only when the password alone did it.
    """
    kept = {key: session[key] for key in KEPT_AT_SIGN_IN if key in session}
    session.clear()
    session.update(kept)
    g.pop("csrf_token", None)
    session["seen_at"] = int(clock.now().timestamp())
    session["second_factor"] = authn_via is None


def end_when_idle() -> ResponseReturnValue | None:
    """Staff after 30 minutes, groups after 20 (architecture.md 3). The time stands in the signed cookie.

    Whoever sent a form is shown what they had written, by the page for 401.
    """
    if request.endpoint in ("static", "health") or not current_user.is_authenticated:
        return None
    now = int(clock.now().timestamp())
    if now - session.get("seen_at", 0) <= current_user.idle_minutes * 60 and may_sign_in(current_user):
        session["seen_at"] = now
        return None
    logout_user()
    session.clear()
    if request.endpoint == "security.login":
        return None
    if request.method != "GET":
        abort(401)
    flash("You were signed out because nothing happened for a while.", "info")
    return redirect(url_for("security.login", next=request.full_path.rstrip("?")))


def ask_for_second_factor() -> ResponseReturnValue | None:
    """Whoever needs a second factor sets one up before seeing anything else (architecture.md 3)."""
    if request.endpoint in ALWAYS_OPEN or not current_user.is_authenticated or not is_second_factor_missing():
        return None
    if request.endpoint in FOR_SETTING_UP:
        return None
    return redirect(url_for("security.two_factor_setup"))


def is_second_factor_missing() -> bool:
    return bool(current_user.needs_second_factor()) and not session.get("second_factor")


def check_sign_in_request() -> ResponseReturnValue | None:
    """Closes what Flask-Security leaves open: forms sent as JSON, ways out to elsewhere, a GET that signs out."""
    if request.blueprint != "security":
        return None
    ways_on = [*request.args.getlist("next"), *request.form.getlist("next")]
    if request.is_json or not all(is_own_address(way) for way in ways_on if way):
        abort(400)
    is_code_page = request.endpoint == "security.two_factor_token_validation"
    if is_code_page and current_user.is_authenticated and session.get("tf_state") != "validating_profile":
        return redirect(url_for("security.two_factor_setup"))
    return None


def is_own_address(address: str) -> bool:
    """A path of this service, or its whole address. Browsers read a backslash as a slash, and skip odd signs."""
    if not address.isprintable() or "\\" in address or address != address.strip():
        return False
    return (address.startswith("/") and not address.startswith("//")) or address.startswith(request.host_url)


def _app_set_up(_sender: Flask, **_facts: Any) -> None:
    session["second_factor"] = True
    flash("Your authenticator app is set up.", "success")


def _passkey_added(_sender: Flask, **_facts: Any) -> None:
    session["second_factor"] = True
    flash("Your passkey is registered.", "success")


def _passkey_removed(_sender: Flask, user: Account, **_facts: Any) -> None:
    """Whoever removed the last one and needs one is asked for another at once."""
    session["second_factor"] = bool(user.tf_primary_method) or len(user.webauthn) > 1
    flash("The passkey is removed.", "success")
