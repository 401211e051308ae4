"""At most ten wrong passwords or codes for one account in a quarter of an hour, and fifty from one address."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Flask, Response, g, request, session

from crm.core.contact import normalise_email
from crm.core.errors import RuleBroken
from crm.extensions import limiter

FAILURES_PER_ACCOUNT = "10 per 15 minutes"
FAILURES_PER_ADDRESS = "50 per 15 minutes"


def _by_email() -> str:
    """The address as sign-in reads it, so that no other spelling of it starts a new count."""
    typed = request.form.get("email", "")[:300]
    with suppress(RuleBroken):
        typed = normalise_email(typed)
    return hashlib.sha256(typed.strip().casefold().encode()).hexdigest()


def _by_who_is_signing_in() -> str:
    return str(session.get("tf_user_id"))


def _by_who_is_signed_in() -> str:
    return str(session.get("_user_id"))


def _failed(_response: Response) -> bool:
    return bool(g.get("failed_sign_in"))


def throttled(view: Any, scope: str, key: Callable[[], str]) -> Any:
    for limit, counted_by in ((FAILURES_PER_ACCOUNT, key), (FAILURES_PER_ADDRESS, None)):
        view = limiter.limit(limit, key_func=counted_by, methods=["POST"], deduct_when=_failed, scope=scope)(view)
    return view


def asks_password(view: Any) -> Any:
    """For a page of somebody signed in that asks for the password again."""
    return throttled(view, "password", _by_who_is_signed_in)


def init_app(app: Flask) -> None:
    for endpoint, key in (
        ("login", _by_email),
        ("two_factor_token_validation", _by_who_is_signing_in),
        ("mf_recovery", _by_who_is_signing_in),
        ("verify", _by_who_is_signed_in),
    ):
        name = f"security.{endpoint}"
        app.view_functions[name] = throttled(app.view_functions[name], endpoint, key)
