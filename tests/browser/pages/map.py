from playwright.sync_api import expect

from tests.browser.pages.filtering import FilteredPage
from tests.browser.pages.group import OverviewTab


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
