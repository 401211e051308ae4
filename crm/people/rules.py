"""What a role may say of itself, and when it may begin and end."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from crm.core.errors import RuleBroken
from crm.people.models import SAFEGUARDING_CLASSES, Channel, Frequency, RoleClass, TalksTo, Task


@dataclass(frozen=True)
class Duties:
    """What a role does with children; together they decide the DBS level (domain.md 4.2, 4.3)."""

    task: Task
    frequency: Frequency | None = None
    overnight: bool = False
    personal_care: bool = False
    supervised: bool = False


@dataclass(frozen=True)
class RoleFacts:
    """What is asked of a role; without `duties` they are what is usual for its class."""

    role_class: RoleClass
    title: str = ""
    duties: Duties | None = None
    is_paid: bool = False
    started_on: dt.date | None = None


_WEEKLY = Duties(Task.WORKS_WITH_CHILDREN, Frequency.WEEKLY)
_MANAGES = Duties(Task.MANAGES_WORKERS)
_USUAL = {
    RoleClass.DESIGNATED_LEAD: _MANAGES,
    RoleClass.DEPUTY_LEAD: _MANAGES,
    RoleClass.TEACHER: _WEEKLY,
    RoleClass.YOUTH_WORKER: _WEEKLY,
    RoleClass.HELPER: _WEEKLY,
    RoleClass.TRUSTEE: Duties(Task.TRUSTEE_OF_CHILDRENS_WORK),
    RoleClass.DRIVER: Duties(Task.DRIVES_CHILDREN, Frequency.WEEKLY),
}


@dataclass(frozen=True)
class Details:
    """Who a person is and how they like to be reached, as they say themselves; None is not known."""

    name: str
    phone: str = ""
    email: str = ""
    contact_note: str = ""
    channel: Channel | None = None
    language_id: int | None = None
    needs_interpreter: bool | None = None
    talks_to: TalksTo | None = None
    best_time: str = ""


def wishes(person: Any, language: str | None) -> list[str]:
    """How somebody likes to be reached, in few words; `person` has the columns of Person."""
    return [
        *([person.channel.label] if person.channel else []),
        *([f"In {language}"] if language else []),
        *(["With an interpreter"] if person.needs_interpreter else []),
        *([f"Would rather talk to {person.talks_to.label.lower()}"] if person.talks_to in _RATHER else []),
        *([person.best_time] if person.best_time else []),
    ]


_RATHER = (TalksTo.WOMAN, TalksTo.MAN)


def usual_duties(role_class: RoleClass) -> Duties:
    """Domain.md 4.3. Asking for more than a role allows is unlawful, so who is not listed works without children."""
    return _USUAL.get(role_class, Duties(Task.NO_CHILDREN))


def plain_duties(duties: Duties) -> Duties:
    """Only work with children and driving them is asked how often; the rest is asked of work with children alone."""
    if duties.task is Task.WORKS_WITH_CHILDREN:
        return duties
    return Duties(duties.task, duties.frequency if duties.task is Task.DRIVES_CHILDREN else None)


def check_start(started_on: dt.date | None, today: dt.date) -> None:
    if started_on and started_on > today:
        raise RuleBroken("The start date must be today or in the past", field="started_on")


def check_end(started_on: dt.date | None, ended_on: dt.date, today: dt.date) -> None:
    """A role ends on a day that has come (architecture.md 2)."""
    if ended_on > today:
        raise RuleBroken("The end date must be today or in the past", field="ended_on")
    if started_on and ended_on < started_on:
        raise RuleBroken("The end date must not be before the role started", field="ended_on")


def place_in_list(role_class: RoleClass, sort_name: str) -> tuple[int, str]:
    """Safeguarding roles first, in the order of the classes, then everybody by name."""
    is_first = role_class in SAFEGUARDING_CLASSES
    return (list(RoleClass).index(role_class) if is_first else len(RoleClass), sort_name)
