"""How far a request is, when it is late, and what may be said of it."""

import datetime as dt
from dataclasses import dataclass

from crm.areas.models import ContactCategory
from crm.core.errors import RuleBroken
from crm.core.labels import Labelled

LATE_AFTER = dt.timedelta(days=30)
REPLY_WITHIN = dt.timedelta(days=60)


class Step(Labelled):
    """Worked out from the dates."""

    OPEN = "open", "No answer yet"
    ANSWERED = "answered", "Answered"
    HEARD_BACK = "heard_back", "Heard back"


@dataclass(frozen=True)
class Answer:
    """What was done: words, a checked number by its id, or only what kind of service it was."""

    words: str = ""
    contact_id: int | None = None
    signpost: ContactCategory | None = None
    on: dt.date | None = None

    def __bool__(self) -> bool:
        return bool(self.words or self.contact_id or self.signpost)


@dataclass(frozen=True)
class HeardBack:
    words: str = ""
    on: dt.date | None = None

    def __bool__(self) -> bool:
        return bool(self.words or self.on)


def step(answered_on: dt.date | None, heard_back_on: dt.date | None) -> Step:
    if heard_back_on is not None:
        return Step.HEARD_BACK
    return Step.OPEN if answered_on is None else Step.ANSWERED


def late_before(today: dt.date) -> dt.date:
    """What was asked before this day and has no answer is late."""
    return today - LATE_AFTER


def overdue_before(today: dt.date) -> dt.date:
    """What was asked before this day should have had its reply: no community waits longer (mission map 4, rank 10)."""
    return today - REPLY_WITHIN


def answered_on(answer: Answer, asked_on: dt.date, today: dt.date) -> dt.date | None:
    """Today, if no day is said. None without an answer."""
    if not answer:
        if answer.on is not None:
            raise RuleBroken("Say what you did, or where you pointed them to", field="answer")
        return None
    on = answer.on or today
    if not asked_on <= on <= today:
        raise RuleBroken("The day of the answer must be between the day they asked and today", field="answered_on")
    return on


def heard_back_on(heard: HeardBack, answered: dt.date | None, today: dt.date) -> dt.date | None:
    if not heard:
        return None
    if answered is None:
        raise RuleBroken("Say first what you did, or where you pointed them to", field="answer")
    on = heard.on or today
    if not answered <= on <= today:
        raise RuleBroken(
            "The day you heard back must be between the day of the answer and today", field="heard_back_on"
        )
    return on


def check_taken_out(is_answered: bool) -> None:
    """What has an answer is not taken out of a contact by unticking it."""
    if is_answered:
        raise RuleBroken("What you took out has an answer already. Take back the answer first", field="topics")
