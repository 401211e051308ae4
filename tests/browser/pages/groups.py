"""The list of groups, and bringing one in."""

from pathlib import Path

from playwright.sync_api import Locator

from tests.browser.pages.base import AnyPage
from tests.browser.pages.filtering import FilteredPage
from tests.browser.pages.group import OverviewTab


class GroupsPage(FilteredPage):
    heading = "Groups"

    def row(self, name: str) -> Locator:
        return self.main.get_by_role("listitem").filter(has=self.page.get_by_role("link", name=name, exact=True))

    def open_group(self, name: str) -> OverviewTab:
        self.link(name, exact=True).click()
        return self.then(OverviewTab)

    @property
    def box(self) -> Locator:
        return self.main.get_by_role("combobox", name="Search")

    @property
    def offered(self) -> Locator:
        """What the box offers while somebody types."""
        return self.main.get_by_role("listbox", name="Search").get_by_role("option")

    def import_a_list(self) -> "ImportPage":
        self.main.get_by_text("Import a list", exact=True).click()
        return self.then(ImportPage)


class ImportPage(AnyPage):
    heading = "Import a list"

    def send(self, path: Path) -> "ImportCheckPage":
        self.field("Which file?").set_input_files(path)
        self.button("Check the file").click()
        return self.then(ImportCheckPage)


class ImportCheckPage(AnyPage):
    heading = "Check what the import will do"

    def confirm(self) -> "ImportDonePage":
        self.button("Confirm and import").click()
        return self.then(ImportDonePage)


class ImportDonePage(AnyPage):
    heading = "Import finished"

    def see_the_groups(self) -> GroupsPage:
        self.link("See the groups").click()
        return self.then(GroupsPage)
