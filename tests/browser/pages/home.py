from tests.browser.pages.base import AnyPage
from tests.browser.pages.contact import LogContactPage
from tests.browser.pages.groups import GroupsPage


class HomePage(AnyPage):
    heading = "Home"

    def find(self, words: str) -> GroupsPage:
        box = self.main.locator('input[name="q"]')
        box.fill(words)
        box.press("Enter")
        return self.then(GroupsPage)

    def log_a_visit_to(self, group: str) -> LogContactPage:
        self.link(f"Log a visit to {group}", exact=True).first.click()
        return self.then(LogContactPage)
