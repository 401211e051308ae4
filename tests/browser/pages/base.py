"""What every page is: it has one heading, and nobody is shut out of it."""

import datetime as dt
import re
from typing import ClassVar, TypeVar

from playwright.sync_api import Locator, expect

from tests.browser.screen import Screen

Kind = TypeVar("Kind", bound="AnyPage")


class AnyPage:
    """Making one says that the browser has arrived at such a page, and looks for faults in it."""

    heading: ClassVar[str | re.Pattern[str]] = re.compile(".")

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.page = screen.page
        self.main = self.page.get_by_role("main")
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.heading)
        faults = screen.faults()
        assert not faults, "\n".join([self.page.url, *faults])

    def then(self, kind: type[Kind]) -> Kind:
        return kind(self.screen)

    def menu(self, name: str, kind: type[Kind]) -> Kind:
        """Another part of the service. On a phone the menu is folded."""
        navigation = self.page.get_by_role("navigation", name="Menu")
        fold = navigation.get_by_role("button", name="Menu")
        if fold.is_visible():
            fold.click()
        navigation.get_by_role("link", name=name, exact=True).click()
        return self.then(kind)

    # Finding

    def link(self, name: str | re.Pattern[str], *, exact: bool = False) -> Locator:
        return self.main.get_by_role("link", name=name, exact=exact)

    def button(self, name: str) -> Locator:
        return self.main.get_by_role("button", name=name, exact=True)

    def field(self, label: str) -> Locator:
        return self.main.get_by_label(label, exact=True)

    def group(self, question: str) -> Locator:
        """The answers to a question that has several parts."""
        return self.main.get_by_role("group", name=question)

    # Doing

    def enter(self, label: str, words: str) -> None:
        """Pressed first, as a thumb would."""
        field = self.field(label)
        field.click()
        field.fill(words)

    def choose(self, question: str, *answers: str) -> None:
        """The label is pressed, as a thumb would."""
        for answer in answers:
            self.group(question).get_by_text(answer, exact=True).first.click()

    def unfold(self, name: str) -> None:
        """Opens a part that stands folded."""
        self.main.locator("summary", has_text=re.compile(rf"^\s*{name}\s*$")).click()

    def enter_date(self, question: str, day: dt.date) -> None:
        parts = self.group(question)
        for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            parts.get_by_label(label, exact=True).fill(str(value))

    # Seeing

    def shows(self, *words: str | re.Pattern[str]) -> None:
        for part in words:
            expect(self.main).to_contain_text(part)

    def does_not_show(self, *words: str) -> None:
        for part in words:
            expect(self.page.locator("html")).not_to_contain_text(part)

    def says_it_was_done(self, words: str) -> None:
        expect(self.main.get_by_role("alert")).to_contain_text(words)

    def shows_error(self, words: str) -> None:
        """In the list of errors, which has the focus, so that it is read out."""
        summary = self.main.get_by_role("alert").filter(has_text="There is a problem")
        expect(summary).to_contain_text(words)
        if self.screen.has_scripts:
            expect(self.main.locator(".govuk-error-summary")).to_be_focused()
