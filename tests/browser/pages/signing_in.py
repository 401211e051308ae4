from typing import TypeVar

from tests.browser.pages.base import AnyPage
from tests.browser.screen import Screen
from tests.support.application import PASSWORD

Kind = TypeVar("Kind", bound=AnyPage)


class SignInPage(AnyPage):
    heading = "Sign in to Footbridge"

    @classmethod
    def open(cls, screen: Screen) -> "SignInPage":
        screen.page.goto("/sign-in")
        return cls(screen)

    def sign_in(self, email: str, kind: type[Kind]) -> Kind:
        """Who it is decides which page comes next."""
        self.field("Email address").fill(email)
        self.field("Password").fill(PASSWORD)
        self.button("Sign in").click()
        return self.then(kind)
