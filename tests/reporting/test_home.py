import datetime as dt
from collections.abc import Iterator

import pytest

from crm.accounts.models import Account, AccountRole
from crm.core import clock
from crm.engagement.models import FollowUp
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import SignIn, Visitor

TODAY = dt.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with clock.set_to(TODAY):
        yield


def promise(make: Make, owner: Account, due_on: dt.date, what: str) -> int:
    area_id = owner.grants[0].area_id
    group = make.organisation(owner.grants[0].area or make.area(), name=f"Group of {what}")
    said = {"what": what, "due_on": due_on, "owner_id": owner.id}
    make.keep(FollowUp(organisation_id=group.id, area_id=area_id, **said))
    return group.id


def test_somebody_who_is_not_signed_in_is_asked_to(client: Visitor) -> None:
    assert client.get("/").headers["Location"].startswith("/sign-in")


def test_an_adviser_sees_what_is_due_first_and_can_log_a_visit_from_there(make: Make, signed_in: SignIn) -> None:
    area = make.area()
    adviser = make.adviser(area)
    adviser.grants[0].area = area
    overdue = promise(make, adviser, TODAY - dt.timedelta(days=3), "ring the imam")
    promise(make, adviser, TODAY + dt.timedelta(days=3), "send the template")
    page = signed_in(adviser).get("/").text
    assert "Overdue since 19 November 2026" in page
    assert page.index("ring the imam") < page.index("Coming up") < page.index("send the template")
    assert f'href="/organisations/{overdue}/activities/new"' in page


def test_a_new_adviser_is_told_how_to_begin(make: Make, signed_in: SignIn) -> None:
    page = signed_in(make.adviser(make.area())).get("/").text
    assert "Nothing is due today" in page
    assert "Find a group above" in page


def test_a_coordinator_sees_short_figures_of_their_areas(make: Make, signed_in: SignIn) -> None:
    area = make.area()
    make.organisation(make.area())
    page = signed_in(make.coordinator(area)).get("/").text
    assert "0 groups known" in page


def test_everybody_else_is_sent_to_their_own_page(make: Make, signed_in: SignIn) -> None:
    assert signed_in(make.administrator()).get("/").headers["Location"] == "/accounts"
    assert signed_in(make.group_account(make.organisation())).get("/").headers["Location"] == "/my-group"
    assert "You cannot change anything" in signed_in(make.viewer(make.area())).get("/").text
    assert "no area and no group" in signed_in(make.account()).get("/").text


def test_home_costs_at_most_nine_statements(make: Make, signed_in: SignIn) -> None:
    """The second time: figures are kept until something changes, and an earlier test had areas of the same numbers."""
    visitor = signed_in(make.staff(AccountRole.COORDINATOR, make.area(), make.area()))
    visitor.get("/")
    with statements() as said:
        visitor.get("/")
    assert len(said) <= 9, said


def test_the_accessibility_statement_is_open_to_all(client: Visitor) -> None:
    assert "Accessibility statement" in client.get("/accessibility").text
