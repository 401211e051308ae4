"""A visit is logged on a phone with few taps (issue 2): at most eight, and one text field."""

from tests.browser import london
from tests.browser.conftest import OpenScreen
from tests.browser.pages.group import ContactTab
from tests.browser.pages.home import HomePage
from tests.browser.pages.signing_in import SignInPage
from tests.browser.screen import PHONE, Screen
from tests.browser.world import World

GROUP, NOTE = "Lantern House", "They asked for a policy template."
MOST_TAPS, MOST_FIELDS = 8, 1


def test_a_visit_to_a_group_that_is_looked_for_is_saved_in_few_taps(world: World, open_screen: OpenScreen) -> None:
    a_group_to_see(world)
    screen = open_screen(PHONE)
    home = SignInPage.open(screen).sign_in(london.ADVISER, HomePage)
    screen.count_afresh()
    logging = home.find("lantern").open_group(GROUP).log_a_contact()
    logging.fill_in("Visit at their place", "We met")
    logging.save()
    logging.then(ContactTab).says_it_was_done("Visit at their place saved")
    assert few(screen)


def test_a_visit_that_was_due_is_saved_with_a_note_in_few_taps(world: World, open_screen: OpenScreen) -> None:
    a_group_to_see(world)
    screen = open_screen(PHONE)
    home = SignInPage.open(screen).sign_in(london.ADVISER, HomePage)
    screen.count_afresh()
    logging = home.log_a_visit_to(GROUP)
    logging.fill_in("Visit at their place", "We met", NOTE)
    logging.save()
    logging.then(ContactTab).shows(NOTE)
    assert few(screen)


def few(screen: Screen) -> bool:
    return 0 < screen.taps <= MOST_TAPS and len(screen.fields_typed_in) == MOST_FIELDS


def a_group_to_see(world: World) -> None:
    london.staff_of_newham(world)
    with world.rows() as make:
        group = make.organisation(london.newham(), name=GROUP)
        make.follow_up(group, london.adviser(), what="Go and see them")
