"""The service navigation, by what the person may do, and what every page is told."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_login import current_user

from crm.access.guard import can
from crm.access.permissions import PERMISSIONS, Permission
from crm.accounts.models import AccountRole
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
    ("On the road", "offline.shell", Permission.PRIVATE_EDIT),
    ("Training", "training.index", Permission.ASSURANCE_VIEW),
    ("Checks", "checks.board", Permission.DBS_VIEW),
    ("Standards", "standards.index", Permission.STANDARDS),
    ("Resources", "resources.index", Permission.CORE_VIEW),
    ("Coverage", "reporting.coverage", Permission.COVERAGE),
    ("Who to ring", "contacts.index", Permission.CONTACTS),
    ("My group", "portal.my_group", Permission.OWN_STATUS),
    ("Accounts", "accounts.index", Permission.ACCOUNTS),
    ("Jobs", "jobs.index", Permission.ACCOUNTS),
)


# What these serve belongs to a group, however its address begins.
OF_A_GROUP = ("people", "checks", "policies", "assessments", "engagement", "history")
OF_WORK = (
    "reporting.next_visits",
    "reporting.visit_weights",
    "engagement.follow_ups",
    "engagement.requests",
    "engagement.you_said",
    "engagement.emails",
    "engagement.email",
    "handover.coming",
    "engagement.persistence",
    "engagement.persistence_list",
)
BESIDE = dict.fromkeys(OF_WORK, "reporting.week")
BESIDE |= dict.fromkeys(("handover.posts", "handover.leaving", "retention.index"), "reporting.coverage")
BESIDE["retention.place"] = "organisations.index"
OF_BATCHES = ("batches", "new_batch", "batch", "edit_batch", "find_for_batch", "give_places", "day_of_batch")
BESIDE |= {f"checks.{page}": "checks.board" for page in OF_BATCHES}
# Kept on phones as they are, so they tell nothing of who is signed in: everybody gets an adviser's menu.
KEPT_ON_PHONES = ("offline.shell", "offline.worker")


def items() -> list[Item]:
    return _items(can)


def _items(may: Callable[[Permission], bool]) -> list[Item]:
    shown = [(text, endpoint) for text, endpoint, needed in PAGES if may(needed)]
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
    if request.endpoint in KEPT_ON_PHONES:
        menu = _items(PERMISSIONS[AccountRole.ADVISER].__contains__)
        return {"navigation": menu, "account_name": None, "demo_data": _is_demonstration()}
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
