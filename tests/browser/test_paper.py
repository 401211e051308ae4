"""What comes out of a printer: what is told, and nothing to press."""

import pytest

from crm.accounts.models import AccountRole
from tests.browser.conftest import OpenScreen
from tests.browser.screen import Screen
from tests.browser.test_every_page import signed_in
from tests.browser.world import World

# As wide as an A4 sheet between its margins, at 96 dots an inch.
SHEET = {"width": 718, "height": 1000}
TO_PRESS = ".govuk-button, .govuk-service-navigation, .moj-sub-navigation, .app-filter, .govuk-summary-list__actions"
ADDRESSES = """() => [...document.querySelectorAll('main a')]
  .map((link) => getComputedStyle(link, '::after').content)
  .filter((words) => words.includes('(/') || words.includes('attr'))"""


@pytest.mark.parametrize("page", ["/organisations/{organisation_id}", "/coverage", "/map", "/organisations"])
def test_a_page_on_paper_tells_without_anything_to_press(world: World, open_screen: OpenScreen, page: str) -> None:
    screen, ids = signed_in(world, open_screen, AccountRole.COORDINATOR)
    on_paper(screen, page.format(**ids))
    assert screen.page.locator(TO_PRESS).locator("visible=true").count() == 0
    assert screen.page.evaluate(ADDRESSES) == []
    assert screen.page.evaluate("document.scrollingElement.scrollWidth") <= SHEET["width"]


def on_paper(screen: Screen, address: str) -> None:
    screen.page.emulate_media(media="print")
    screen.page.set_viewport_size({"width": SHEET["width"], "height": SHEET["height"]})
    screen.page.goto(address)
