"""The queue of groups whose details are to be looked over."""

import datetime as dt

import pytest
from dateutil.relativedelta import relativedelta
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.core import clock
from crm.organisations.models import Organisation
from crm.organisations.rules import why_check
from tests.factories import Make
from tests.organisations.one_group import events, venue
from tests.support.web import SignIn, Visitor

QUEUE = "/organisations/to-check"


def months_ago(months: int, days: int = 0) -> dt.date:
    return clock.today() - relativedelta(months=months, days=days)


def names_in(page: str, *names: str) -> list[str]:
    """Those that the page has, in its order."""
    found = {page.index(f"<bdi>{name}</bdi>"): name for name in names if f"<bdi>{name}</bdi>" in page}
    return [found[place] for place in sorted(found)]


@pytest.mark.parametrize(
    ("verified_on", "words"),
    [
        (None, "Never checked since it was added on 3 May 2024"),
        (dt.date(2026, 10, 22), "Last checked on 22 October 2026, 1 month ago"),
        (dt.date(2024, 2, 29), "Last checked on 29 February 2024, 32 months ago"),
    ],
)
def test_the_reason_is_said_in_words(verified_on: dt.date | None, words: str) -> None:
    assert why_check(verified_on, dt.date(2024, 5, 3), dt.date(2026, 11, 22)) == words


def test_a_group_that_nobody_checked_waits_and_a_closed_one_does_not(
    adviser: Visitor, make: Make, newham: Area, group: Organisation
) -> None:
    make.organisation(newham, name="Closed", closed_on=months_ago(1), closed_reason="ceased")
    make.organisation(newham, name="Checked", verified_on=clock.today())
    assert names_in(adviser.get(QUEUE).text, "Hope Chapel", "Closed", "Checked") == ["Hope Chapel"]


def test_those_checked_long_ago_come_oldest_first(adviser: Visitor, make: Make, newham: Area) -> None:
    for name, day in (("Thirteen", months_ago(13)), ("Thirty", months_ago(30)), ("A year", months_ago(12))):
        make.organisation(newham, name=name, verified_on=day)
    page = adviser.get(f"{QUEUE}?checked=long_ago").text
    assert names_in(page, "A year", "Thirteen", "Thirty") == ["Thirty", "Thirteen"]
    longer = adviser.get(f"{QUEUE}?checked=long_ago&months=24").text
    assert names_in(longer, "Thirteen", "Thirty") == ["Thirty"]


def test_the_queue_is_paged(adviser: Visitor, make: Make, newham: Area) -> None:
    for number in range(26):
        make.organisation(newham, name=f"Group {number:02}", verified_on=months_ago(40, -number))
    first = adviser.get(f"{QUEUE}?checked=long_ago").text
    assert "<bdi>Group 24</bdi>" in first
    assert "<bdi>Group 25</bdi>" not in first
    assert "after=" in first


def test_the_queue_is_narrowed_to_an_area_and_an_adviser(
    make: Make, newham: Area, hackney: Area, signed_in: SignIn
) -> None:
    mine = make.adviser(newham, hackney, name="Asha")
    first, second = make.organisation(newham, name="First"), make.organisation(hackney, name="Second")
    make.organisation(hackney, name="Third")
    second.areas[0].adviser_id = mine.id
    visitor = signed_in(mine)
    assert names_in(visitor.get(f"{QUEUE}?area={newham.code}").text, "First", "Second") == [first.name]
    page = visitor.get(f"{QUEUE}?adviser={mine.id}").text
    assert names_in(page, "First", "Second", "Third") == ["Second"]


def test_a_place_in_doubt_is_said(adviser: Visitor, make: Make, newham: Area, group: Organisation) -> None:
    venue(make, group, newham, unconfirmed_on=months_ago(1))
    assert "Its place is in doubt" in adviser.get(QUEUE).text


def test_several_are_marked_as_checked_today_and_the_others_are_not(
    adviser: Visitor, session: Session, make: Make, newham: Area, group: Organisation
) -> None:
    other, third = make.organisation(newham, name="Other"), make.organisation(newham, name="Third")
    answer = adviser.submit(QUEUE, groups=[str(group.id), str(other.id)])
    assert answer.status_code == 303
    checked = session.scalars(select(Organisation.id).where(Organisation.verified_on == clock.today())).all()
    assert set(checked) == {group.id, other.id}
    assert third.verified_by_id is None
    assert "organisation.checked" in events(session)
    assert "2 groups marked as checked today" in adviser.get(QUEUE).text


def test_what_was_ticked_by_mistake_is_undone_to_the_check_before(
    adviser: Visitor, session: Session, make: Make, newham: Area, group: Organisation
) -> None:
    earlier = make.adviser(newham)
    old = make.organisation(newham, name="Old", verified_on=months_ago(20), verified_by_id=earlier.id)
    for checked, one in (("never", group), ("long_ago", old)):
        there = adviser.submit(f"{QUEUE}?checked={checked}", form=-1, groups=str(one.id)).headers["Location"]
        assert f"ticked={one.id}" in there
        assert one.verified_on == clock.today()
        adviser.submit(there, form=1)
        session.expire_all()
    assert (group.verified_on, group.verified_by_id) == (None, None)
    assert (old.verified_on, old.verified_by_id) == (months_ago(20), earlier.id)


def test_a_tick_is_undone_by_whoever_made_it_and_no_other(
    adviser: Visitor, session: Session, make: Make, newham: Area, hackney: Area, group: Organisation, signed_in: SignIn
) -> None:
    there = adviser.submit(QUEUE, form=-1, groups=str(group.id)).headers["Location"]
    for area in (newham, hackney):
        signed_in(make.adviser(area)).submit(there, form=1)
        session.expire_all()
        assert group.verified_on == clock.today()


def test_nothing_ticked_is_an_error(adviser: Visitor, group: Organisation) -> None:
    assert "Tick the groups that you looked over" in adviser.submit(QUEUE).text


def test_a_group_elsewhere_is_neither_listed_nor_ticked(
    adviser: Visitor, session: Session, make: Make, hackney: Area, group: Organisation
) -> None:
    theirs = make.organisation(hackney, name="Far Temple")
    assert names_in(adviser.get(QUEUE).text, "Far Temple") == []
    adviser.submit(QUEUE, groups=[str(theirs.id)])
    session.refresh(theirs)
    assert theirs.verified_on is None


def test_home_says_how_many_there_are(adviser: Visitor, make: Make, newham: Area, group: Organisation) -> None:
    make.organisation(newham, verified_on=months_ago(20))
    make.organisation(make.area(name="Hackney"))
    page = adviser.get("/").text
    assert "Never checked: 1" in page
    assert "Checked long ago: 1" in page


def test_home_says_nothing_where_all_is_checked(adviser: Visitor, make: Make, newham: Area) -> None:
    make.organisation(newham, verified_on=clock.today())
    assert "Groups to check" not in adviser.get("/").text


@pytest.mark.parametrize("asked", ["", "?checked=long_ago"])
def test_an_empty_queue_says_so_and_where_to_go_on(adviser: Visitor, asked: str) -> None:
    page = adviser.get(QUEUE + asked).text
    assert "See those" in page


def test_what_makes_no_sense_in_the_address_is_as_if_it_were_not_there(adviser: Visitor, group: Organisation) -> None:
    page = adviser.get(f"{QUEUE}?checked=x&months=99&adviser=abc&area=zz&after=!!")
    assert page.status_code == 200
    assert "Hope Chapel" in page.text


def test_a_viewer_has_no_queue(make: Make, newham: Area, signed_in: SignIn) -> None:
    assert signed_in(make.viewer(newham)).get(QUEUE).status_code == 403
