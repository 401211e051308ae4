import datetime as dt

from tests.browser.pages.base import AnyPage


class AddPersonPage(AnyPage):
    heading = "Add a person"

    def add(self, name: str, role: str, started_on: dt.date) -> None:
        self.field("What is their name?").fill(name)
        self.choose("What is their role?", role)
        self.choose("What do they do with children?", "What is usual for this role")
        self.enter_date("When did they start?", started_on)
        self.button("Add person").click()
