import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import Account, AccountRole
from crm.core import clock
from crm.organisations.models import Organisation
from crm.standards.models import Answer, Assessment, AssessmentState, Voice
from crm.standards.rules.colours import Reply
from tests.factories import Make
from tests.standards.questions import in_use
from tests.support.web import Visitor

SignIn = Callable[[Account], Visitor]


class World(NamedTuple):
    group: Organisation
    visitor: Visitor
    keys: dict[str, int]

    def says(self, **replies: str) -> dict[str, Any]:
        return {f"reply_{self.keys[code]}": reply for code, reply in replies.items()}


@pytest.fixture
def world(make: Make, signed_in: SignIn) -> Iterator[World]:
    with clock.set_to(dt.date(2026, 11, 22)):
        group = make.organisation(name="Light House")
        keys = {one.code: one.id for one in in_use().criteria}
        yield World(group, signed_in(make.group_account(group)), keys)


def started(world: World) -> str:
    answer = world.visitor.submit(f"/my-group/{world.group.id}/standards")
    assert answer.status_code == 303
    return str(answer.location).rpartition("/sections/")[0]


def replies(session: Session) -> list[tuple[Voice, Reply]]:
    return [(row.voice, row.reply) for row in session.execute(select(Answer.voice, Answer.reply).order_by(Answer.id))]


def test_a_group_answers_in_two_sittings_and_sends_it_to_its_adviser(world: World, session: Session) -> None:
    page = started(world)
    first: dict[str, Any] = {f"reply_{world.keys['A1']}": "yes", f"evidence_{world.keys['A1']}": "عندنا وثيقة"}
    answer = world.visitor.submit(f"{page}/sections/1", then="stop", **first)
    assert answer.location == page
    assert "1 of 3 questions answered" in world.visitor.get(page).text
    assert "Send it to my adviser" not in world.visitor.get(page).text
    world.visitor.submit(f"{page}/sections/1", **world.says(A2="no"))
    world.visitor.submit(f"{page}/sections/2", **world.says(B1="partly"))
    assert world.visitor.submit(page).status_code == 303
    assert replies(session) == [(Voice.GROUP, Reply.YES), (Voice.GROUP, Reply.NO), (Voice.GROUP, Reply.PARTLY)]
    assert session.scalars(select(Assessment.state)).one() is AssessmentState.SUBMITTED
    text = world.visitor.get(page).text
    for words in ("Your adviser is looking at it", "Self-assessed", "عندنا وثيقة", "Not in place yet"):
        assert words in text


def test_once_sent_it_waits_for_the_adviser(world: World, session: Session) -> None:
    page = started(world)
    given = world.says(A1="no", A2="no", B1="no")
    for part in (1, 2):
        world.visitor.submit(f"{page}/sections/{part}", **given)
    world.visitor.submit(page)
    text = world.visitor.submit(f"{page}/sections/1", **world.says(A1="yes")).text
    assert "You have sent it to your adviser, who is looking at it now" in text
    assert {reply for _, reply in replies(session)} == {Reply.NO}


def test_not_applicable_is_offered_only_where_it_is_allowed_and_needs_a_reason(world: World) -> None:
    page = started(world)
    assert 'value="na"' not in world.visitor.get(f"{page}/sections/1").text
    text = world.visitor.submit(f"{page}/sections/2", **world.says(B1="na")).text
    assert "Enter why it is not applicable" in text


def test_a_group_never_marks_evidence_as_seen(world: World, session: Session) -> None:
    page = started(world)
    day: dict[str, Any] = {
        f"seen_on_{world.keys['A1']}-{part}": said for part, said in (("day", "1"), ("month", "11"), ("year", "2026"))
    }
    world.visitor.submit(f"{page}/sections/1", **world.says(A1="yes"), **day)
    assert session.scalars(select(Answer.seen_on)).all() == [None]


def test_another_group_and_a_member_do_not_get_in(world: World, make: Make, signed_in: SignIn) -> None:
    page = started(world)
    other = make.organisation(make.area())
    stranger = signed_in(make.group_account(other))
    for url in (page, f"{page}/sections/1", f"/my-group/{world.group.id}/standards"):
        assert stranger.get(url).status_code == 404
    member = signed_in(make.group_account(world.group, AccountRole.GROUP_MEMBER))
    assert member.get(f"/my-group/{world.group.id}/standards").status_code == 403


def test_without_a_set_the_group_is_told_whom_to_ask(make: Make, signed_in: SignIn) -> None:
    group = make.organisation()
    visitor = signed_in(make.group_account(group))
    assert "There are no questions to answer yet" in visitor.get(f"/my-group/{group.id}/standards").text


def test_a_set_that_no_row_can_have_is_not_found(world: World) -> None:
    for number in ("0", str(2**31), str(2**70)):
        assert world.visitor.submit(f"/my-group/{world.group.id}/standards", standard_set=number).status_code == 404


def test_what_was_set_aside_is_not_found(world: World, session: Session) -> None:
    page = started(world)
    found = session.scalars(select(Assessment)).one()
    found.state, found.ended_on = AssessmentState.SET_ASIDE, clock.today()
    session.flush()
    for address in (page, f"{page}/sections/1"):
        assert world.visitor.get(address).status_code == 404
