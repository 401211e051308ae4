"""The pages on which two records of a person are made one, and the addresses that are left."""

import datetime as dt
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.merging.models import PersonMerge
from crm.organisations.models import Organisation
from crm.people.models import Person, RoleClass
from tests.factories import Make
from tests.merging.test_pages import token_of
from tests.support.web import SignIn, Visitor

LONG_AGO = dt.date(2020, 5, 1)
NEEDS_MORE = "it needs somebody who may change people at every group of theirs"


@pytest.fixture
def group(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, name="Hope Chapel")


@pytest.fixture
def kept(make: Make, group: Organisation) -> Person:
    return make.role(group, make.person("Amina Begum"), role_class=RoleClass.TEACHER).person


@pytest.fixture
def gone(make: Make, newham: Area) -> Person:
    aminah = make.person("Aminah Begum", phone="+447700900982")
    return make.role(make.organisation(newham, name="St Anne"), aminah, role_class=RoleClass.COOK).person


def at(kept: Person, gone: Person) -> str:
    return f"/people/{kept.id}/merge/{gone.id}"


def test_the_other_record_is_found_by_any_part_of_its_name(kept: Person, gone: Person, adviser: Visitor) -> None:
    assert f"/people/{kept.id}/merge" in adviser.get(f"/people/{kept.id}").text
    assert at(kept, gone) in adviser.get(f"/people/{kept.id}/merge?q=begum").text
    assert "Nobody else in your groups" in adviser.get(f"/people/{kept.id}/merge?q=zzz").text


def test_nobody_out_of_scope_is_found_or_compared(make: Make, kept: Person, adviser: Visitor) -> None:
    elsewhere = make.role(make.organisation(make.area()), make.person("Amina Begum")).person
    assert at(kept, elsewhere) not in adviser.get(f"/people/{kept.id}/merge?q=begum").text
    assert adviser.get(at(kept, elsewhere)).status_code == 404
    assert adviser.get(at(elsewhere, kept)).status_code == 404


def test_the_page_says_what_moves_and_asks_only_what_differs(
    make: Make, group: Organisation, kept: Person, gone: Person, adviser: Visitor
) -> None:
    make.role(group, gone, role_class=RoleClass.TEACHER)
    text = unescape(adviser.get(at(kept, gone)).text)
    assert "2 roles. One is in both: it becomes one, with all its checks" in text
    assert "Which phone number is right?" in text
    assert "Which email address is right?" not in text


def test_merging_and_undoing_through_the_pages(session: Session, kept: Person, gone: Person, adviser: Visitor) -> None:
    kept_id, gone_id = kept.id, gone.id
    answer = adviser.submit(at(kept, gone), name="other")
    assert answer.headers["Location"] == f"/people/{kept_id}"
    page = unescape(adviser.get(f"/people/{kept_id}").text)
    assert "Merged into this record" in page
    assert ("Hope Chapel" in page, "St Anne" in page, "07700 900982" in page) == (True, True, True)
    assert session.scalars(select(Person.name)).all() == ["Aminah Begum"]
    merge_id = session.scalars(select(PersonMerge.id)).one()
    adviser.submit(f"/people/{kept_id}/merges/{merge_id}/undo")
    names = session.execute(select(Person.id, Person.name).order_by(Person.id))
    assert [tuple(row) for row in names] == [(kept_id, "Amina Begum"), (gone_id, "Aminah Begum")]


def test_old_addresses_lead_to_the_record_that_stayed(
    make: Make, kept: Person, gone: Person, adviser: Visitor, signed_in: SignIn
) -> None:
    gone_id = gone.id
    adviser.submit(at(kept, gone))
    assert adviser.get(f"/people/{gone_id}").headers["Location"] == f"/people/{kept.id}"
    elsewhere = signed_in(make.coordinator(make.area()))
    assert elsewhere.get(f"/people/{gone_id}").status_code == 404


def test_a_change_to_the_record_that_went_is_not_made_to_the_other(
    session: Session, group: Organisation, kept: Person, gone: Person, make: Make, adviser: Visitor
) -> None:
    make.role(group, gone)
    address = f"/organisations/{group.id}/people/{gone.id}/edit"
    token = token_of(adviser.get(address).text)
    adviser.submit(at(kept, gone))
    answer = adviser.post(address, data={"csrf_token": token, "name": "Somebody Else"}, follow_redirects=True)
    assert "Nothing of yours was saved" in answer.text
    assert session.scalars(select(Person.name)).all() == ["Amina Begum"]


@pytest.mark.parametrize("ended_on", [None, LONG_AGO])
@pytest.mark.parametrize("is_sensitive", [False, True])
def test_who_may_not_change_people_at_every_group_of_both_is_told_no_more_than_that(
    make: Make, session: Session, kept: Person, gone: Person, adviser: Visitor, ended_on: dt.date | None,
    *, is_sensitive: bool,
) -> None:  # fmt: skip
    make.role(make.organisation(make.area(name="Barnet"), name="Refuge", is_sensitive=is_sensitive), gone,
              ended_on=ended_on)  # fmt: skip
    page = unescape(adviser.get(at(kept, gone)).text)
    said = " ".join(page.split())
    assert NEEDS_MORE in said
    assert ("Barnet" in page, "Refuge" in page, "moves to the record" in page) == (False, False, False)
    adviser.post(at(kept, gone), data={"csrf_token": token_of(page), "version": "1", "other_version": "1",
                                       "name": "this"})  # fmt: skip
    assert len(session.scalars(select(Person)).all()) == 2


def test_training_from_a_group_elsewhere_counts_as_belonging_there(
    make: Make, session: Session, kept: Person, gone: Person, adviser: Visitor
) -> None:
    elsewhere = make.role(make.organisation(make.area()), gone)
    make.attendance(make.training_session(), elsewhere)
    session.delete(elsewhere)
    session.flush()
    assert NEEDS_MORE in " ".join(unescape(adviser.get(at(kept, gone)).text).split())


def test_somebody_with_a_wider_reach_merges_them(
    make: Make, session: Session, newham: Area, kept: Person, gone: Person, signed_in: SignIn
) -> None:
    barnet = make.area(name="Barnet")
    make.role(make.organisation(barnet), gone)
    signed_in(make.coordinator(newham, barnet)).submit(at(kept, gone))
    assert len(session.scalars(select(Person)).all()) == 1


def test_an_undo_needs_the_same_reach(
    make: Make, session: Session, newham: Area, kept: Person, gone: Person, adviser: Visitor, signed_in: SignIn
) -> None:
    barnet = make.area(name="Barnet")
    make.role(make.organisation(barnet), gone)
    signed_in(make.coordinator(newham, barnet)).submit(at(kept, gone))
    merge_id = session.scalars(select(PersonMerge.id)).one()
    page = adviser.get(f"/people/{kept.id}/merges/{merge_id}/undo").text
    assert NEEDS_MORE in " ".join(page.split())
    assert "Undo the merge" not in page


def test_undoing_is_refused_with_the_reason_once_somebody_built_on_it(
    session: Session, group: Organisation, kept: Person, gone: Person, adviser: Visitor
) -> None:
    """What is said of a person stands in nobody's scope but the region's, and still counts."""
    adviser.submit(at(kept, gone))
    adviser.submit(f"/organisations/{group.id}/people/{kept.id}/edit", email="new@example.org")
    merge_id = session.scalars(select(PersonMerge.id)).one()
    page = adviser.get(f"/people/{kept.id}/merges/{merge_id}/undo")
    assert "This can no longer be undone" in page.text
    assert "Person changed" in page.text


def test_a_contact_of_another_area_stands_in_the_way_without_being_told(
    make: Make, session: Session, group: Organisation, kept: Person, gone: Person, adviser: Visitor, signed_in: SignIn
) -> None:
    """The group is in both areas, so that the adviser may undo; whom Barnet met is its own."""
    barnet = make.area(name="Barnet")
    link = make.new_link(barnet)
    link.organisation_id = group.id
    make.keep(link)
    adviser.submit(at(kept, gone))
    contact = f"/organisations/{group.id}/activities/new"
    signed_in(make.adviser(barnet)).submit(contact, method="phone", outcome="info_sent", people=str(kept.id))
    merge_id = session.scalars(select(PersonMerge.id)).one()
    page = " ".join(adviser.get(f"/people/{kept.id}/merges/{merge_id}/undo").text.split())
    assert "Something that you may not see was recorded" in page
    assert "Activity person" not in page


def test_a_page_that_is_out_of_date_shows_both_again(
    session: Session, group: Organisation, kept: Person, gone: Person, adviser: Visitor
) -> None:
    old = adviser.get(at(kept, gone)).text
    adviser.submit(f"/organisations/{group.id}/people/{kept.id}/edit", email="new@example.org")
    answers = {"csrf_token": token_of(old), "version": "1", "other_version": "1", "name": "this", "phone": "other"}
    again = adviser.post(at(kept, gone), data=answers)
    assert "Someone else changed one of the two" in again.text
    assert "new@example.org" in again.text
    assert len(session.scalars(select(Person)).all()) == 2


def test_merged_twice_is_merged_once(kept: Person, gone: Person, adviser: Visitor) -> None:
    page, address = adviser.get(at(kept, gone)).text, at(kept, gone)
    adviser.submit(address)
    again = adviser.post(address, data={"csrf_token": token_of(page)}, follow_redirects=True)
    assert "one record already" in again.text


def test_a_viewer_and_a_group_may_not_merge(
    make: Make, newham: Area, group: Organisation, kept: Person, gone: Person, signed_in: SignIn
) -> None:
    for account in (make.viewer(newham), make.group_account(group)):
        assert signed_in(account).get(at(kept, gone)).status_code == 403


@pytest.mark.parametrize(("side", "phone"), [("this", "+447700900111"), ("other", "+447700900982")])
def test_the_phone_number_that_was_chosen_is_the_one_that_stays(
    session: Session, kept: Person, gone: Person, adviser: Visitor, side: str, phone: str
) -> None:
    kept.phone = "+447700900111"
    session.flush()
    adviser.submit(at(kept, gone), name="this", phone=side)
    assert session.scalars(select(Person.phone).where(Person.id == kept.id)).one() == phone
    assert adviser.get(f"/people/{kept.id}").status_code == 200
