"""Two groups that are assessed: one by its adviser, and one that did it itself and waits for an answer."""

import datetime as dt
from collections.abc import Iterable

from crm.accounts.models import Account
from crm.organisations.models import Organisation
from crm.standards.actions import assessing, plans
from crm.standards.models import Assessment, Criterion, Voice
from crm.standards.queries import assessments as queries
from crm.standards.queries.sets import set_with_criteria, sets_in_use
from crm.standards.rules.colours import Given, Reply
from seed.demo.groups import Group
from seed.demo.teller import Teller

CHECKLIST = "safeguarding-checklist"
PARTLY = {
    "SG04": "The home groups are not named yet",
    "SG16": "No policy on ex-offenders",
    "SG24": "No rules for chats",
}
WITHOUT_EVIDENCE = ("SG07", "SG09", "SG17", "SG25", "SG27")
NOT_YET = {"SG13": "No contact outside the group yet"}
HIRERS = Given(Reply.NA, "Nobody else uses the hall")


def assessed(teller: Teller, group: Group, days_ago: int) -> None:
    """The adviser goes through the checklist with them; it comes out amber."""

    def do(organisation: Organisation, on: dt.date, actor: Account) -> None:
        made = _start(organisation, actor)
        assessing.answer(made, Voice.ADVISER, _found(made.standard_set.criteria, on), actor)
        assessing.finish(made, actor)
        plans.make_plan(made, actor)

    teller.note(group, days_ago, do)


def assessed_itself(teller: Teller, group: Group, days_ago: int) -> None:
    def do(organisation: Organisation, _on: dt.date, actor: Account) -> None:
        made = _start(organisation, actor)
        said = {one.id: _said(one) for one in made.standard_set.criteria}
        assessing.answer(made, Voice.GROUP, said, actor)
        assessing.submit(made, actor)

    teller.note(group, days_ago, do)


def _start(organisation: Organisation, actor: Account) -> Assessment:
    version = set_with_criteria(next(one.id for one in sets_in_use() if one.code == CHECKLIST))
    return queries.assessment_with_set(assessing.start(organisation, version, actor).id)


def _found(criteria: Iterable[Criterion], on: dt.date) -> dict[int, Given]:
    return {one.id: _found_to(one, on) for one in criteria}


def _found_to(one: Criterion, on: dt.date) -> Given:
    if one.code == "SG26":
        return HIRERS
    if one.code in PARTLY or one.code in NOT_YET:
        return Given(Reply.NO if one.code in NOT_YET else Reply.PARTLY, comment={**PARTLY, **NOT_YET}[one.code])
    if one.code in WITHOUT_EVIDENCE:
        return Given(Reply.YES)
    due_on = on + dt.timedelta(days=300) if one.due_months else None
    return Given(Reply.YES, seen_on=on, due_on=due_on, evidence=one.evidence)


def _said(one: Criterion) -> Given:
    if one.code == "SG26":
        return HIRERS
    if one.code in PARTLY:
        return Given(Reply.PARTLY, evidence=PARTLY[one.code])
    return Given(Reply.NO) if one.code in NOT_YET else Given(Reply.YES)
