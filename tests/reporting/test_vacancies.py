"""A group whose designated lead has left is seen at once."""

import datetime as dt

import pytest

from crm.accounts.models import AccountRole, AreaGrant
from crm.areas.models import Area
from crm.core import clock
from crm.organisations.kinds import ClosedReason
from crm.organisations.models import Organisation
from crm.people.models import RoleClass
from crm.reporting.rules import is_long_vacant
from tests.factories import Make
from tests.support.web import SignIn, Visitor

LEAD = RoleClass.DESIGNATED_LEAD
LIST = "/organisations/without-a-lead"


def left(make: Make, group: Organisation, days: int, name: str = "Amina Begum") -> None:
    make.role(group, make.person(name), role_class=LEAD, ended_on=clock.today() - dt.timedelta(days=days))


@pytest.mark.parametrize(("days", "is_long"), [(0, False), (28, False), (29, True)])
def test_28_days_without_a_lead_are_not_too_long(days: int, *, is_long: bool) -> None:
    on = dt.date(2026, 11, 22)
    assert is_long_vacant(on - dt.timedelta(days=days), on) == is_long


def test_home_and_the_list_name_the_groups_whose_lead_has_left(make: Make, newham: Area, adviser: Visitor) -> None:
    assert "The safeguarding lead has left" not in adviser.get("/").text
    assert "No group is without a lead" in adviser.get(LIST).text
    left(make, make.organisation(newham, name="Hope Chapel"), 3)
    left(make, make.organisation(newham, name="St Anne"), 60)
    for page in (adviser.get("/").text, adviser.get(LIST).text):
        assert page.index("Hope Chapel") < page.index("St Anne")
        assert page.lower().count("over 28 days") == 1


def test_who_was_followed_or_never_there_is_no_vacancy(make: Make, newham: Area, adviser: Visitor) -> None:
    followed, never = make.organisation(newham), make.organisation(newham)
    closed = make.organisation(newham, closed_on=clock.today(), closed_reason=ClosedReason.CEASED)
    left(make, followed, 3)
    make.role(followed, make.person("Joseph Mensah"), role_class=LEAD)
    make.role(never, make.person("Grace Osei"))
    left(make, closed, 3)
    assert "No group is without a lead" in adviser.get(LIST).text


def test_a_group_with_two_former_leads_is_listed_once(make: Make, newham: Area, adviser: Visitor) -> None:
    group = make.organisation(newham, name="Hope Chapel")
    for days, name in ((90, "Amina Begum"), (3, "Bilal Khan"), (3, "Carol Jones")):
        left(make, group, days, name)
    page = adviser.get(LIST).text
    assert page.count("Hope Chapel") == 1
    assert ("Carol Jones" in page, "Bilal Khan" in page) == (True, False)


def test_groups_of_others_and_of_areas_that_one_only_views_are_not_listed(
    make: Make, newham: Area, signed_in: SignIn
) -> None:
    hackney = make.area(name="Hackney")
    left(make, make.organisation(newham, name="Hope Chapel"), 3)
    left(make, make.organisation(make.area(), name="St Anne"), 3)
    mixed = make.viewer(newham)
    mixed.grants.append(AreaGrant(role=AccountRole.ADVISER, area_id=hackney.id))
    page = signed_in(mixed).get(LIST).text
    assert ("Hope Chapel" in page, "St Anne" in page) == (False, False)
    assert signed_in(make.viewer(newham)).get(LIST).status_code == 403
