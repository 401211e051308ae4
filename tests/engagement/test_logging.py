import datetime as dt
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.core import clock
from crm.engagement.models import Activity, FollowUp, StageChange
from crm.engagement.visits.models import PlannedVisit
from crm.organisations.kinds import Precision, Stage
from crm.organisations.models import Organisation, Venue
from crm.people.models import Role, RoleClass
from tests.engagement.steps import VISIT, log, stage_of
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import Visitor, forms


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
    next_year = clock.today().year + 1
    far, soon = (
        {"meeting_on-day": "1", "meeting_on-month": "2", "meeting_on-year": str(year)} for year in (9999, next_year)
    )
    assert "The meeting must be within two years" in log(adviser, group, **answers, **far, meeting_at="7pm").text
    assert log(adviser, group, **answers, **soon, meeting_at="7pm").status_code == 303
    planned = session.execute(select(PlannedVisit.planned_on, PlannedVisit.starts_at)).one()
    assert planned == (dt.date(next_year, 2, 1), dt.time(19))
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


def test_numbers_that_no_row_can_have_are_passed_over(adviser: Visitor, group: Organisation) -> None:
    new = f"/organisations/{group.id}/activities/new"
    for number in (2**31, 2**70):
        assert adviser.get(f"{new}?visit={number}&email={number}").status_code == 200
        assert log(adviser, group, visit=str(number), note=f"Tea {number}").status_code == 303
