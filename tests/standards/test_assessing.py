import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.organisations.models import Organisation
from crm.standards.actions import assessing, sets
from crm.standards.models import Answer, Assessment, AssessmentState, StandardSet, Voice
from crm.standards.queries import assessments as queries
from crm.standards.rules.colours import Colour, Given, Reply
from crm.standards.rules.questions import Question
from tests.factories import Make
from tests.standards.questions import POLICY, SEEN, YES, in_use, say

NO, PARTLY = Given(Reply.NO), Given(Reply.PARTLY)
NOT_HERE = Given(Reply.NA, "Nobody prays here")
REVIEWED = replace(YES, due_on=dt.date(2027, 11, 1))
ALL = {"A1": YES, "A2": REVIEWED, "B1": NOT_HERE}


class World(NamedTuple):
    group: Organisation
    adviser: Account
    lead: Account
    version: StandardSet

    def start(self, version: StandardSet | None = None) -> Assessment:
        made = assessing.start(self.group, version or self.version, self.adviser)
        return queries.assessment_with_set(made.id)

    def finished(self, **given: Given) -> Assessment:
        made = self.start()
        say(made, Voice.ADVISER, self.adviser, **(given or ALL))
        assessing.finish(made, self.adviser)
        return made


@pytest.fixture
def world(make: Make) -> Iterator[World]:
    with clock.set_to(dt.date(2026, 11, 22)):
        area = make.area()
        group = make.organisation(area)
        yield World(group, make.adviser(area), make.group_account(group), in_use())


def lines(assessment: Assessment) -> dict[str, str]:
    return {line.criterion.code: line.verdict.why for line in assessing.found(assessment).lines if line.verdict}


def test_an_assessment_is_answered_and_finished(world: World) -> None:
    made = world.finished()
    assert (made.state, made.ended_on) == (AssessmentState.FINISHED, dt.date(2026, 11, 22))
    assert assessing.found(made).verdict.colour is Colour.GREEN
    assert lines(made)["B1"] == "Not applicable: Nobody prays here"


def test_a_result_never_moves_though_the_evidence_runs_out(world: World) -> None:
    made = world.finished()
    with clock.set_to(dt.date(2028, 3, 1)):
        assert assessing.found(made).verdict.colour is Colour.GREEN
        with pytest.raises(RuleBroken, match="stays as it is"):
            say(made, Voice.ADVISER, world.adviser, A1=NO)


def test_a_new_version_of_the_set_leaves_old_answers_with_theirs(world: World) -> None:
    made = world.finished()
    sets.publish(sets.bring_in(sets.Naming("toolkit", "Toolkit"), [POLICY], None), None)
    assert [line.criterion.code for line in assessing.found(made).lines] == ["A1", "A2", "B1"]
    with pytest.raises(RuleBroken, match="not in use"):
        world.start(queries.assessment_with_set(made.id).standard_set)


def test_the_database_refuses_an_answer_to_a_question_of_another_version(world: World, session: Session) -> None:
    made = world.start()
    other = in_use(POLICY, code="other", title="Other")
    of = {"organisation_id": world.group.id, "assessment_id": made.id, "voice": Voice.ADVISER, "reply": Reply.NO}
    for set_id in (other.id, world.version.id):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.add(Answer(**of, criterion_id=other.criteria[0].id, standard_set_id=set_id))


def test_one_assessment_of_a_set_is_open(world: World, session: Session) -> None:
    world.start()
    with pytest.raises(RuleBroken, match="started already"):
        world.start()
    of = {"organisation_id": world.group.id, "standard_set_id": world.version.id}
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add(Assessment(**of, state=AssessmentState.ANSWERING, started_on=SEEN))


def test_set_aside_it_is_shown_nowhere_and_another_can_be_started(world: World) -> None:
    made = world.start()
    assessing.set_aside(made, world.adviser)
    again = world.start()
    assert queries.assessments_of(world.group.id) == [again]


def test_set_aside_by_mistake_it_is_taken_up_again(world: World) -> None:
    made = world.start()
    say(made, Voice.ADVISER, world.adviser, A1=YES)
    assessing.set_aside(made, world.adviser)
    assessing.take_up_again(made, world.adviser)
    assert queries.assessments_of(world.group.id) == [made]
    assert (made.state, made.ended_on) == (AssessmentState.ANSWERING, None)
    assert "A1" in lines(made)
    with pytest.raises(RuleBroken, match="taken it up again already"):
        assessing.take_up_again(made, world.adviser)


def test_it_stays_set_aside_while_another_of_the_set_is_open(world: World) -> None:
    made = world.start()
    assessing.set_aside(made, world.adviser)
    world.start()
    with pytest.raises(RuleBroken, match="started already"):
        assessing.take_up_again(made, world.adviser)
    assert made.state is AssessmentState.SET_ASIDE


def test_what_is_left_open_is_named_before_it_is_finished(world: World) -> None:
    made = world.start()
    say(made, Voice.ADVISER, world.adviser, A1=YES)
    with pytest.raises(RuleBroken, match="2 questions still to answer: A2, B1"):
        assessing.finish(made, world.adviser)


def test_what_the_group_says_is_self_assessed_until_the_evidence_is_seen(world: World) -> None:
    made = world.start()
    said = {"A1": Given(Reply.YES), "A2": NO, "B1": NOT_HERE}
    say(made, Voice.GROUP, world.lead, **said)
    assessing.submit(made, world.lead)
    assert assessing.found(made).is_self_assessed
    with pytest.raises(RuleBroken, match="You have not said what you think of A1, A2, B1"):
        assessing.finish(made, world.adviser)
    assessing.agree_with_rest(made, world.adviser)
    assert assessing.found(made).is_self_assessed
    say(made, Voice.ADVISER, world.adviser, A1=YES)
    assert not assessing.found(made).is_self_assessed
    assessing.finish(made, world.adviser)


def test_both_answers_are_kept_and_the_advisers_counts(world: World, session: Session) -> None:
    made = world.start()
    say(made, Voice.GROUP, world.lead, A1=Given(Reply.YES))
    with pytest.raises(RuleBroken, match="The group said “Yes”: enter why you answer differently"):
        say(made, Voice.ADVISER, world.adviser, A1=NO)
    say(made, Voice.ADVISER, world.adviser, A1=replace(NO, reason="It is a leaflet"))
    replies = {answer.voice: answer.reply for answer in session.scalars(select(Answer))}
    assert replies == {Voice.GROUP: Reply.YES, Voice.ADVISER: Reply.NO}
    assert lines(made) == {"A1": "Not in place yet"}


def test_the_group_waits_for_its_adviser_unless_it_gets_it_back(world: World) -> None:
    made = world.start()
    say(made, Voice.GROUP, world.lead, A1=NO, A2=NO, B1=NO)
    assessing.submit(made, world.lead)
    with pytest.raises(RuleBroken, match="who is looking at it now"):
        say(made, Voice.GROUP, world.lead, A1=PARTLY)
    assessing.give_back(made, world.adviser)
    say(made, Voice.GROUP, world.lead, A1=PARTLY)
    assert lines(made)["A1"] == "Partly in place"


def test_what_was_evidenced_is_carried_into_the_next_round(world: World) -> None:
    world.finished(A1=YES, A2=PARTLY, B1=NOT_HERE)
    again = world.start()
    [line] = [line for line in assessing.found(again).lines if line.counted]
    assert (line.criterion.code, line.verdict and line.verdict.colour) == ("A1", Colour.GREEN)
    assert line.adviser is not None
    assert (line.adviser.seen_on, line.adviser.carried_from_id is not None) == (SEEN, True)


def test_what_was_carried_gives_way_to_what_the_group_says_now(world: World) -> None:
    world.finished()
    again = world.start()
    say(again, Voice.GROUP, world.lead, A1=NO)
    assert lines(again)["A1"] == "Not in place yet"
    say(again, Voice.ADVISER, world.adviser, A1=replace(YES, reason="I saw it today"))
    assert lines(again)["A1"].startswith("Yes, evidence seen")


def point(also: tuple[str, ...]) -> StandardSet:
    return in_use(Question("Points", "M1", "Is it all there?", also_answers=also), code="points", title="Points")


def test_answers_to_one_set_are_evidence_in_another_that_asks_the_same(world: World) -> None:
    points = point(("toolkit A1", "toolkit A2"))
    world.finished()
    [line] = assessing.found(world.start(points)).lines
    assert line.adviser is not None
    assert line.adviser.carried_from is not None
    assert line.adviser.carried_from.standard_set.title == "Toolkit"


def test_of_several_that_answer_one_all_must_be_evidenced(world: World) -> None:
    points = point(("toolkit A1", "toolkit A2"))
    world.finished(A1=YES, A2=PARTLY, B1=NOT_HERE)
    assert assessing.found(world.start(points)).left


def test_a_link_between_sets_goes_both_ways(world: World) -> None:
    points = point(("toolkit A1",))
    made = world.start(points)
    say(made, Voice.ADVISER, world.adviser, M1=YES)
    assessing.finish(made, world.adviser)
    assert list(lines(world.start())) == ["A1"]


def test_evidence_that_was_lost_since_is_not_carried(world: World) -> None:
    world.finished()
    made = world.start()
    say(made, Voice.ADVISER, world.adviser, A1=NO, A2=NO, B1=NO)
    assessing.finish(made, world.adviser)
    assert lines(world.start()) == {}
