"""What a group sees when it signs in: how it stands itself, and nothing else."""

import datetime as dt

import pytest

from crm.core import clock
from crm.organisations.kinds import Stage
from tests.browser import london
from tests.browser.conftest import OpenScreen
from tests.browser.pages.errors import RefusalPage
from tests.browser.pages.portal import MyGroupPage
from tests.browser.pages.signing_in import SignInPage
from tests.browser.screen import DESKTOP, PHONE, Size
from tests.browser.world import World, may_sign_in

OWN, OTHER, NOTE = "Masjid an-Noor مسجد النور", "Holy Trinity", "They were late for our meeting."


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=lambda size: size.name)
def test_a_group_sees_how_it_stands_and_what_to_do_next(world: World, open_screen: OpenScreen, size: Size) -> None:
    email, _ = two_groups(world)
    own = SignInPage.open(open_screen(size)).sign_in(email, MyGroupPage)
    own.is_about(OWN)
    own.stands("Policy", "Overdue")
    own.shows("Review your safeguarding policy", "999", "Your borough has not confirmed its number yet")


def test_a_group_sees_nothing_of_others_and_nothing_that_staff_wrote(world: World, open_screen: OpenScreen) -> None:
    email, other_id = two_groups(world)
    screen = open_screen(PHONE)
    own = SignInPage.open(screen).sign_in(email, MyGroupPage)
    own.does_not_show(OTHER, NOTE, Stage.DECLINED.label)
    screen.open("/organisations", RefusalPage).does_not_show(OWN, OTHER)
    screen.open(f"/organisations/{other_id}", RefusalPage).does_not_show(OTHER)
    screen.open("/coverage", RefusalPage)


def two_groups(world: World) -> tuple[str, int]:
    """The address of somebody of the one, and the id of the other."""
    london.staff_of_newham(world)
    with world.rows() as make:
        newham = london.newham()
        own, other = make.organisation(newham, name=OWN), make.organisation(newham, name=OTHER)
        own.areas[0].stage = Stage.DECLINED
        make.policy_version(make.policy(own), adopted_on=clock.today() - dt.timedelta(days=500))
        make.activity(own, make.adviser(newham), note=NOTE)
        return may_sign_in(make.group_account(own)), other.id
