"""What people do that nobody planned: each stores once, loses nothing, and says what happened."""

import pytest
from playwright.sync_api import expect

from tests.browser import london
from tests.browser.conftest import OpenScreen
from tests.browser.pages.base import AnyPage
from tests.browser.pages.contact import LogContactPage
from tests.browser.pages.editing import EditGroupPage
from tests.browser.pages.errors import SavedAlreadyPage, SignedOutPage
from tests.browser.pages.group import ContactTab, DetailsTab
from tests.browser.pages.groups import GroupsPage
from tests.browser.pages.home import HomePage
from tests.browser.pages.signing_in import SignInPage
from tests.browser.screen import DESKTOP, PHONE, Screen
from tests.browser.world import World

GROUP, NOTE = "Lantern House", "They meet in a school hall on Sundays."


@pytest.fixture
def group_id(world: World) -> int:
    london.staff_of_newham(world)
    with world.rows() as make:
        return make.organisation(london.newham(), name=GROUP).id


def adviser(screen: Screen) -> Screen:
    SignInPage.open(screen).sign_in(london.ADVISER, HomePage)
    return screen


def filled_in(screen: Screen, group_id: int) -> LogContactPage:
    logging = screen.open(f"/organisations/{group_id}/activities/new", LogContactPage)
    logging.fill_in("Phone call", "No reply", NOTE)
    return logging


def times_logged(screen: Screen, group_id: int) -> int:
    return screen.open(f"/organisations/{group_id}/contact", ContactTab).main.get_by_text(NOTE).count()


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_double_click_saves_once(open_screen: OpenScreen, group_id: int, has_scripts: bool) -> None:
    screen = adviser(open_screen(DESKTOP, has_scripts=has_scripts))
    logging = filled_in(screen, group_id)
    logging.button("Save").dblclick()
    screen.page.get_by_role("heading", level=1, name=GROUP).or_(
        screen.page.get_by_role("heading", name="You saved this already")
    ).wait_for()
    assert times_logged(screen, group_id) == 1


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_going_back_and_saving_again_saves_once(open_screen: OpenScreen, group_id: int, has_scripts: bool) -> None:
    screen = adviser(open_screen(has_scripts=has_scripts))
    logging = filled_in(screen, group_id)
    logging.save()
    logging.then(ContactTab)
    screen.page.go_back()
    again = logging.then(LogContactPage)
    if not has_scripts:
        again.fill_in("Phone call", "No reply", NOTE)
    expect(again.field("What was said?")).to_have_value(NOTE)
    again.save()
    again.then(SavedAlreadyPage).see_it()
    logging.then(AnyPage).shows(NOTE)
    assert times_logged(screen, group_id) == 1


def test_what_is_changed_after_going_back_is_saved_too(open_screen: OpenScreen, group_id: int) -> None:
    screen = adviser(open_screen())
    logging = filled_in(screen, group_id)
    logging.save()
    logging.then(ContactTab)
    screen.page.go_back()
    again = logging.then(LogContactPage)
    again.enter("What was said?", "They rang back.")
    again.save()
    again.then(ContactTab).shows(NOTE, "They rang back.")


def test_cancelling_saves_nothing(open_screen: OpenScreen, group_id: int) -> None:
    screen = adviser(open_screen())
    logging = filled_in(screen, group_id)
    logging.link("Cancel").click()
    logging.then(ContactTab)
    assert times_logged(screen, group_id) == 0


def test_what_was_written_is_shown_once_more_after_being_signed_out(open_screen: OpenScreen, group_id: int) -> None:
    screen = adviser(open_screen(PHONE))
    logging = filled_in(screen, group_id)
    screen.page.context.clear_cookies()
    logging.save()
    signed_out = logging.then(SignedOutPage)
    signed_out.shows(NOTE)
    signed_out.sign_in_again().sign_in(london.ADVISER, LogContactPage)


def test_two_people_editing_one_group_see_each_others_work(open_screen: OpenScreen, group_id: int) -> None:
    first, second = adviser(open_screen()), adviser(open_screen())
    address = f"/organisations/{group_id}/edit"
    theirs, mine = first.open(address, EditGroupPage), second.open(address, EditGroupPage)
    theirs.save(**{"What is its phone number? (optional)": "020 7946 0001"}).then(DetailsTab)
    mine.save(**{"What is its email address? (optional)": "hall@example.org"})
    conflict = mine.then(EditGroupPage)
    conflict.shows_error("Someone else saved this after you opened it")
    expect(conflict.field("What is its email address? (optional)")).to_have_value("hall@example.org")
    conflict.save().then(DetailsTab).shows("020 7946 0001", "hall@example.org")


LONG = "Supercalifragilistic" * 8


@pytest.mark.parametrize("name", [LONG, "المركز الثقافي الإسلامي " * 6, "বাংলাদেশ ওয়েলফেয়ার অ্যাসোসিয়েশন " * 4])
def test_a_long_name_in_any_script_fits_on_a_phone(
    world: World, open_screen: OpenScreen, group_id: int, name: str
) -> None:
    with world.rows() as make:
        other = make.organisation(london.newham(), name=name.strip())
        make.role(other, make.person(name.strip()))
        other_id = other.id
    screen = adviser(open_screen(PHONE))
    screen.open("/organisations", GroupsPage).open_group(name.strip())
    screen.open("/map", AnyPage)
    for page in ("details", "people", "contact", "checks", "training", "history", "edit", "activities/new"):
        screen.open(f"/organisations/{other_id}/{page}", AnyPage)
