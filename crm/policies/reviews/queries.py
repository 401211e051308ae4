import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import joinedload, selectinload

from crm.core.paging import Cursor, Order, Page, page
from crm.extensions import db
from crm.organisations.models import Organisation, OrganisationArea
from crm.policies.models import Policy, PolicyKind, PolicyVersion
from crm.policies.reviews.models import Outcome, PolicyAnswer, PolicyReview
from crm.policies.reviews.rules import Finding, Findings, points_for

OLDEST_FIRST = Order(PolicyReview.sent_on, PolicyReview.id, lambda one: (one.sent_on, one.id))
LATEST_FIRST = Order(PolicyReview.answered_on, PolicyReview.id, lambda one: (one.answered_on, one.id), descending=True)


class Sent(NamedTuple):
    """A sending as lists show it."""

    id: int
    sent_on: dt.date
    answered_on: dt.date | None
    outcome: Outcome | None
    kind: PolicyKind
    number: int
    policy_id: int
    organisation_id: int
    group: str

    @property
    def days(self) -> int | None:
        """From sent to answered."""
        return (self.answered_on - self.sent_on).days if self.answered_on else None


def _sendings() -> Any:
    columns = (
        PolicyReview.id,
        PolicyReview.sent_on,
        PolicyReview.answered_on,
        PolicyReview.outcome,
        Policy.kind,
        PolicyVersion.number,
        Policy.id,
        Organisation.id,
        Organisation.name,
    )
    wanted = select(*columns).join(PolicyVersion, PolicyVersion.id == PolicyReview.policy_version_id)
    return wanted.join(Policy, Policy.id == PolicyVersion.policy_id).join(
        Organisation, Organisation.id == PolicyReview.organisation_id
    )


def _sent(wanted: Any) -> list[Sent]:
    return [Sent(*row) for row in db.session.execute(wanted)]


def _of_adviser(adviser_id: int) -> Any:
    link = OrganisationArea
    return exists().where(
        link.organisation_id == PolicyReview.organisation_id, link.adviser_id == adviser_id, link.ended_on.is_(None)
    )


def waiting(adviser_id: int | None, cursor: Cursor | None, size: int = 25) -> Page[Sent]:
    """What was sent in and has no answer, the oldest first: of an adviser's groups, or of all in scope."""
    wanted = _sendings().where(PolicyReview.answered_on.is_(None))
    if adviser_id is not None:
        wanted = wanted.where(_of_adviser(adviser_id))
    return page(wanted, OLDEST_FIRST, cursor, _sent, size)


def answered_since(day: dt.date, cursor: Cursor | None) -> Page[Sent]:
    """The latest first, of all in scope."""
    return page(_sendings().where(PolicyReview.answered_on >= day), LATEST_FIRST, cursor, _sent)


def rounds_since(day: dt.date) -> Sequence[tuple[dt.date, dt.date]]:
    """The days on which each was sent and answered."""
    wanted = select(PolicyReview.sent_on, PolicyReview.answered_on).where(PolicyReview.answered_on >= day)
    return [(sent, answered) for sent, answered in db.session.execute(wanted) if answered]


def review(review_id: int) -> PolicyReview:
    """With the version, its policy and the group's areas."""
    to_version = joinedload(PolicyReview.version, innerjoin=True)
    to_group = to_version.joinedload(PolicyVersion.policy, innerjoin=True).joinedload(
        Policy.organisation, innerjoin=True
    )
    wanted = select(PolicyReview).where(PolicyReview.id == review_id)
    return db.session.scalars(
        wanted.options(to_group.options(selectinload(Organisation.areas)), joinedload(PolicyReview.assessor))
    ).one()


def rounds_with_findings(policy: Policy) -> list[tuple[PolicyReview, Findings]]:
    """Every sending of every version with what was said of it, the newest first."""
    of_policy = select(PolicyVersion.id).where(PolicyVersion.policy_id == policy.id)
    wanted = select(PolicyReview).where(PolicyReview.policy_version_id.in_(of_policy)).order_by(PolicyReview.id.desc())
    to_version, to_assessor = joinedload(PolicyReview.version), joinedload(PolicyReview.assessor)
    rounds = db.session.scalars(wanted.options(to_version, to_assessor)).all()
    answers = _answers_of([one.id for one in rounds])
    return [(one, _findings(answers.get(one.id, ()), policy.kind)) for one in rounds]


def answered_before(review: PolicyReview) -> PolicyReview | None:
    """What was answered last to the same version."""
    return last_answered(review.policy_version_id, PolicyReview.id < review.id)


def last_answered(version_id: int, *conditions: ColumnElement[bool]) -> PolicyReview | None:
    wanted = select(PolicyReview).where(
        PolicyReview.policy_version_id == version_id, PolicyReview.answered_on.is_not(None)
    )
    return db.session.scalars(wanted.where(*conditions).order_by(PolicyReview.id.desc()).limit(1)).one_or_none()


def answers_of(review_id: int) -> Sequence[PolicyAnswer]:
    return _answers_of([review_id]).get(review_id, [])


def findings_of(review: PolicyReview, kind: PolicyKind) -> Findings:
    """Every point of the checklist in its order, also those of which nothing was said yet."""
    return _findings(answers_of(review.id), kind)


def _answers_of(review_ids: Sequence[int]) -> dict[int, list[PolicyAnswer]]:
    found: dict[int, list[PolicyAnswer]] = {}
    for answer in db.session.scalars(select(PolicyAnswer).where(PolicyAnswer.review_id.in_(review_ids))):
        found.setdefault(answer.review_id, []).append(answer)
    return found


def _findings(answers: Iterable[PolicyAnswer], kind: PolicyKind) -> Findings:
    said = {one.point: Finding(one.met, one.reason, one.evidence, one.comment) for one in answers}
    return {point: said.get(point, Finding()) for point in points_for(kind)}
