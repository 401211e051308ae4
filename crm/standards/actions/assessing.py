"""An assessment from its start to its end: answered by the group, by the adviser, or by both."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.organisations.models import Organisation
from crm.standards.models import Answer, Assessment, AssessmentState, SetState, StandardSet, Voice
from crm.standards.queries import assessments as queries
from crm.standards.rules import carrying, results
from crm.standards.rules.colours import Given
from crm.standards.rules.results import Result, by_voice, given_in

S = AssessmentState


def start(organisation: Organisation, version: StandardSet, actor: Account) -> Assessment:
    """With what was evidenced before, in this set or in one that asks the same."""
    if version.state is not SetState.PUBLISHED:
        raise RuleBroken("This set is not in use", "standard_set")
    made = Assessment(
        organisation_id=organisation.id,
        standard_set_id=version.id,
        state=S.ANSWERING,
        started_on=clock.today(),
    )
    with _one_open():
        db.session.add(made)
    _carry(made, version)
    record.record("assessment.started", made, actor, {"standards": version.title})
    return made


def answer(assessment: Assessment, voice: Voice, given: Mapping[int, Given], actor: Account) -> None:
    """What was said to some criteria, by their ids. Said again, it takes the place of what was said before."""
    results.check_may_answer(assessment, voice)
    said = by_voice(queries.answers_to(assessment.id))
    criteria = {one.id: one for one in assessment.standard_set.criteria}
    for key, one in given.items():
        group = said.get((key, Voice.GROUP)) if voice is Voice.ADVISER else None
        results.check_answer(criteria[key], one, given_in(group) if group else None, clock.today())
    for key, one in given.items():
        row = said.get((key, voice)) or _new_answer(assessment, key, voice)
        _say(row, one, actor.id if one.seen_on else None)
        row.carried_from_id = None
    _touch(assessment)
    record.record("assessment.answered", assessment, actor, {"by": voice.label})


def submit(assessment: Assessment, actor: Account) -> None:
    """The group has answered everything and asks its adviser to look."""
    results.check_may_answer(assessment, Voice.GROUP)
    results.check_complete(found(assessment))
    assessment.state, assessment.submitted_on = S.SUBMITTED, clock.today()
    record.record("assessment.submitted", assessment, actor)


def give_back(assessment: Assessment, actor: Account) -> None:
    """The group is to answer some of it again."""
    if assessment.state is not S.SUBMITTED:
        raise RuleBroken("The group has not sent it to you, or has it back already")
    assessment.state = S.ANSWERING
    record.record("assessment.given_back", assessment, actor)


def agree_with_rest(assessment: Assessment, actor: Account) -> None:
    """With what the group said and nobody has looked at; without having seen any evidence of it."""
    results.check_may_answer(assessment, Voice.ADVISER)
    for line in found(assessment).to_moderate:
        assert line.group is not None
        row = line.adviser or _new_answer(assessment, line.criterion.id, Voice.ADVISER)
        _say(row, given_in(line.group), None)
        row.carried_from_id = None
    _touch(assessment)
    record.record("assessment.agreed_with", assessment, actor)


def finish(assessment: Assessment, actor: Account) -> None:
    """From now on it stays as it is."""
    results.check_may_answer(assessment, Voice.ADVISER)
    results.check_finish(found(assessment))
    assessment.state, assessment.ended_on = S.FINISHED, clock.today()
    record.record("assessment.finished", assessment, actor)


def set_aside(assessment: Assessment, actor: Account) -> None:
    """It was started by mistake: it is kept, and in no list."""
    results.check_may_answer(assessment, Voice.ADVISER)
    assessment.state, assessment.ended_on = S.SET_ASIDE, clock.today()
    record.record("assessment.set_aside", assessment, actor)


def take_up_again(assessment: Assessment, actor: Account) -> None:
    """It was set aside by mistake."""
    if assessment.state is not S.SET_ASIDE:
        raise RuleBroken("Somebody has taken it up again already")
    with _one_open():
        assessment.state, assessment.ended_on = S.ANSWERING, None
        record.record("assessment.taken_up_again", assessment, actor)


def found(assessment: Assessment) -> Result:
    """As it stood on its last day, or as it stands today."""
    answers = by_voice(queries.answers_to(assessment.id))
    return results.result(assessment.standard_set.criteria, answers, assessment.ended_on or clock.today())


@contextmanager
def _one_open() -> Iterator[None]:
    """Of a set the database lets one be open, whoever starts another meanwhile."""
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError:
        raise RuleBroken("An assessment with this set has been started already: go on with that one") from None


def _carry(made: Assessment, version: StandardSet) -> None:
    before = queries.evidenced(made.organisation_id)
    taken = carrying.carried(version.code, version.criteria, before, queries.links_in_use() if before else ())
    for key, one in taken.items():
        row = _new_answer(made, key, Voice.ADVISER)
        _say(row, one.given, one.seen_by_id)
        row.carried_from_id = one.assessment_id


def _new_answer(assessment: Assessment, criterion_id: int, voice: Voice) -> Answer:
    row = Answer(
        organisation_id=assessment.organisation_id,
        assessment_id=assessment.id,
        standard_set_id=assessment.standard_set_id,
        criterion_id=criterion_id,
        voice=voice,
    )
    db.session.add(row)
    return row


def _say(row: Answer, given: Given, seen_by_id: int | None) -> None:
    row.reply, row.reason, row.evidence, row.comment = given.reply, given.reason, given.evidence, given.comment
    row.seen_on, row.due_on = given.seen_on, given.due_on
    row.seen_by_id = seen_by_id


def _touch(assessment: Assessment) -> None:
    """Its version moves on with every save, so that a form from before is known as such."""
    assessment.answered_at = clock.now()
    flag_modified(assessment, "answered_at")
