"""The adviser's main job, from an empty service to facts that others can count."""

import datetime as dt

import pytest

from crm.core import clock
from tests.browser import london
from tests.browser.conftest import OpenScreen
from tests.browser.pages.group import ChecksTab, ContactTab, OverviewTab, PeopleTab, PoliciesTab, TrainingTab
from tests.browser.pages.groups import GroupsPage
from tests.browser.pages.home import HomePage
from tests.browser.pages.map import MapPage
from tests.browser.pages.signing_in import SignInPage
from tests.browser.screen import DESKTOP, PHONE, Screen, Size
from tests.browser.world import World

GROUP = "Namdhari Gurdwara"
LEAD = "Harpreet Kaur Sandhu"
COURSE = "Designated safeguarding lead for community groups (Level 3: safeguarding lead)"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=lambda size: size.name)
def test_an_adviser_imports_a_list_visits_a_group_and_records_how_it_stands(
    world: World, open_screen: OpenScreen, size: Size
) -> None:
    london.staff_of_newham(world)
    screen = open_screen(size)
    groups = import_the_list(SignInPage.open(screen).sign_in(london.ADVISER, HomePage))
    seen = find_it_on_the_map(groups).open_from_the_map(GROUP, "not known")
    overview = visit_a_group(seen.menu("Groups", GroupsPage))
    record_how_it_stands(overview)
    see_it_on_the_overview(screen)


def test_an_adviser_can_do_it_all_without_scripts(world: World, open_screen: OpenScreen) -> None:
    london.staff_of_newham(world)
    screen = open_screen(PHONE, has_scripts=False)
    groups = import_the_list(SignInPage.open(screen).sign_in(london.ADVISER, HomePage))
    seen = find_it_on_the_map(groups).open_from_the_list(GROUP)
    overview = visit_a_group(seen.menu("Groups", GroupsPage))
    record_how_it_stands(overview)
    see_it_on_the_overview(screen)


def import_the_list(home: HomePage) -> GroupsPage:
    checking = home.menu("Groups", GroupsPage).import_a_list().send(london.LIST)
    checking.shows(f"New groups {london.IN_NEWHAM}", "outside your areas")
    return checking.confirm().see_the_groups()


def find_it_on_the_map(groups: GroupsPage) -> MapPage:
    drawn = groups.menu("Map", MapPage)
    drawn.shows(f"{london.IN_NEWHAM} of {london.IN_NEWHAM} groups shown on the map")
    return drawn.filter(Search="namdhari")


def visit_a_group(groups: GroupsPage) -> OverviewTab:
    logging = groups.filter(Faith="Sikh").open_group(GROUP).log_a_contact()
    logging.fill_in("Visit at their place", "We met", "They run a Punjabi school on Sundays.")
    logging.take_up("Free training")
    logging.follow_up("In a week")
    logging.save()
    contact = logging.then(ContactTab)
    contact.says_it_was_done("Visit at their place saved")
    contact.shows("They run a Punjabi school on Sundays.")
    return contact.tab(OverviewTab)


def record_how_it_stands(overview: OverviewTab) -> None:
    today = clock.today()
    recording = overview.tab(PoliciesTab).record("Safeguarding children")
    recording.record_adopted(adopted_on=today - dt.timedelta(days=30), seen_on=today)
    adding = recording.then(PoliciesTab).tab(PeopleTab).add_a_person()
    adding.add(LEAD, "Designated safeguarding lead", started_on=today - dt.timedelta(days=400))
    checking = adding.then(PeopleTab).tab(ChecksTab).record_a_check(LEAD)
    checking.record_cleared("Enhanced with the children's barred list", today - dt.timedelta(days=90), "Gurpreet Singh")
    choosing = checking.then(ChecksTab).tab(TrainingTab).record_training()
    session = choosing.add_a_session().add(COURSE, today - dt.timedelta(days=10))
    session.record_people_of(GROUP).record(**{LEAD: "Attended"}).shows(GROUP, LEAD)


def see_it_on_the_overview(screen: Screen) -> None:
    home = screen.open("/", HomePage)
    overview = home.find("namdhari").open_group(GROUP)
    overview.stands("Safeguarding policy", "In date", "seen on")
    overview.stands("Safeguarding lead", "Named", LEAD)
    overview.stands("DBS checks", "Complete", "1 of 1 role up to date")
    overview.stands("Training", "Due", "Somebody besides the lead needs level 1 or 2")
