from tests.browser.pages.base import AnyPage
from tests.browser.pages.contact import LogContactPage
from tests.browser.pages.groups import GroupsPage


class HomePage(AnyPage):
    heading = "Home"

    def find(self, words: str) -> GroupsPage:
        self.enter("Find a group", words)
        self.button("Find").click()
        return self.then(GroupsPage)

    def log_a_visit_to(self, group: str) -> LogContactPage:
        self.link(f"Log a visit to {group}", exact=True).first.click()
        return self.then(LogContactPage)
