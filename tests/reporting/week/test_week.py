"""A person's week, and what a coordinator sees of a colleague's."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from crm.accounts.models import Account, AccountRole, AreaGrant
from crm.areas.models import Area
from crm.core import clock
from crm.organisations.kinds import Stage
from crm.organisations.models import Organisation
from crm.reporting.standing import refresh
from crm.reporting.week import rules
from tests.factories import Make
from tests.support.web import SignIn, Visitor

WEEK = "/week"
# A Wednesday.
TODAY = dt.date(2026, 11, 25)


@pytest.fixture
def group(make: Make, newham: Area) -> Organisation:
    return make.organisation(newham, name="Jubilee Covenant")


@pytest.fixture
def me(make: Make, newham: Area) -> Account:
    return make.adviser(newham, name="Rosa")


@pytest.fixture
def adviser(me: Account, signed_in: SignIn) -> Visitor:
    return signed_in(me)


def test_a_week_begins_on_monday_and_nonsense_is_this_week() -> None:
    monday = dt.date(2026, 11, 23)
    for said in (None, "", "2026-11-29", "nonsense", "9999-12-31", "0001-01-01"):
        assert rules.monday_said(said, TODAY) == monday
    assert rules.monday_said("2026-11-30", TODAY) == dt.date(2026, 11, 30)


def test_the_week_shows_what_is_planned_due_late_and_waiting_each_with_its_deed(
    make: Make, me: Account, group: Organisation, signed_in: SignIn
) -> None:
    with clock.set_to(TODAY):
        adviser = signed_in(me)
        late, today = make.visit(group, me, planned_on=TODAY - dt.timedelta(days=9)), make.visit(group, me)
        make.follow_up(group, me, what="Send it أرسلها", due_on=TODAY - dt.timedelta(days=20))
        make.follow_up(group, me, what="Ring the pastor", due_on=TODAY + dt.timedelta(days=2))
        make.request(group, me)
        page = adviser.get(WEEK).text
        for words in ("Not logged yet", "Overdue", "Send it أرسلها", "Friday 27 November 2026", "Ring the pastor"):
            assert words in page
        for address in (f"activities/new?visit={late.id}", f"/visits/{today.id}/call-off", "/requests/"):
            assert address in page
        assert "Schools" in page
        after = adviser.get(f"{WEEK}?start=2026-11-30").text
        assert f"/visits/{today.id}" not in after
        assert "Nothing is planned or due in this week" in after
        assert "This week" in after


def test_marking_something_done_leads_back_to_the_week(
    adviser: Visitor, make: Make, me: Account, group: Organisation
) -> None:
    make.follow_up(group, me)
    assert adviser.submit(WEEK).location == WEEK


def test_of_many_that_are_overdue_the_longest_are_shown(
    adviser: Visitor, make: Make, me: Account, group: Organisation
) -> None:
    for number in range(1, 23):
        due_on = clock.today() - dt.timedelta(days=40 + number)
        make.follow_up(group, me, what=f"Ring about number {number}.", due_on=due_on)
    page = adviser.get("/week").text
    assert "2 more are overdue" in page
    assert [f"number {number}." in page for number in (22, 3, 2, 1)] == [True, True, False, False]


def test_an_empty_week_says_what_to_do(adviser: Visitor) -> None:
    page = adviser.get(WEEK).text
    assert "Nothing is planned or due" in page
    assert "/next-visits" in page


def test_groups_gone_quiet_are_those_of_the_adviser_that_nobody_spoke_with_for_half_a_year(
    adviser: Visitor, make: Make, session: Session, me: Account, newham: Area
) -> None:
    groups = [make.organisation(newham, areas=[make.new_link(newham, stage=Stage.MET)]) for _ in range(3)]
    quiet, recent, others = groups
    for one in (quiet, recent):
        one.areas[0].adviser_id = me.id
    for one, days in ((quiet, 200), (recent, 20), (others, 200)):
        make.activity(one, me, happened_on=clock.today() - dt.timedelta(days=days))
    session.flush()
    refresh(session.connection(), [], [one.id for one in groups])
    page = adviser.get(WEEK).text
    assert quiet.name in page
    assert recent.name not in page
    assert others.name not in page
    make.visit(quiet, make.adviser(newham), planned_on=clock.today() + dt.timedelta(days=30))
    assert quiet.name not in adviser.get(WEEK).text


def test_how_long_another_area_was_silent_is_not_told_in_a_colleagues_week(
    make: Make, session: Session, me: Account, newham: Area, signed_in: SignIn
) -> None:
    barnet = make.area()
    links = [make.new_link(area, stage=Stage.MET) for area in (newham, barnet)]
    group = make.organisation(newham, barnet, areas=links)
    for link in links:
        link.adviser_id = me.id
    make.activity(group, me, area_id=barnet.id, happened_on=clock.today() - dt.timedelta(days=200))
    session.flush()
    refresh(session.connection(), [], [group.id])
    make.keep(AreaGrant(account_id=me.id, role=AccountRole.ADVISER, area_id=barnet.id))
    pages = [signed_in(make.coordinator(area)).get(f"{WEEK}?whose={me.id}").text for area in (newham, barnet)]
    assert [group.name in page for page in pages] == [False, True]


def test_a_coordinator_looks_at_a_colleagues_week_in_their_own_areas(
    adviser: Visitor, make: Make, me: Account, newham: Area, group: Organisation, signed_in: SignIn
) -> None:
    barnet = make.area()
    stranger = make.adviser(barnet)
    make.visit(group, me, note="In Newham")
    make.visit(make.organisation(barnet), me, note="In Barnet")
    coordinator = signed_in(make.coordinator(newham))
    page = coordinator.get(f"{WEEK}?whose={me.id}").text
    assert "Rosa: week" in page
    assert "In Newham" in page
    assert "In Barnet" not in page
    assert coordinator.get(f"{WEEK}?whose={stranger.id}").status_code == 404
    assert adviser.get(f"{WEEK}?whose={make.adviser(newham).id}").status_code == 404


def test_who_is_not_back_is_asked_and_after_half_an_hour_the_colleague_is_told(
    make: Make, me: Account, newham: Area, group: Organisation, signed_in: SignIn
) -> None:
    colleague = make.adviser(newham, name="Ben")
    back_by = dt.datetime(2026, 11, 25, 21, tzinfo=dt.UTC)
    make.visit(group, me, planned_on=TODAY, back_by_at=back_by, watcher_id=colleague.id)
    pages = [WEEK, "/", f"/organisations/{group.id}/activities/new"]
    with clock.set_to(back_by - dt.timedelta(minutes=1)):
        adviser, theirs = signed_in(me), signed_in(colleague)
    for minutes, asked, told in ((-1, False, False), (0, True, False), (28, True, False), (30, True, True)):
        with clock.set_to(back_by + dt.timedelta(minutes=minutes)):
            assert ["Are you safe?" in adviser.get(page).text for page in pages] == [asked] * 3, minutes
            assert ["is not back yet" in theirs.get(page).text for page in pages] == [told] * 3, minutes
    with clock.set_to(back_by + dt.timedelta(minutes=40)):
        assert adviser.submit(WEEK, form=1).status_code == 303
        assert "Are you safe?" not in adviser.get(WEEK).text
        assert "is not back yet" not in theirs.get(WEEK).text
