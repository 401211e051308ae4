import re

from playwright.sync_api import Locator, expect

from tests.browser.pages.base import AnyPage
from tests.browser.pages.filtering import FilteredPage
from tests.browser.pages.group import OverviewTab
from tests.browser.pages.trips import PlanTripPage


class MapPage(FilteredPage):
    heading = "Map of groups"

    def open_from_the_map(self, group: str, policy: str) -> OverviewTab:
        """A mark is a button, which opens a balloon with a link to the group."""
        self.main.get_by_role("button", name=f"{group}, policy {policy}").click()
        drawn = self.main.get_by_role("region", name="Map", exact=True)
        link = drawn.get_by_role("link", name=group)
        expect(link).to_be_focused()
        link.click()
        return self.then(OverviewTab)

    def open_from_the_list(self, group: str) -> OverviewTab:
        self.main.get_by_role("region", name="The same groups as a list").get_by_role("link", name=group).click()
        return self.then(OverviewTab)

    @property
    def list(self) -> Locator:
        return self.main.locator("#list-part")

    def lists(self, *groups: str) -> None:
        """These and no others."""
        expect(self.list.locator(".app-results__title")).to_have_text(list(groups))

    def open_mark_of(self, count: int) -> None:
        """Of several groups; by the keyboard, as a thumb and a mouse do the same."""
        mark = self.main.get_by_role("button", name=re.compile(rf"^{count} groups, policy"))
        mark.focus()
        self.page.keyboard.press("Enter")
        expect(self.main.get_by_role("link", name=f"List these {count} groups")).to_be_focused()

    def list_groups_of_the_mark(self) -> "MapPage":
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**groups=**")
        return self.then(MapPage)

    def zoom_in_on_the_mark(self) -> None:
        self.main.get_by_role("button", name="Zoom in").first.click()

    def search_this_area(self) -> "MapPage":
        self.button("Search this area").click()
        self.page.wait_for_url("**box=**")
        return self.then(MapPage)

    def show_the_map(self) -> None:
        """On a phone the list stands in its place."""
        switch = self.main.get_by_role("navigation", name="Map or list").get_by_role("link", name="Map", exact=True)
        if switch.is_visible():
            switch.click()
        expect(self.main.locator("#map")).to_be_visible()

    def plan_a_round_trip(self) -> PlanTripPage:
        self.link("Plan a round trip").click()
        return self.then(PlanTripPage)

    def print(self) -> "MapOnPaper":
        self.link("Print this map").click()
        return self.then(MapOnPaper)


class MapOnPaper(AnyPage):
    heading = "Groups on the map"

    def has_marks(self, *numbers: str) -> None:
        expect(self.main.locator(".app-map .app-paper-mark__number")).to_have_text(list(numbers))
