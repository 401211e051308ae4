"""The page of next visits: its order, who is left out, and the weights of an area."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.areas.models import Area
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.engagement.actions.follow_ups import ASK_AGAIN
from crm.organisations.kinds import ChildrenBand, Faith, SettingKind, Stage
from crm.organisations.models import (
    ChildrenSetting,
    Community,
    Language,
    Organisation,
    OrganisationCommunity,
    OrganisationLanguage,
    OrganisationTradition,
    Tradition,
)
from crm.reporting.next_visits.models import VisitWeights
from crm.reporting.next_visits.queries import next_visits
from crm.reporting.next_visits.rules import USUAL
from crm.reporting.standing import refresh
from tests.factories import Make
from tests.support.statements import statements
from tests.support.web import SignIn, Visitor

PAGE, WEIGHTS = "/next-visits", "/next-visits/weights"


@pytest.fixture
def coordinator(make: Make, newham: Area, signed_in: SignIn) -> Visitor:
    return signed_in(make.coordinator(newham))


def in_days(days: int) -> dt.date:
    return clock.today() + dt.timedelta(days=days)


def with_children(make: Make, group: Organisation, band: ChildrenBand = ChildrenBand.UNDER_100) -> None:
    setting = {"kind": SettingKind.YOUTH_CLUB, "children_band": band, "started_on": in_days(-30)}
    make.keep(ChildrenSetting(organisation_id=group.id, **setting))


def keep_standing(session: Session, *groups: Organisation) -> None:
    """As a commit would."""
    session.flush()
    refresh(session.connection(), [group.id for group in groups], [])


def order(session: Session, area: Area, weights: Any = USUAL) -> list[str]:
    return [line.name for line in next_visits(area.id, weights, clock.today(), 50).lines]


def test_need_stands_above_and_each_line_says_why(adviser: Visitor, make: Make, session: Session, newham: Area) -> None:
    me = make.adviser(newham)
    well, needy = make.organisation(newham, name="Well Hall"), make.organisation(newham, name="Needy جماعة")
    policy = make.policy(well)
    make.policy_version(policy, adopted_on=in_days(-10))
    with_children(make, needy)
    make.follow_up(needy, me, what="Ring اتصل", due_on=in_days(-3))
    keep_standing(session, well, needy)
    page = adviser.get(PAGE).text
    assert page.index("Needy جماعة") < page.index("Well Hall")
    for words in ("50 to 99 children", "no policy seen", "Promised by", "Ring اتصل", "we have never spoken"):
        assert words in page
    assert "first 2 of 2 groups" in page
    assert f"/organisations/{needy.id}/visits/new" in page


def test_who_is_left_out_is_counted_and_said_why(adviser: Visitor, make: Make, session: Session, newham: Area) -> None:
    me = make.adviser(newham)
    planned, resting, free = (make.organisation(newham) for _ in range(3))
    declined = make.organisation(newham, areas=[make.new_link(newham, stage=Stage.DECLINED)])
    closed = make.organisation(newham, closed_on=in_days(-1), closed_reason="ceased")
    make.visit(planned, me)
    make.rest(resting)
    make.follow_up(declined, me, what=ASK_AGAIN, due_on=in_days(9))
    keep_standing(session, planned, resting, free, declined, closed)
    assert order(session, newham) == [free.name]
    page = adviser.get(PAGE).text
    for words in (
        "1 group with a visit planned",
        "1 group at rest",
        "1 group that said no for now",
        "1 group closed, not found, or no longer in Newham",
    ):
        assert words in page


def test_a_visit_that_is_over_or_was_never_logged_leaves_a_group_in(make: Make, session: Session, newham: Area) -> None:
    me, group = make.adviser(newham), make.organisation(newham)
    make.visit(group, me, planned_on=in_days(-1))
    make.visit(group, me, called_off_on=clock.today(), called_off_why="Flooded")
    keep_standing(session, group)
    assert order(session, newham) == [group.name]


def test_changing_one_weight_reorders_the_list_and_a_reset_undoes_it(
    coordinator: Visitor, make: Make, session: Session, newham: Area
) -> None:
    quiet, many = make.organisation(newham, name="Quiet"), make.organisation(newham, name="Many children")
    for group in (quiet, many):
        with_children(make, group, ChildrenBand.OVER_100 if group is many else ChildrenBand.UNDER_10)
    make.activity(many, make.adviser(newham), happened_on=in_days(-20))
    keep_standing(session, quiet, many)
    assert order(session, newham) == ["Many children", "Quiet"]
    assert coordinator.submit(WEIGHTS, silence="10", children="2").status_code == 303
    page = coordinator.get(PAGE).text
    assert page.index("Quiet") < page.index("Many children")
    coordinator.submit(WEIGHTS)
    assert session.scalars(select(VisitWeights)).all() == []
    page = coordinator.get(PAGE).text
    assert page.index("Many children") < page.index("Quiet")
    events = select(AuditEntry.event).where(AuditEntry.table_name == "visit_weights").order_by(AuditEntry.id)
    assert session.scalars(events).all() == ["visit_weights.set", "visit_weights.reset"]


def test_two_coordinators_at_the_weights_do_not_undo_each_other(coordinator: Visitor, session: Session) -> None:
    coordinator.submit(WEIGHTS, silence="10")
    shown = coordinator.submit(WEIGHTS, form=-2, version="0", was='{"silence": "Some"}', silence="2").text
    assert "Someone else saved this" in shown
    assert session.scalars(select(VisitWeights.silence)).one() == 10


def test_weights_and_priorities_are_the_coordinators(
    adviser: Visitor, coordinator: Visitor, make: Make, newham: Area
) -> None:
    barnet = make.area(name="Barnet")
    group = make.organisation(newham)
    for page in (WEIGHTS, f"/organisations/{group.id}/priority"):
        assert adviser.get(page).status_code == 403
        assert coordinator.get(page).status_code == 200
    for page in (WEIGHTS, PAGE):
        assert coordinator.get(f"{page}?area={barnet.code}").status_code == 404


def test_a_priority_puts_a_group_first_with_its_reason_until_it_ends(
    coordinator: Visitor, adviser: Visitor, make: Make, session: Session, newham: Area
) -> None:
    first, second = make.organisation(newham), make.organisation(newham)
    keep_standing(session, first, second)
    date: dict[str, Any] = {f"until_on-{part}": str(getattr(in_days(30), part)) for part in ("day", "month", "year")}
    address = f"/organisations/{second.id}/priority"
    assert "Enter the reason" in coordinator.submit(address, **date).text
    assert coordinator.submit(address, **date, reason="It doubled in size").status_code == 303
    assert order(session, newham)[0] == second.name
    assert "It doubled in size" in adviser.get(PAGE).text
    coordinator.submit(address)
    assert "It doubled in size" not in adviser.get(PAGE).text


def test_another_area_does_not_see_a_priority(make: Make, adviser: Visitor, session: Session, newham: Area) -> None:
    group = make.organisation(make.area(), newham)
    make.priority(group)
    keep_standing(session, group)
    assert group.name in adviser.get(PAGE).text
    assert "It grew fast" not in adviser.get(PAGE).text


def test_an_area_without_groups_has_an_empty_page(adviser: Visitor) -> None:
    assert "No group is waiting to be seen in Newham" in adviser.get(PAGE).text


def test_thirty_groups_cost_as_many_statements_as_one(
    adviser: Visitor, make: Make, session: Session, newham: Area
) -> None:
    counts = []
    for _ in range(2):
        keep_standing(session, *(make.organisation(newham) for _ in range(15)))
        adviser.get(PAGE)
        with statements() as said:
            adviser.get(PAGE)
        counts.append(len(said))
    assert counts[0] == counts[1] <= 12


@given(
    who=st.permutations(range(4)),
    faiths=st.lists(st.sampled_from(Faith), min_size=4, max_size=4),
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_who_people_are_never_changes_a_place(
    make: Make, session: Session, who: list[int], faiths: list[Faith]
) -> None:
    """D18: faith, tradition, community and language change hands, and every score stays what it was."""
    area = make.area()
    groups = [make.organisation(area) for _ in range(4)]
    for group, band in zip(groups[1:], ChildrenBand, strict=False):
        with_children(make, group, band)
    keep_standing(session, *groups)
    before = next_visits(area.id, USUAL, clock.today(), 10).lines
    for place, faith in zip(who, faiths, strict=True):
        group, mark = groups[place], f"{area.id}-{place}"
        tradition = make.keep(Tradition(code=f"T{mark}", name=f"Tradition {mark}", faith=faith))
        community = make.keep(Community(name=f"Community {mark}"))
        language = make.keep(Language(tag=f"x-{mark}", name=f"Language {mark}", right_to_left=True))
        group.faith, group.tradition_id = faith, tradition.id
        make.keep(OrganisationTradition(organisation_id=group.id, tradition_id=tradition.id))
        make.keep(OrganisationCommunity(organisation_id=group.id, community_id=community.id))
        make.keep(OrganisationLanguage(organisation_id=group.id, language_id=language.id))
    keep_standing(session, *groups)
    assert next_visits(area.id, USUAL, clock.today(), 10).lines == before
