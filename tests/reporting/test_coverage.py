import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from html import unescape

import pytest
from sqlalchemy.orm import Session

from crm.accounts.models import AccountRole, AreaGrant
from crm.core import clock
from crm.core.paging import cursor_in
from crm.engagement.models import StageChange
from crm.organisations.kinds import Stage
from crm.organisations.models import OrganisationArea
from crm.reporting import queries
from crm.reporting.figures import BLOCKS, MEASURES, Figures, Number
from crm.reporting.rules import Children
from tests.factories import Make
from tests.reporting.world import DAY, TODAY, World
from tests.support.statements import statements
from tests.support.web import SignIn

NUMBER = re.compile(r'href="(/coverage/list[^"]*)">([\d,]+)</a>')
EARLIER = TODAY - 150 * DAY


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def world(make: Make, session: Session) -> World:
    """Two areas, groups in one or both, some closed, some that have left."""
    made = World(make, session, seed=3, groups=14)
    made.happen(260)
    session.commit()
    return made


def ids(world: World) -> list[int]:
    return [area.id for area in world.areas]


def listed(world: World, on: dt.date, behind: Number) -> int:
    return len(queries.groups_behind(ids(world), on, behind, None).rows)


@pytest.mark.parametrize("on", [TODAY, EARLIER])
def test_every_number_is_as_long_as_its_list(world: World, on: dt.date) -> None:
    total = queries.coverage(ids(world), on).total
    for measure in ("known", "contacted", "engaged"):
        assert total.count(measure) == listed(world, on, Number(measure))
    for measure, buckets in BLOCKS.items():
        for bucket in buckets:
            assert total.count(measure, bucket) == listed(world, on, Number(measure, bucket)), (measure, bucket)
            if measure in MEASURES:
                among = Number(measure, bucket, among_children=True)
                assert total.count(measure, bucket, among_children=True) == listed(world, on, among), among


def test_a_long_list_is_read_page_by_page_in_the_order_of_names(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    short = queries.groups_behind(ids(world), TODAY, Number("children", Children.YES), None)
    monkeypatch.setattr(queries, "FEW", 0)
    monkeypatch.setattr(queries, "ROWS", 2)
    there, cursor, pages = [], None, 0
    while pages == 0 or cursor:
        page = queries.groups_behind(ids(world), TODAY, Number("children", Children.YES), cursor)
        there += [row.id for row in page.rows]
        cursor, pages = cursor_in(page.next or {}), pages + 1
    assert there == [row.id for row in short.rows]
    assert pages == -(-len(there) // 2) > 2


@pytest.mark.parametrize("on", [TODAY, EARLIER])
def test_each_block_adds_up_to_what_it_is_of(world: World, on: dt.date) -> None:
    shown = queries.coverage(ids(world), on)
    for part in (shown.total, *shown.by_area.values(), *shown.by_kind.values(), *shown.by_faith.values()):
        assert {sum(block.values()) for block in part.blocks.values()} == {part.known}
        assert {sum(block.values()) for block in part.with_children.values()} == {part.children}


def test_a_group_in_two_areas_counts_in_each_and_once_in_all(make: Make, session: Session) -> None:
    one, other = make.area(), make.area()
    make.organisation(one, other)
    session.commit()
    shown = queries.coverage([one.id, other.id], TODAY)
    assert [part.known for part in shown.by_area.values()] == [1, 1]
    assert shown.total.known == 1


def test_the_furthest_of_two_areas_counts_in_all(make: Make, session: Session) -> None:
    world = World(make, session, seed=1, groups=0)
    one, other = world.areas
    group = make.organisation(one, other)
    world.groups.append(group)
    link = group.areas[1]
    link.stage, link.stage_on = Stage.CONTACT_MADE, TODAY
    session.add(stage_change(link))
    session.commit()
    shown = queries.coverage(ids(world), TODAY)
    assert [part.contacted for part in shown.by_area.values()] == [0, 1]
    assert shown.total.contacted == 1


def stage_change(link: OrganisationArea) -> object:
    of = {"organisation_id": link.organisation_id, "area_id": link.area_id}
    return StageChange(**of, from_stage=Stage.IDENTIFIED, to_stage=link.stage, on=link.stage_on)


def test_a_closed_group_and_one_that_was_not_found_are_not_known(make: Make, session: Session) -> None:
    area = make.area()
    make.organisation(area, closed_on=TODAY, closed_reason="ceased")
    make.organisation(area, areas=[make.new_link(area, stage=Stage.NOT_FOUND)])
    left = make.new_link(area, TODAY - DAY)
    left.ended_on = TODAY
    make.organisation(area, areas=[left])
    session.commit()
    assert queries.coverage([area.id], TODAY).total.known == 0


def test_a_group_counts_on_the_days_it_was_in_the_area(make: Make, session: Session) -> None:
    area = make.area()
    left = make.new_link(area, TODAY - 10 * DAY)
    left.ended_on = TODAY - 5 * DAY
    make.organisation(area, areas=[left])
    session.commit()
    days = [TODAY - 11 * DAY, TODAY - 10 * DAY, TODAY - 6 * DAY, TODAY - 5 * DAY]
    assert [queries.coverage([area.id], day).total.known for day in days] == [0, 1, 1, 0]


def test_nothing_known_gives_noughts_and_no_fault(make: Make, session: Session) -> None:
    area = make.area()
    assert queries.coverage([area.id], TODAY).total == Figures(
        known=0,
        contacted=0,
        engaged=0,
        blocks={name: dict.fromkeys(buckets, 0) for name, buckets in BLOCKS.items()},
        with_children={name: dict.fromkeys(buckets, 0) for name, buckets in MEASURES.items()},
    )


def test_every_number_on_the_page_leads_to_a_list_of_that_length(world: World, signed_in: SignIn) -> None:
    visitor = signed_in(world.staff)
    for address in ("/coverage", f"/coverage?by=faith&as_at={EARLIER}"):
        numbers = NUMBER.findall(visitor.get(address).text)
        assert len(numbers) > 30
        for href, number in numbers:
            page = visitor.get(unescape(href))
            assert page.text.count('<li class="app-results__item">') == int(number), href


def test_the_way_to_the_next_page_leads_there_whatever_the_address_says(
    world: World, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "ROWS", 2)
    address = "/coverage/list?measure=known&endpoint=x&_scheme=javascript&_anchor=x&_method=POST&_external=1"
    hrefs = re.findall(r'href="([^"]*after=[^"]*)"', signed_in(world.staff).get(address).text)
    assert hrefs
    assert all(href.startswith("/coverage/list?measure=known&amp;after=") for href in hrefs)


def test_groups_of_another_area_are_not_counted_and_cannot_be_asked_for(
    make: Make, session: Session, signed_in: SignIn
) -> None:
    mine, other = make.area(), make.area()
    make.organisation(other, name="Zion of the other area")
    session.commit()
    visitor = signed_in(make.adviser(mine))
    assert "No group is known here yet" in visitor.get("/coverage").text
    for address in ("/coverage", "/coverage/list", "/coverage.csv"):
        assert visitor.get(f"{address}?area={other.code}").status_code == 404
        assert "Zion" not in visitor.get(address).text


def test_the_figures_can_be_broken_down_by_area_kind_and_faith(world: World, signed_in: SignIn) -> None:
    visitor = signed_in(world.staff)
    for address, heading in (("", "By area"), ("?by=kind", "By kind of group"), ("?by=faith", "By faith")):
        assert f'id="breakdown">{heading}</h2>' in visitor.get(f"/coverage{address}").text
    one = visitor.get(f"/coverage?area={world.areas[0].code}&by=area").text
    assert 'id="breakdown">By kind of group</h2>' in one


def test_a_group_that_left_the_area_is_named_but_not_linked(make: Make, session: Session, signed_in: SignIn) -> None:
    mine, other = make.area(), make.area()
    left = make.new_link(mine, TODAY - 10 * DAY)
    left.ended_on = TODAY - 5 * DAY
    group = make.organisation(other, areas=[make.new_link(other), left])
    session.commit()
    page = signed_in(make.adviser(mine)).get(f"/coverage/list?as_at={TODAY - 6 * DAY}").text
    assert "no longer in your areas" in page
    assert f'href="/organisations/{group.id}"' not in page


def test_a_refuge_that_left_the_area_is_not_named(make: Make, session: Session, signed_in: SignIn) -> None:
    mine, other = make.area(), make.area()
    left = make.new_link(mine, TODAY - 10 * DAY)
    left.ended_on = TODAY - 5 * DAY
    make.organisation(other, areas=[make.new_link(other), left], name="Safe Haven", is_sensitive=True)
    session.commit()
    address = f"/coverage/list?as_at={TODAY - 6 * DAY}"
    page = signed_in(make.adviser(mine)).get(address).text
    assert "Safe Haven" not in page
    assert "A group that is kept private (no longer in your areas)" in page
    assert "Safe Haven" in signed_in(make.adviser(mine, other)).get(address).text


def test_a_date_to_come_or_no_date_at_all_is_refused_in_words(world: World, signed_in: SignIn) -> None:
    visitor = signed_in(world.staff)
    for typed, words in (
        (f"as_at={TODAY + DAY}", "today or in the past"),
        ("as_at=soon", "must be a real date"),
        ("as_at-day=31&as_at-month=2&as_at-year=2026", "must be a real date"),
        ("as_at-day=1", "must include a month and year"),
    ):
        page = visitor.get(f"/coverage?{typed}")
        assert page.status_code == 400
        assert words in page.text


def test_a_number_that_there_is_not_is_not_found(world: World, signed_in: SignIn) -> None:
    visitor = signed_in(world.staff)
    for address in ("measure=secrets", "measure=policy", "measure=policy&bucket=named"):
        assert visitor.get(f"/coverage/list?{address}").status_code == 404


def test_viewers_see_figures_and_group_accounts_do_not(make: Make, world: World, signed_in: SignIn) -> None:
    assert signed_in(make.viewer(*world.areas)).get("/coverage").status_code == 200
    assert signed_in(make.group_account(world.groups[0])).get("/coverage").status_code == 403
    assert signed_in(make.administrator()).get("/coverage").status_code == 403


def test_viewers_see_no_list_that_tells_of_people_or_contact(make: Make, world: World, signed_in: SignIn) -> None:
    first, *others = world.areas
    viewer = signed_in(make.viewer(*world.areas))
    measures = {href.split("measure=")[1].split("&")[0] for href, _ in NUMBER.findall(viewer.get("/coverage").text)}
    assert measures == {"known", "engaged", "policy"}
    for address in ("measure=lead&bucket=missing", "measure=contacted", "measure=policy&bucket=none&among=children"):
        assert viewer.get(f"/coverage/list?{address}").status_code == 403
    adviser_in_one = make.viewer(*others)
    adviser_in_one.grants.append(AreaGrant(role=AccountRole.ADVISER, area_id=first.id))
    visitor = signed_in(adviser_in_one)
    assert visitor.get(f"/coverage/list?measure=contacted&area={first.code}").status_code == 200
    assert visitor.get("/coverage/list?measure=contacted").status_code == 403


def test_the_page_costs_as_many_statements_for_any_number_of_groups(world: World, signed_in: SignIn) -> None:
    visitor = signed_in(world.staff)
    for address in ("/coverage", "/coverage/list", f"/coverage?as_at={EARLIER}"):
        with statements() as said:
            assert visitor.get(address).status_code == 200
        assert len(said) <= 12, said


def test_the_download_says_what_the_page_says(world: World, signed_in: SignIn) -> None:
    answer = signed_in(world.staff).get("/coverage.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    known = [row for row in rows if row["Area"] == "All chosen areas" and row["Measure"] == "Known"]
    total = queries.coverage(ids(world), TODAY).total
    assert known[0]["Groups"] == str(total.known)
