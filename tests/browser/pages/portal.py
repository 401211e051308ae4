import re

from playwright.sync_api import expect

from tests.browser.pages.base import AnyPage


class MyGroupPage(AnyPage):
    """Its heading is the group's own name."""

    def is_about(self, group: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(group)

    def stands(self, subject: str, *words: str) -> None:
        term = self.page.get_by_role("term").filter(has_text=re.compile(f"^\\s*{subject}\\s*$"))
        line = self.main.locator("dl > div").filter(has=term)
        for part in words:
            expect(line).to_contain_text(part)
