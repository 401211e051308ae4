"""A small set in use, and answers to it, for the tests of assessments."""

import datetime as dt

from crm.accounts.models import Account
from crm.standards.actions import assessing, sets
from crm.standards.actions.sets import Naming
from crm.standards.models import Assessment, StandardSet, Voice
from crm.standards.rules.colours import Given, Reply
from crm.standards.rules.questions import Question

SEEN = dt.date(2026, 11, 20)
POLICY = Question("Policy", "A1", "Is there a policy?", critical=True, evidence="The document")
REVIEW = Question("Policy", "A2", "Was it reviewed?", due_months=12)
PRAYER = Question("Practice", "B1", "Is prayer kept safe?", na_allowed=True)
YES = Given(Reply.YES, seen_on=SEEN, evidence="The document of 2026")


def in_use(*questions: Question, code: str = "toolkit", title: str = "Toolkit") -> StandardSet:
    version = sets.bring_in(Naming(code, title), questions or (POLICY, REVIEW, PRAYER), None)
    sets.publish(version, None)
    return version


def say(assessment: Assessment, voice: Voice, actor: Account, **given: Given) -> None:
    """By the codes of the questions."""
    keys = {one.code: one.id for one in assessment.standard_set.criteria}
    assessing.answer(assessment, voice, {keys[code]: one for code, one in given.items()}, actor)
