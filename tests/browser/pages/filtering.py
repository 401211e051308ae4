from typing import TypeVar

from tests.browser.pages.base import AnyPage

Same = TypeVar("Same", bound="FilteredPage")


class FilteredPage(AnyPage):
    """A list that can be narrowed."""

    def filter(self: Same, **answers: str) -> Same:
        """`filter(Faith="Sikh", Search="sach")`. Where there is little room, the filters are folded."""
        if not self.field(next(iter(answers))).is_visible():
            self.main.locator("summary", has_text="Filters").click()
        for label, answer in answers.items():
            if label == "Search":
                self.enter(label, answer)
            else:
                self.field(label).select_option(label=answer)
        self.button("Apply filters").click()
        return self.then(type(self))
