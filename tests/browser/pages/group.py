"""A group's page: one tab to a subject."""

import re
from typing import ClassVar, TypeVar

from playwright.sync_api import expect

from tests.browser.pages.base import AnyPage
from tests.browser.pages.checks import RecordCheckPage
from tests.browser.pages.contact import LogContactPage
from tests.browser.pages.people import AddPersonPage
from tests.browser.pages.policies import RecordPolicyPage
from tests.browser.pages.training import ChooseSessionPage
from tests.browser.screen import Screen

Kind = TypeVar("Kind", bound="Tab")


class Tab(AnyPage):
    name: ClassVar[str]

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        tabs = self.main.get_by_role("navigation", name="Sections about this group")
        expect(tabs.get_by_role("link", name=self.name, exact=True)).to_have_attribute("aria-current", "page")

    def tab(self, kind: type[Kind]) -> Kind:
        self.link(kind.name, exact=True).click()
        return self.then(kind)


class OverviewTab(Tab):
    name = "Overview"

    def stands(self, subject: str, *words: str) -> None:
        """What the line about a subject says."""
        term = self.page.get_by_role("term").filter(has_text=re.compile(f"^\\s*{subject}\\s*$"))
        line = self.main.locator("dl > div").filter(has=term)
        for part in words:
            expect(line).to_contain_text(part)

    def log_a_contact(self) -> LogContactPage:
        self.button_or_link("Log a visit or call")
        return self.then(LogContactPage)

    def button_or_link(self, name: str) -> None:
        """A link that looks like a button is a button to whoever listens, when scripts are on."""
        self.button(name).or_(self.link(name, exact=True)).click()


class ContactTab(Tab):
    name = "Contact"


class DetailsTab(Tab):
    name = "Details"


class PoliciesTab(Tab):
    name = "Policies"

    def record(self, kind: str) -> RecordPolicyPage:
        self.link(f"Record the policy ({kind})").click()
        return self.then(RecordPolicyPage)


class PeopleTab(Tab):
    name = "People"

    def add_a_person(self) -> AddPersonPage:
        self.main.get_by_text("Add a person", exact=True).click()
        return self.then(AddPersonPage)


class ChecksTab(Tab):
    name = "Checks"

    def record_a_check(self, person: str) -> RecordCheckPage:
        self.link(re.compile(f"Record a check.*{person}")).click()
        return self.then(RecordCheckPage)


class TrainingTab(Tab):
    name = "Training"

    def record_training(self) -> ChooseSessionPage:
        self.main.get_by_text("Record training", exact=True).click()
        return self.then(ChooseSessionPage)


class HistoryTab(Tab):
    name = "History"
