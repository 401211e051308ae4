"""What groups are given: ticked when a contact is logged, put right later, counted, and read by its own area."""

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.access.scope import every_area
from crm.accounts.models import Account
from crm.areas.models import Area
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.engagement.given import actions
from crm.engagement.given.models import ResourceGiven
from crm.engagement.given.queries import SHORT, to_give
from crm.engagement.models import Activity, ActivityArea
from crm.extensions import db
from crm.organisations.models import Organisation
from crm.resources.models import Resource
from tests.factories import Make
from tests.support.web import SignIn, Visitor, forms

VISIT: dict[str, Any] = {"method": "visit_own_venue", "outcome": "met", "note": "Tea"}


@pytest.fixture
def leaflet(make: Make, newham: Area) -> Resource:
    return make.resource(newham, name="Whom to ring", language=make.language(name="Somali"))


def log(visitor: Visitor, group: Organisation, *resources: Resource, **answers: Any) -> str:
    ticked = [str(one.id) for one in resources]
    answer = visitor.submit(f"/organisations/{group.id}/activities/new", **VISIT, resources=ticked, **answers)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def given(session: Session) -> list[tuple[int, int]]:
    wanted = select(ResourceGiven.organisation_id, ResourceGiven.resource_id).order_by(ResourceGiven.id)
    return [(row[0], row[1]) for row in session.execute(wanted)]


def test_what_was_ticked_is_told_on_the_contact_and_of_the_group(
    adviser: Visitor, session: Session, group: Organisation, leaflet: Resource
) -> None:
    log(adviser, group, leaflet)
    assert given(session) == [(group.id, leaflet.id)]
    contact = session.scalars(select(Activity.id)).one()
    pages = [f"/activities/{contact}", f"/organisations/{group.id}/contact", f"/organisations/{group.id}/given"]
    assert all("Whom to ring" in adviser.get(page).text for page in pages)
    assert "Resource given" in adviser.get(f"/organisations/{group.id}/history").text


def test_the_form_offers_few_those_first_that_the_area_gave_last(
    make: Make, session: Session, adviser: Visitor, newham: Area, group: Organisation
) -> None:
    english = make.language(name="English")
    bank = [make.resource(newham, name=f"Leaflet {number:03}", language=english) for number in range(200)]
    make.resource(newham, name="Leaflet 000 retired", retired_on=clock.today())
    make.given(bank[150], make.activity(group, make.adviser(newham)), group)
    page = adviser.get(f"/organisations/{group.id}/activities/new").text
    assert page.count('name="resources"') == SHORT
    assert page.index("Leaflet 150") < page.index("Leaflet 000")
    assert "retired" not in page
    assert [one.name for one in to_give(newham.id, "leaflet 199")] == ["Leaflet 199"]


def test_what_is_not_in_the_short_list_is_looked_for_after_saving(
    make: Make, adviser: Visitor, session: Session, newham: Area, group: Organisation, leaflet: Resource
) -> None:
    address = log(adviser, group, more_resources="yes")
    assert address.endswith("/resources")
    assert "Whom to ring" in adviser.get(f"{address}?q=somali").text
    for deed, left in (("add", 1), ("add", 1), ("remove", 0)):
        token = forms(adviser.get(address).text)[0][1]["csrf_token"]
        assert adviser.post(f"{address}/{leaflet.id}/{deed}", data={"csrf_token": token}).status_code == 303
        assert len(given(session)) == left
    elsewhere = make.resource(make.area())
    answer = adviser.post(f"{address}/{elsewhere.id}/add", data={"csrf_token": token})
    assert answer.status_code == 404


def test_one_of_another_area_or_retired_is_refused_and_nothing_is_lost(
    make: Make, adviser: Visitor, session: Session, group: Organisation, newham: Area
) -> None:
    for wrong in (make.resource(make.area()), make.resource(newham, retired_on=clock.today())):
        page = f"/organisations/{group.id}/activities/new"
        answer = adviser.submit(page, **VISIT, resources=[str(wrong.id)])
        assert "Select one of the answers" in answer.text
        assert "Tea" in answer.text
    assert given(session) == []


def test_an_edit_adds_takes_out_and_moves_the_day_and_the_history_says_so(
    make: Make, adviser: Visitor, session: Session, newham: Area, group: Organisation, leaflet: Resource
) -> None:
    log(adviser, group, leaflet)
    contact = session.scalars(select(Activity.id)).one()
    other = make.resource(newham, name="A film")
    leaflet.retired_on = clock.today()
    session.flush()
    edit = f"/activities/{contact}/edit"
    assert "Whom to ring" in adviser.get(edit).text
    day: dict[str, Any] = {"happened_on-day": "2", "happened_on-month": "1", "happened_on-year": "2026"}
    adviser.submit(edit, resources=[str(leaflet.id), str(other.id)], **day)
    assert {row.given_on.isoformat() for row in session.scalars(select(ResourceGiven))} == {"2026-01-02"}
    adviser.submit(edit, resources=[str(other.id)])
    assert given(session) == [(group.id, other.id)]
    told = select(AuditEntry.event).where(AuditEntry.table_name == "resource_given")
    assert {"resource_given.created", "resource_given.deleted"} < set(session.scalars(told))
    history = adviser.get(f"/organisations/{group.id}/history").text
    assert "taken out of a contact" in history
    assert history.count("Whom to ring") == 2


def test_a_number_opens_the_list_that_it_counts(
    make: Make, adviser: Visitor, newham: Area, group: Organisation, leaflet: Resource
) -> None:
    by = make.adviser(newham)
    other = make.organisation(newham, name="Zion Temple")
    for one in (group, group, other):
        make.given(leaflet, make.activity(one, by), one)
    page = adviser.get("/resources").text
    assert "2 groups" in page
    assert "2 groups" in adviser.get(f"/resources/{leaflet.id}").text
    listed = adviser.get(f"/resources/{leaflet.id}/groups?area={newham.code}").text
    assert "Hope Chapel" in listed
    assert "Zion Temple" in listed


def test_another_area_counts_its_own_and_does_not_read_what_was_given_elsewhere(
    make: Make, newham: Area, signed_in: SignIn
) -> None:
    hackney = make.area(name="Hackney")
    shared_group = make.organisation(newham, hackney, name="Both Chapel")
    poster = make.resource(name="London poster")
    contact = make.activity(shared_group, make.adviser(newham))
    make.keep(ActivityArea(activity_id=contact.id, area_id=hackney.id, shared_by_id=make.adviser(newham).id))
    make.given(poster, contact, shared_group)
    there = signed_in(make.adviser(hackney))
    assert "Not given yet" in there.get("/resources").text
    of_group = f"/organisations/{shared_group.id}"
    pages = (f"/activities/{contact.id}", f"{of_group}/contact", f"{of_group}/given", f"{of_group}/history")
    assert all("London poster" not in there.get(page).text for page in pages)
    assert "Both Chapel" not in there.get(f"/resources/{poster.id}/groups").text


def test_one_contact_gives_a_group_a_resource_once(
    make: Make, newham: Area, group: Organisation, leaflet: Resource
) -> None:
    contact = make.activity(group, make.adviser(newham))
    make.given(leaflet, contact, group)
    with pytest.raises(IntegrityError):
        make.given(leaflet, contact, group)


def test_a_group_that_was_not_there_was_given_nothing_there(
    make: Make, adviser: Visitor, session: Session, newham: Area, group: Organisation, leaflet: Resource
) -> None:
    address = log(adviser, group, leaflet, more_groups="yes")
    other = make.organisation(newham, name="Zion Temple")
    for deed in ("add", "remove"):
        token = forms(adviser.get(address).text)[0][1]["csrf_token"]
        adviser.post(f"{address}/{other.id}/{deed}", data={"csrf_token": token})
    assert given(session) == [(group.id, leaflet.id)]


def test_what_is_given_several_times_at_once_is_given_once(separate_app: Flask) -> None:
    with separate_app.app_context(), every_area("a test looks at everything"):
        make = Make()
        contact, leaflet, giver = make.activity(make.organisation(), make.account()), make.resource(), make.account()
        keys = contact.id, leaflet.id, giver.id
        db.session.commit()
        everybody_ready = threading.Barrier(4)
        answered: list[int] = []

        def give(activity_id: int, resource_id: int, account_id: int) -> None:
            everybody_ready.wait()
            with separate_app.app_context(), every_area("somebody presses twice"):
                by = db.session.get_one(Account, account_id)
                actions.give(db.session.get_one(Activity, activity_id), resource_id, by)
                db.session.commit()
                answered.append(resource_id)

        threads = [threading.Thread(target=give, args=keys) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        db.session.rollback()
        assert len(answered) == 4
        assert len(db.session.scalars(select(ResourceGiven)).all()) == 1
