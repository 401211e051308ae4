"""Which DBS level a role may have, by what it does (domain.md 4.2, 4.3). It is the role's, never the person's."""

import datetime as dt
from dataclasses import dataclass

from crm.checks.models import DbsCheck, DbsLevel, Workforce
from crm.core.errors import RuleBroken
from crm.people.models import Frequency, Role, Task
from crm.people.rules import Duties

GUIDANCE = "This is guidance, not legal advice"

# Crime and Policing Act 2026: from this day supervised work counts as regulated activity (domain.md 13, rule 9).
SUPERVISED_WORK_COUNTS_FROM = dt.date(2026, 9, 1)

FREQUENT = (Frequency.WEEKLY, Frequency.FOUR_IN_THIRTY)
_CHILDREN_PART = {
    DbsLevel.ENHANCED_CBL: DbsLevel.ENHANCED_CBL,
    DbsLevel.ENHANCED_CABL: DbsLevel.ENHANCED_CBL,
    DbsLevel.ENHANCED_ABL: DbsLevel.ENHANCED,
}
_ADULTS_LIST = (DbsLevel.ENHANCED_ABL, DbsLevel.ENHANCED_CABL)
_ORDER = (DbsLevel.BASIC, DbsLevel.STANDARD, DbsLevel.ENHANCED, DbsLevel.ENHANCED_CBL)
WITH_CHILDREN = (Workforce.CHILD, Workforce.CHILD_AND_ADULT)


@dataclass(frozen=True)
class Advice:
    """The highest level that the role may have, and why in a few words."""

    level: DbsLevel
    because: str


def advice_on(role: Role | Duties, on: dt.date) -> Advice:
    """By the rules in force on the day."""
    if role.task in (Task.WORKS_WITH_CHILDREN, Task.DRIVES_CHILDREN):
        return _work_with_children(role, on)
    if role.task is Task.MANAGES_WORKERS:
        return Advice(DbsLevel.ENHANCED_CBL, "manages people in regulated activity day to day")
    if role.task is Task.TRUSTEE_OF_CHILDRENS_WORK:
        return Advice(DbsLevel.ENHANCED, "is a trustee's, and does not work with the children personally")
    return Advice(DbsLevel.BASIC, "does not work with children")


def _work_with_children(role: Role | Duties, on: dt.date) -> Advice:
    """Personal care counts even once; the exemption for supervised work was never one for driving or for care."""
    if role.personal_care:
        return Advice(DbsLevel.ENHANCED_CBL, "gives personal care, which counts even once")
    if not (role.frequency in FREQUENT or role.overnight):
        return Advice(DbsLevel.ENHANCED, "works with children, but not often enough for the barred list")
    is_exempt = role.supervised and role.task is Task.WORKS_WITH_CHILDREN and on < SUPERVISED_WORK_COUNTS_FROM
    if is_exempt:
        return Advice(DbsLevel.ENHANCED, "works with children often, but supervised day to day")
    often = "overnight" if role.frequency not in FREQUENT else "often"
    return Advice(DbsLevel.ENHANCED_CBL, f"works with children {often}, which is regulated activity")


def level_on(role: Role | Duties, on: dt.date) -> DbsLevel:
    return advice_on(role, on).level


def needs_check(role: Role | Duties, on: dt.date) -> bool:
    """Whoever may have more than a basic check is expected to have it."""
    return level_on(role, on) is not DbsLevel.BASIC


def check_level(role: Role, level: DbsLevel, workforce: Workforce, asked_on: dt.date) -> None:
    """To ask for more than the role allows is unlawful. What a role does with adults is not known here."""
    most = level_on(role, asked_on)
    if _ORDER.index(_CHILDREN_PART.get(level, level)) > _ORDER.index(most):
        raise RuleBroken(
            f"On {asked_on:%-d %B %Y} this role could have “{most.label}” at most. "
            "Check the level, or first correct what the role does",
            "level",
        )
    if level in _ADULTS_LIST and workforce in (Workforce.CHILD, Workforce.OTHER):
        raise RuleBroken("The adults' barred list goes with the adult workforce", "workforce")
    if _CHILDREN_PART.get(level) is DbsLevel.ENHANCED_CBL and workforce not in WITH_CHILDREN:
        raise RuleBroken("The children's barred list goes with the child workforce", "workforce")


def fits_exactly(check: DbsCheck, role: Role, on: dt.date) -> bool:
    """Same workforce and same level and lists, which the Update Service asks for (domain.md 4.5)."""
    return check.workforce in WITH_CHILDREN and _CHILDREN_PART.get(check.level, check.level) is level_on(role, on)


def to_assess_again(check: DbsCheck, role: Role, on: dt.date) -> bool:
    """The rule changed after the certificate was issued, and the role may now have more."""
    if check.issued_on is None or not check.issued_on < SUPERVISED_WORK_COUNTS_FROM <= on:
        return False
    return level_on(role, check.issued_on) is not level_on(role, on) and not fits_exactly(check, role, on)


def check_volunteer_rate(role: Role, is_volunteer: bool, on_placement: bool) -> None:
    """Free only for somebody unpaid, not on a work placement and not training for a paid post (domain.md 4.1)."""
    if is_volunteer and role.is_paid:
        raise RuleBroken("A certificate at the volunteer rate cannot be used for a paid role", "is_volunteer")
    if is_volunteer and on_placement:
        raise RuleBroken("The volunteer rate is not for a work placement or for training", "is_volunteer")
