"""What comes out of a printer: what is told, and nothing to press."""

import pytest

from crm.accounts.models import AccountRole
from tests.browser import london
from tests.browser.conftest import OpenScreen
from tests.browser.pages.home import HomePage
from tests.browser.pages.signing_in import SignInPage
from tests.browser.screen import Screen
from tests.browser.test_every_page import signed_in
from tests.browser.world import World

# As wide as an A4 sheet between its margins, at 96 dots an inch.
SHEET = {"width": 718, "height": 1000}
TO_PRESS = ".govuk-button, .govuk-service-navigation, .moj-sub-navigation, .app-filter, .govuk-summary-list__actions"
ADDRESSES = """() => [...document.querySelectorAll('main a')]
  .map((link) => getComputedStyle(link, '::after').content)
  .filter((words) => words.includes('(/') || words.includes('attr'))"""


@pytest.mark.parametrize(
    "page",
    [
        "/organisations/{organisation_id}",
        "/coverage",
        "/map",
        "/organisations",
        "/organisations/print",
        "/offline/sheet?groups={organisation_id}",
    ],
)
def test_a_page_on_paper_tells_without_anything_to_press(world: World, open_screen: OpenScreen, page: str) -> None:
    screen, ids = signed_in(world, open_screen, AccountRole.COORDINATOR)
    on_paper(screen, page.format(**ids))
    assert screen.page.locator(TO_PRESS).locator("visible=true").count() == 0
    assert screen.page.evaluate(ADDRESSES) == []
    assert screen.page.evaluate("document.scrollingElement.scrollWidth") <= SHEET["width"]


def test_the_page_of_the_list_says_on_paper_alone_that_it_is_a_part(world: World, open_screen: OpenScreen) -> None:
    london.staff_of_newham(world)
    with world.rows() as make:
        for number in range(30):
            make.organisation(london.newham(), name=f"Oak {number}")
    screen = open_screen()
    SignInPage.open(screen).sign_in(london.ADVISER, HomePage)
    part = screen.page.get_by_text("This paper holds only 25 of them")
    screen.page.goto("/organisations")
    assert not part.is_visible()
    on_paper(screen, "/organisations")
    assert part.is_visible()


def on_paper(screen: Screen, address: str) -> None:
    screen.page.emulate_media(media="print")
    screen.page.set_viewport_size({"width": SHEET["width"], "height": SHEET["height"]})
    screen.page.goto(address)
