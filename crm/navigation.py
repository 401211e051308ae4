"""The service navigation, by what the person may do, and what every page is told."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_login import current_user

from crm.access.guard import can
from crm.access.permissions import Permission
from crm.accounts.queries import holds_demonstration


@dataclass(frozen=True)
class Item:
    text: str
    href: str
    current: bool


PAGES = (
    ("Home", "reporting.home", Permission.CORE_VIEW),
    ("Groups", "organisations.index", Permission.CORE_VIEW),
    ("Map", "reporting.map_page", Permission.CORE_VIEW),
    ("Follow-ups", "engagement.follow_ups", Permission.PRIVATE_VIEW),
    ("Training", "training.index", Permission.ASSURANCE_VIEW),
    ("Coverage", "reporting.coverage", Permission.COVERAGE),
    ("My group", "portal.my_group", Permission.OWN_STATUS),
    ("Accounts", "accounts.index", Permission.ACCOUNTS),
)


def items() -> list[Item]:
    shown = [(text, endpoint) for text, endpoint, needed in PAGES if can(needed)]
    return [Item(text, url_for(endpoint), _is_current(endpoint)) for text, endpoint in shown]


def _is_current(endpoint: str) -> bool:
    """A list is current on its own page and on every page below it: a group's people stand below the groups."""
    return request.endpoint == endpoint or (
        endpoint.endswith(".index") and request.path.startswith(f"{url_for(endpoint)}/")
    )


def _page_facts() -> dict[str, Any]:
    if not current_user.is_authenticated:
        return {"navigation": [], "account_name": None, "demo_data": _is_demonstration()}
    return {"navigation": items(), "account_name": current_user.name, "demo_data": _is_demonstration()}


def _is_demonstration() -> bool:
    """For everybody who sees the data, also signed out; production refuses demonstration data."""
    if current_app.config["SETTINGS"].is_production:
        return False
    return bool(getattr(current_user, "is_demo", False)) or holds_demonstration()


def init_app(app: Flask) -> None:
    app.context_processor(_page_facts)
