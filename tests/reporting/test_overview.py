import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.checks.models import Decision
from crm.core import clock
from crm.engagement.models import FollowUp
from crm.extensions import db
from crm.organisations.kinds import Precision, Stage
from crm.organisations.models import Organisation, Venue
from crm.people.models import Role, RoleClass, Task
from crm.reporting.facts import organisation_facts
from crm.reporting.group_queries import roles_in_date
from crm.reporting.rules import days
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import SignIn

TODAY = dt.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def group(make: Make) -> Organisation:
    """Policy adopted in January and seen, Amina leads, one of two checks, nobody trained; 1 area."""
    group = make.organisation(make.area(), name="Light House")
    version = {"seen_on": TODAY, "seen_by_id": make.account().id}
    make.policy_version(make.policy(group), adopted_on=dt.date(2026, 1, 10), **version)
    amina = make.person("Amina of the lead")
    lead = make.role(group, amina, role_class=RoleClass.DESIGNATED_LEAD, task=Task.MANAGES_WORKERS)
    make.role(group, role_class=RoleClass.TEACHER, task=Task.WORKS_WITH_CHILDREN)
    make.dbs_check(lead, issued_on=dt.date(2026, 2, 1))
    return group


def promise(make: Make, group: Organisation, owner: Account, area_id: int) -> None:
    make.keep(
        FollowUp(
            organisation_id=group.id,
            area_id=area_id,
            owner_id=owner.id,
            what="Bring the private template",
            due_on=TODAY - dt.timedelta(days=2),
        )
    )


@pytest.mark.parametrize(("turned_down_on", "cleared"), [(dt.date(2026, 6, 1), 0), (dt.date(2025, 6, 1), 1)])
def test_a_later_not_cleared_ends_what_was_cleared_before(
    make: Make, group: Organisation, turned_down_on: dt.date, cleared: int
) -> None:
    lead = db.session.scalars(select(Role).where(Role.role_class == RoleClass.DESIGNATED_LEAD)).one()
    make.dbs_check(lead, issued_on=turned_down_on, decision=Decision.NOT_CLEARED)
    with clock.set_to(TODAY):
        facts = db.session.execute(organisation_facts(), days(TODAY)).one()
        assert (facts.roles_cleared, roles_in_date(group.id)) == (cleared, cleared)


def test_each_subject_is_a_line_with_the_next_step(make: Make, group: Organisation, signed_in: SignIn) -> None:
    adviser = make.adviser(group.lead_area)
    page = signed_in(adviser).get(f"/organisations/{group.id}").text
    for words in (
        "Review due 10 January 2027, seen on 22 November 2026",
        "Plan the review with them",
        "Amina of the lead",
        "1 of 2 roles up to date",
        "Help them with the checks that are missing or due",
        "The lead needs level 3, and somebody else level 1 or 2",
    ):
        assert words in page


def test_a_group_we_know_nothing_of_says_what_to_ask(make: Make, signed_in: SignIn) -> None:
    group = make.organisation()
    page = signed_in(make.adviser(group.lead_area)).get(f"/organisations/{group.id}").text
    assert page.count("Not known") >= 4
    assert "Ask whether they have a safeguarding policy" in page


def test_a_viewer_sees_the_policy_line_and_no_people_or_stage(
    make: Make, group: Organisation, signed_in: SignIn
) -> None:
    promise(make, group, make.account(), group.lead_area_id)
    page = signed_in(make.viewer(group.lead_area)).get(f"/organisations/{group.id}").text
    assert "Review due 10 January 2027" in page
    for hidden in ("Amina", "DBS checks", "Identified", "private template", "Log a visit"):
        assert hidden not in page


def test_another_area_sees_only_that_a_group_is_engaged_since_when_and_by_whom(
    make: Make, session: Session, signed_in: SignIn
) -> None:
    mine, other = make.area(), make.area()
    bola = make.account(name="Bola of the other area")
    link = make.new_link(other, stage=Stage.MET)
    link.adviser_id = bola.id
    group = make.organisation(mine, areas=[make.new_link(mine), link])
    promise(make, group, bola, other.id)
    page = signed_in(make.adviser(mine)).get(f"/organisations/{group.id}").text
    for hidden in ("Bola", "Met", "private template"):
        assert hidden not in page
    own = signed_in(make.adviser(other)).get(f"/organisations/{group.id}").text
    assert "Bring the private template" in own
    assert "overdue since 20 November 2026" in own


def test_a_home_is_shown_to_its_own_area_alone(make: Make, session: Session, signed_in: SignIn) -> None:
    mine, other = make.area(), make.area()
    group = make.organisation(mine, other)
    make.keep(Venue(organisation_id=group.id, area_id=other.id, address="7 Secret Lane", precision=Precision.MASKED))
    assert "7 Secret Lane" not in signed_in(make.adviser(mine)).get(f"/organisations/{group.id}").text
    assert "7 Secret Lane" in signed_in(make.adviser(other)).get(f"/organisations/{group.id}").text


def test_a_group_of_another_area_is_not_found(make: Make, group: Organisation, signed_in: SignIn) -> None:
    assert signed_in(make.adviser(make.area())).get(f"/organisations/{group.id}").status_code == 404
    assert signed_in(make.group_account(group)).get(f"/organisations/{group.id}").status_code == 403


def test_the_overview_costs_at_most_twelve_statements(make: Make, group: Organisation, signed_in: SignIn) -> None:
    visitor = signed_in(make.adviser(group.lead_area))
    address = f"/organisations/{group.id}"
    with statements() as said:
        assert visitor.get(address).status_code == 200
    assert len(said) <= 12, said


def test_what_begins_by_itself_is_seen_on_its_day(make: Make, signed_in: SignIn) -> None:
    area = make.area()
    group, adviser = make.organisation(area), make.adviser(area)
    make.role(group, role_class=RoleClass.DESIGNATED_LEAD, started_on=TODAY + dt.timedelta(days=1))
    address = f"/organisations/{group.id}"
    db.session.commit()
    assert "Ask who their safeguarding lead is" in signed_in(adviser).get(address).text
    with clock.set_to(TODAY + dt.timedelta(days=1)):
        assert "Ask who their safeguarding lead is" not in signed_in(adviser).get(address).text
