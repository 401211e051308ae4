"""Alone in a car park, and nobody came (source document 004, 3.2): logged without a signal, and arrived once."""

import pytest
from sqlalchemy import select

from crm.engagement.models import Activity, Outcome
from crm.extensions import db
from tests.browser import london
from tests.browser.conftest import OpenScreen
from tests.browser.pages.home import HomePage
from tests.browser.pages.road import RoadPage, no_signal
from tests.browser.pages.signing_in import SignInPage
from tests.browser.screen import PHONE, Screen
from tests.browser.world import World

GROUP = "Upper Room Assembly"
PROMISE = "Meet the pastor at seven"


@pytest.fixture
def group_id(world: World) -> int:
    london.staff_of_newham(world)
    with world.rows() as make:
        group = make.organisation(london.newham(), name=GROUP, phone="+442079460000")
        make.follow_up(group, london.adviser(), what=PROMISE)
        return group.id


@pytest.fixture
def screen(open_screen: OpenScreen, group_id: int) -> Screen:
    """Signed in on a phone, with the groups taken along."""
    screen = open_screen(PHONE)
    SignInPage.open(screen).sign_in(london.ADVISER, HomePage)
    screen.open("/offline", RoadPage).take_along()
    return screen


def logged(world: World) -> list[Outcome]:
    with world.rows():
        return list(db.session.scalars(select(Activity.outcome)))


def test_the_car_park(world: World, screen: Screen) -> None:
    no_signal(screen)
    road = screen.open("/offline", RoadPage)
    screen.count_afresh()
    road.choose_group(GROUP).log("Nobody came").waits(1)
    assert screen.taps == 3
    screen.page.reload()
    road.then(RoadPage).waits(1)
    again = reopened(screen)
    again.waits(1)
    assert logged(world) == []
    no_signal(screen, is_gone=False)
    again.says(f"Sent: {GROUP}")
    again.waits_for_nothing()
    assert logged(world) == [Outcome.GROUP_NO_SHOW]
    again.link("See it").click()


def reopened(screen: Screen) -> RoadPage:
    """The window is closed, and another opened, in which no page is left."""
    context = screen.page.context
    screen.page.goto("about:blank")
    old, screen.page = screen.page, context.new_page()
    old.close()
    screen.page.set_default_timeout(10_000)
    return screen.open("/offline", RoadPage)
