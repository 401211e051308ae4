from sqlalchemy.orm.attributes import flag_modified

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.policies import actions
from crm.policies.models import PolicyVersion, VersionState
from crm.policies.reviews import queries, rules
from crm.policies.reviews.models import Outcome, PolicyAnswer, PolicyReview
from crm.policies.reviews.rules import Findings

EVENTS = {Outcome.RETURNED: "policy.returned", Outcome.LOOKED_AT: "policy.looked_at"}
STATES = {Outcome.RETURNED: VersionState.CHANGES_REQUESTED, Outcome.LOOKED_AT: VersionState.REVIEWED_OK}


def submit(version: PolicyVersion, actor: Account) -> PolicyReview:
    """The group has sent it to its adviser. What was found in the text before it is where the next reading begins."""
    before = queries.last_answered(version.id)
    actions.move(version, VersionState.SUBMITTED, "policy.submitted", actor)
    made = PolicyReview(organisation_id=version.organisation_id, policy_version_id=version.id, sent_on=clock.today())
    db.session.add(made)
    db.session.flush()
    if before is not None:
        _write(made, rules.carried_over(queries.findings_of(before, version.policy.kind)))
    return made


def save(review: PolicyReview, findings: Findings, comment: str, actor: Account) -> None:
    """As far as the adviser has come; the group does not see it yet."""
    _check(review, findings)
    _keep(review, findings, comment)
    record.record("policy_review.saved", review, actor)


def answer(review: PolicyReview, outcome: Outcome, findings: Findings, comment: str, actor: Account) -> None:
    """The group sees the comments from now on. Seen, and at most found to meet the checklist: the group adopts."""
    _check(review, findings)
    rules.check_answer(outcome, findings, comment)
    actions.move(review.version, STATES[outcome], EVENTS[outcome], actor)
    actions.say_seen(review.version, clock.today(), actor)
    _keep(review, findings, comment)
    review.outcome, review.answered_on, review.assessor_id = outcome, clock.today(), actor.id
    record.record("policy_review.answered", review, actor)


def _check(review: PolicyReview, findings: Findings) -> None:
    if review.answered_on is not None:
        raise RuleBroken("This was answered already. Go back to see what was said")
    rules.check_findings(findings)


def _keep(review: PolicyReview, findings: Findings, comment: str) -> None:
    """The review changes with its answers, so that a second adviser sees that somebody saved them."""
    review.comment = comment
    flag_modified(review, "comment")
    _write(review, findings)


def _write(review: PolicyReview, findings: Findings) -> None:
    held = {one.point: one for one in queries.answers_of(review.id)}
    for point, finding in findings.items():
        row = held.get(point) or PolicyAnswer(organisation_id=review.organisation_id, review_id=review.id, point=point)
        row.met, row.reason, row.evidence, row.comment = finding
        db.session.add(row)
