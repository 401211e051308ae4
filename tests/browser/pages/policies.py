import datetime as dt

from tests.browser.pages.base import AnyPage


class RecordPolicyPage(AnyPage):
    heading = "Record a policy"

    def record_adopted(self, adopted_on: dt.date, seen_on: dt.date) -> None:
        self.choose("How far is it?", "The group has adopted it")
        self.enter_date("When did the group adopt or last review it?", adopted_on)
        self.choose("Have you seen it yourself?", "Yes")
        self.enter_date("When did you see it?", seen_on)
        self.button("Save policy").click()
