"""The pages on which two records of a group are made one, and the addresses that are left."""

import datetime as dt
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import AccountRole
from crm.areas.models import Area
from crm.core import clock
from crm.engagement.models import Activity
from crm.merging.models import OrganisationMerge
from crm.organisations.kinds import Precision
from crm.organisations.models import Organisation, Venue
from crm.people.models import RoleClass
from tests.factories import Make
from tests.support.web import SignIn, Visitor

LAST_YEAR = dt.date(2025, 5, 1)


@pytest.fixture
def kept(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, name="Hope Chapel")


@pytest.fixture
def gone(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, name="Chapel of Hope", phone="+442079460000")


def at(kept: Organisation, gone: Organisation) -> str:
    return f"/organisations/{kept.id}/merge/{gone.id}"


def test_the_page_says_what_moves_and_what_is_in_both(
    make: Make, kept: Organisation, gone: Organisation, adviser: Visitor
) -> None:
    actor, amina = make.administrator(), make.person()
    for _ in range(2):
        make.activity(gone, actor)
    for group in (kept, gone):
        make.role(group, amina)
    text = unescape(adviser.get(at(kept, gone)).text)
    assert "2 contacts" in text
    assert "1 person. One is in both: it becomes one, with all its checks" in text
    assert "1 area. One is in both: the further stage is kept" in text


def test_what_an_area_keeps_that_the_group_has_left_is_not_counted(
    make: Make, kept: Organisation, gone: Organisation, adviser: Visitor, signed_in: SignIn
) -> None:
    hackney, actor = make.area(name="Hackney"), make.administrator()
    left = make.new_link(hackney, LAST_YEAR)
    left.organisation_id, left.ended_on = gone.id, clock.today()
    make.keep(left)
    make.activity(gone, actor)
    make.activity(gone, actor, area_id=hackney.id)
    make.follow_up(gone, actor, area_id=hackney.id)
    text = unescape(adviser.get(at(kept, gone)).text)
    assert "1 contact<" in text
    assert "1 follow-up" not in text
    everywhere = signed_in(make.staff(AccountRole.COORDINATOR, region_wide=True))
    text = unescape(everywhere.get(at(kept, gone)).text)
    assert "2 contacts" in text
    assert "1 follow-up" in text


def test_only_what_differs_is_asked(make: Make, kept: Organisation, gone: Organisation, adviser: Visitor) -> None:
    text = unescape(adviser.get(at(kept, gone)).text)
    assert "Which phone number is right?" in text
    assert "Which email address is right?" not in text


def test_the_lead_is_asked_where_each_has_one(
    make: Make, kept: Organisation, gone: Organisation, adviser: Visitor
) -> None:
    for group, name in ((kept, "Amina"), (gone, "Bilal")):
        make.role(group, make.person(name), role_class=RoleClass.DESIGNATED_LEAD)
    assert "Who is the designated safeguarding lead?" in adviser.get(at(kept, gone)).text
    adviser.submit(at(kept, gone), lead="other")
    assert "Bilal" in adviser.get(f"/organisations/{kept.id}").text


def test_merging_and_undoing_through_the_pages(
    session: Session, kept: Organisation, gone: Organisation, adviser: Visitor
) -> None:
    kept_id, gone_id = kept.id, gone.id
    answer = adviser.submit(at(kept, gone), name="other")
    assert answer.headers["Location"] == f"/organisations/{kept_id}/details#merged"
    details = unescape(adviser.get(f"/organisations/{kept_id}/details").text)
    assert "Merged into this record" in details
    assert session.scalars(select(Organisation.name)).all() == ["Chapel of Hope"]
    merge_id = session.scalars(select(OrganisationMerge.id)).one()
    adviser.submit(f"/organisations/{kept_id}/merges/{merge_id}/undo")
    names = session.execute(select(Organisation.id, Organisation.name).order_by(Organisation.id))
    assert [tuple(row) for row in names] == [(kept_id, "Hope Chapel"), (gone_id, "Chapel of Hope")]
    assert adviser.get(f"/organisations/{gone_id}").status_code == 200


def test_old_addresses_lead_to_the_record_that_stayed(
    make: Make, kept: Organisation, gone: Organisation, adviser: Visitor, signed_in: SignIn
) -> None:
    gone_id = gone.id
    adviser.submit(at(kept, gone))
    for page in ("", "/details", "/people", "/contact", "/policies", "/checks", "/training", "/history?after=1"):
        answer = adviser.get(f"/organisations/{gone_id}{page}")
        assert answer.headers["Location"] == f"/organisations/{kept.id}{page}"
    elsewhere = signed_in(make.coordinator(make.area()))
    assert elsewhere.get(f"/organisations/{gone_id}").status_code == 404


@pytest.mark.parametrize("forged", ["endpoint=x", "_anchor=x", "_method=POST", "_scheme=javascript", "_external=1"])
def test_what_an_old_address_says_does_not_change_where_it_leads(
    kept: Organisation, gone: Organisation, adviser: Visitor, forged: str
) -> None:
    gone_id = gone.id
    adviser.submit(at(kept, gone))
    answer = adviser.get(f"/organisations/{gone_id}?{forged}&after=1")
    assert answer.headers["Location"] == f"/organisations/{kept.id}?after=1"


def test_an_address_of_two_merges_ago_leads_to_the_last(
    make: Make, newham: Area, kept: Organisation, gone: Organisation, adviser: Visitor
) -> None:
    last, gone_id = make.organisation(newham), gone.id
    adviser.submit(at(kept, gone))
    adviser.submit(at(last, kept))
    assert adviser.get(f"/organisations/{gone_id}").headers["Location"] == f"/organisations/{last.id}"


def test_a_visit_logged_meanwhile_is_not_lost(
    session: Session, kept: Organisation, gone: Organisation, adviser: Visitor
) -> None:
    address = f"/organisations/{gone.id}/activities/new"
    page = adviser.get(address)
    assert page.status_code == 200
    adviser.submit(at(kept, gone))
    answer = adviser.post(address, data={"submission_key": "made-up", "csrf_token": token_of(page.text)})
    assert answer.status_code == 307
    assert answer.headers["Location"] == f"/organisations/{kept.id}/activities/new"
    assert session.scalars(select(Activity)).all() == []


def test_a_change_to_the_record_that_went_is_not_made_to_the_other(
    session: Session, kept: Organisation, gone: Organisation, adviser: Visitor
) -> None:
    address = f"/organisations/{gone.id}/close"
    token = token_of(adviser.get(address).text)
    adviser.submit(at(kept, gone))
    answer = adviser.post(address, data={"csrf_token": token, "closed_reason": "ceased"}, follow_redirects=True)
    assert "Nothing of yours was saved" in answer.text
    assert session.scalars(select(Organisation.closed_on)).all() == [None]


def token_of(text: str) -> str:
    return text.split('name="csrf_token"')[1].split('value="')[1].split('"', maxsplit=1)[0]


def test_a_page_that_is_out_of_date_shows_both_again(
    session: Session, kept: Organisation, gone: Organisation, adviser: Visitor
) -> None:
    old = adviser.get(at(kept, gone)).text
    adviser.submit(f"/organisations/{gone.id}/edit", email="new@example.org")
    answers = {"csrf_token": token_of(old), "version": "1", "other_version": "1", "name": "this", "phone": "other"}
    again = adviser.post(at(kept, gone), data=answers)
    assert "Someone else changed one of the two" in again.text
    assert "new@example.org" in again.text
    assert len(session.scalars(select(Organisation)).all()) == 2


def test_merged_twice_is_merged_once(kept: Organisation, gone: Organisation, adviser: Visitor) -> None:
    page = adviser.get(at(kept, gone)).text
    address = at(kept, gone)
    adviser.submit(address)
    again = adviser.post(address, data={"csrf_token": token_of(page)}, follow_redirects=True)
    assert "one record already" in again.text


def test_undoing_is_refused_with_the_reason_once_somebody_built_on_it(
    session: Session, make: Make, kept: Organisation, gone: Organisation, adviser: Visitor
) -> None:
    adviser.submit(at(kept, gone))
    adviser.submit(f"/organisations/{kept.id}/edit", email="new@example.org")
    merge_id = session.scalars(select(OrganisationMerge.id)).one()
    page = adviser.get(f"/organisations/{kept.id}/merges/{merge_id}/undo")
    assert "This can no longer be undone" in page.text
    assert "Group changed" in page.text
    adviser.post(
        f"/organisations/{kept.id}/merges/{merge_id}/undo",
        data={"csrf_token": token_of(adviser.get(f"/organisations/{kept.id}/edit").text)},
    )
    assert len(session.scalars(select(Organisation)).all()) == 1


@pytest.mark.parametrize("other_was_checked", [True, False])
def test_looking_over_the_details_since_does_not_stand_in_the_way_of_undoing(
    session: Session, kept: Organisation, gone: Organisation, adviser: Visitor, other_was_checked: bool
) -> None:
    before = dt.date(2025, 3, 1) if other_was_checked else None
    gone.verified_on = before
    session.commit()
    adviser.submit(at(kept, gone))
    page = adviser.get(f"/organisations/{kept.id}/details").text
    adviser.post(f"/organisations/{kept.id}/checked", data={"csrf_token": token_of(page)})
    merge_id = session.scalars(select(OrganisationMerge.id)).one()
    adviser.submit(f"/organisations/{kept.id}/merges/{merge_id}/undo")
    assert {one.verified_on for one in session.scalars(select(Organisation))} == {clock.today(), before}


def test_merges_are_undone_in_their_order(
    session: Session, make: Make, newham: Area, kept: Organisation, gone: Organisation, adviser: Visitor
) -> None:
    third = make.organisation(newham, name="Third")
    adviser.submit(at(kept, gone))
    adviser.submit(at(kept, third))
    first, second = session.scalars(select(OrganisationMerge.id).order_by(OrganisationMerge.id))
    undo = f"/organisations/{kept.id}/merges/{{}}/undo"
    assert "“Third” was merged into this record too" in adviser.get(undo.format(first)).text
    adviser.submit(undo.format(second))
    adviser.submit(undo.format(first))
    assert len(session.scalars(select(Organisation)).all()) == 3


def test_who_does_not_work_in_every_area_of_both_is_told_where(
    make: Make, newham: Area, kept: Organisation, signed_in: SignIn, session: Session
) -> None:
    shared = make.organisation(newham, make.area(name="Hackney"))
    adviser = signed_in(make.adviser(newham))
    page = adviser.get(at(kept, shared))
    assert "also in Hackney" in page.text
    adviser.post(at(kept, shared), data={"csrf_token": token_of(adviser.get(f"/organisations/{kept.id}/edit").text)})
    assert len(session.scalars(select(Organisation)).all()) == 2


def test_the_lead_area_is_chosen_by_whoever_may_hand_it_over(
    make: Make, newham: Area, kept: Organisation, signed_in: SignIn
) -> None:
    hackney = make.area(name="Hackney")
    other = make.organisation(hackney)
    assert "Which area leads?" not in signed_in(make.adviser(newham, hackney)).get(at(kept, other)).text
    assert "Which area leads?" in signed_in(make.coordinator(newham, hackney)).get(at(kept, other)).text


def test_the_other_record_is_found_by_its_name(kept: Organisation, gone: Organisation, adviser: Visitor) -> None:
    found = adviser.get(f"/organisations/{kept.id}/merge?q=chapel").text
    assert at(kept, gone) in found
    assert "No group in your areas" in adviser.get(f"/organisations/{kept.id}/merge?q=zzz").text


def test_a_home_moves_with_its_mask(session: Session, make: Make, newham: Area, kept: Organisation, gone: Organisation,
                                    adviser: Visitor) -> None:  # fmt: skip
    make.keep(Venue(organisation_id=gone.id, area_id=newham.id, address="3 Elm", precision=Precision.MASKED))
    adviser.submit(at(kept, gone))
    venue = session.scalars(select(Venue)).one()
    assert (venue.organisation_id, venue.precision) == (kept.id, Precision.MASKED)
