import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.core import clock
from crm.engagement.models import Activity, ActivityOrganisation, FollowUp, StageChange
from crm.engagement.visits.models import PlannedVisit
from crm.organisations.kinds import Precision, Stage
from crm.organisations.models import Organisation, OrganisationArea, Venue
from crm.people.models import Role, RoleClass
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import Visitor, forms

SignIn = Callable[[Account], Visitor]
VISIT: dict[str, Any] = {"method": "visit_own_venue", "outcome": "met", "note": "Tea with the committee"}


@pytest.fixture
def newham(make: Make) -> Area:
    return make.area(name="Newham")


@pytest.fixture
def group(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, name="Hope Chapel")


@pytest.fixture
def me(make: Make, newham: Area) -> Account:
    return make.adviser(newham, name="Ada Adviser")


@pytest.fixture
def adviser(me: Account, signed_in: SignIn) -> Visitor:
    return signed_in(me)


def log(visitor: Visitor, group: Organisation, **answers: Any) -> Any:
    return visitor.submit(f"/organisations/{group.id}/activities/new", **{**VISIT, **answers})


def stage_of(session: Session, group: Organisation) -> Stage:
    return session.scalars(select(OrganisationArea.stage).filter_by(organisation_id=group.id)).one()


def test_a_visit_is_logged_with_what_came_of_it_and_a_note(
    adviser: Visitor, session: Session, group: Organisation
) -> None:
    answer = log(adviser, group)
    assert answer.status_code == 303
    page = adviser.get(answer.location).text
    assert "Tea with the committee" in page
    assert "The stage in Newham is now “Met”" in page
    assert stage_of(session, group) is Stage.MET
    made = session.execute(select(StageChange.from_stage, StageChange.to_stage, StageChange.activity_id)).all()
    activity = session.scalars(select(Activity)).one()
    assert [tuple(row) for row in made] == [
        (Stage.IDENTIFIED, Stage.CONTACT_MADE, activity.id),
        (Stage.CONTACT_MADE, Stage.MET, activity.id),
    ]


def test_everything_that_is_folded_away_is_kept_too(
    adviser: Visitor, make: Make, session: Session, newham: Area, group: Organisation
) -> None:
    colleague = make.adviser(newham)
    person = make.role(group).person
    answers: dict[str, Any] = {
        "people": [str(person.id)],
        "staff": [str(colleague.id)],
        "topics": ["online_safety"],
        "offers_accepted": ["free_training"],
        "offers_made": ["policy_template"],
        "contact": "other",
        "contact_name": "Joseph Mensah",
        "again": "week",
        "owner": str(colleague.id),
    }
    page = adviser.get(log(adviser, group, **answers).location).text
    assert "Joseph Mensah" not in page
    assert stage_of(session, group) is Stage.ENGAGED
    assert session.scalars(select(FollowUp.owner_id)).one() == colleague.id
    lead = session.scalars(select(Role).filter_by(role_class=RoleClass.SAFEGUARDING_CONTACT)).one()
    assert lead.organisation_id == group.id
    shown = adviser.get(f"/activities/{session.scalars(select(Activity.id)).one()}").text
    for words in ("Amina Begum", "Online safety", "Free training", "A policy template", colleague.name):
        assert words in shown


def test_a_form_that_is_sent_twice_is_stored_once(adviser: Visitor, session: Session, group: Organisation) -> None:
    for status in (303, 409):
        assert log(adviser, group, submission_key="the same").status_code == status
    assert session.scalar(select(func.count(Activity.id))) == 1


def test_what_is_to_come_is_not_written_as_done(adviser: Visitor, session: Session, group: Organisation) -> None:
    page = log(adviser, group, **{"happened_on-year": "2099"})
    assert "must be today or in the past" in page.text
    assert "Tea with the committee" in page.text
    assert session.scalar(select(func.count(Activity.id))) == 0


def test_a_meeting_that_was_agreed_needs_its_date_and_becomes_a_planned_visit(
    adviser: Visitor, session: Session, group: Organisation
) -> None:
    answers = {"method": "phone", "outcome": "meeting_agreed"}
    assert "Enter the date of the meeting" in log(adviser, group, **answers).text
    date = {"meeting_on-day": "1", "meeting_on-month": "2", "meeting_on-year": "2099"}
    assert log(adviser, group, **answers, **date, meeting_at="7pm").status_code == 303
    planned = session.execute(select(PlannedVisit.planned_on, PlannedVisit.starts_at)).one()
    assert planned == (dt.date(2099, 2, 1), dt.time(19))
    assert stage_of(session, group) is Stage.MEETING_ARRANGED


def test_a_failed_attempt_leaves_the_stage_and_the_page_says_why(
    adviser: Visitor, session: Session, group: Organisation
) -> None:
    page = adviser.get(log(adviser, group, method="phone", outcome="no_reply").location).text
    assert "The stage stays “Identified”: An attempt without an answer does not move the stage" in page
    assert stage_of(session, group) is Stage.IDENTIFIED


def test_nobody_coming_means_a_follow_up_in_seven_days(
    adviser: Visitor, make: Make, session: Session, newham: Area
) -> None:
    group = make.organisation(newham, areas=[make.new_link(newham, stage=Stage.MEETING_ARRANGED)])
    log(adviser, group, outcome="group_no_show")
    assert stage_of(session, group) is Stage.CONTACT_MADE
    assert session.scalars(select(FollowUp.due_on)).one() == clock.today() + dt.timedelta(days=7)


def test_a_returned_letter_puts_the_address_in_doubt_with_one_follow_up(
    adviser: Visitor, make: Make, session: Session, group: Organisation
) -> None:
    venue = make.keep(Venue(organisation_id=group.id, precision=Precision.EXACT, address="1 High Street"))
    for _ in range(2):
        log(adviser, group, method="letter", outcome="letter_returned_gone")
    assert session.get_one(Venue, venue.id).unconfirmed_on == clock.today()
    assert session.scalars(select(FollowUp.what)).all() == ["Check the address"]


def test_an_activity_moves_its_own_area_only(make: Make, session: Session, signed_in: SignIn, newham: Area) -> None:
    barnet = make.area(name="Barnet")
    group = make.organisation(newham, barnet)
    visitor = signed_in(make.coordinator(newham, barnet))
    log(visitor, group, area=str(barnet.id))
    stages = dict(session.execute(select(OrganisationArea.area_id, OrganisationArea.stage)).all())
    assert stages == {newham.id: Stage.IDENTIFIED, barnet.id: Stage.MET}


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


def test_somebody_of_another_group_cannot_have_been_there(
    adviser: Visitor, make: Make, session: Session, newham: Area, group: Organisation
) -> None:
    stranger = make.role(make.organisation(newham)).person
    assert log(adviser, group, people=[str(stranger.id)]).status_code == 200
    assert session.scalar(select(func.count(Activity.id))) == 0


def test_what_was_written_is_put_right(adviser: Visitor, session: Session, group: Organisation) -> None:
    log(adviser, group, topics=["poverty"])
    address = f"/activities/{session.scalars(select(Activity.id)).one()}"
    answer = adviser.submit(f"{address}/edit", note="Coffee", topics=["bullying"])
    assert answer.status_code == 303
    page = adviser.get(address).text
    assert "Coffee" in page
    assert "Bullying" in page
    assert "Poverty" not in page


def test_the_stage_says_why_it_is_so(
    adviser: Visitor, make: Make, session: Session, group: Organisation, me: Account
) -> None:
    visit = make.activity(group, me)
    own = {"organisation_id": group.id, "area_id": group.lead_area_id, "on": clock.today()}
    make.keep(StageChange(**own, from_stage=Stage.IDENTIFIED, to_stage=Stage.MET, activity_id=visit.id))
    page = f"/organisations/{group.id}/contact"
    assert f'Why: <a class="govuk-link" href="/activities/{visit.id}"' in " ".join(adviser.get(page).text.split())
    make.keep(StageChange(**own, from_stage=Stage.MET, to_stage=Stage.DECLINED, reason="They are tired of us"))
    assert "Why: <bdi>They are tired of us</bdi>" in adviser.get(page).text


def test_a_follow_up_is_done_and_undone(
    adviser: Visitor, make: Make, session: Session, group: Organisation, me: Account
) -> None:
    due = make.follow_up(group, me, what="Send the template")
    assert "Send the template" in adviser.get("/follow-ups").text
    adviser.submit("/follow-ups", form=1)
    assert session.get_one(FollowUp, due.id).done_on == clock.today()
    adviser.submit("/follow-ups", form=1)
    assert session.get_one(FollowUp, due.id).done_on is None


def test_follow_ups_stand_under_overdue_today_and_later(
    adviser: Visitor, make: Make, group: Organisation, me: Account
) -> None:
    for days in (-1, 0, 1):
        make.follow_up(group, me, due_on=clock.today() + dt.timedelta(days=days))
    page = adviser.get("/follow-ups").text
    assert page.index(">Overdue</h2>") < page.index(">Due today</h2>") < page.index(">Later</h2>")


def test_mine_are_not_my_colleagues(adviser: Visitor, make: Make, newham: Area, group: Organisation) -> None:
    make.follow_up(group, make.adviser(newham), what="Ring the vicar")
    assert "Nothing is waiting" in adviser.get("/follow-ups").text
    assert "Ring the vicar" in adviser.get("/follow-ups?whose=everybody").text


def test_a_follow_up_of_another_area_is_not_there(adviser: Visitor, make: Make) -> None:
    barnet = make.area()
    due = make.follow_up(make.organisation(barnet), make.adviser(barnet), what="Ring the vicar")
    assert "Ring the vicar" not in adviser.get("/follow-ups?whose=everybody").text
    assert adviser.get(f"/follow-ups/{due.id}/edit").status_code == 404


def test_a_follow_up_is_moved(adviser: Visitor, make: Make, session: Session, group: Organisation, me: Account) -> None:
    due = make.follow_up(group, me)
    answer = adviser.submit(f"/follow-ups/{due.id}/edit", **{"due_on-year": "2099"})  # type: ignore[arg-type]
    assert answer.status_code == 303
    assert session.get_one(FollowUp, due.id).due_on.year == 2099


def test_a_group_that_says_no_is_asked_again_in_six_months(
    adviser: Visitor, make: Make, session: Session, newham: Area
) -> None:
    group = make.organisation(newham, areas=[make.new_link(newham, stage=Stage.MET)])
    answer = adviser.submit(f"/organisations/{group.id}/stage", stage="declined", reason="Too busy until the summer")
    assert answer.status_code == 303
    assert stage_of(session, group) is Stage.DECLINED
    assert "Too busy until the summer" in adviser.get(answer.location).text
    assert session.scalars(select(FollowUp.due_on)).one() > clock.today() + dt.timedelta(days=180)


def test_a_group_is_not_given_up_after_one_try(adviser: Visitor, session: Session, group: Organisation) -> None:
    log(adviser, group, method="phone", outcome="no_reply")
    page = adviser.submit(f"/organisations/{group.id}/stage", stage="not_found", reason="Cannot find them")
    assert "we still need 3 attempts (so far 1)" in page.text
    assert stage_of(session, group) is Stage.IDENTIFIED


def test_saving_a_visit_takes_at_most_twelve_statements(adviser: Visitor, group: Organisation) -> None:
    """The first visit, which moves the stage two steps, with a note and a follow-up; sign-in is included."""
    address = f"/organisations/{group.id}/activities/new"
    given = forms(adviser.get(address).text)[-1][1]
    with statements() as said:
        answer = adviser.post(address, data={**given, **VISIT, "again": "week"})
    assert answer.status_code == 303
    assert len([one for one in said if "FOR NO KEY UPDATE" not in one]) <= 12, "\n".join(said)


def test_a_long_timeline_is_paged_and_costs_what_a_short_one_does(
    adviser: Visitor, make: Make, group: Organisation, me: Account
) -> None:
    make.activity(group, me)
    with statements() as one:
        adviser.get(f"/organisations/{group.id}/contact")
    for number in range(30):
        make.activity(group, me, note=f"Visit {number}", happened_on=clock.today() - dt.timedelta(days=number))
    with statements() as thirty:
        page = adviser.get(f"/organisations/{group.id}/contact").text
    assert "Visit 0<" in page
    assert "Visit 29<" not in page
    assert len(one) <= len(thirty) <= 12


def test_a_follow_up_is_not_given_to_somebody_who_could_not_see_it(
    adviser: Visitor, make: Make, session: Session, newham: Area
) -> None:
    hackney = make.area()
    group = make.organisation(newham, hackney)
    theirs = make.adviser(hackney)
    page = log(adviser, group, again="week", owner=str(theirs.id))
    assert page.status_code == 200
    assert session.scalars(select(FollowUp.id)).all() == []
    assert log(adviser, group, staff=[str(theirs.id)]).status_code == 303


def test_what_is_left_of_a_group_that_left_the_area_is_not_found(
    make: Make, session: Session, me: Account, adviser: Visitor, newham: Area
) -> None:
    group = make.organisation(newham, make.area())
    activity, follow_up = make.activity(group, me), make.follow_up(group, me)
    pages = (f"/activities/{activity.id}", f"/activities/{activity.id}/edit", f"/follow-ups/{follow_up.id}/edit")
    group.areas[0].ended_on = clock.today()
    session.flush()
    assert [adviser.get(page).status_code for page in pages] == [404, 404, 404]
