"""Every page, for everybody who may see it, on a desktop and on a phone."""

from typing import Any

import pytest
from playwright.sync_api import Page
from werkzeug.routing import Rule

from crm.accounts.models import AccountRole
from tests.browser.conftest import OpenScreen
from tests.browser.pages.base import AnyPage
from tests.browser.pages.signing_in import SignInPage
from tests.browser.screen import DESKTOP, PHONE, Screen
from tests.browser.world import World, may_sign_in
from tests.whole.world import build_side

NOT_OURS = ("static", "security.wan_signin_response")
# The coordinator's round includes the pages that are the same for all; an adviser's are the coordinator's.
OTHERS = [role for role in AccountRole if role not in {AccountRole.COORDINATOR, AccountRole.ADVISER}]


def test_every_page_of_a_coordinator_can_be_used_by_everybody(world: World, open_screen: OpenScreen) -> None:
    screen, ids = signed_in(world, open_screen, AccountRole.COORDINATOR)
    assert faults_of_pages(screen, addresses(world, pages_of(world), ids)) == {}


@pytest.mark.parametrize("role", OTHERS)
def test_every_page_of_another_role_can_be_used_by_everybody(
    world: World, open_screen: OpenScreen, role: AccountRole
) -> None:
    screen, ids = signed_in(world, open_screen, role)
    pages = [rule for rule in pages_of(world) if is_by_permission(world, rule)]
    assert faults_of_pages(screen, addresses(world, pages, ids)) == {}


def test_every_page_that_needs_no_signing_in_can_be_used_by_everybody(world: World, open_screen: OpenScreen) -> None:
    screen = open_screen()
    screen.page.goto("/sign-in")
    assert faults_of_pages(screen, addresses(world, pages_of(world), {})) == {}


def signed_in(world: World, open_screen: OpenScreen, role: AccountRole) -> tuple[Screen, dict[str, Any]]:
    with world.rows() as make:
        side = build_side(make)
        email, ids = may_sign_in(side.staff[role]), dict(side.ids)
    screen = open_screen()
    SignInPage.open(screen).sign_in(email, AnyPage)
    return screen, ids


def pages_of(world: World) -> list[Rule]:
    rules = world.app.url_map.iter_rules()
    return [rule for rule in rules if "GET" in (rule.methods or ()) and rule.endpoint not in NOT_OURS]


def is_by_permission(world: World, rule: Rule) -> bool:
    return rule.rule == "/" or getattr(world.app.view_functions[rule.endpoint], "permission", None) is not None


def addresses(world: World, rules: list[Rule], ids: dict[str, Any]) -> list[str]:
    """Those that can be opened with these rows."""
    with world.app.test_request_context():
        return [
            world.app.url_for(rule.endpoint, **{name: ids[name] for name in rule.arguments})
            for rule in rules
            if rule.arguments <= ids.keys()
        ]


def faults_of_pages(screen: Screen, urls: list[str]) -> dict[str, list[str]]:
    seen = {url: faults_at_each_size(screen, url) for url in urls if is_a_page(screen.page, url)}
    assert seen
    return {url: faults for url, faults in seen.items() if faults}


def faults_at_each_size(screen: Screen, url: str) -> list[str]:
    """Loaded once: the window then shrinks."""
    screen.page.goto(url)
    found = []
    for size in (DESKTOP, PHONE):
        screen.page.set_viewport_size({"width": size.width, "height": size.height})
        found += [f"{size.name}: {fault}" for fault in screen.faults()]
    screen.page.set_viewport_size({"width": DESKTOP.width, "height": DESKTOP.height})
    screen.complaints.clear()
    return found


def is_a_page(page: Page, url: str) -> bool:
    """Not a file to keep, not another page's address, and not refused to this person."""
    answer = page.request.get(url, max_redirects=0)
    return answer.status == 200 and answer.headers["content-type"].startswith("text/html")
