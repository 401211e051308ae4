"""A forum's meetings: who came gets a contact in one step, and the forum's page says who comes how often."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.core import clock
from crm.engagement import rules
from crm.engagement.models import Activity, ActivityOrganisation, ActivityPerson, Method, Outcome, StageChange
from crm.organisations.kinds import RelationKind, Stage
from crm.organisations.models import Organisation, OrganisationArea, Relation
from crm.people.models import RoleClass
from tests.factories import Make
from tests.support.web import SignIn, Visitor

LAST_MONTH = clock.today() - dt.timedelta(days=30)


@pytest.fixture
def hackney(make: Make) -> Area:
    return make.area(name="Hackney")


@pytest.fixture
def forum(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, name="Faith Forum", kind="interfaith_forum")


@pytest.fixture
def oak(make: Make, newham: Area, forum: Organisation) -> Organisation:
    return member(make, forum, make.organisation(newham, name="Oak"))


@pytest.fixture
def elm(make: Make, newham: Area, forum: Organisation) -> Organisation:
    return member(make, forum, make.organisation(newham, name="Elm"))


def member(make: Make, forum: Organisation, group: Organisation, **values: Any) -> Organisation:
    make.keep(Relation(organisation_id=group.id, other_id=forum.id, kind=RelationKind.MEMBER_OF, **values))
    return group


def record(visitor: Visitor, forum: Organisation, *present: Organisation, area: Area | None = None, **said: Any) -> str:
    asked = f"?area={area.id}" if area else ""
    url = f"/organisations/{forum.id}/meetings/new{asked}"
    return visitor.submit(url, present=[str(group.id) for group in present], **said).text


def members(visitor: Visitor, forum: Organisation) -> str:
    return " ".join(visitor.get(f"/organisations/{forum.id}/members").text.split())


def present_at(session: Session) -> list[int]:
    return sorted(session.scalars(select(ActivityOrganisation.organisation_id)))


def stage_of(session: Session, group: Organisation) -> Stage:
    wanted = select(OrganisationArea.stage).where(OrganisationArea.organisation_id == group.id)
    return session.scalars(wanted.execution_options(populate_existing=True)).one()


def test_each_member_that_was_there_gets_one_and_the_same_contact(
    adviser: Visitor, session: Session, forum: Organisation, oak: Organisation, elm: Organisation
) -> None:
    record(adviser, forum, oak, note="We spoke of training")
    meeting = session.scalars(select(Activity)).one()
    assert (meeting.method, meeting.outcome) == (Method.FORUM, Outcome.MET)
    assert present_at(session) == sorted((forum.id, oak.id))
    assert "We spoke of training" in adviser.get(f"/organisations/{oak.id}/contact").text
    assert "We spoke of training" not in adviser.get(f"/organisations/{elm.id}/contact").text


def test_those_who_were_there_are_met_and_the_others_are_not(
    adviser: Visitor, session: Session, forum: Organisation, oak: Organisation, elm: Organisation
) -> None:
    record(adviser, forum, oak)
    assert (stage_of(session, oak), stage_of(session, elm)) == (Stage.MET, Stage.IDENTIFIED)
    meeting = session.scalars(select(Activity)).one()
    moved = session.scalars(select(StageChange).where(StageChange.organisation_id == oak.id)).all()
    assert {change.activity_id for change in moved} == {meeting.id}
    assert "1 member was there, and the stage of 1 moved on" in adviser.get("/").text


def test_a_group_that_came_further_stays_there(
    adviser: Visitor, session: Session, forum: Organisation, oak: Organisation
) -> None:
    oak.areas[0].stage = Stage.ENGAGED
    session.commit()
    record(adviser, forum, oak)
    assert stage_of(session, oak) is Stage.ENGAGED


def test_a_meeting_that_is_sent_twice_is_stored_once(
    adviser: Visitor, session: Session, forum: Organisation, oak: Organisation
) -> None:
    record(adviser, forum, oak)
    record(adviser, forum, oak)
    assert len(session.scalars(select(Activity)).all()) == 1


def test_a_meeting_to_come_is_refused_and_nothing_is_lost(
    adviser: Visitor, session: Session, forum: Organisation, oak: Organisation
) -> None:
    tomorrow = clock.today() + dt.timedelta(days=1)
    day: dict[str, Any] = {f"happened_on-{part}": str(getattr(tomorrow, part)) for part in ("day", "month", "year")}
    page = record(adviser, forum, oak, note="Our plan", **day)
    assert "must be today or in the past" in page
    assert "Our plan" in page
    assert session.scalars(select(Activity)).all() == []


def test_only_a_member_of_today_is_offered(
    adviser: Visitor, session: Session, make: Make, newham: Area, forum: Organisation, oak: Organisation
) -> None:
    left = member(make, forum, make.organisation(newham, name="Ash"), ended_on=LAST_MONTH)
    stranger = make.organisation(newham, name="Yew")
    page = adviser.get(f"/organisations/{forum.id}/meetings/new").text
    assert ("Oak" in page, "Ash" in page, "Yew" in page) == (True, False, False)
    record(adviser, forum, left, stranger)
    assert session.scalars(select(Activity)).all() == []


def test_a_meeting_is_written_down_for_one_area_at_a_time(
    session: Session, make: Make, newham: Area, hackney: Area, signed_in: SignIn
) -> None:
    forum = make.organisation(newham, hackney, name="East Forum", kind="interfaith_forum")
    oak = member(make, forum, make.organisation(newham, name="Oak"))
    elm = member(make, forum, make.organisation(hackney, name="Elm"))
    both = signed_in(make.coordinator(newham, hackney))
    page = both.get(f"/organisations/{forum.id}/meetings/new").text
    assert ("Oak" in page, "Elm" in page) == (True, False)
    assert "Record it for Hackney instead" in page
    record(both, forum, elm, area=hackney)
    assert {row.area_id for row in session.scalars(select(Activity))} == {hackney.id}
    assert (stage_of(session, oak), stage_of(session, elm)) == (Stage.IDENTIFIED, Stage.MET)


def test_an_area_of_others_is_not_written_for(
    session: Session, make: Make, newham: Area, hackney: Area, adviser: Visitor
) -> None:
    forum = make.organisation(newham, hackney, name="East Forum", kind="interfaith_forum")
    record(adviser, forum, area=hackney)
    assert session.scalars(select(Activity.area_id)).all() == [newham.id]


@pytest.mark.parametrize(("since", "of"), [(None, 3), (dt.date(2026, 5, 1), 2), (dt.date(2026, 5, 2), 1)])
def test_only_the_days_since_it_belongs_count(since: dt.date | None, of: int) -> None:
    days = [dt.date(2026, 4, 1), dt.date(2026, 5, 1), dt.date(2026, 5, 1), dt.date(2026, 6, 1)]
    assert rules.days_since(days, since) == of


def test_the_page_says_who_came_how_often(
    adviser: Visitor, make: Make, newham: Area, forum: Organisation, oak: Organisation
) -> None:
    new = member(make, forum, make.organisation(newham, name="New"), started_on=clock.today())
    by = make.adviser(newham)
    for days_ago, there in ((400, [oak]), (30, [oak]), (0, [oak, new])):
        meeting = make.activity(
            forum, by, method=Method.FORUM, outcome=Outcome.MET, happened_on=clock.today() - dt.timedelta(days=days_ago)
        )
        own = {"activity_id": meeting.id, "area_id": newham.id, "happened_on": meeting.happened_on}
        for group in there:
            make.keep(ActivityOrganisation(**own, organisation_id=group.id))
    page = members(adviser, forum)
    assert "2 of 2" in page
    assert "1 of 1" in page


def test_the_terms_and_attendance_of_its_own_people_are_shown(
    adviser: Visitor, session: Session, make: Make, forum: Organisation
) -> None:
    lay = make.role(forum, make.person("Amina Begum"), role_class=RoleClass.COMMITTEE, started_on=LAST_MONTH)
    make.role(
        forum, make.person("Long Gone"), role_class=RoleClass.COMMITTEE, started_on=dt.date(2020, 1, 1),
        ended_on=dt.date(2021, 1, 1),
    )  # fmt: skip
    record(adviser, forum, people=[str(lay.person_id)])
    assert session.scalars(select(ActivityPerson.person_id)).all() == [lay.person_id]
    page = members(adviser, forum)
    assert "Amina Begum" in page
    assert "1 of 1" in page
    assert "Long Gone" not in page


def test_members_elsewhere_are_a_number(
    adviser: Visitor, make: Make, hackney: Area, forum: Organisation, oak: Organisation
) -> None:
    member(make, forum, make.organisation(hackney, name="Far Temple"))
    page = members(adviser, forum)
    assert "2 members today, 1 of them in other areas" in page
    assert "Far Temple" not in page


def test_a_viewer_sees_the_members_and_no_meetings(
    make: Make, newham: Area, signed_in: SignIn, adviser: Visitor, forum: Organisation, oak: Organisation
) -> None:
    record(adviser, forum, oak, note="Not for viewers")
    page = members(signed_in(make.viewer(newham)), forum)
    assert "Oak" in page
    assert "Meetings" not in page
    assert "Record a meeting" not in page


def test_who_was_there_is_put_right(
    adviser: Visitor, session: Session, forum: Organisation, oak: Organisation, elm: Organisation
) -> None:
    record(adviser, forum, oak)
    meeting = session.scalars(select(Activity.id)).one()
    adviser.submit(f"/activities/{meeting}/present", present=[str(elm.id)])
    assert present_at(session) == sorted((forum.id, elm.id))
    assert (stage_of(session, oak), stage_of(session, elm)) == (Stage.MET, Stage.MET)


def test_a_group_out_of_reach_that_was_there_stays(
    adviser: Visitor, session: Session, make: Make, newham: Area, forum: Organisation, oak: Organisation
) -> None:
    record(adviser, forum, oak)
    meeting = session.scalars(select(Activity)).one()
    gone = make.organisation(make.area())
    own = {"activity_id": meeting.id, "area_id": newham.id, "happened_on": meeting.happened_on}
    make.keep(ActivityOrganisation(**own, organisation_id=gone.id))
    adviser.submit(f"/activities/{meeting.id}/present", present=[])
    assert present_at(session) == sorted((forum.id, gone.id))


def test_a_forum_that_has_left_the_area_is_not_taken_for_one_of_its_members(
    adviser: Visitor, session: Session, make: Make, forum: Organisation, oak: Organisation, elm: Organisation
) -> None:
    record(adviser, forum, oak, elm)
    meeting = session.scalars(select(Activity.id)).one()
    link = session.scalars(select(OrganisationArea).where(OrganisationArea.organisation_id == forum.id)).one()
    elsewhere = make.new_link(make.area())
    elsewhere.organisation_id = forum.id
    make.keep(elsewhere)
    link.ended_on, forum.lead_area_id = clock.today(), elsewhere.area_id
    session.flush()
    page = adviser.get(f"/activities/{meeting}")
    assert (page.status_code, "Change who was there" in page.text) == (200, False)
    assert adviser.get(f"/activities/{meeting}/present").status_code == 404


def test_only_a_meeting_of_a_forum_asks_who_was_there(
    adviser: Visitor, session: Session, make: Make, newham: Area, oak: Organisation
) -> None:
    call = make.activity(oak, make.adviser(newham), method=Method.PHONE)
    assert adviser.get(f"/activities/{call.id}/present").status_code == 404
    assert "Change who was there" not in adviser.get(f"/activities/{call.id}").text
