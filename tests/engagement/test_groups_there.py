"""Several groups in one contact, added after the first."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.core import clock
from crm.engagement.models import ActivityOrganisation, OfferMade, StageChange
from crm.engagement.requests.models import Request
from crm.organisations.kinds import Stage
from crm.organisations.models import Organisation, OrganisationArea
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import Visitor, forms

VISIT: dict[str, Any] = {"method": "visit_own_venue", "outcome": "met", "note": "Tea with both committees"}


@pytest.fixture
def other(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, name="Zion Temple")


def log(visitor: Visitor, group: Organisation, **answers: Any) -> str:
    """The address of the groups that were there."""
    answer = visitor.submit(f"/organisations/{group.id}/activities/new", **VISIT, more_groups="yes", **answers)
    return str(answer.location)


def change(visitor: Visitor, address: str, group: Organisation, deed: str) -> int:
    token = forms(visitor.get(address).text)[0][1]["csrf_token"]
    return visitor.post(f"{address}/{group.id}/{deed}", data={"csrf_token": token}).status_code


def stage_of(session: Session, group: Organisation) -> Stage:
    return session.scalars(select(OrganisationArea.stage).filter_by(organisation_id=group.id)).one()


def test_another_group_that_was_there_has_the_contact_and_moves_too(
    adviser: Visitor, session: Session, group: Organisation, other: Organisation
) -> None:
    address = log(adviser, group)
    assert "Zion Temple" in adviser.get(f"{address}?q=zion").text
    for _ in range(2):
        assert change(adviser, address, other, "add") == 303
    assert stage_of(session, other) is Stage.MET
    assert "Tea with both committees" in adviser.get(f"/organisations/{other.id}/contact").text
    there = session.scalars(select(ActivityOrganisation.organisation_id).order_by(ActivityOrganisation.id)).all()
    assert there == [group.id, other.id]
    moved = select(StageChange.to_stage).filter_by(organisation_id=other.id).order_by(StageChange.id)
    assert session.scalars(moved).all() == [Stage.CONTACT_MADE, Stage.MET]


def test_what_was_raised_and_taken_up_stays_with_the_first_also_after_a_change(
    adviser: Visitor, session: Session, group: Organisation, other: Organisation
) -> None:
    address = log(adviser, group, topics=["poverty"], offers_accepted=["free_training"])
    change(adviser, address, other, "add")
    edit = address.replace("groups", "edit")
    assert adviser.submit(edit, note="Tea with all", topics=["poverty", "bullying"]).status_code == 303
    assert set(session.scalars(select(Request.organisation_id))) == {group.id}
    assert set(session.scalars(select(OfferMade.organisation_id))) == {group.id}


def test_a_group_is_taken_out_again_but_never_the_first(
    adviser: Visitor, session: Session, group: Organisation, other: Organisation
) -> None:
    address = log(adviser, group)
    change(adviser, address, other, "add")
    for one in (other, group):
        assert change(adviser, address, one, "remove") == 303
    assert session.scalars(select(ActivityOrganisation.organisation_id)).all() == [group.id]
    assert "Tea with both" not in adviser.get(f"/organisations/{other.id}/contact").text


def test_a_group_with_an_answer_from_this_contact_is_not_taken_out(
    adviser: Visitor, make: Make, session: Session, group: Organisation, other: Organisation
) -> None:
    address = log(adviser, group)
    change(adviser, address, other, "add")
    activity_id = session.scalars(select(ActivityOrganisation.activity_id).limit(1)).one()
    owner = session.scalars(select(Account).limit(1)).one()
    make.request(other, owner, activity_id=activity_id, answered_on=clock.today(), answer="Sent")
    change(adviser, address, other, "remove")
    assert "has an answer already" in adviser.get(address).text
    assert len(session.scalars(select(ActivityOrganisation.id)).all()) == 2


def test_a_group_of_another_area_is_neither_offered_nor_added(
    adviser: Visitor, make: Make, group: Organisation
) -> None:
    theirs = make.organisation(make.area(), name="Zion of the north")
    address = log(adviser, group)
    assert "No other group of this area" in adviser.get(f"{address}?q=zion").text
    assert change(adviser, address, theirs, "add") == 404


def test_a_group_that_left_the_area_is_not_taken_out_by_its_number(
    adviser: Visitor, session: Session, make: Make, group: Organisation, other: Organisation
) -> None:
    """It is shown as "and 1 other": whoever tries numbers must not learn which it is."""
    address = log(adviser, group)
    change(adviser, address, other, "add")
    session.scalars(select(OrganisationArea).filter_by(organisation_id=other.id)).one().area_id = make.area().id
    session.commit()
    assert change(adviser, address, other, "remove") == 404
    assert other.id in session.scalars(select(ActivityOrganisation.organisation_id)).all()


def test_the_contact_of_another_area_is_not_found(adviser: Visitor, make: Make, newham: Area) -> None:
    barnet = make.area()
    activity = make.activity(make.organisation(barnet, newham), make.adviser(barnet))
    assert adviser.get(f"/activities/{activity.id}/groups").status_code == 404


def test_adding_a_group_takes_at_most_twelve_statements(
    adviser: Visitor, group: Organisation, other: Organisation
) -> None:
    address = log(adviser, group)
    token = forms(adviser.get(address).text)[0][1]["csrf_token"]
    with statements() as said:
        adviser.post(f"{address}/{other.id}/add", data={"csrf_token": token})
    assert len([one for one in said if "FOR NO KEY UPDATE" not in one]) <= 12, "\n".join(said)
