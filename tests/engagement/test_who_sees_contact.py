import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.core import clock
from crm.engagement.models import Activity, ActivityOrganisation
from crm.organisations.kinds import Stage
from crm.organisations.models import Organisation, OrganisationArea
from tests.engagement.steps import log
from tests.factories import Make
from tests.support.web import SignIn, Visitor


def test_another_area_sees_that_a_group_is_engaged_and_nothing_else(
    make: Make, adviser: Visitor, signed_in: SignIn, newham: Area
) -> None:
    barnet = make.area(name="Barnet")
    group = make.organisation(barnet, newham)
    offers = {"offers_accepted": ["free_training"], "contact": "other", "contact_name": "Joseph Mensah"}
    log(signed_in(make.adviser(barnet)), group, **offers)
    page = adviser.get(f"/organisations/{group.id}/contact").text
    assert "Engaged since" in page
    assert "Tea with the committee" not in page


def test_a_shared_visit_is_read_without_what_hangs_from_it(
    make: Make, session: Session, adviser: Visitor, signed_in: SignIn, newham: Area
) -> None:
    barnet = make.area(name="Barnet")
    group = make.organisation(barnet, newham)
    theirs = signed_in(make.adviser(barnet))
    log(theirs, group, shared_with=[str(newham.id)], met_whom="The treasurer", again="week", follow_up_what="Ring her")
    page = adviser.get(f"/organisations/{group.id}/contact").text
    activity_id = session.scalars(select(Activity.id)).one()
    shown = adviser.get(f"/activities/{activity_id}").text
    for text in (page, shown):
        assert "Tea with the committee" in text
        assert "The treasurer" not in text
        assert "Ring her" not in text
    assert "shared by Barnet" in page
    assert adviser.get(f"/activities/{activity_id}/edit").status_code == 404


def test_sharing_is_deliberate_and_can_end(
    make: Make, session: Session, adviser: Visitor, signed_in: SignIn, newham: Area
) -> None:
    barnet = make.area(name="Barnet")
    group = make.organisation(barnet, newham)
    theirs = signed_in(make.adviser(barnet))
    log(theirs, group)
    address = f"/activities/{session.scalars(select(Activity.id)).one()}"
    assert adviser.get(address).status_code == 404
    assert "Shared with Newham" in theirs.get(theirs.submit(address).location).text
    assert adviser.get(address).status_code == 200
    theirs.submit(address)
    assert adviser.get(address).status_code == 404


@pytest.mark.parametrize("path", ["activities/new", "contact", "stage"])
def test_a_group_of_another_area_is_not_found(adviser: Visitor, make: Make, path: str) -> None:
    group = make.organisation(make.area())
    assert adviser.get(f"/organisations/{group.id}/{path}").status_code == 404


def test_a_viewer_reads_no_contact(make: Make, signed_in: SignIn, newham: Area, group: Organisation) -> None:
    viewer = signed_in(make.viewer(newham))
    assert viewer.get(f"/organisations/{group.id}/contact").status_code == 403
    assert viewer.get("/follow-ups").status_code == 403


def test_a_group_out_of_scope_is_shown_as_a_number(
    adviser: Visitor, make: Make, group: Organisation, me: Account
) -> None:
    visit, hidden = make.activity(group, me), make.organisation(make.area(), name="Elsewhere Chapel")
    own = {"activity_id": visit.id, "area_id": visit.area_id, "happened_on": visit.happened_on}
    make.keep(ActivityOrganisation(organisation_id=hidden.id, **own))
    page = adviser.get(f"/activities/{visit.id}").text
    assert "and 1 other" in page
    assert "Elsewhere Chapel" not in page


def test_what_is_left_of_a_group_that_left_the_area_is_not_found(
    make: Make, session: Session, me: Account, adviser: Visitor, newham: Area
) -> None:
    group = make.organisation(newham, make.area())
    activity, follow_up = make.activity(group, me), make.follow_up(group, me)
    pages = (f"/activities/{activity.id}", f"/activities/{activity.id}/edit", f"/follow-ups/{follow_up.id}/edit")
    group.areas[0].ended_on = clock.today()
    session.flush()
    assert [adviser.get(page).status_code for page in pages] == [404, 404, 404]


def test_an_activity_moves_its_own_area_only(make: Make, session: Session, signed_in: SignIn, newham: Area) -> None:
    barnet = make.area(name="Barnet")
    group = make.organisation(newham, barnet)
    visitor = signed_in(make.coordinator(newham, barnet))
    log(visitor, group, area=str(barnet.id))
    stages = dict(session.execute(select(OrganisationArea.area_id, OrganisationArea.stage)).all())
    assert stages == {newham.id: Stage.IDENTIFIED, barnet.id: Stage.MET}
