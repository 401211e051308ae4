from tests.browser.pages.base import AnyPage


class LogContactPage(AnyPage):
    heading = "Log a contact"

    def fill_in(self, what: str, outcome: str, note: str = "") -> None:
        self.choose("What did you do?", what)
        self.choose("What came of it?", outcome)
        if note:
            self.enter("What was said?", note)

    def name_a_contact(self, name: str) -> None:
        self.unfold("Their safeguarding contact")
        self.choose("Who is their safeguarding contact?", "Somebody else")
        self.enter("What is their name?", name)

    def take_up(self, *offers: str) -> None:
        self.unfold("Offers")
        self.choose("Which offers did they take up?", *offers)

    def follow_up(self, when: str) -> None:
        self.unfold("Follow-up")
        self.choose("When will we be back in touch?", when)

    def save(self) -> None:
        """The Contact tab comes next, or this page again with what is wrong."""
        self.button("Save").click()
