"""Planning a visit, moving it, calling it off, and logging what came of it."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.engagement.models import Activity
from crm.engagement.visits import queries
from crm.engagement.visits.models import PlannedVisit, VisitCompanion
from crm.organisations.kinds import Precision, Stage
from crm.organisations.models import Organisation, OrganisationArea, Venue
from tests.factories import Make
from tests.merging.twins import merge
from tests.support.statements import statements
from tests.support.web import SignIn, Visitor, forms


@pytest.fixture
def group(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, name="Jubilee Covenant")


@pytest.fixture
def me(make: Make, newham: Area) -> Account:
    return make.adviser(newham, name="Rosa")


def day(name: str, on: dt.date) -> dict[str, Any]:
    return {f"{name}-{part}": str(getattr(on, part)) for part in ("day", "month", "year")}


def in_days(days: int) -> dt.date:
    return clock.today() + dt.timedelta(days=days)


def plan(visitor: Visitor, group: Organisation, on: dt.date, **answers: Any) -> Any:
    return visitor.submit(
        f"/organisations/{group.id}/visits/new", **{"starts_at": "7pm"} | day("planned_on", on) | answers
    )


def events(session: Session) -> list[str]:
    wanted = select(AuditEntry.event).where(AuditEntry.table_name == "planned_visit").order_by(AuditEntry.id)
    return list(session.scalars(wanted))


def test_a_visit_is_planned_from_the_page_of_the_group(
    adviser: Visitor, make: Make, session: Session, newham: Area, group: Organisation
) -> None:
    colleague = make.adviser(newham, name="Ben")
    venue = make.keep(Venue(organisation_id=group.id, precision=Precision.EXACT, address="1 Moonraker Close"))
    assert f"/organisations/{group.id}/visits/new" in adviser.get(f"/organisations/{group.id}").text
    note = "Their choir trip, مرحبا"
    answer = plan(adviser, group, in_days(3), companions=[str(colleague.id)], note=note)
    visit = session.scalars(select(PlannedVisit)).one()
    assert (visit.planned_on, visit.starts_at, visit.minutes) == (in_days(3), dt.time(19), 60)
    assert visit.venue_id == venue.id
    assert session.scalars(select(VisitCompanion.account_id)).all() == [colleague.id]
    for page in (answer.location, f"/organisations/{group.id}/contact"):
        shown = adviser.get(page).text
        assert "1 Moonraker Close" in shown
        assert note in shown
    assert events(session) == ["planned_visit.planned"]


def test_a_wrong_day_or_a_note_about_a_child_loses_nothing(
    adviser: Visitor, session: Session, group: Organisation
) -> None:
    shown = plan(adviser, group, in_days(-1), note="The choir").text
    assert "The day must be today or later" in shown
    assert "The choir" in shown
    for name in ("note", "place"):
        answers = {name: "Her son Ahmed is upset"}
        assert "Nothing is saved yet" in plan(adviser, group, in_days(1), **answers).text
    assert session.scalar(select(func.count(PlannedVisit.id))) == 0


def test_a_plan_that_is_sent_twice_is_stored_once(adviser: Visitor, session: Session, group: Organisation) -> None:
    for status in (303, 409):
        assert plan(adviser, group, in_days(1), submission_key="the same").status_code == status
    assert session.scalar(select(func.count(PlannedVisit.id))) == 1


def test_a_visit_is_moved_changed_and_called_off_with_a_reason(
    adviser: Visitor, make: Make, session: Session, me: Account, group: Organisation
) -> None:
    visit = make.visit(group, me)
    address = f"/visits/{visit.id}"
    assert adviser.submit(f"{address}/edit", **day("planned_on", in_days(2))).status_code == 303
    assert adviser.submit(f"{address}/edit", note="The choir").status_code == 303
    assert "Enter why it is called off" in adviser.submit(f"{address}/call-off").text
    assert adviser.submit(f"{address}/call-off", why="The hall is flooded").status_code == 303
    assert session.execute(select(PlannedVisit.planned_on, PlannedVisit.note)).one() == (in_days(2), "The choir")
    assert "The hall is flooded" in adviser.get(address).text
    assert "This visit is over" in adviser.submit(f"{address}/edit", note="Again").text
    assert events(session) == ["planned_visit.moved", "planned_visit.changed", "planned_visit.called_off"]


def test_whoever_saves_from_an_older_page_is_shown_what_changed(
    adviser: Visitor, make: Make, me: Account, group: Organisation
) -> None:
    visit = make.visit(group, me, note="As it was")
    address = f"/visits/{visit.id}/edit"
    adviser.submit(address, note="As another wrote")
    shown = adviser.submit(address, note="As I write", version="1", was='{"note": "As it was"}').text
    assert "Someone else saved this" in shown
    assert "As I write" in shown


def log(visitor: Visitor, group: Organisation, query: str = "", **answers: Any) -> Any:
    usual = {"method": "visit_own_venue", "outcome": "met"}
    return visitor.submit(f"/organisations/{group.id}/activities/new{query}", **usual | answers)


def test_logging_a_visit_ends_it_in_the_same_transaction(
    adviser: Visitor, make: Make, session: Session, me: Account, group: Organisation
) -> None:
    visit = make.visit(group, me, planned_on=in_days(-2))
    log(adviser, group, f"?visit={visit.id}")
    activity = session.scalars(select(Activity)).one()
    assert session.scalars(select(PlannedVisit.activity_id)).one() == activity.id
    assert (activity.happened_on, activity.started_at) == (in_days(-2), dt.time(14))
    assert "What came of it" in adviser.get(f"/visits/{visit.id}").text
    assert events(session) == ["planned_visit.logged"]


def test_nobody_coming_is_logged_in_a_few_taps_and_counts_as_an_attempt(
    adviser: Visitor, make: Make, session: Session, me: Account, newham: Area
) -> None:
    group = make.organisation(newham, areas=[make.new_link(newham, stage=Stage.MEETING_ARRANGED)])
    visit = make.visit(group, me)
    answer = adviser.submit(f"/organisations/{group.id}/activities/new?visit={visit.id}&outcome=group_no_show")
    assert answer.status_code == 303
    assert session.scalars(select(Activity.outcome)).one() == "group_no_show"
    assert session.scalars(select(PlannedVisit.activity_id)).one() is not None
    assert session.scalars(select(OrganisationArea.stage)).one() is Stage.CONTACT_MADE


def test_a_visit_of_another_group_is_not_what_is_logged(
    adviser: Visitor, make: Make, me: Account, newham: Area, group: Organisation
) -> None:
    visit = make.visit(make.organisation(newham), me)
    assert adviser.get(f"/organisations/{group.id}/activities/new?visit={visit.id}").status_code == 404


def test_a_person_sees_what_they_go_to_and_what_is_not_logged(
    make: Make, session: Session, me: Account, newham: Area, group: Organisation
) -> None:
    colleague = make.adviser(newham)
    along, before = make.visit(group, colleague, planned_on=in_days(1)), make.visit(group, me, planned_on=in_days(-1))
    make.visit(group, colleague)
    make.visit(group, me, called_off_on=clock.today(), called_off_why="Flooded")
    make.keep(VisitCompanion(visit_id=along.id, area_id=newham.id, account_id=me.id))
    assert [visit.id for visit in queries.visits_of(me.id, in_days(0), in_days(7))] == [along.id]
    assert [visit.id for visit in queries.visits_until(me.id, in_days(0), in_days(7))] == [before.id, along.id]


def test_a_home_in_another_area_stays_hidden_in_a_visit_there(
    make: Make, session: Session, me: Account, newham: Area
) -> None:
    barnet = make.area()
    group = make.organisation(newham, barnet)
    home = {"organisation_id": group.id, "precision": Precision.MASKED, "address": "2 Home Street"}
    theirs, ours = (make.keep(Venue(**home, area_id=area.id)) for area in (barnet, newham))
    shown = [queries.line_of(make.visit(group, me, venue_id=venue.id).id).where for venue in (theirs, ours)]
    assert shown == ["", "2 Home Street"]


def test_where_a_refuge_is_stays_hidden_in_a_visit_of_another_area(
    make: Make, session: Session, newham: Area, signed_in: SignIn
) -> None:
    """Somebody who works in both planned it there; what the area typed itself is its own."""
    barnet = make.area()
    refuge = make.organisation(barnet, newham, is_sensitive=True)
    venue = make.keep(Venue(organisation_id=refuge.id, precision=Precision.EXACT, address="3 Secret Street"))
    both, of_newham = make.adviser(barnet, newham), make.adviser(newham)
    theirs, ours = (make.visit(refuge, both, area_id=area.id, venue_id=venue.id) for area in (barnet, newham))
    typed = make.visit(refuge, of_newham, area_id=newham.id, place="The café by the station")
    assert [queries.line_of(one.id).where for one in (theirs, ours)] == ["3 Secret Street", ""]
    visitor = signed_in(of_newham)
    for page in (f"/visits/{ours.id}", f"/visits/{ours.id}/edit", f"/organisations/{refuge.id}/contact"):
        assert "Secret Street" not in visitor.get(page).text
    assert "The café by the station" in visitor.get(f"/visits/{typed.id}").text


def test_whoever_is_out_with_a_group_that_left_the_area_can_still_be_found(
    make: Make, session: Session, newham: Area, group: Organisation, me: Account, signed_in: SignIn
) -> None:
    ben, back_by = make.adviser(newham, name="Ben"), clock.now() - dt.timedelta(hours=1)
    visit = make.visit(group, me, place="The hall", back_by_at=back_by, watcher_id=ben.id)
    link = session.scalars(select(OrganisationArea).filter_by(organisation_id=group.id)).one()
    link.ended_on = clock.today()
    session.flush()
    rosa, watcher, page = signed_in(me), signed_in(ben), f"/visits/{visit.id}"
    assert "Are you safe?" in rosa.get("/").text
    assert "is not back yet" in watcher.get("/").text
    shown = watcher.get(page).text
    assert "The hall" in shown
    assert group.name not in shown
    assert rosa.get(f"{page}/edit").status_code == 404
    assert rosa.submit("/week").status_code == 303
    assert "Back since" in rosa.get(page).text
    assert "is not back yet" not in watcher.get("/").text


@pytest.mark.parametrize("offered", ["9999-12-30", "0001-01-01"])
def test_a_day_at_the_end_of_time_is_an_error_beside_it(
    adviser: Visitor, make: Make, me: Account, group: Organisation, offered: str
) -> None:
    visit = make.visit(group, me)
    for page in (f"/organisations/{group.id}/visits/new", f"/visits/{visit.id}/edit"):
        typed = day("planned_on", in_days(1))
        for answers in (typed | {"offered": offered}, day("planned_on", dt.date(9999, 12, 31))):
            answer = adviser.submit(page, note="The choir", **answers)
            assert answer.status_code == 200
            assert "The day must be within two years" in answer.text
            assert "The choir" in answer.text


def test_another_area_does_not_know_of_a_visit(make: Make, adviser: Visitor, newham: Area) -> None:
    barnet = make.area()
    group = make.organisation(barnet, newham)
    theirs = make.visit(group, make.adviser(barnet), note="Kept within")
    assert "Kept within" not in adviser.get(f"/organisations/{group.id}/contact").text
    for page in ("", "/edit", "/call-off"):
        assert adviser.get(f"/visits/{theirs.id}{page}").status_code == 404


def test_of_two_records_all_visits_are_kept(
    make: Make, session: Session, me: Account, newham: Area, group: Organisation
) -> None:
    twin = make.organisation(newham)
    make.visit(twin, me)
    merge(group, twin, me)
    assert session.scalars(select(PlannedVisit.organisation_id)).all() == [group.id]


@pytest.mark.parametrize(
    "values",
    [
        {"minutes": 0},
        {"called_off_on": dt.date(2026, 11, 22)},
        {"called_off_why": "No day"},
        {"starts_at": None, "back_by_at": dt.datetime(2026, 11, 22, 20, tzinfo=dt.UTC)},
    ],
)
def test_the_database_refuses_what_cannot_be(
    make: Make, me: Account, group: Organisation, values: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError):
        make.visit(group, me, **values)


def test_logging_a_planned_visit_stays_within_twelve_statements_and_the_lock_of_postgresql(
    adviser: Visitor, make: Make, session: Session, me: Account, group: Organisation
) -> None:
    visit = make.visit(group, me)
    address = f"/organisations/{group.id}/activities/new?visit={visit.id}&outcome=met"
    action, answers = forms(adviser.get(address).text)[-1]
    with statements() as said:
        assert adviser.post(action or address, data=answers).status_code == 303
    assert session.scalars(select(PlannedVisit.activity_id)).one() is not None
    locks = [one for one in said if one.rstrip().endswith("FOR NO KEY UPDATE")]
    assert len(said) - len(locks) <= 12, "\n".join(said)
