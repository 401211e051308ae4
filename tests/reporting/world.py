"""Groups with facts of every kind, by chance but always the same for one seed."""

import datetime as dt
import random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.checks.models import CheckStep, DbsCheck, DbsLevel, Decision, Workforce
from crm.engagement.models import Activity, ActivityOrganisation, Method, Outcome, StageChange
from crm.organisations.kinds import Answer, Faith, OrganisationKind, SettingKind, Stage, Subject
from crm.organisations.models import ChildrenSetting, Organisation, OrganisationArea, Statement
from crm.people.models import Role, RoleClass, Task
from crm.policies.models import Policy, PolicyKind, PolicyVersion, VersionState
from crm.training.models import Attendance, AttendanceStatus, Course, Level, TrainingSession
from tests.factories import Make

TODAY = dt.date(2026, 11, 22)
DAY = dt.timedelta(days=1)
YEAR = 365 * DAY


class World:
    """`happen` does one thing to one group: what is recorded, changed, ended or taken away in Footbridge."""

    def __init__(self, make: Make, session: Session, seed: int, groups: int = 4, areas: int = 2) -> None:
        self.make, self.session, self.chance = make, session, random.Random(seed)  # noqa: S311 (chance for tests)
        self.areas = [make.area() for _ in range(areas)]
        self.staff = make.adviser(*self.areas)
        self.courses = {level: make.keep(_course(level)) for level in (Level.L1, Level.L2, Level.L3)}
        self.groups = [self._group() for _ in range(groups)]

    def happen(self, times: int) -> None:
        acts = [self.answer, self.setting, self.policy, self.role, self.end_role, self.check, self.train, self.contact]
        for _ in range(times):
            self.chance.choice([*acts, self.move, self.forget])(self.chance.choice(self.groups))
            self.session.flush()

    def day(self, back: int = 700) -> dt.date:
        return TODAY - self.chance.randint(0, back) * DAY

    def _group(self) -> Organisation:
        areas = self.chance.sample(self.areas, self.chance.choice([1, 1, 2]) if len(self.areas) > 1 else 1)
        links = [self.make.new_link(area, TODAY - 2 * YEAR) for area in areas]
        if self.chance.random() < 0.2:
            links[-1].ended_on = self.day(200) if len(links) > 1 else None
        kind, faith = self.chance.choice(list(OrganisationKind)[:4]), self.chance.choice(list(Faith)[:4])
        closed = {"closed_on": self.day(200), "closed_reason": "ceased"} if self.chance.random() < 0.1 else {}
        return self.make.organisation(*areas, areas=links, kind=kind, faith=faith, **closed)

    def _area(self, group: Organisation) -> OrganisationArea:
        return self.chance.choice(self._all(OrganisationArea, group))  # type: ignore[no-any-return]

    def answer(self, group: Organisation) -> None:
        said = {"subject": self.chance.choice(list(Subject)), "answer": self.chance.choice(list(Answer))}
        self.session.add(Statement(organisation_id=group.id, stated_on=self.day(), **said))

    def setting(self, group: Organisation) -> None:
        began = self.day(300)
        ended = self.chance.choice([None, None, began + 200 * DAY])
        kind = SettingKind.YOUTH_CLUB
        self.session.add(ChildrenSetting(organisation_id=group.id, kind=kind, started_on=began, ended_on=ended))

    def policy(self, group: Organisation) -> None:
        policy = self._one(Policy, group)
        if policy is None:
            policy = self.make.keep(Policy(organisation_id=group.id, kind=PolicyKind.SAFEGUARDING_CHILDREN))
        before = [v for v in self._all(PolicyVersion, group) if v.state is VersionState.ADOPTED]
        on = max([self.day(), *(v.adopted_on for v in before)])
        for version in before:
            version.state, version.ended_on = self.chance.choice([VersionState.SUPERSEDED, VersionState.WITHDRAWN]), on
        self.session.flush()
        self.session.add(self._version(policy, on, len(self._all(PolicyVersion, group)) + 1))

    def _version(self, policy: Policy, on: dt.date, number: int) -> PolicyVersion:
        said: dict[str, Any] = {"organisation_id": policy.organisation_id, "policy_id": policy.id, "number": number}
        if self.chance.random() < 0.3:
            return PolicyVersion(**said, state=VersionState.DRAFT, started_on=on)
        seen = {"seen_on": TODAY, "seen_by_id": self.staff.id} if self.chance.random() < 0.6 else {}
        adopted = {"adopted_on": on, "review_due_on": on + YEAR, "started_on": on}
        return PolicyVersion(**said, state=VersionState.ADOPTED, **adopted, **seen)

    def role(self, group: Organisation) -> None:
        free = [RoleClass.TEACHER, RoleClass.HELPER]
        if not any(r.role_class is RoleClass.DESIGNATED_LEAD and not r.ended_on for r in self._all(Role, group)):
            free.append(RoleClass.DESIGNATED_LEAD)
        task = self.chance.choice([Task.WORKS_WITH_CHILDREN, Task.NO_CHILDREN])
        started = self.chance.choice([None, self.day()])
        self.make.role(group, role_class=self.chance.choice(free), task=task, started_on=started)

    def end_role(self, group: Organisation) -> None:
        role = self._any(Role, group)
        if role is not None and role.ended_on is None:
            role.ended_on = max(self.day(60), role.started_on or TODAY - YEAR)

    def check(self, group: Organisation) -> None:
        role = self._any(Role, group)
        if role is None:
            return
        on = self.day(1300)
        new_info = self.chance.choice([None, None, None, TODAY])
        verdict = self.chance.choice([Decision.CLEARED_FOR_ROLE, Decision.CLEARED_FOR_ROLE, Decision.NOT_CLEARED])
        self.session.add(
            DbsCheck(
                organisation_id=group.id,
                role_id=role.id,
                level=DbsLevel.ENHANCED,
                workforce=Workforce.CHILD,
                is_volunteer=True,
                step=CheckStep.DECISION_MADE,
                required_on=on,
                issued_on=on,
                seen_on=on,
                decision=verdict,
                decided_on=on,
                recheck_due_on=on + 3 * YEAR,
                new_info_on=new_info,
            )
        )

    def train(self, group: Organisation) -> None:
        role = self._any(Role, group)
        if role is None:
            return
        level, on = self.chance.choice(list(self.courses)), self.day(900)
        held = TrainingSession(course_id=self.courses[level].id, area_id=self.areas[0].id, held_on=on)
        done = {"status": AttendanceStatus.ATTENDED, "completed_on": on, "valid_until": on + 2 * YEAR}
        missed = {"status": AttendanceStatus.NO_SHOW}
        came: dict[str, Any] = self.chance.choice([done, done, missed])
        of = {"organisation_id": group.id, "person_id": role.person_id, "level": level}
        self.session.add(Attendance(training_session_id=self.make.keep(held).id, **of, **came))

    def contact(self, group: Organisation) -> None:
        on, area_id = self.day(), self._area(group).area_id
        what = {"method": self.chance.choice(list(Method)), "outcome": self.chance.choice(list(Outcome))}
        made = self.make.keep(Activity(area_id=area_id, happened_on=on, recorded_by_id=self.staff.id, **what))
        of = {"activity_id": made.id, "organisation_id": group.id}
        self.session.add(ActivityOrganisation(area_id=area_id, happened_on=on, **of))

    def move(self, group: Organisation) -> None:
        """Later than the last change, as the actions have it; any stage, since the map is not what is tested."""
        link = self._area(group)
        to = self.chance.choice([stage for stage in Stage if stage is not link.stage])
        before = max([c.on for c in self._all(StageChange, group) if c.area_id == link.area_id] or [TODAY - YEAR])
        on = min(before + self.chance.randint(0, 60) * DAY, TODAY)
        said = {"organisation_id": group.id, "area_id": link.area_id, "from_stage": link.stage, "to_stage": to}
        self.session.add(StageChange(**said, on=on))
        link.stage, link.stage_on = to, on

    def forget(self, group: Organisation) -> None:
        """Something was recorded by mistake."""
        row = self._any(self.chance.choice([Statement, ChildrenSetting, DbsCheck, Attendance]), group)
        if row is not None:
            self.session.delete(row)

    def _all(self, table: Any, group: Organisation) -> list[Any]:
        wanted = select(table).filter_by(organisation_id=group.id).order_by(table.id)
        return list(self.session.scalars(wanted))

    def _any(self, table: Any, group: Organisation) -> Any:
        rows = self._all(table, group)
        return self.chance.choice(rows) if rows else None

    def _one(self, table: Any, group: Organisation) -> Any:
        return next(iter(self._all(table, group)), None)


def _course(level: Level) -> Course:
    return Course(code=f"T-{level.value}", title=level.label, level=level, refresh_months=24)
