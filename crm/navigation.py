"""The service navigation, by what the person may do, and what every page is told."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from flask import Flask, current_app, request, url_for
from flask_login import current_user

from crm.access.guard import can
from crm.access.permissions import PERMISSIONS, Permission
from crm.accounts.models import AccountRole
from crm.accounts.queries import holds_demonstration


class Item(NamedTuple):
    """`current` is this page itself, `active` one that this page stands below or beside."""

    text: str
    href: str
    current: bool
    active: bool = False


class Page(NamedTuple):
    text: str
    endpoint: str
    needed: Permission


# An item of the menu is one page, or several that stand side by side and share it.
SUPPORT = (
    Page("Training", "training.index", Permission.ASSURANCE_VIEW),
    Page("DBS checks", "checks.board", Permission.DBS_VIEW),
    Page("Resources", "resources.index", Permission.CORE_VIEW),
    Page("Standards", "standards.index", Permission.STANDARDS),
)
MENU: tuple[tuple[Page, ...], ...] = (
    (Page("Home", "reporting.home", Permission.CORE_VIEW),),
    (Page("My week", "reporting.week", Permission.PRIVATE_VIEW),),
    (Page("Groups", "organisations.index", Permission.CORE_VIEW),),
    (Page("Map", "reporting.map_page", Permission.CORE_VIEW),),
    (Page("On the road", "offline.shell", Permission.PRIVATE_EDIT),),
    SUPPORT,
    (Page("Coverage", "reporting.coverage", Permission.COVERAGE),),
    (Page("Who to ring", "contacts.index", Permission.CONTACTS),),
    (Page("My group", "portal.my_group", Permission.OWN_STATUS),),
    (Page("Accounts", "accounts.index", Permission.ACCOUNTS),),
    (Page("Jobs", "jobs.index", Permission.ACCOUNTS),),
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
    "policies.queue",
    "policies.answered",
    "policies.read",
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


def items(may: Callable[[Permission], bool] = can) -> list[Item]:
    here = _place()
    allowed = [[page for page in pages if may(page.needed)] for pages in MENU]
    return [_item(pages, here) for pages in allowed if pages]


def _item(pages: Sequence[Page], here: str | None) -> Item:
    """Leads to the first of them."""
    first = pages[0]
    is_current = first.endpoint == request.endpoint
    is_below = not is_current and here in [page.endpoint for page in pages]
    return Item("Support" if len(pages) > 1 else first.text, url_for(first.endpoint), is_current, is_below)


def beside() -> list[Item]:
    """The pages that stand side by side with this one, itself included."""
    pages = next((pages for pages in MENU if request.endpoint in [page.endpoint for page in pages]), ())
    shown = [page for page in pages if can(page.needed)]
    return [Item(page.text, url_for(page.endpoint), page.endpoint == request.endpoint) for page in shown[1:] and shown]


def _place() -> str | None:
    """The page of the menu that this page is, or stands below."""
    pages = [page.endpoint for together in MENU for page in together]
    if request.endpoint in pages:
        return request.endpoint
    if request.endpoint in BESIDE:
        return BESIDE[request.endpoint]
    if request.blueprint in OF_A_GROUP:
        return "organisations.index"
    return next((page for page in pages if request.path.startswith(f"{url_for(page)}/")), None)


def _page_facts() -> dict[str, Any]:
    if request.endpoint in KEPT_ON_PHONES:
        menu = items(PERMISSIONS[AccountRole.ADVISER].__contains__)
        return {"navigation": menu, "account_name": None, "demo_data": _is_demonstration()}
    if not current_user.is_authenticated:
        return {"navigation": [], "account_name": None, "demo_data": _is_demonstration()}
    facts = {"navigation": items(), "beside": beside()}
    return {**facts, "account_name": current_user.name, "demo_data": _is_demonstration()}


def _is_demonstration() -> bool:
    """For everybody who sees the data, also signed out; production refuses demonstration data."""
    if current_app.config["SETTINGS"].is_production:
        return False
    return bool(getattr(current_user, "is_demo", False)) or holds_demonstration()


def init_app(app: Flask) -> None:
    app.context_processor(_page_facts)
