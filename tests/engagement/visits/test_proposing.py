"""Proposing a time: what it would run into is named once, another day is offered, and nothing is forbidden."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.core import clock
from crm.engagement.visits.models import PlannedVisit
from crm.organisations.kinds import Faith, Weekday
from crm.organisations.models import MeetingTime, Organisation
from tests.factories import Make
from tests.support.web import SignIn, Visitor, forms

# A Monday.
TODAY, EID = dt.date(2027, 3, 1), dt.date(2027, 3, 9)


@pytest.fixture
def group(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, name="Masjid Noor", faith=Faith.MUSLIM)


def day(on: dt.date) -> dict[str, Any]:
    return {f"planned_on-{part}": str(getattr(on, part)) for part in ("day", "month", "year")}


def again(visitor: Visitor, address: str, page: str, **more: Any) -> Any:
    """Send the form of a page that came back."""
    return visitor.post(address, data={**forms(page)[-1][1], **more})


def test_a_clash_is_named_once_and_then_the_visit_is_planned_all_the_same(
    make: Make, session: Session, me: Account, group: Organisation, signed_in: SignIn
) -> None:
    address = f"/organisations/{group.id}/visits/new"
    with clock.set_to(TODAY):
        adviser = signed_in(me)
        page = adviser.submit(address, **day(EID), starts_at="2pm", note="The youth club").text
        for words in (
            "This may not be a good time",
            "About this day is Eid al-Fitr",
            "The youth club",
            "Nothing is saved yet",
        ):
            assert words in page
        assert session.scalars(select(PlannedVisit)).all() == []
        assert again(adviser, address, page).status_code == 303
    assert session.scalars(select(PlannedVisit.planned_on)).one() == EID


def test_another_slot_is_looked_at_afresh_and_the_offered_one_is_taken_in_one_press(
    make: Make, session: Session, me: Account, group: Organisation, signed_in: SignIn
) -> None:
    address = f"/organisations/{group.id}/visits/new"
    with clock.set_to(TODAY):
        adviser = signed_in(me)
        page = adviser.submit(address, **day(EID), starts_at="2pm").text
        assert "This may not be a good time" in again(adviser, address, page, starts_at="3pm").text
        assert "Saturday 13 March 2027 at 2pm instead" in page
        assert again(adviser, address, page, offered="2027-03-13").status_code == 303
    planned = session.execute(select(PlannedVisit.planned_on, PlannedVisit.starts_at)).one()
    assert planned == (dt.date(2027, 3, 13), dt.time(14))


def test_moving_a_visit_is_looked_at_too_but_not_changing_its_note(
    make: Make, session: Session, me: Account, group: Organisation, signed_in: SignIn
) -> None:
    with clock.set_to(TODAY):
        adviser = signed_in(me)
        address = f"/visits/{make.visit(group, me, planned_on=EID).id}/edit"
        assert adviser.submit(address, note="The choir").status_code == 303
        page = adviser.submit(address, starts_at="4pm").text
        assert "About this day is Eid al-Fitr" in page
        assert again(adviser, address, page).status_code == 303
    assert session.scalars(select(PlannedVisit.starts_at)).one() == dt.time(16)


def test_ones_own_other_visit_is_named_wherever_it_is(
    make: Make, me: Account, newham: Area, group: Organisation, signed_in: SignIn
) -> None:
    with clock.set_to(TODAY):
        make.visit(make.organisation(newham, name="Hope Chapel"), me, planned_on=TODAY)
        page = signed_in(me).submit(f"/organisations/{group.id}/visits/new", **day(TODAY), starts_at="2:30pm").text
    assert "There is a visit to Hope Chapel on 1 March 2027 at 2pm" in page


def test_when_nobody_came_a_new_time_is_offered_from_when_the_group_meets(
    make: Make, session: Session, me: Account, group: Organisation, signed_in: SignIn
) -> None:
    """Three taps: nobody came, save, plan."""
    make.keep(MeetingTime(organisation_id=group.id, weekday=Weekday.SUNDAY, starts_at=dt.time(19)))
    with clock.set_to(TODAY):
        adviser, visit = signed_in(me), make.visit(group, me)
        log = f"/organisations/{group.id}/activities/new?visit={visit.id}&outcome=group_no_show"
        plan = adviser.submit(log).location
        assert "Nobody came, which happens" in adviser.get(plan).text
        page = adviser.submit(plan).text
        assert "They meet on Sundays from 7pm" not in page
    second = session.scalars(select(PlannedVisit).order_by(PlannedVisit.id.desc())).first()
    assert second is not None
    assert (second.planned_on, second.starts_at, second.activity_id) == (dt.date(2027, 3, 14), dt.time(19), None)
