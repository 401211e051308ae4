from playwright.sync_api import Locator, expect

from tests.browser.pages.base import AnyPage
from tests.browser.pages.group import OverviewTab

WITH_CHILDREN, ALL_GROUPS = 0, 2


class CoveragePage(AnyPage):
    heading = "Coverage"

    def number(self, subject: str, standing: str, column: int) -> Locator:
        """A figure in the table of a subject, such as the lead, in the row of a standing, such as missing."""
        standing_cell = self.page.get_by_role("rowheader", name=standing, exact=True)
        row = self.main.get_by_role("table", name=subject, exact=True).get_by_role("row").filter(has=standing_cell)
        return row.get_by_role("cell").nth(column)

    def counts(self, subject: str, standing: str, *, with_children: int, all_groups: int) -> None:
        expect(self.number(subject, standing, WITH_CHILDREN)).to_have_text(str(with_children))
        expect(self.number(subject, standing, ALL_GROUPS)).to_have_text(str(all_groups))

    def open_list(self, subject: str, standing: str) -> "CoverageListPage":
        self.number(subject, standing, ALL_GROUPS).get_by_role("link").click()
        return self.then(CoverageListPage)


class CoverageListPage(AnyPage):
    def lists(self, *names: str) -> None:
        """Exactly these groups."""
        expect(self.main.locator(".app-results__title")).to_have_text(list(names))

    def open_group(self, name: str) -> OverviewTab:
        self.link(name, exact=True).click()
        return self.then(OverviewTab)
