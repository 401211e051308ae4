import datetime as dt

from tests.browser.pages.base import AnyPage


class ChooseSessionPage(AnyPage):
    heading = "Which session was it?"

    def choose_session(self, course: str) -> "AttendancePage":
        self.link(course).click()
        return self.then(AttendancePage)

    def add_a_session(self) -> "AddSessionPage":
        self.main.get_by_text("Add a session", exact=True).click()
        return self.then(AddSessionPage)


class AddSessionPage(AnyPage):
    heading = "Add a training session"

    def add(self, course: str, held_on: dt.date) -> "SessionPage":
        self.field("Which course is it?").select_option(label=course)
        self.enter_date("On which day is it?", held_on)
        self.button("Save session").click()
        return self.then(SessionPage)


class SessionPage(AnyPage):
    def record_people_of(self, group: str) -> "AttendancePage":
        self.main.get_by_text("Record people of a group", exact=True).click()
        finding = self.then(FindGroupPage)
        return finding.choose_group(group)


class FindGroupPage(AnyPage):
    heading = "Record people of a group"

    def choose_group(self, name: str) -> "AttendancePage":
        self.field("Which group were they from?").fill(name)
        self.button("Find groups").click()
        self.then(FindGroupPage).link(name, exact=True).click()
        return self.then(AttendancePage)


class AttendancePage(AnyPage):
    def record(self, **statuses: str) -> SessionPage:
        for name, status in statuses.items():
            self.field(name).select_option(label=status)
        self.button("Save attendance").click()
        return self.then(SessionPage)
