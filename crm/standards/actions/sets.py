"""What is done with sets of standards: brought in, put in use, taken out of use."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.standards.models import Criterion, Crosswalk, SetState, StandardSet
from crm.standards.queries import sets as queries
from crm.standards.rules.questions import Question


@dataclass(frozen=True)
class Naming:
    code: str
    title: str
    about: str = ""


def bring_in_new(naming: Naming, questions: Sequence[Question], actor: Account) -> StandardSet:
    if queries.versions_of(naming.code):
        raise RuleBroken("There is a set of this name: bring it in as a new version of it", "which")
    return bring_in(naming, questions, actor)


def bring_in(naming: Naming, questions: Sequence[Question], actor: Account | None) -> StandardSet:
    """As a draft: the one there is, else a new version. What was published is left as it is.

    Raises RuleBroken where the newest version says the same already.
    """
    versions = queries.versions_of(naming.code)
    newest = versions[0] if versions else None
    if newest is not None and says(newest, naming, questions):
        raise RuleBroken("Nothing has changed: the newest version says the same", "file")
    draft = next((version for version in versions if version.state is SetState.DRAFT), None)
    if draft is None:
        draft = _new_draft(naming, newest.number + 1 if newest else 1)
    draft.title, draft.about = naming.title, naming.about
    draft.criteria.clear()
    db.session.flush()
    draft.criteria.extend(_criterion(place, one) for place, one in enumerate(questions, 1))
    db.session.flush()
    record.record("standard_set.brought_in", draft, actor)
    return draft


def publish(version: StandardSet, actor: Account | None) -> None:
    """From now on groups answer this version; answers to the one before stay with that."""
    if version.state is SetState.PUBLISHED:
        raise RuleBroken("This version is in use already")
    for other in queries.versions_of(version.code):
        if other.state is SetState.PUBLISHED:
            retire(other, actor)
    db.session.flush()
    version.state, version.retired_on = SetState.PUBLISHED, None
    version.published_on = version.published_on or clock.today()
    record.record("standard_set.published", version, actor)


def retire(version: StandardSet, actor: Account | None) -> None:
    """Nobody begins with it any more. It can be put in use again."""
    if version.state is SetState.RETIRED:
        raise RuleBroken("This version is out of use already")
    version.state, version.retired_on = SetState.RETIRED, clock.today()
    record.record("standard_set.retired", version, actor)


def says(version: StandardSet, naming: Naming, questions: Sequence[Question]) -> bool:
    return Naming(version.code, version.title, version.about) == naming and questions_of(version) == list(questions)


def questions_of(version: StandardSet) -> list[Question]:
    return [
        Question(
            section=one.section,
            code=one.code,
            question=one.question,
            why=one.why,
            evidence=one.evidence,
            how_to_answer=one.how_to_answer,
            applies_to=one.applies_to,
            critical=one.is_critical,
            na_allowed=one.na_allowed,
            weight=one.weight,
            due_months=one.due_months,
            also_answers=tuple(f"{link.set_code} {link.criterion_code}" for link in one.crosswalk),
        )
        for one in version.criteria
    ]


def _new_draft(naming: Naming, number: int) -> StandardSet:
    """Two people may be making it at once."""
    draft = StandardSet(code=naming.code, number=number, title=naming.title, state=SetState.DRAFT, criteria=[])
    try:
        with db.session.begin_nested():
            db.session.add(draft)
    except IntegrityError:
        raise RuleBroken("Somebody has just brought in this set: go back and look at theirs first", "which") from None
    return draft


def _criterion(place: int, one: Question) -> Criterion:
    return Criterion(
        position=place,
        section=one.section,
        code=one.code,
        question=one.question,
        why=one.why,
        evidence=one.evidence,
        how_to_answer=one.how_to_answer,
        applies_to=one.applies_to,
        is_critical=one.critical,
        na_allowed=one.na_allowed,
        weight=one.weight,
        due_months=one.due_months,
        crosswalk=[Crosswalk(set_code=name.split()[0], criterion_code=name.split()[1]) for name in one.also_answers],
    )
