"""Every form that staff can send, sent empty: the page in error can be used by everybody."""

from typing import Any

import pytest

from crm.accounts.models import AccountRole
from tests.browser.conftest import OpenScreen
from tests.browser.screen import DESKTOP, PHONE, Screen
from tests.browser.test_every_page import addresses, is_a_page, pages_of, signed_in
from tests.browser.world import World

ASKS = "main form[method=post]:has(:is(input:not([type=hidden]), select, textarea))"
EMPTY_AND_SEND = """(form) => {
  for (const field of form.querySelectorAll("input:not([type=hidden]), textarea")) {
    field.checked = false;
    if (!["checkbox", "radio", "file"].includes(field.type)) field.value = "";
  }
  for (const field of form.querySelectorAll("select")) field.selectedIndex = field.options[0].value === "" ? 0 : -1;
  form.submit();
}"""
# What each role is asked at least; a form whose every question may stay open is stored, and not counted.
LEAST = {AccountRole.COORDINATOR: 20, AccountRole.ADMINISTRATOR: 3}


@pytest.mark.parametrize("role", LEAST)
def test_every_form_sent_empty_says_what_is_wrong_to_everybody(
    world: World, open_screen: OpenScreen, role: AccountRole
) -> None:
    screen, ids = signed_in(world, open_screen, role)
    seen = in_error(world, screen, ids)
    assert {url: faults for url, faults in seen.items() if faults} == {}
    assert len(seen) >= LEAST[role], sorted(seen)


def in_error(world: World, screen: Screen, ids: dict[str, Any]) -> dict[str, list[str]]:
    """By address, what is wrong with the page that shows what is missing."""
    seen: dict[str, list[str]] = {}
    for url in addresses(world, pages_of(world), ids):
        if not is_a_page(screen.page, url):
            continue
        screen.page.goto(url)
        form = screen.page.locator(ASKS).last
        if not form.count():
            continue
        with screen.page.expect_navigation():
            form.evaluate(EMPTY_AND_SEND)
        if screen.page.locator(".govuk-error-summary").count():
            seen[url] = faults_at_each_size(screen)
    return seen


def faults_at_each_size(screen: Screen) -> list[str]:
    found = [] if screen.page.title().startswith("Error: ") else [f"titled {screen.page.title()}"]
    for size in (DESKTOP, PHONE):
        screen.page.set_viewport_size({"width": size.width, "height": size.height})
        found += [f"{size.name}: {fault}" for fault in screen.faults()]
        broken = screen.page.evaluate(
            "() => [...document.querySelectorAll('.govuk-error-summary a')].map((a) => a.getAttribute('href'))"
            ".filter((href) => !document.getElementById(href.slice(1)))"
        )
        found += [f"{size.name}: an error leads to {href}, which is not there" for href in broken]
    screen.page.set_viewport_size({"width": DESKTOP.width, "height": DESKTOP.height})
    return found
