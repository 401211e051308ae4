from tests.browser.pages.base import AnyPage


class EditGroupPage(AnyPage):
    heading = "Change the details of this group"

    def save(self, **answers: str) -> "EditGroupPage":
        for label, answer in answers.items():
            self.enter(label, answer)
        self.button("Save details").click()
        return self
