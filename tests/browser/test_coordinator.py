"""The coordinator's main job: a figure, the list behind it, and the group in the list."""

import datetime as dt
from typing import Any

import pytest

from crm.core import clock
from crm.organisations.kinds import Answer, Subject
from crm.organisations.models import Statement
from crm.people.models import RoleClass, Task
from tests.browser import london
from tests.browser.conftest import OpenScreen
from tests.browser.pages.coverage import CoveragePage
from tests.browser.pages.home import HomePage
from tests.browser.pages.signing_in import SignInPage
from tests.browser.screen import DESKTOP, PHONE, Size
from tests.browser.world import World

WELL, ASKED, UNASKED = "Église Saint-Esprit", "مسجد النور", "বাংলা স্কুল"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=lambda size: size.name)
def test_a_coordinator_sees_what_was_recorded_counted_and_finds_the_group(
    world: World, open_screen: OpenScreen, size: Size
) -> None:
    three_groups(world)
    home = SignInPage.open(open_screen(size)).sign_in(london.COORDINATOR, HomePage)
    coverage = home.menu("Coverage", CoveragePage)
    coverage.shows("Known 3", "Work with children 1 of 3")
    coverage.counts("Safeguarding policy", "In date", with_children=1, all_groups=1)
    coverage.counts("Safeguarding policy", "None in place", with_children=0, all_groups=1)
    coverage.counts("Safeguarding policy", "Not known", with_children=0, all_groups=1)
    coverage.counts("Safeguarding lead", "Named", with_children=1, all_groups=1)
    coverage.counts("DBS checks", "Complete", with_children=1, all_groups=1)
    coverage.counts("Training", "Due", with_children=1, all_groups=1)
    listed = coverage.open_list("Safeguarding policy", "In date")
    listed.lists(WELL)
    listed.open_group(WELL).stands("Safeguarding policy", "In date")


def three_groups(world: World) -> None:
    """One that does well, one that said it has no policy, and one that nobody has asked."""
    london.staff_of_newham(world)
    long_ago, today = clock.today() - dt.timedelta(days=100), clock.today()
    with world.rows() as make:
        newham = london.newham()
        well, asked, _ = (make.organisation(newham, name=name) for name in (WELL, ASKED, UNASKED))
        for group, subject, answer in ((well, Subject.CHILDREN, Answer.YES), (asked, Subject.POLICY, Answer.NO)):
            make.keep(Statement(organisation_id=group.id, subject=subject, answer=answer, stated_on=today))
        make.policy_version(make.policy(well), adopted_on=long_ago)
        of_lead: dict[str, Any] = {
            "role_class": RoleClass.DESIGNATED_LEAD,
            "task": Task.MANAGES_WORKERS,
            "started_on": long_ago,
        }
        lead = make.role(well, **of_lead)
        make.dbs_check(lead, issued_on=long_ago)
        make.attendance(make.training_session(held_on=long_ago, area=newham), lead)
