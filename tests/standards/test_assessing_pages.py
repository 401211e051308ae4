import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.core import clock
from crm.organisations.models import Organisation
from crm.standards.actions import assessing
from crm.standards.models import Answer, AssessmentState, Voice
from crm.standards.queries import assessments as queries
from crm.standards.rules.colours import Given, Reply
from tests.factories import Make
from tests.standards.questions import in_use, say
from tests.support.web import Visitor, forms

SignIn = Callable[[Account], Visitor]


class World(NamedTuple):
    group: Organisation
    adviser: Account
    visitor: Visitor
    assessment_id: int
    area: Area
    keys: dict[str, int]

    @property
    def tab(self) -> str:
        return f"/organisations/{self.group.id}/standards"

    @property
    def page(self) -> str:
        return f"/assessments/{self.assessment_id}"

    def name(self, part: str, code: str) -> str:
        return f"{part}_{self.keys[code]}"

    def answers(self, **given: dict[str, str]) -> dict[str, Any]:
        return {self.name(part, code): said for code, parts in given.items() for part, said in parts.items()}


@pytest.fixture
def world(make: Make, signed_in: SignIn) -> Iterator[World]:
    with clock.set_to(dt.date(2026, 11, 22)):
        area = make.area()
        group, adviser, version = make.organisation(area, name="Light House"), make.adviser(area), in_use()
        made = assessing.start(group, version, adviser)
        keys = {one.code: one.id for one in version.criteria}
        yield World(group, adviser, signed_in(adviser), made.id, area, keys)


def stored(session: Session) -> list[tuple[Voice, Reply]]:
    return [(row.voice, row.reply) for row in session.execute(select(Answer.voice, Answer.reply).order_by(Answer.id))]


def test_a_group_that_was_never_assessed_can_be(world: World, make: Make, signed_in: SignIn) -> None:
    other = make.organisation(world.area, name="Second House")
    tab = f"/organisations/{other.id}/standards"
    assert "has not been assessed yet" in world.visitor.get(tab).text
    answer = world.visitor.submit(tab)
    assert answer.status_code == 303
    assert answer.location.endswith("/sections/1")
    page = world.visitor.get(tab).text
    assert "0 of 3 answered" in page
    assert "Start: Toolkit" not in page


def test_a_section_is_saved_as_far_as_it_goes_and_leads_to_the_next(world: World, session: Session) -> None:
    answer = world.visitor.submit(f"{world.page}/sections/1", **world.answers(A1={"reply": "partly"}))
    assert answer.location == f"{world.page}/sections/2"
    assert stored(session) == [(Voice.ADVISER, Reply.PARTLY)]
    assert "1 of 3 questions answered" in world.visitor.get(world.page).text
    page = world.visitor.get(f"{world.page}/sections/1").text
    assert 'value="partly" checked' in " ".join(page.split())


def test_who_stops_comes_back_to_the_whole(world: World) -> None:
    given = world.answers(A1={"reply": "no"})
    assert world.visitor.submit(f"{world.page}/sections/1", then="stop", **given).location == world.page


def test_evidence_that_was_seen_makes_it_green(world: World) -> None:
    seen = {"seen_on": dt.date(2026, 11, 20)}
    name = world.name("seen_on", "A1")
    days: dict[str, Any] = {f"{name}-{part}": str(getattr(seen["seen_on"], part)) for part in ("day", "month", "year")}
    given = world.answers(A1={"reply": "yes", "evidence": "وثيقة، দলিল"})
    world.visitor.submit(f"{world.page}/sections/1", **given, **days)
    page = world.visitor.get(world.page).text
    assert "Yes, evidence seen on 20 November 2026" in page
    assert "وثيقة، দলিল" in page


def test_everything_wrong_is_said_beside_its_question_and_nothing_is_lost(world: World, session: Session) -> None:
    given = world.answers(A1={"evidence": "In the drawer"}, A2={"reply": "yes"})
    name = world.name("seen_on", "A2")
    day: dict[str, Any] = {f"{name}-day": "20", f"{name}-month": "11", f"{name}-year": "2026"}
    page = world.visitor.submit(f"{world.page}/sections/1", **given, **day).text
    assert "Select an answer" in page
    assert "In the drawer" in page
    assert stored(session) == []
    page = world.visitor.submit(f"{world.page}/sections/1", **world.answers(A2={"reply": "yes"}), **day).text
    assert "Enter when it is due again" in page


def test_not_applicable_needs_a_reason(world: World, session: Session) -> None:
    page = world.visitor.submit(f"{world.page}/sections/2", **world.answers(B1={"reply": "na"})).text
    assert "Enter why it is not applicable" in page
    world.visitor.submit(f"{world.page}/sections/2", **world.answers(B1={"reply": "na", "reason": "No prayer"}))
    assert stored(session) == [(Voice.ADVISER, Reply.NA)]


def test_two_who_answer_at_once_lose_nothing(world: World, session: Session) -> None:
    url = f"{world.page}/sections/1"
    [first, second] = [forms(world.visitor.get(url).text)[-1][1] for _ in range(2)]
    world.visitor.post(url, data={**first, **world.answers(A1={"reply": "yes"})})
    page = world.visitor.post(url, data={**second, **world.answers(A1={"reply": "no"})}).text
    assert "What changed while you were writing" in page
    assert stored(session) == [(Voice.ADVISER, Reply.YES)]


def test_what_seems_to_name_a_child_is_held_up(world: World, session: Session) -> None:
    given = world.answers(A1={"reply": "no", "comment": "Ali, aged 9, was hurt by his teacher"})
    assert (
        "This looks as if it tells which child is meant"
        in world.visitor.submit(f"{world.page}/sections/1", **given).text
    )
    assert stored(session) == []


def test_the_adviser_sees_what_the_group_said_and_agrees_with_the_rest(
    world: World, make: Make, session: Session
) -> None:
    made = queries.assessment_with_set(world.assessment_id)
    lead = make.group_account(world.group)
    no = Given(Reply.NO)
    say(made, Voice.GROUP, lead, A1=Given(Reply.YES, evidence="Our policy"), A2=no, B1=no)
    assessing.submit(made, lead)
    session.flush()
    page = world.visitor.get(world.page).text
    for words in ("Sent to the adviser on 22 November 2026", "Our policy", "Self-assessed"):
        assert words in page
    world.visitor.submit(world.page, form=1)
    assert stored(session)[3:] == [(Voice.ADVISER, reply) for reply in (Reply.YES, Reply.NO, Reply.NO)]
    answer = world.visitor.submit(world.page, form=2)
    assert answer.status_code == 303
    session.expire_all()
    assert made.state is AssessmentState.FINISHED
    assert "and kept as it stood then" in world.visitor.get(world.page).text


def test_what_was_set_aside_is_taken_up_again_on_its_page(world: World) -> None:
    assert world.visitor.submit(world.page, form=-1).location == world.page
    page = world.visitor.get(world.page).text
    assert "Set aside. You can take it up again here" in page
    assert "/sections/1" not in page
    world.visitor.submit(world.page, form=-1)
    page = world.visitor.get(world.page).text
    assert "Taken up again" in page
    assert "/sections/1" in page
    history = world.visitor.get(f"/organisations/{world.group.id}/history").text
    assert "Assessment taken up again" in history


def test_who_may_not_see_the_group_finds_nothing(world: World, make: Make, signed_in: SignIn) -> None:
    stranger = signed_in(make.adviser(make.area()))
    for url in (world.tab, world.page, f"{world.page}/sections/1"):
        assert stranger.get(url).status_code == 404
    assert signed_in(make.viewer(world.area)).get(world.page).status_code == 403


def test_the_history_says_what_was_done(world: World) -> None:
    world.visitor.submit(f"{world.page}/sections/1", **world.answers(A1={"reply": "no"}))
    page = world.visitor.get(f"/organisations/{world.group.id}/history").text
    assert "Assessment answered" in page
