import datetime as dt

from tests.browser.pages.base import AnyPage


class RecordCheckPage(AnyPage):
    def record_cleared(self, level: str, issued_on: dt.date, seen_by: str) -> None:
        self.field("Which level is the check?").select_option(label=level)
        self.choose("Is it free of charge, at the volunteer rate?", "Yes")
        self.enter_date("When was the certificate issued?", issued_on)
        self.enter_date("When did the group see the original certificate?", issued_on)
        self.field("Who saw it?").fill(seen_by)
        self.choose("What did the group decide?", "Cleared for the role")
        self.button("Save check").click()
