import datetime as dt
import re
from collections.abc import Iterator
from html import unescape
from typing import Any, NamedTuple

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.accounts.models import AccountRole
from crm.areas.models import Area
from crm.core import clock
from crm.organisations.kinds import Answer, Subject
from crm.organisations.models import Organisation, Statement
from crm.policies.models import PolicyKind, PolicyVersion, VersionState
from tests.factories import Make
from tests.support.statements import statements, writes
from tests.support.web import SignIn, Visitor, forms

ADOPTED: dict[str, Any] = {
    "kind": "safeguarding_children",
    "how_far": "adopted",
    "adopted_on-day": "29",
    "adopted_on-month": "2",
    "adopted_on-year": "2024",
    "has_seen": "no",
}

ALL_MET: dict[str, Any] = {f"m{number}_met": "met" for number in range(1, 8)}
ON_THE_20TH: dict[str, Any] = {"adopted_on-day": "20", "adopted_on-month": "11", "adopted_on-year": "2026"}


class World(NamedTuple):
    area: Area
    organisation: Organisation
    visitor: Visitor

    def url(self, rest: str = "") -> str:
        return f"/organisations/{self.organisation.id}/policies{rest}"


@pytest.fixture(autouse=True)
def november(session: Session) -> Iterator[None]:
    with clock.set_to(dt.date(2026, 11, 22)):
        yield


@pytest.fixture
def world(make: Make, signed_in: SignIn) -> World:
    area = make.area()
    return World(area, make.organisation(area), signed_in(make.adviser(area)))


def versions(session: Session) -> list[PolicyVersion]:
    return list(session.scalars(select(PolicyVersion).order_by(PolicyVersion.number)))


def test_a_group_without_a_policy_says_what_to_do(world: World) -> None:
    page = world.visitor.get(world.url()).text
    assert "Not recorded" in page
    assert "Ask whether they have one, and record the answer" in page
    assert f'href="{world.url("/new")}?kind=safeguarding_children"' in page


def test_that_they_have_none_is_recorded_by_the_link_that_says_so(world: World, session: Session) -> None:
    [link] = re.findall(r'href="([^"]+/statements/new[^"]*)"', world.visitor.get(world.url()).text)
    world.visitor.submit(unescape(link))
    said = session.scalars(select(Statement)).one()
    assert (said.subject, said.answer, said.stated_on) == (Subject.POLICY, Answer.NO, clock.today())


def test_what_makes_no_sense_in_such_a_link_is_left_open(world: World) -> None:
    page = world.visitor.get(f"/organisations/{world.organisation.id}/statements/new?subject=zebra&answer=")
    assert page.status_code == 200
    assert " checked" not in page.text


def test_what_a_group_said_of_its_policy_stands_where_none_is_recorded(world: World, make: Make) -> None:
    said = {"organisation_id": world.organisation.id, "subject": Subject.POLICY, "answer": Answer.NO}
    make.keep(Statement(**said, stated_on=dt.date(2026, 11, 3)))
    assert "No, said on 3 November 2026" in world.visitor.get(world.url()).text


def test_an_adopted_policy_is_recorded_with_its_review_date(world: World, session: Session) -> None:
    answer = world.visitor.submit(world.url("/new"), **ADOPTED)
    assert (answer.status_code, answer.location) == (303, world.url())
    (version,) = versions(session)
    assert (version.state, version.review_due_on) == (VersionState.ADOPTED, dt.date(2025, 2, 28))
    page = world.visitor.get(world.url()).text
    assert "Review overdue" in page
    assert "review was due 28 February 2025" in page


def test_a_policy_being_written_needs_no_dates(world: World, session: Session) -> None:
    world.visitor.submit(world.url("/new"), kind="complaints", how_far="being_written")
    (version,) = versions(session)
    assert (version.state, version.adopted_on) == (VersionState.DRAFT, None)


def test_what_is_missing_is_asked_for_and_what_was_typed_is_kept(world: World, session: Session) -> None:
    page = world.visitor.submit(world.url("/new"), kind="complaints", how_far="adopted", has_seen="yes").text
    assert "Enter the day it was adopted" in page
    assert '<option value="complaints" selected>' in page
    assert versions(session) == []


def test_a_day_in_the_future_is_refused_beside_the_question(world: World) -> None:
    page = world.visitor.submit(world.url("/new"), **{**ADOPTED, "adopted_on-year": "2028"}).text
    assert 'href="#adopted_on-day"' in page
    assert "must be today or in the past" in page


def test_a_form_sent_twice_is_stored_once(world: World, session: Session) -> None:
    action, given = forms(world.visitor.get(world.url("/new")).text)[-1]
    for status in (303, 409):
        assert world.visitor.post(action or world.url("/new"), data={**given, **ADOPTED}).status_code == status
    assert len(versions(session)) == 1


def test_a_review_is_recorded_from_the_policys_page(world: World, make: Make, session: Session) -> None:
    old = make.policy_version(make.policy(world.organisation), dt.date(2025, 11, 1))
    world.visitor.submit(f"/policies/{old.policy_id}/review", **ON_THE_20TH, has_seen="yes")
    first, second = versions(session)
    assert (first.state, second.state) == (VersionState.SUPERSEDED, VersionState.ADOPTED)
    assert second.seen_on == dt.date(2026, 11, 22)
    assert "Replaced" in world.visitor.get(f"/policies/{old.policy_id}").text


def test_a_text_is_moved_along_by_buttons_and_adopted(world: World, make: Make, session: Session) -> None:
    version = make.policy_version(make.policy(world.organisation))
    page = f"/policies/{version.policy_id}"
    assert world.visitor.submit(page).status_code == 303
    assert world.visitor.get(page).text.count("Sent to adviser") == 2
    version = versions(session)[0]
    [read] = re.findall(r'href="(/policies/reviews/\d+)"', world.visitor.get(page).text)
    world.visitor.submit(read, outcome="looked_at", **ALL_MET)
    world.visitor.submit(f"/policies/versions/{version.id}/adopt", **ON_THE_20TH)
    assert versions(session)[0].state is VersionState.ADOPTED


def test_a_button_pressed_on_an_old_page_changes_nothing(world: World, make: Make, session: Session) -> None:
    version = make.policy_version(make.policy(world.organisation))
    url = f"/policies/versions/{version.id}/submit"
    given = dict(forms(world.visitor.get(f"/policies/{version.policy_id}").text))[url]
    assert world.visitor.post(url, data=given).status_code == 303
    assert world.visitor.post(url, data=given).status_code == 409
    assert versions(session)[0].state is VersionState.SUBMITTED


def test_the_second_to_correct_dates_is_shown_what_the_first_saved(world: World, make: Make, session: Session) -> None:
    version = make.policy_version(make.policy(world.organisation), dt.date(2026, 1, 1))
    url = f"/policies/versions/{version.id}/edit"
    _, old_page = forms(world.visitor.get(url).text)[-1]
    world.visitor.submit(url, review_every_months="6")
    page = world.visitor.post(url, data={**old_page, "review_every_months": "24"}).text
    assert "What changed while you were writing" in page
    assert versions(session)[0].review_every_months == 6


def test_a_policy_is_withdrawn_and_seen(world: World, make: Make, session: Session) -> None:
    version = make.policy_version(make.policy(world.organisation), dt.date(2026, 1, 1))
    world.visitor.submit(f"/policies/versions/{version.id}/seen")
    assert versions(session)[0].seen_on == dt.date(2026, 11, 22)
    day: dict[str, Any] = {"withdrawn_on-day": "1", "withdrawn_on-month": "11", "withdrawn_on-year": "2026"}
    world.visitor.submit(f"/policies/versions/{version.id}/withdraw", **day)
    assert versions(session)[0].state is VersionState.WITHDRAWN
    assert "Record a policy" in world.visitor.get(f"/policies/{version.policy_id}").text


def test_a_policy_of_another_area_is_not_found(world: World, make: Make, signed_in: SignIn) -> None:
    version = make.policy_version(make.policy(world.organisation), dt.date(2026, 1, 1))
    stranger = signed_in(make.adviser(make.area()))
    pages = [world.url(), world.url("/new"), f"/policies/{version.policy_id}", f"/policies/{version.policy_id}/review"]
    pages += [f"/policies/versions/{version.id}/{page}" for page in ("adopt", "seen", "edit", "withdraw")]
    assert {stranger.get(page).status_code for page in pages} == {404}


def test_who_views_one_area_and_edits_another_finds_no_policies_in_the_first(
    world: World, make: Make, signed_in: SignIn
) -> None:
    both = make.adviser(make.area())
    both.grants += make.viewer(world.area).grants
    assert signed_in(both).get(world.url()).status_code == 404


@pytest.mark.parametrize("role", [AccountRole.VIEWER, AccountRole.ADMINISTRATOR])
def test_a_viewer_may_not_open_policies(world: World, make: Make, signed_in: SignIn, role: AccountRole) -> None:
    visitor = signed_in(make.staff(role, world.area))
    assert {visitor.get(world.url(page)).status_code for page in ("", "/new")} == {403}


@pytest.mark.parametrize("role", [AccountRole.GROUP_LEAD, AccountRole.GROUP_MEMBER])
def test_a_group_may_not_open_the_pages_of_staff(
    world: World, make: Make, signed_in: SignIn, role: AccountRole
) -> None:
    visitor = signed_in(make.group_account(world.organisation, role))
    assert {visitor.get(world.url(page)).status_code for page in ("", "/new")} == {403}


def test_many_policies_cost_no_more_statements_than_one(world: World, make: Make) -> None:
    for kind in PolicyKind:
        policy = make.policy(world.organisation, kind)
        for year in (2023, 2024):
            make.policy_version(
                policy, dt.date(year, 1, 1), state=VersionState.SUPERSEDED, ended_on=dt.date(year + 1, 1, 1)
            )
        make.policy_version(policy, dt.date(2026, 1, 1))
    with statements() as asked:
        assert world.visitor.get(world.url()).status_code == 200
    assert len(asked) <= 12, asked


def test_looking_writes_nothing(world: World, make: Make, session: Session) -> None:
    version = make.policy_version(make.policy(world.organisation), dt.date(2026, 1, 1))
    with statements() as asked:
        assert world.visitor.get(world.url()).status_code == 200
        assert world.visitor.get(f"/policies/{version.policy_id}").status_code == 200
    assert writes(asked) == []
    assert session.scalar(select(func.count()).select_from(PolicyVersion)) == 1
