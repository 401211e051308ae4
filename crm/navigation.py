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
    active: bool


PAGES = (
    ("Home", "reporting.home", Permission.CORE_VIEW),
    ("My week", "reporting.week", Permission.PRIVATE_VIEW),
    ("Groups", "organisations.index", Permission.CORE_VIEW),
    ("Map", "reporting.map_page", Permission.CORE_VIEW),
    ("Follow-ups", "engagement.follow_ups", Permission.PRIVATE_VIEW),
    ("Training", "training.index", Permission.ASSURANCE_VIEW),
    ("Coverage", "reporting.coverage", Permission.COVERAGE),
    ("Who to ring", "contacts.index", Permission.CONTACTS),
    ("My group", "portal.my_group", Permission.OWN_STATUS),
    ("Accounts", "accounts.index", Permission.ACCOUNTS),
    ("Jobs", "jobs.index", Permission.ACCOUNTS),
)


# What these serve belongs to a group, however its address begins.
OF_A_GROUP = ("people", "checks", "policies", "engagement", "history")
OF_WORK = (
    "engagement.requests",
    "engagement.you_said",
    "engagement.emails",
    "engagement.email",
    "offline.sheet",
    "handover.coming",
    "engagement.persistence",
    "engagement.persistence_list",
)
BESIDE = dict.fromkeys(OF_WORK, "engagement.follow_ups")
BESIDE |= dict.fromkeys(("reporting.next_visits", "reporting.visit_weights"), "reporting.week")
BESIDE |= dict.fromkeys(("handover.posts", "handover.leaving"), "reporting.coverage")


def items() -> list[Item]:
    shown = [(text, endpoint) for text, endpoint, needed in PAGES if can(needed)]
    above = _above()
    return [Item(text, url_for(page), page == request.endpoint, page == above) for text, page in shown]


def _above() -> str | None:
    """The page of the menu that this page stands below, if it is not one itself."""
    pages = [endpoint for _, endpoint, _ in PAGES]
    if request.endpoint in pages:
        return None
    if request.endpoint in BESIDE:
        return BESIDE[request.endpoint]
    if request.blueprint in OF_A_GROUP:
        return "organisations.index"
    return next((page for page in pages if request.path.startswith(f"{url_for(page)}/")), None)


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
