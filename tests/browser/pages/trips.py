from playwright.sync_api import Locator, expect

from tests.browser.pages.base import AnyPage


class PlanTripPage(AnyPage):
    heading = "Plan a round trip"

    def start_where_i_am(self) -> None:
        self.button("Use where I am now").click()
        self.shows("Where you are is filled in")

    def plan(self) -> "TripPage":
        self.button("Plan the trip").click()
        return self.then(TripPage)


class TripPage(AnyPage):
    heading = "Round trip"

    @property
    def stops(self) -> Locator:
        return self.main.locator(".app-trip__stop")

    def visits(self, *groups: str) -> None:
        """In this order, and in the same order on the map."""
        expect(self.stops.locator(".app-results__title a")).to_have_text(list(groups))

    def draws(self, *marks: str) -> None:
        expect(self.main.locator(".app-map .app-trip__number")).to_have_text(list(marks))

    def change(self, what: str, group: str) -> "TripPage":
        with self.page.expect_navigation():
            self.link(f"{what} {group}", exact=True).click()
        return self.then(TripPage)

    def is_ready_for_paper(self) -> None:
        """Nothing to press, and room for a pen."""
        self.page.emulate_media(media="print")
        expect(self.link("Move down").locator("visible=true")).to_have_count(0)
        expect(self.stops.first.get_by_text("Notes")).to_be_visible()
        self.page.emulate_media(media="screen")
