"""The action plan that follows from an assessment."""

import datetime as dt

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.standards.actions.assessing import found
from crm.standards.models import Assessment, AssessmentState, PlanAction
from crm.standards.queries import plans as queries
from crm.standards.rules import plans as rules


def make_plan(assessment: Assessment, actor: Account) -> list[PlanAction]:
    """An action for each red or amber answer that has none yet. Of two who ask at once the second waits."""
    if assessment.state is not AssessmentState.FINISHED:
        raise RuleBroken("Finish the assessment first")
    db.session.refresh(assessment, ["version_id"], with_for_update=True)
    today = clock.today()
    planned = {one.criterion_id for one in queries.actions_of(assessment.id)}
    made = [
        PlanAction(
            organisation_id=assessment.organisation_id,
            assessment_id=assessment.id,
            criterion_id=line.criterion.id,
            what=rules.what(line, today),
            owner=rules.OWNER,
            due_on=rules.due(line, today),
        )
        for line in found(assessment).to_do
        if line.criterion.id not in planned
    ]
    if not made:
        raise RuleBroken("Everything red or amber is in the plan already")
    db.session.add_all(made)
    record.record("assessment.planned", assessment, actor)
    return made


def change(action: PlanAction, what: str, owner: str, due_on: dt.date, actor: Account) -> None:
    action.what, action.owner, action.due_on = what, owner, due_on
    record.record("plan_action.changed", action, actor)


def tick_off(action: PlanAction, actor: Account) -> None:
    rules.check_done(action.done_on)
    action.done_on, action.done_by_id = clock.today(), actor.id
    record.record("plan_action.done", action, actor)


def open_again(action: PlanAction, actor: Account) -> None:
    action.done_on = action.done_by_id = None
    record.record("plan_action.opened_again", action, actor)
