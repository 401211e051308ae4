"""The adviser's way from signing in to a saved visit, with the keyboard alone."""

from playwright.sync_api import Locator, expect

from tests.browser import london
from tests.browser.conftest import OpenScreen
from tests.browser.pages.contact import LogContactPage
from tests.browser.pages.group import ContactTab, OverviewTab
from tests.browser.pages.groups import GroupsPage
from tests.browser.pages.home import HomePage
from tests.browser.pages.signing_in import SignInPage
from tests.browser.screen import DESKTOP, Screen
from tests.browser.world import World
from tests.support.application import PASSWORD

GROUP = "Gurdwara Sach"
MOST_STEPS = 80


class Keys:
    """Every key goes to whatever has the focus."""

    def __init__(self, screen: Screen) -> None:
        self.press = screen.page.keyboard.press
        self.write = screen.page.keyboard.type

    def to(self, wanted: Locator) -> None:
        for _ in range(MOST_STEPS):
            self.press("Tab")
            if wanted.evaluate("element => element === document.activeElement"):
                expect(wanted).to_be_in_viewport()
                return
        raise AssertionError(f"{MOST_STEPS} tabs do not lead to {wanted}")

    def enter(self, wanted: Locator) -> None:
        self.to(wanted)
        self.press("Enter")

    def tick(self, wanted: Locator) -> None:
        self.to(wanted)
        self.press("Space")


def test_a_visit_is_logged_with_the_keyboard_alone(world: World, open_screen: OpenScreen) -> None:
    london.staff_of_newham(world)
    with world.rows() as make:
        make.organisation(london.newham(), name=GROUP, faith="sikh")
    screen = open_screen(DESKTOP)
    keys = Keys(screen)
    sign_in(keys, SignInPage.open(screen))
    find_the_group(keys, HomePage(screen))
    page = OverviewTab(screen)
    keys.enter(page.button("Log a visit or call").or_(page.link("Log a visit or call")))
    log_a_visit(keys, LogContactPage(screen))
    saved = ContactTab(screen)
    saved.says_it_was_done("Visit at their place saved")
    expect(saved.main.get_by_role("alert")).to_be_focused()


def sign_in(keys: Keys, page: SignInPage) -> None:
    keys.to(page.field("Email address"))
    keys.write(london.ADVISER)
    keys.to(page.field("Password"))
    keys.write(PASSWORD)
    keys.press("Enter")


def find_the_group(keys: Keys, home: HomePage) -> None:
    home.page.keyboard.press("Tab")
    expect(home.page.get_by_role("link", name="Skip to main content")).to_be_focused()
    navigation = home.page.get_by_role("navigation", name="Menu")
    keys.enter(navigation.get_by_role("link", name="Groups", exact=True))
    groups = home.then(GroupsPage)
    keys.to(groups.field("Faith"))
    keys.write("Sikh")
    keys.enter(groups.button("Apply filters"))
    keys.enter(home.then(GroupsPage).link(GROUP, exact=True))


def log_a_visit(keys: Keys, page: LogContactPage) -> None:
    """Sent empty at first: the list of errors then leads to the question."""
    keys.enter(page.button("Save"))
    page.then(LogContactPage).shows_error("Select what you did")
    error = page.main.get_by_role("link", name="Select what you did")
    keys.enter(error)
    expect(page.field("Visit at their place")).to_be_focused()
    keys.press("Space")
    keys.tick(page.field("We met"))
    keys.enter(page.button("Save"))
