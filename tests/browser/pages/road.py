"""The page that works without a signal. What it says of sending comes a moment after the page."""

from playwright.sync_api import expect

from tests.browser.pages.base import AnyPage
from tests.browser.screen import Screen

KEPT_HERE = """async () => {
  const names = (await indexedDB.databases()).map(({ name }) => name);
  return { databases: names, caches: await caches.keys() };
}"""


class RoadPage(AnyPage):
    heading = "On the road"

    def take_along(self) -> "RoadPage":
        self.button("Take my groups along").click()
        self.says("On this phone now")
        self.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        return self.then(RoadPage)

    def choose_group(self, name: str) -> "RoadPage":
        self.link(name).last.click()
        expect(self.main.get_by_role("heading", level=2, name=name)).to_be_visible()
        return self.then(RoadPage)

    def log(self, outcome: str) -> "RoadPage":
        self.choose("What came of it?", outcome)
        self.button("Save").click()
        expect(self.main.get_by_role("heading", name="The copy on this phone")).to_be_visible()
        return self.then(RoadPage)

    def says(self, words: str) -> None:
        expect(self.main.get_by_role("status")).to_contain_text(words)

    def waits(self, count: int) -> None:
        expect(self.main.get_by_role("heading", name=f"Not yet sent: {count}", exact=True)).to_be_visible()

    def waits_for_nothing(self) -> None:
        expect(self.main.get_by_role("heading", name="Not yet sent")).to_be_hidden()


def kept_on(screen: Screen) -> dict[str, list[str]]:
    """The names of the databases and caches that the browser holds."""
    found: dict[str, list[str]] = screen.page.evaluate(KEPT_HERE)
    return found


def no_signal(screen: Screen, *, is_gone: bool = True) -> None:
    screen.page.context.set_offline(is_gone)
