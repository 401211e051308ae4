"""Who may be put into a batch, when each comes, and what may be recorded afterwards."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from crm.checks.batches.models import Batch, Result
from crm.checks.models import CheckStep, DbsCheck, SentBackFor
from crm.checks.rules.steps import IN_DATE_STATES, UNDER_WAY, Line
from crm.core.errors import RuleBroken
from crm.core.filters import plural

FURTHEST = dt.timedelta(days=731)
_A_DAY = 24 * 60


@dataclass(frozen=True)
class Plan:
    """As typed. `body` is who looks at the documents and countersigns; `starts_at` is London's time."""

    held_on: dt.date
    place: str
    body: str
    places: int
    starts_at: dt.time | None = None
    minutes_each: int | None = None


@dataclass(frozen=True)
class Answer:
    """What came of one appointment, as typed; `missing` goes with one that was sent away."""

    result: Result
    missing: SentBackFor | None = None


def check_plan(plan: Plan, taken: Collection[int], today: dt.date) -> None:
    """`taken` are the numbers of the appointments made so far."""
    if plan.held_on > today + FURTHEST:
        raise RuleBroken("The day must be within the next two years", "held_on")
    if (plan.starts_at is None) != (plan.minutes_each is None):
        field = "starts_at" if plan.starts_at is None else "minutes_each"
        raise RuleBroken("Enter both the first time and the minutes for each person, or neither", field)
    if plan.places < max(taken, default=0):
        raise RuleBroken(f"Appointments are made up to number {max(taken)}: remove the last ones first", "places")
    if _ends_after(plan) > _A_DAY:
        raise RuleBroken("The last appointment would end after midnight", "places")


def _ends_after(plan: Plan) -> int:
    """Minutes from midnight to the end of the last appointment."""
    if plan.starts_at is None or plan.minutes_each is None:
        return 0
    return plan.starts_at.hour * 60 + plan.starts_at.minute + plan.places * plan.minutes_each


def time_of(batch: Batch | Plan, number: int) -> dt.time | None:
    """When the turn begins; None where people come when they can."""
    if batch.starts_at is None or batch.minutes_each is None:
        return None
    start = dt.datetime.combine(batch.held_on, batch.starts_at)
    return (start + (number - 1) * dt.timedelta(minutes=batch.minutes_each)).time()


def free_numbers(batch: Batch, taken: Collection[int]) -> list[int]:
    return [number for number in range(1, batch.places + 1) if number not in taken]


def check_open(batch: Batch) -> None:
    if batch.called_off_on is not None:
        raise RuleBroken("This batch was called off")


def check_room(free: Collection[int], wanted: int) -> None:
    if wanted > len(free):
        raise RuleBroken(f"You selected {wanted}, and {plural(len(free), 'place is', 'places are')} left", "roles")


def may_apply(check: DbsCheck) -> bool:
    """Nobody has applied yet, or the application came back."""
    return check.step is CheckStep.REQUIRED or check.sent_back_on is not None


def in_need_first(lines: Iterable[Line]) -> list[Line]:
    """Open roles without an application under way; first those that need a check and have none in date."""
    asked = [line for line in lines if line.role.ended_on is None and not _is_applied_for(line)]
    return sorted(asked, key=lambda line: not line.needs_check or line.state in IN_DATE_STATES)


def _is_applied_for(line: Line) -> bool:
    under_way = [check for check, _ in line.checks if check.step in UNDER_WAY and check.new_info_on is None]
    return not all(map(may_apply, under_way))


def may_record(result: Result | None) -> bool:
    """Who was sent away, or did not come, may come later that day; an application goes on by its own page."""
    return result is not Result.APPLIED


def is_ready(result: Result | None, step: CheckStep, sent_back_on: dt.date | None) -> bool:
    """Applied in the batch, has not come back, and is not with the DBS yet."""
    return result is Result.APPLIED and step is CheckStep.APPLIED and sent_back_on is None


def check_day(held_on: dt.date, today: dt.date) -> None:
    if held_on > today:
        raise RuleBroken(f"The batch is on {held_on:%-d %B %Y}: record what came of it from that day on")


def check_answers(answers: Mapping[int, Answer], are_sixteen: bool) -> None:
    """By the id of the appointment. Who applies must be 16 that day, which is asked and not kept (D7)."""
    for appointment_id, answer in answers.items():
        if answer.result is Result.SENT_BACK and answer.missing is None:
            raise RuleBroken("Select what was missing", f"missing_{appointment_id}")
    if any(answer.result is Result.APPLIED for answer in answers.values()) and not are_sixteen:
        raise RuleBroken("Tick this if everybody who applied was 16 or over that day", "are_sixteen")
