"""Giving what somebody holds to a successor who accepts."""

import datetime as dt

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.handover import queries
from crm.handover.actions import accept, offer
from crm.handover.models import Handover, Part
from crm.organisations.models import Organisation
from tests.factories import Make
from tests.handover.steps import counts, link_of, offer_all, owners
from tests.merging.twins import merge
from tests.support.web import SignIn, Visitor, forms


def test_nothing_changes_until_the_successor_accepts(
    make: Make, session: Session, coordinator: Visitor, leaver: Account, successor: Account, group: Organisation
) -> None:
    make.follow_up(group, leaver)
    offer_all(coordinator, leaver, successor)
    assert link_of(session, group).adviser_id == leaver.id
    assert owners(session) == {leaver.id}


def test_accepting_moves_the_group_with_what_is_open_and_the_history_says_so(
    make: Make,
    session: Session,
    coordinator: Visitor,
    signed_in: SignIn,
    newham: Area,
    leaver: Account,
    successor: Account,
    group: Organisation,
) -> None:
    make.follow_up(group, leaver)
    make.request(group, leaver)
    done = make.follow_up(group, leaver, done_on=clock.today())
    offer_all(coordinator, leaver, successor)
    visitor = signed_in(successor)
    assert "Hope Chapel" in visitor.get("/handovers").text
    assert visitor.submit("/handovers", form=1).status_code == 303
    assert link_of(session, group).adviser_id == successor.id
    assert counts(leaver, newham) == {Part.ONLY_CONTACT: 1}
    assert done.owner_id == leaver.id
    events = set(session.scalars(select(AuditEntry.event).where(AuditEntry.organisation_id == group.id)))
    assert {
        "handover.offered",
        "handover.accepted",
        "organisation_area.adviser_named",
        "follow_up.passed_on",
        "request.passed_on",
    } <= events


def test_a_planned_visit_goes_over_and_nobody_watches_over_their_own(
    make: Make, session: Session, leaver: Account, successor: Account, group: Organisation
) -> None:
    back = {"starts_at": dt.time(19), "back_by_at": clock.now(), "watcher_id": successor.id}
    visit = make.visit(group, leaver, **back)
    [offered] = offer(queries.links_held(leaver.id, group.lead_area_id), leaver.id, successor.id, successor).made
    session.flush()
    accept([offered], successor)
    session.flush()
    assert (visit.owner_id, visit.watcher_id) == (successor.id, None)


def test_some_can_be_accepted_and_the_rest_given_back(
    make: Make,
    session: Session,
    coordinator: Visitor,
    signed_in: SignIn,
    newham: Area,
    leaver: Account,
    successor: Account,
    group: Organisation,
) -> None:
    other = make.organisation(newham, name="Al-Noor نور")
    other.areas[0].adviser_id = leaver.id
    session.flush()
    offer_all(coordinator, leaver, successor)
    wanted = session.scalars(select(Handover.id).filter_by(organisation_id=group.id)).one()
    visitor = signed_in(successor)
    visitor.submit("/handovers", form=1, offers=[str(wanted)])
    assert [link_of(session, one).adviser_id for one in (group, other)] == [successor.id, leaver.id]
    [left] = session.scalars(select(Handover).filter_by(organisation_id=other.id))
    token = forms(visitor.get("/handovers").text)[0][1]["csrf_token"]
    assert visitor.post(f"/handovers/{left.id}/take-back", data={"csrf_token": token}).status_code == 303
    assert "Hand it over" in coordinator.get(f"/accounts/{leaver.id}/handover").text


def test_accepting_nothing_is_an_error_beside_the_question(
    coordinator: Visitor, signed_in: SignIn, leaver: Account, successor: Account, group: Organisation
) -> None:
    offer_all(coordinator, leaver, successor)
    assert "Tick at least one group" in signed_in(successor).submit("/handovers", form=1, offers=[]).text


def test_an_accepted_handover_is_undone(
    make: Make,
    session: Session,
    coordinator: Visitor,
    signed_in: SignIn,
    newham: Area,
    leaver: Account,
    successor: Account,
    group: Organisation,
) -> None:
    kept = make.follow_up(group, successor, what="Their own promise")
    make.follow_up(group, leaver)
    offer_all(coordinator, leaver, successor)
    visitor = signed_in(successor)
    visitor.submit("/handovers", form=1)
    [accepted] = session.scalars(select(Handover))
    token = forms(visitor.get("/handovers").text)[0][1]["csrf_token"]
    visitor.post(f"/handovers/{accepted.id}/take-back", data={"csrf_token": token})
    assert link_of(session, group).adviser_id == leaver.id
    assert counts(leaver, newham)[Part.PROMISES] == 1
    assert kept.owner_id == successor.id


def test_nothing_goes_back_to_a_closed_account(
    session: Session,
    coordinator: Visitor,
    signed_in: SignIn,
    leaver: Account,
    successor: Account,
    group: Organisation,
) -> None:
    offer_all(coordinator, leaver, successor)
    visitor = signed_in(successor)
    visitor.submit("/handovers", form=1)
    leaver.active = False
    [accepted] = session.scalars(select(Handover))
    token = forms(visitor.get("/handovers").text)[0][1]["csrf_token"]
    answer = visitor.post(f"/handovers/{accepted.id}/take-back", data={"csrf_token": token}, follow_redirects=True)
    assert "hand it over to somebody else" in answer.text
    assert link_of(session, group).adviser_id == successor.id


def test_somebody_else_of_the_area_cannot_take_an_offer_back(
    make: Make, session: Session, coordinator: Visitor, signed_in: SignIn, newham: Area, leaver: Account,
    successor: Account, group: Organisation,
) -> None:  # fmt: skip
    offer_all(coordinator, leaver, successor)
    [offered] = session.scalars(select(Handover))
    other = signed_in(make.adviser(newham))
    token = forms(other.get("/account").text)[-1][1]["csrf_token"]
    assert other.post(f"/handovers/{offered.id}/take-back", data={"csrf_token": token}).status_code == 404


def test_a_group_is_offered_once(
    make: Make, session: Session, leaver: Account, successor: Account, group: Organisation
) -> None:
    links = queries.links_held(leaver.id, group.lead_area_id)
    offer(links, leaver.id, successor.id, successor)
    session.flush()
    assert queries.to_hand_over(leaver.id, group.lead_area_id) == ([], 0)
    same = {"leaver_id": leaver.id, "successor_id": successor.id, "offered_by_id": successor.id}
    with pytest.raises(IntegrityError):
        make.keep(Handover(organisation_id=group.id, area_id=group.lead_area_id, **same))


def test_two_groups_on_offer_become_one(
    make: Make, session: Session, newham: Area, leaver: Account, successor: Account, group: Organisation
) -> None:
    twin = make.organisation(newham, name="Hope Chapel again")
    twin.areas[0].adviser_id = leaver.id
    session.flush()
    offer(queries.links_held(leaver.id, newham.id), leaver.id, successor.id, successor)
    session.flush()
    merge(group, twin, successor)
    assert session.scalars(select(Handover.organisation_id)).all() == [group.id]


def test_all_is_offered_after_more_than_a_page_of_it_was(
    make: Make, session: Session, coordinator: Visitor, newham: Area, leaver: Account, successor: Account
) -> None:
    for _ in range(queries.MOST_SHOWN + 2):
        make.organisation(newham).areas[0].adviser_id = leaver.id
    session.flush()
    ticked = [str(key) for key, _ in queries.to_hand_over(leaver.id, newham.id)[0]][: queries.MOST_SHOWN + 1]
    page = f"/accounts/{leaver.id}/handover"
    assert coordinator.submit(page, successor=str(successor.id), which="ticked", groups=ticked).status_code == 303
    assert coordinator.submit(page, form=1, successor=str(successor.id), which="all").status_code == 303
    assert session.scalar(select(func.count(Handover.id))) == queries.MOST_SHOWN + 2


def test_nothing_goes_back_to_somebody_without_the_area(
    make: Make, session: Session, coordinator: Visitor, signed_in: SignIn, leaver: Account, successor: Account,
    group: Organisation,
) -> None:  # fmt: skip
    offer_all(coordinator, leaver, successor)
    visitor = signed_in(successor)
    visitor.submit("/handovers", form=1)
    leaver.grants[0].area_id = make.area(name="Brent").id
    [accepted] = session.scalars(select(Handover))
    token = forms(visitor.get("/handovers").text)[0][1]["csrf_token"]
    answer = visitor.post(f"/handovers/{accepted.id}/take-back", data={"csrf_token": token}, follow_redirects=True)
    assert "no longer works in this area" in answer.text
    assert link_of(session, group).adviser_id == successor.id


def test_what_somebody_else_has_offered_meanwhile_is_said_and_left_alone(
    make: Make, session: Session, newham: Area, leaver: Account, successor: Account, group: Organisation
) -> None:
    cleo, dan = make.coordinator(newham, name="Cleo"), make.coordinator(newham, name="Dan")
    free = make.organisation(newham, name="Zion Temple")
    free.areas[0].adviser_id = leaver.id
    session.flush()
    links = queries.links_held(leaver.id, newham.id)
    offer(links[:1], leaver.id, successor.id, cleo)
    session.flush()
    second = offer(links, leaver.id, dan.id, dan)
    session.flush()
    assert [one.organisation_id for one in second.made] == [free.id]
    [already] = second.already
    assert (already.offered_by.name, already.successor.name) == ("Cleo", "Sam Successor")


def test_a_page_that_is_out_of_date_says_that_nothing_is_left(
    coordinator: Visitor, leaver: Account, successor: Account, group: Organisation
) -> None:
    page = f"/accounts/{leaver.id}/handover"
    given = forms(coordinator.get(page).text)[-1][1] | {"successor": str(successor.id), "which": "all"}
    assert [coordinator.post(page, data=given).status_code for _ in range(2)] == [303, 303]
    assert "Nothing is left to offer" in coordinator.get(page).text


def test_what_was_accepted_meanwhile_is_left_alone(
    make: Make, session: Session, leaver: Account, successor: Account, group: Organisation
) -> None:
    [offered] = offer(queries.links_held(leaver.id, group.lead_area_id), leaver.id, successor.id, successor).made
    session.flush()
    assert accept([offered], successor) == [offered]
    assert accept([offered], successor) == []
    assert offered.moved["adviser"]
