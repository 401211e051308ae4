"""People, policies, checks and training of the groups that were spoken to."""

import datetime as dt
from random import Random
from typing import Any

from dateutil.relativedelta import relativedelta

from crm.checks.models import CheckStep, DbsCheck, DbsLevel, Decision, Workforce
from crm.core.text import fold
from crm.organisations.kinds import Subject
from crm.people.models import Person, Role, RoleClass, Task
from crm.people.rules import usual_duties
from crm.policies.models import Policy, PolicyKind, PolicyVersion, VersionState
from crm.training.models import Attendance, AttendanceStatus, Level, TrainingSession
from seed.scale import names
from seed.scale.groups import Group, World, before, said

OTHERS = (
    RoleClass.LEADER,
    RoleClass.TRUSTEE,
    RoleClass.TEACHER,
    RoleClass.HELPER,
    RoleClass.YOUTH_WORKER,
    RoleClass.SECRETARY,
)
LEVELS = (Level.L1, Level.L2, Level.L3)
SESSIONS_AN_AREA = 30
Sessions = dict[tuple[int, Level], list[tuple[int, dt.date, Any]]]


def sessions(world: World) -> Sessions:
    """Two years of training in every area."""
    held: Sessions = {}
    for area in world.areas:
        for _ in range(SESSIONS_AN_AREA):
            course = world.rng.choice([course for course in world.courses if course.level in LEVELS])
            on = before(world, 720)
            made = world.sheets.add(
                TrainingSession, course_id=course.id, area_id=area, held_on=on, place="Town hall", access=[]
            )
            held.setdefault((area, course.level), []).append((made, on, course))
    return held


def make(world: World, group: Group, held: Sessions) -> None:
    if not group.has_talked:
        return
    if world.rng.random() < 0.7:
        for role_class in _roles(world.rng):
            _person(world, group, held, role_class)
    elif world.rng.random() < 0.5:
        for subject in (Subject.LEAD, Subject.CHECKS, Subject.TRAINING):
            said(world, group, subject)
    if world.rng.random() < 0.6:
        _policy(world, group)
    elif world.rng.random() < 0.5:
        said(world, group, Subject.POLICY)


def _roles(rng: Random) -> list[RoleClass]:
    lead = [RoleClass.DESIGNATED_LEAD] if rng.random() < 0.7 else []
    return [*lead, *rng.choices(OTHERS, k=rng.randint(1, 5))]


def _person(world: World, group: Group, held: Sessions, role_class: RoleClass) -> None:
    name = names.person(world.rng)
    phone = f"+447700900{world.rng.randrange(1000):03}"
    person = world.sheets.add(Person, name=name, sort_name=fold(name), phone=phone)
    started = before(world, 1500, 200)
    is_over = role_class is not RoleClass.DESIGNATED_LEAD and world.rng.random() < 0.1
    duties = usual_duties(role_class)
    role = world.sheets.add(
        Role, organisation_id=group.id, person_id=person, role_class=role_class, task=duties.task,
        frequency=duties.frequency, started_on=started,
        ended_on=before(world, 180) if is_over else None,
    )  # fmt: skip
    if duties.task is not Task.NO_CHILDREN and world.rng.random() < 0.8:
        _check(world, group, role, started)
    level = Level.L3 if role_class is RoleClass.DESIGNATED_LEAD else world.rng.choice((Level.L1, Level.L2))
    choice = held.get((min(group.stages), level))
    if choice and world.rng.random() < 0.6:
        _attendance(world, group, person, world.rng.choice(choice), level)


def _check(world: World, group: Group, role: int, started: dt.date) -> None:
    issued = started + dt.timedelta(days=world.rng.randint(10, 60))
    is_decided = world.rng.random() < 0.85
    world.sheets.add(
        DbsCheck, organisation_id=group.id, role_id=role, level=DbsLevel.ENHANCED_CBL, workforce=Workforce.CHILD,
        is_volunteer=world.rng.random() < 0.7, required_on=started, applied_on=started,
        step=CheckStep.DECISION_MADE if is_decided else CheckStep.APPLIED,
        decision=Decision.CLEARED_FOR_ROLE if is_decided else Decision.PENDING,
        certificate_number=f"{world.rng.randrange(10**12):012}" if is_decided else None,
        issued_on=issued if is_decided else None,
        seen_on=issued + dt.timedelta(days=7) if is_decided else None,
        seen_by="Safeguarding lead" if is_decided else None,
        decided_on=issued + dt.timedelta(days=8) if is_decided else None,
        recheck_due_on=issued + relativedelta(months=36) if is_decided else None,
    )  # fmt: skip


def _attendance(world: World, group: Group, person: int, session: tuple[int, dt.date, Any], level: Level) -> None:
    session_id, on, course = session
    world.sheets.add(
        Attendance, organisation_id=group.id, training_session_id=session_id, person_id=person, level=level,
        status=AttendanceStatus.ATTENDED, completed_on=on,
        valid_until=on + relativedelta(months=course.refresh_months) if course.refresh_months else None,
    )  # fmt: skip


def _policy(world: World, group: Group) -> None:
    policy = world.sheets.add(Policy, organisation_id=group.id, kind=PolicyKind.SAFEGUARDING_CHILDREN)
    adopted = before(world, 700, 20)
    is_seen = world.rng.random() < 0.7
    state = VersionState.ADOPTED if world.rng.random() < 0.85 else VersionState.SUBMITTED
    is_adopted = state is VersionState.ADOPTED
    if is_adopted and world.rng.random() < 0.3:
        _earlier_version(world, group, policy, adopted)
    world.sheets.add(
        PolicyVersion, organisation_id=group.id, policy_id=policy, number=2, state=state, started_on=adopted,
        adopted_on=adopted if is_adopted else None,
        review_due_on=adopted + relativedelta(months=12) if is_adopted else None,
        seen_on=adopted if is_adopted and is_seen else None,
        seen_by_id=world.advisers[min(group.stages)] if is_adopted and is_seen else None,
    )  # fmt: skip


def _earlier_version(world: World, group: Group, policy: int, until: dt.date) -> None:
    adopted = until - relativedelta(months=13)
    world.sheets.add(
        PolicyVersion, organisation_id=group.id, policy_id=policy, number=1, state=VersionState.SUPERSEDED,
        started_on=adopted, adopted_on=adopted, review_due_on=adopted + relativedelta(months=12), ended_on=until,
    )  # fmt: skip
