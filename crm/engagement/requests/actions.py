import datetime as dt
from collections.abc import Collection

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.engagement.models import Activity, Topic
from crm.engagement.requests import rules
from crm.engagement.requests.models import Information, Request
from crm.engagement.requests.rules import Answer, HeardBack
from crm.extensions import db


def raised(
    activity: Activity, organisation_id: int, about: Collection[Topic | Information], told: str, owner_id: int
) -> list[Request]:
    """Requests, not yet added: one for each thing that a group raised or asked; `told` is the answer on the spot."""
    return [
        Request(
            organisation_id=organisation_id,
            area_id=activity.area_id,
            activity_id=activity.id,
            topic=one if isinstance(one, Topic) else None,
            information=one if isinstance(one, Information) else None,
            asked_on=activity.happened_on,
            owner_id=owner_id,
            answered_on=activity.happened_on if told else None,
            answer=told,
        )
        for one in about
    ]


def match(
    activity: Activity, rows: Collection[Request], organisation_id: int, about: Collection[Topic | Information]
) -> None:
    """What was asked in a contact that somebody put right: rows that stay are left alone, and keep their owner."""
    kept = {row.topic or row.information: row for row in rows}
    for one, row in kept.items():
        row.asked_on = activity.happened_on if row.answered_on is None else row.asked_on
        if one not in about:
            rules.check_taken_out(row.answered_on is not None)
            db.session.delete(row)
    db.session.add_all(
        raised(activity, organisation_id, [one for one in about if one not in kept], "", activity.recorded_by_id)
    )


def follow_through(request: Request, owner_id: int, answer: Answer, heard: HeardBack, actor: Account) -> None:
    """Say who deals with it, what was done, and what the group said later."""
    today = clock.today()
    answered = rules.answered_on(answer, request.asked_on, today)
    heard_on = rules.heard_back_on(heard, answered, today)
    was = (request.answered_on, request.heard_back_on)
    request.owner_id = owner_id
    request.answered_on, request.answer = answered, answer.words
    request.contact_id, request.signpost = answer.contact_id, answer.signpost
    request.heard_back_on, request.heard_back = heard_on, heard.words
    record.record(_event(was, (answered, heard_on)), request, actor)


def _event(was: tuple[dt.date | None, dt.date | None], now: tuple[dt.date | None, dt.date | None]) -> str:
    before, after = rules.step(*was), rules.step(*now)
    if before is after or after is rules.Step.OPEN:
        return "request.changed"
    return f"request.{after}"


def take_back(request: Request, actor: Account) -> None:
    """Undo the last step: what was heard back, else the answer. Of an open request there is nothing to take back."""
    if request.heard_back_on is not None:
        request.heard_back_on, request.heard_back = None, ""
    elif request.answered_on is not None:
        request.answered_on, request.answer, request.contact_id, request.signpost = None, "", None, None
    else:
        return
    record.record("request.taken_back", request, actor)
