"""What ends with a post, and giving it to a successor who accepts."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.accounts.models import Account, AccountRole
from crm.areas.models import Area
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.engagement.models import ActivityStaff, FollowUp, Method, Offer, OfferMade, Outcome
from crm.engagement.requests.models import Request
from crm.engagement.visits.models import VisitCompanion
from crm.handover import queries
from crm.handover.actions import accept, offer
from crm.handover.models import Handover, Part
from crm.organisations.models import Organisation, OrganisationArea
from crm.reporting.doctor import findings
from tests.factories import Make
from tests.merging.twins import merge
from tests.support.web import Visitor, forms

SignIn = Callable[[Account], Visitor]
YESTERDAY = clock.today() - dt.timedelta(days=1)


@pytest.fixture
def newham(make: Make) -> Area:
    return make.area(name="Newham")


@pytest.fixture
def leaver(make: Make, newham: Area) -> Account:
    return make.adviser(newham, name="Ada Leaver")


@pytest.fixture
def successor(make: Make, newham: Area) -> Account:
    return make.adviser(newham, name="Sam Successor")


@pytest.fixture
def coordinator(make: Make, newham: Area, signed_in: SignIn) -> Visitor:
    return signed_in(make.coordinator(newham, name="Cleo Coordinator"))


@pytest.fixture
def group(make: Make, newham: Area, leaver: Account) -> Organisation:
    made = make.organisation(newham, name="Hope Chapel")
    made.areas[0].adviser_id = leaver.id
    return make.keep(made)


def counts(account: Account, area: Area) -> dict[Part, int]:
    return queries.counts_of(account.id, [area.id]).get(area.id, {})


def link_of(session: Session, group: Organisation) -> OrganisationArea:
    return session.scalars(select(OrganisationArea).filter_by(organisation_id=group.id)).one()


def owners(session: Session) -> set[int]:
    return {*session.scalars(select(FollowUp.owner_id)), *session.scalars(select(Request.owner_id))}


def offer_all(coordinator: Visitor, leaver: Account, successor: Account) -> None:
    page = f"/accounts/{leaver.id}/handover"
    assert coordinator.submit(page, successor=str(successor.id), which="all").status_code == 303


# What ends with a post


def test_a_group_that_two_people_were_in_touch_with_is_nobodys_alone(
    make: Make, newham: Area, leaver: Account, successor: Account, group: Organisation
) -> None:
    visit = make.activity(group, leaver)
    assert counts(leaver, newham)[Part.ONLY_CONTACT] == 1
    make.keep(ActivityStaff(area_id=newham.id, activity_id=visit.id, account_id=successor.id))
    assert Part.ONLY_CONTACT not in counts(leaver, newham)


def test_somebody_who_never_reached_a_group_is_not_its_contact(
    make: Make, newham: Area, leaver: Account, group: Organisation
) -> None:
    make.activity(group, leaver, method=Method.PHONE, outcome=Outcome.NO_REPLY)
    assert Part.ONLY_CONTACT not in counts(leaver, newham)
    make.activity(group, leaver, method=Method.PHONE, outcome=Outcome.INFO_SENT)
    assert counts(leaver, newham)[Part.ONLY_CONTACT] == 1


def test_a_promise_counts_while_it_is_open(make: Make, newham: Area, leaver: Account, group: Organisation) -> None:
    make.follow_up(group, leaver)
    make.follow_up(group, leaver, done_on=clock.today())
    assert counts(leaver, newham)[Part.PROMISES] == 1


def test_a_policy_that_is_adopted_is_not_half_done(
    make: Make, newham: Area, leaver: Account, group: Organisation
) -> None:
    policy = make.policy(group)
    make.policy_version(policy, adopted_on=YESTERDAY)
    assert Part.POLICIES not in counts(leaver, newham)
    make.policy_version(policy)
    assert counts(leaver, newham)[Part.POLICIES] == 1


def test_training_is_owed_until_somebody_of_the_group_has_been_trained(
    make: Make, newham: Area, leaver: Account, group: Organisation
) -> None:
    visit = make.activity(group, leaver, happened_on=YESTERDAY)
    own = {"area_id": newham.id, "activity_id": visit.id, "organisation_id": group.id}
    make.keep(OfferMade(**own, offer=Offer.FREE_TRAINING, accepted=True))
    role = make.role(group)
    make.attendance(make.training_session(YESTERDAY - dt.timedelta(days=30)), role)
    assert counts(leaver, newham)[Part.TRAINING] == 1
    make.attendance(make.training_session(), role)
    assert Part.TRAINING not in counts(leaver, newham)


def test_each_figure_of_the_area_opens_its_list(
    make: Make, coordinator: Visitor, newham: Area, leaver: Account, group: Organisation
) -> None:
    make.follow_up(group, leaver, what="Send the template")
    address = f"/accounts/{leaver.id}/handover?area={newham.code}"
    page = coordinator.get("/posts").text
    for part in (Part.GROUPS, Part.PROMISES):
        assert f"{address}&amp;part={part.value}" in page
        assert "Hope Chapel" in coordinator.get(f"{address}&part={part.value}").text
    assert "Send the template" in coordinator.get(f"{address}&part=promises").text


def test_an_empty_area_says_so(coordinator: Visitor) -> None:
    assert "Nobody holds anything" in coordinator.get("/posts").text


def test_somebody_of_another_area_is_not_found(make: Make, coordinator: Visitor) -> None:
    other = make.adviser(make.area())
    assert coordinator.get(f"/accounts/{other.id}/handover").status_code == 404


def test_what_somebody_holds_in_another_area_is_not_shown(
    make: Make, coordinator: Visitor, newham: Area, leaver: Account, group: Organisation
) -> None:
    elsewhere = make.organisation(make.area(name="Brent"), name="Kept Elsewhere")
    elsewhere.areas[0].adviser_id = leaver.id
    make.follow_up(elsewhere, leaver, what="A secret promise")
    page = coordinator.get(f"/accounts/{leaver.id}/handover").text
    assert "Hope Chapel" in page
    assert "Kept Elsewhere" not in page
    assert "secret promise" not in page


# Handing over


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
    [offered] = offer(queries.links_held(leaver.id, group.lead_area_id), leaver.id, successor.id, successor)
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
    offer(links, leaver.id, successor.id, successor)
    with pytest.raises(IntegrityError):
        session.flush()


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


def test_what_was_accepted_meanwhile_is_left_alone(
    make: Make, session: Session, leaver: Account, successor: Account, group: Organisation
) -> None:
    [offered] = offer(queries.links_held(leaver.id, group.lead_area_id), leaver.id, successor.id, successor)
    session.flush()
    assert accept([offered], successor) == [offered]
    assert accept([offered], successor) == []
    assert offered.moved["adviser"]


def test_posts_of_an_area_that_is_not_ones_own_are_not_found(make: Make, coordinator: Visitor, newham: Area) -> None:
    assert coordinator.get(f"/posts?area={newham.code}").status_code == 200
    assert coordinator.get(f"/posts?area={make.area().code}").status_code == 404


# Closing an account


def test_closing_an_account_asks_who_looks_after_what_is_left(
    make: Make,
    session: Session,
    signed_in: SignIn,
    newham: Area,
    leaver: Account,
    successor: Account,
    group: Organisation,
) -> None:
    make.follow_up(group, leaver, what="A private promise")
    admin = signed_in(make.administrator())
    page = admin.get(f"/accounts/{leaver.id}/switch-off").text
    assert "Newham: 1 group" in page
    assert "private promise" not in page
    assert "Hope Chapel" not in page
    assert "Select who looks after it" in admin.submit(f"/accounts/{leaver.id}/switch-off").text
    admin.submit(f"/accounts/{leaver.id}/switch-off", keeper=str(successor.id))
    assert not leaver.active
    assert link_of(session, group).adviser_id == successor.id
    assert owners(session) == {successor.id}
    assert [line for line in findings() if "still assigned" in line] == []


def test_whoever_looks_after_the_rest_looks_out_for_whom_a_closed_account_did(
    make: Make, session: Session, signed_in: SignIn, newham: Area, leaver: Account, successor: Account,
    group: Organisation,
) -> None:  # fmt: skip
    """Not for themselves; and whoever left goes along no more."""
    until = {"back_by_at": clock.now() + dt.timedelta(hours=1), "watcher_id": leaver.id}
    another, own = make.visit(group, make.adviser(newham), **until), make.visit(group, successor, **until)
    over = make.visit(group, successor, told_at=clock.now(), **until)
    along = make.visit(group, successor)
    make.keep(VisitCompanion(visit_id=along.id, area_id=newham.id, account_id=leaver.id))
    admin = signed_in(make.administrator())
    admin.submit(f"/accounts/{leaver.id}/switch-off", keeper=str(successor.id))
    assert not leaver.active
    assert [one.watcher_id for one in (another, own, over)] == [successor.id, leaver.id, leaver.id]
    assert session.scalars(select(VisitCompanion)).all() == []


def test_an_account_that_nobody_can_stand_in_for_stays_open(
    make: Make, signed_in: SignIn, leaver: Account, group: Organisation
) -> None:
    admin = signed_in(make.administrator())
    assert "Nobody else works in all of these areas" in admin.get(f"/accounts/{leaver.id}/switch-off").text
    admin.submit(f"/accounts/{leaver.id}/switch-off")
    assert leaver.active


def test_offers_from_and_to_a_closed_account_are_gone(
    make: Make, session: Session, coordinator: Visitor, signed_in: SignIn, leaver: Account, successor: Account,
    group: Organisation,
) -> None:  # fmt: skip
    offer_all(coordinator, leaver, successor)
    signed_in(make.administrator()).submit(f"/accounts/{successor.id}/switch-off")
    assert not successor.active
    assert session.scalars(select(Handover)).all() == []


def test_doctor_tells_what_is_left_with_a_closed_account(
    make: Make, session: Session, leaver: Account, group: Organisation
) -> None:
    assert not [line for line in findings() if "still assigned" in line]
    leaver.active = False
    session.flush()
    [line] = [line for line in findings() if "still assigned" in line]
    assert f"Account {leaver.id} is closed" in line


@pytest.mark.parametrize("role", [AccountRole.ADVISER, AccountRole.VIEWER])
def test_only_who_may_hand_over_sees_what_ends(make: Make, signed_in: SignIn, newham: Area, role: AccountRole) -> None:
    assert signed_in(make.staff(role, newham)).get("/posts").status_code == 403
