from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.extensions import db
from crm.organisations.models import Organisation
from crm.standards.models import (
    Answer,
    Assessment,
    AssessmentState,
    Criterion,
    Crosswalk,
    SetState,
    StandardSet,
    Voice,
)
from crm.standards.rules.carrying import Evidenced, Name
from crm.standards.rules.colours import Reply
from crm.standards.rules.results import given_in

TO_SET = joinedload(Assessment.standard_set)
TO_CARRIED = joinedload(Answer.carried_from).joinedload(Assessment.standard_set)


def assessments_of(organisation_id: int) -> list[Assessment]:
    """The newest first, with their sets and questions; those set aside are left out."""
    wanted = (
        select(Assessment)
        .where(Assessment.organisation_id == organisation_id, Assessment.state != AssessmentState.SET_ASIDE)
        .options(TO_SET.selectinload(StandardSet.criteria))
        .order_by(Assessment.started_on.desc(), Assessment.id.desc())
    )
    return list(db.session.scalars(wanted))


def answers_of_organisation(organisation_id: int) -> dict[int, list[Answer]]:
    """By assessment."""
    answers: dict[int, list[Answer]] = {}
    for answer in db.session.scalars(select(Answer).where(Answer.organisation_id == organisation_id)):
        answers.setdefault(answer.assessment_id, []).append(answer)
    return answers


def assessment_with_set(assessment_id: int) -> Assessment:
    """With its questions, and the group's areas, which say who may change it."""
    to_areas = joinedload(Assessment.organisation).selectinload(Organisation.areas)
    wanted = select(Assessment).where(Assessment.id == assessment_id)
    return db.session.scalars(wanted.options(to_areas, TO_SET.selectinload(StandardSet.criteria))).one()


def answers_to(assessment_id: int) -> list[Answer]:
    wanted = select(Answer).where(Answer.assessment_id == assessment_id).options(joinedload(Answer.seen_by), TO_CARRIED)
    return list(db.session.scalars(wanted))


def evidenced(organisation_id: int) -> dict[Name, Evidenced]:
    """What has evidence by the newest answer to it in any finished assessment, by the codes of set and criterion."""
    wanted = (
        select(Answer, Criterion.code, StandardSet.code)
        .join(Assessment, Assessment.id == Answer.assessment_id)
        .join(Criterion, Criterion.id == Answer.criterion_id)
        .join(StandardSet, StandardSet.id == Assessment.standard_set_id)
        .where(Assessment.organisation_id == organisation_id, Assessment.state == AssessmentState.FINISHED)
        .where(Answer.voice == Voice.ADVISER)
        .order_by(Assessment.ended_on, Assessment.id)
    )
    newest = {(set_code, code): answer for answer, code, set_code in db.session.execute(wanted)}
    return {
        name: Evidenced(answer.assessment_id, answer.seen_by_id, given_in(answer))
        for name, answer in newest.items()
        if answer.seen_by_id is not None and answer.reply in (Reply.YES, Reply.PARTLY)
    }


def links_in_use() -> list[tuple[Name, Name]]:
    """Of the sets in use: who has answered the first has answered the second, or a part of it."""
    wanted = (
        select(StandardSet.code, Criterion.code, Crosswalk.set_code, Crosswalk.criterion_code)
        .join(Criterion, Criterion.standard_set_id == StandardSet.id)
        .join(Crosswalk, Crosswalk.criterion_id == Criterion.id)
        .where(StandardSet.state == SetState.PUBLISHED)
    )
    return [((one, code), (other, other_code)) for one, code, other, other_code in db.session.execute(wanted)]
