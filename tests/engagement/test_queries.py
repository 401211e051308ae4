import datetime as dt

from sqlalchemy.orm import Session

from crm.accounts.queries import colleagues, colleagues_with_areas
from crm.core import clock
from crm.core.paging import Cursor
from crm.engagement import queries
from crm.engagement.models import Method, Outcome, StageChange
from crm.organisations.kinds import Stage
from tests.factories import Make
from tests.support.statements import statements


def days_ago(days: int) -> dt.date:
    return clock.today() - dt.timedelta(days=days)


def test_the_latest_contact_of_each_group_is_found(make: Make, session: Session) -> None:
    me, busy, quiet = make.account(), make.organisation(), make.organisation()
    latest = make.activity(busy, me, happened_on=days_ago(1), outcome=Outcome.NO_REPLY)
    make.activity(busy, me, happened_on=days_ago(5))
    found = queries.last_contacts([busy.id, quiet.id])
    assert {key: line.activity_id for key, line in found.items()} == {busy.id: latest.id}


def test_what_somebody_wrote_down_last_comes_first(make: Make, session: Session) -> None:
    me, group = make.account(), make.organisation(name="Hope Chapel")
    made = [make.activity(group, me) for _ in range(6)]
    make.activity(group, make.account())
    found = queries.recent_activities(me.id)
    assert [line[0].id for line in found] == [one.id for one in made[:0:-1]]
    assert found[0][2] == "Hope Chapel"


def test_attempts_are_counted_since_somebody_answered(make: Make, session: Session) -> None:
    me, group = make.account(), make.organisation()
    make.activity(group, me, happened_on=days_ago(9), method=Method.EMAIL, outcome=Outcome.NO_REPLY)
    make.activity(group, me, happened_on=days_ago(8))
    make.activity(group, me, happened_on=days_ago(7), method=Method.PHONE, outcome=Outcome.NO_REPLY)
    (attempt,) = queries.attempts_since_answer(group.id, group.lead_area_id)
    assert (attempt.method, attempt.on) == (Method.PHONE, days_ago(7))


def test_attempts_of_another_area_do_not_count(make: Make, session: Session) -> None:
    barnet = make.area()
    group = make.organisation(make.area(), barnet)
    make.activity(group, make.account(), area_id=barnet.id, outcome=Outcome.NO_REPLY)
    assert queries.attempts_since_answer(group.id, group.lead_area_id) == []


def test_nobody_is_missing_from_a_large_team_and_each_is_told_with_their_areas(make: Make, session: Session) -> None:
    newham, hackney = make.area(), make.area()
    for number in range(40):
        make.adviser(newham, name=f"Adviser {number:02}")
    both, region = make.adviser(newham, hackney, name="Zoe"), make.coordinator(region_wide=True, name="Zora")
    make.viewer(hackney)
    assert len(colleagues([newham.id])) == 42
    team = colleagues_with_areas([newham.id, hackney.id])
    assert list(team)[-2:] == [(both.id, "Zoe"), (region.id, "Zora")]
    assert team[both.id, "Zoe"] == team[region.id, "Zora"] == {newham.id, hackney.id}
    assert len(team) == 42


def test_colleagues_are_staff_of_the_areas_and_of_the_region(make: Make, session: Session) -> None:
    newham, barnet = make.area(), make.area()
    make.adviser(newham, name="Zoë")
    make.coordinator(region_wide=True, name="Ada")
    make.viewer(newham)
    make.adviser(barnet)
    make.adviser(newham, active=False)
    assert [name for _, name in colleagues([newham.id])] == ["Ada", "Zoë"]


def test_each_change_by_hand_stands_on_one_page_of_the_timeline(make: Make, session: Session) -> None:
    me, group = make.account(), make.organisation()
    for number in range(60):
        make.activity(group, me, happened_on=days_ago(number * 2))
    for number in (0, 49, 51, 99, 101, 200):
        change = {"from_stage": Stage.IDENTIFIED, "to_stage": Stage.NOT_FOUND, "on": days_ago(number)}
        make.keep(StageChange(organisation_id=group.id, area_id=group.lead_area_id, **change))
    seen: list[dt.date] = []
    page, lines, _ = queries.timeline_with_changes(group.id, None)
    while True:
        seen += [line.when for line in lines if line.entry is None]
        assert [line.when for line in lines] == sorted((line.when for line in lines), reverse=True)
        if page.next is None:
            break
        last = page.rows[-1]
        page, lines, _ = queries.timeline_with_changes(group.id, Cursor(last.happened_on, last.id))
    assert seen == [days_ago(number) for number in (0, 49, 51, 99, 101, 200)]


def test_a_page_of_follow_ups_costs_one_statement(make: Make, session: Session) -> None:
    me, group = make.account(), make.organisation()
    for number in range(30):
        make.follow_up(group, me, due_on=days_ago(number))
    with statements() as said:
        page = queries.open_follow_ups(me.id, None)
    assert (len(said), len(page.rows), page.rows[0].due_on) == (1, 25, days_ago(29))


def test_only_what_was_done_lately_is_shown_as_done(make: Make, session: Session) -> None:
    me, group = make.account(), make.organisation()
    make.follow_up(group, me, done_on=days_ago(30))
    lately = make.follow_up(group, me, done_on=days_ago(3))
    assert [due.id for due in queries.follow_ups_done_lately(me.id, clock.today())] == [lately.id]
