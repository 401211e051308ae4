from tests.browser.pages.base import AnyPage
from tests.browser.pages.signing_in import SignInPage


class SignedOutPage(AnyPage):
    heading = "You were signed out"

    def sign_in_again(self) -> SignInPage:
        self.button("Sign in").or_(self.link("Sign in", exact=True)).click()
        return self.then(SignInPage)


class RefusalPage(AnyPage):
    heading = "You cannot do this"


class SavedAlreadyPage(AnyPage):
    heading = "You saved this already"

    def see_it(self) -> None:
        self.button("See what was saved").or_(self.link("See what was saved")).click()
