"""Looking for a group in the one box: by typing, with the keyboard, on a phone, and without scripts."""

import time

import pytest
from playwright.sync_api import Route, expect

from tests.browser import axe, london
from tests.browser.conftest import OpenScreen
from tests.browser.pages.group import OverviewTab
from tests.browser.pages.groups import GroupsPage
from tests.browser.pages.home import HomePage
from tests.browser.pages.signing_in import SignInPage
from tests.browser.screen import DESKTOP, PHONE, Screen, Size
from tests.browser.world import World

SUGGESTIONS = "**/organisations/suggestions*"
NAMES = ("Hope Chapel", "Hope & Joy <i>Hall</i>", "Bethel", "مسجد الأمل Hope")


@pytest.fixture
def groups(world: World) -> None:
    london.staff_of_newham(world)
    with world.rows() as make:
        for name in NAMES:
            make.organisation(london.newham(), name=name)


def the_list(screen: Screen) -> GroupsPage:
    return SignInPage.open(screen).sign_in(london.ADVISER, HomePage).menu("Groups", GroupsPage)


@pytest.mark.usefixtures("groups")
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=lambda size: size.name)
def test_a_group_is_opened_from_what_is_offered(open_screen: OpenScreen, size: Size) -> None:
    screen = open_screen(size)
    page = the_list(screen)
    page.box.press_sequentially("hope")
    expect(page.offered).to_have_count(3)
    expect(page.offered.nth(1)).to_contain_text("Hope & Joy <i>Hall</i>")
    assert axe.faults_of(screen.page) == []
    assert screen.page.evaluate("document.documentElement.scrollWidth") <= size.width
    page.offered.filter(has_text="Hope Chapel").click()
    expect(page.then(OverviewTab).page.get_by_role("heading", level=1)).to_have_text("Hope Chapel")


@pytest.mark.usefixtures("groups")
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=lambda size: size.name)
def test_the_home_page_offers_groups_while_somebody_types(open_screen: OpenScreen, size: Size) -> None:
    home = SignInPage.open(open_screen(size)).sign_in(london.ADVISER, HomePage)
    home.main.get_by_role("combobox", name="Find a group").press_sequentially("beth")
    offered = home.main.get_by_role("listbox", name="Find a group").get_by_role("option")
    expect(offered).to_have_count(1)
    assert axe.faults_of(home.page) == []
    offered.click()
    expect(home.then(OverviewTab).page.get_by_role("heading", level=1)).to_have_text("Bethel")


@pytest.mark.usefixtures("groups")
def test_the_keyboard_alone_chooses_searches_and_puts_away(open_screen: OpenScreen) -> None:
    page = the_list(open_screen(DESKTOP))
    keyboard = page.page.keyboard
    page.box.press_sequentially("hope")
    expect(page.offered).to_have_count(3)
    expect(page.main.get_by_role("status").filter(has_text="3 results are available")).to_have_count(1)
    keyboard.press("Escape")
    expect(page.offered).to_have_count(0)
    keyboard.type(" c")
    expect(page.box).to_have_value("hope c")
    expect(page.offered).to_have_count(1)
    keyboard.press("Enter")
    page.page.wait_for_url("**/organisations?q=hope+c")
    found = page.then(GroupsPage)
    expect(found.row("Hope Chapel")).to_be_visible()
    expect(found.box).to_have_value("hope c")
    found.box.press("End")
    keyboard.type("h")
    expect(found.offered).to_have_count(1)
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    found.then(OverviewTab)


@pytest.mark.usefixtures("groups")
def test_a_slow_answer_does_not_come_after_a_newer_one(open_screen: OpenScreen) -> None:
    page = the_list(open_screen(DESKTOP))

    def slowly(route: Route) -> None:
        if "q=hope" in route.request.url:
            time.sleep(1.5)
        route.continue_()

    page.page.route(SUGGESTIONS, slowly)
    page.box.press_sequentially("hope")
    page.page.wait_for_timeout(500)
    page.box.fill("bethel")
    expect(page.offered).to_have_text(["Bethel" + "Place of worship, Newham"])
    page.page.wait_for_timeout(1500)
    expect(page.offered).to_have_text(["Bethel" + "Place of worship, Newham"])


@pytest.mark.usefixtures("groups")
def test_the_box_searches_without_scripts_and_keeps_the_filters(open_screen: OpenScreen) -> None:
    screen = open_screen(PHONE, has_scripts=False)
    page = the_list(screen).filter(Faith="Not stated")
    page.enter("Search", "hope")
    page.button("Search").click()
    page.page.wait_for_url("**q=hope*")
    assert "faith=not_stated" in page.page.url
    found = page.then(GroupsPage)
    expect(found.row("Hope Chapel")).to_be_visible()
    expect(found.row("Bethel")).to_have_count(0)
