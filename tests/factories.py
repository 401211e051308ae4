"""The smallest valid row of each kind, flushed. A test states only what it is about."""

import datetime as dt
from itertools import count
from typing import Any, TypeVar

from crm.accounts.models import Account, AccountRole, AreaGrant
from crm.areas.models import Area, Ward
from crm.checks.models import CheckStep, DbsCheck, DbsLevel, Decision, Workforce
from crm.core import clock
from crm.core.models import Base
from crm.core.text import fold
from crm.engagement.given.models import ResourceGiven
from crm.engagement.models import Activity, ActivityOrganisation, FollowUp, Method, Outcome
from crm.engagement.priorities.models import VisitPriority
from crm.engagement.requests.models import Information, Request
from crm.engagement.resting.models import Rest
from crm.engagement.visits.models import PlannedVisit
from crm.extensions import db
from crm.organisations.kinds import Faith, OrganisationKind, Stage
from crm.organisations.models import Language, Organisation, OrganisationArea
from crm.people.models import Person, Role, RoleClass, Task
from crm.policies.models import Policy, PolicyKind, PolicyVersion, VersionState
from crm.policies.rules import next_review
from crm.resources.models import Resource, ResourceKind
from crm.training.models import Attendance, AttendanceStatus, Course, Level, TrainingSession

Row = TypeVar("Row", bound=Base)
SQUARE = '{"type":"Polygon","coordinates":[[[0.0,51.5],[0.1,51.5],[0.1,51.6],[0.0,51.6],[0.0,51.5]]]}'


class Make:
    """`make.account(name="Ada")`: what is not said is made up, and no two rows share what must differ."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def keep(self, row: Row) -> Row:
        db.session.add(row)
        db.session.flush()
        return row

    # Areas and accounts

    def area(self, **values: Any) -> Area:
        number = next(self._numbers)
        usual = {"code": f"E{number:08d}", "name": f"Borough {number}", "region": "London", "lat": 51.55, "lon": 0.05}
        return self.keep(Area(**{**usual, "boundary": SQUARE, **values}))

    def ward(self, area: Area, **values: Any) -> Ward:
        number = next(self._numbers)
        usual = {"code": f"W{number:08d}", "name": f"Ward {number}", "boundary": SQUARE}
        return self.keep(Ward(**{**usual, **values}, area_id=area.id))

    def account(self, **values: Any) -> Account:
        number = next(self._numbers)
        usual = {
            "email": f"person{number}@example.org",
            "name": f"Person {number}",
            "is_demo": True,
            "fs_uniquifier": f"person-{number}",
        }
        return self.keep(Account(**{**usual, **values}))

    def staff(self, role: AccountRole, *areas: Area, region_wide: bool = False, **values: Any) -> Account:
        """Somebody with one role in some areas, or in the whole region."""
        grants = [AreaGrant(role=role, area_id=area.id) for area in areas]
        if region_wide:
            grants.append(AreaGrant(role=role, region_wide=True))
        return self.account(grants=grants, **values)

    def adviser(self, *areas: Area, **values: Any) -> Account:
        return self.staff(AccountRole.ADVISER, *areas, **values)

    def coordinator(self, *areas: Area, **values: Any) -> Account:
        return self.staff(AccountRole.COORDINATOR, *areas, **values)

    def viewer(self, *areas: Area, **values: Any) -> Account:
        return self.staff(AccountRole.VIEWER, *areas, **values)

    def administrator(self, **values: Any) -> Account:
        return self.staff(AccountRole.ADMINISTRATOR, region_wide=True, **values)

    def group_account(self, organisation: Organisation, role: AccountRole = AccountRole.GROUP_LEAD) -> Account:
        return self.account(grants=[AreaGrant(role=role, organisation_id=organisation.id)])

    # Organisations

    def organisation(self, *areas: Area, **values: Any) -> Organisation:
        """The first area leads; without one, a new one does."""
        own_areas = areas or (self.area(),)
        name = values.pop("name", f"Group {next(self._numbers)}")
        usual = {
            "name": name,
            "sort_name": fold(name),
            "search_names": fold(name),
            "kind": OrganisationKind.PLACE_OF_WORSHIP,
            "faith": Faith.NOT_STATED,
            "lead_area_id": own_areas[0].id,
            "areas": [self.new_link(area) for area in own_areas],
        }
        return self.keep(Organisation(**{**usual, **values}))

    @staticmethod
    def new_link(area: Area, started_on: dt.date | None = None, stage: Stage = Stage.IDENTIFIED) -> OrganisationArea:
        on = started_on or clock.today()
        return OrganisationArea(area_id=area.id, started_on=on, stage=stage, stage_on=on)

    # People

    def person(self, name: str = "Amina Begum", **values: Any) -> Person:
        return self.keep(Person(**{"name": name, "sort_name": fold(name), **values}))

    def role(self, organisation: Organisation, person: Person | None = None, **values: Any) -> Role:
        """A helper without children, if nothing else is said."""
        usual = {"role_class": RoleClass.HELPER, "task": Task.NO_CHILDREN, "person": person or self.person()}
        return self.keep(Role(**{**usual, "organisation_id": organisation.id, **values}))

    # Policies

    def policy(self, organisation: Organisation, kind: PolicyKind = PolicyKind.SAFEGUARDING_CHILDREN) -> Policy:
        return self.keep(Policy(organisation=organisation, organisation_id=organisation.id, kind=kind))

    def policy_version(self, policy: Policy, adopted_on: dt.date | None = None, **values: Any) -> PolicyVersion:
        """Adopted for twelve months on the day given, else being written since today."""
        usual: dict[str, Any] = {"number": next(self._numbers), "started_on": adopted_on or clock.today()}
        usual["state"] = VersionState.ADOPTED if adopted_on else VersionState.DRAFT
        if adopted_on:
            usual |= {"adopted_on": adopted_on, "review_due_on": next_review(adopted_on, 12)}
        of_policy = {"organisation_id": policy.organisation_id, "policy": policy}
        return self.keep(PolicyVersion(**{**usual, **of_policy, **values}))

    # Checks

    def dbs_check(self, role: Role, issued_on: dt.date | None = None, **values: Any) -> DbsCheck:
        """Cleared for three years from the day given, else applied for today."""
        usual: dict[str, Any] = {"level": DbsLevel.ENHANCED_CBL, "workforce": Workforce.CHILD, "is_volunteer": False}
        if issued_on:
            same_day = dict.fromkeys(("required_on", "issued_on", "seen_on", "id_checked_on", "decided_on"), issued_on)
            due_on = issued_on.replace(year=issued_on.year + 3)
            usual |= {**same_day, "seen_by": "A. Leader", "recheck_due_on": due_on}
            usual |= {"step": CheckStep.DECISION_MADE, "decision": Decision.CLEARED_FOR_ROLE}
        else:
            usual |= {"step": CheckStep.APPLIED, "required_on": clock.today(), "applied_on": clock.today()}
        return self.keep(DbsCheck(**{**usual, "organisation_id": role.organisation_id, "role": role, **values}))

    # Engagement

    def activity(self, organisation: Organisation, by: Account, **values: Any) -> Activity:
        """A visit today, of the group's lead area."""
        usual = {
            "area_id": organisation.lead_area_id,
            "method": Method.VISIT_OWN_VENUE,
            "outcome": Outcome.MET,
            "happened_on": clock.today(),
            "recorded_by_id": by.id,
        }
        made = self.keep(Activity(**{**usual, **values}))
        own = {"activity_id": made.id, "area_id": made.area_id, "happened_on": made.happened_on}
        self.keep(ActivityOrganisation(organisation_id=organisation.id, **own))
        return made

    def follow_up(self, organisation: Organisation, owner: Account, **values: Any) -> FollowUp:
        usual = {"area_id": organisation.lead_area_id, "what": "Ring them", "due_on": clock.today()}
        return self.keep(FollowUp(**{**usual, "organisation_id": organisation.id, "owner_id": owner.id, **values}))

    def request(self, organisation: Organisation, owner: Account, **values: Any) -> Request:
        """By default it asks about schools, today, in a call of the owner's."""
        if "activity_id" not in values:
            values["activity_id"] = self.activity(
                organisation, owner, method=Method.PHONE, outcome=Outcome.INFO_SENT
            ).id
        about = {} if "topic" in values else {"information": Information.SCHOOLS}
        usual = {"organisation_id": organisation.id, "area_id": organisation.lead_area_id, "owner_id": owner.id}
        return self.keep(Request(**usual | about | {"asked_on": clock.today()} | values))

    def rest(self, organisation: Organisation, **values: Any) -> Rest:
        usual = {"area_id": organisation.lead_area_id, "until_on": clock.today(), "reason": "Three surveys this spring"}
        return self.keep(Rest(**usual | {"organisation_id": organisation.id} | values))

    def visit(self, organisation: Organisation, owner: Account, **values: Any) -> PlannedVisit:
        """At two in the afternoon today, for an hour."""
        usual = {"area_id": organisation.lead_area_id, "planned_on": clock.today(), "starts_at": dt.time(14)}
        of_group = {"organisation_id": organisation.id, "owner_id": owner.id, "minutes": 60}
        return self.keep(PlannedVisit(**usual | of_group | values))

    def priority(self, organisation: Organisation, **values: Any) -> VisitPriority:
        usual = {"area_id": organisation.lead_area_id, "until_on": clock.today(), "reason": "It grew fast"}
        return self.keep(VisitPriority(**usual | {"organisation_id": organisation.id} | values))

    # Resources

    def language(self, **values: Any) -> Language:
        number = next(self._numbers)
        return self.keep(Language(**{"tag": f"x-{number}", "name": f"Language {number}", **values}))

    def resource(self, area: Area | None = None, **values: Any) -> Resource:
        """A leaflet of an area, or for every area."""
        name = values.pop("name", f"Leaflet {next(self._numbers)}")
        usual = {"name": name, "sort_name": fold(name), "kind": ResourceKind.LEAFLET, "topics": []}
        usual["language"] = values.pop("language", None) or self.language()
        return self.keep(Resource(**{**usual, "area": area, **values}))

    def given(self, resource: Resource, activity: Activity, organisation: Organisation) -> ResourceGiven:
        own = {"activity_id": activity.id, "area_id": activity.area_id, "given_on": activity.happened_on}
        return self.keep(ResourceGiven(**own, organisation_id=organisation.id, resource_id=resource.id))

    # Training

    def course(self, level: Level = Level.L1, **values: Any) -> Course:
        usual = {"code": f"COURSE-{next(self._numbers)}", "title": "Safeguarding awareness", "refresh_months": 36}
        return self.keep(Course(**{**usual, "level": level, **values}))

    def training_session(self, held_on: dt.date | None = None, **values: Any) -> TrainingSession:
        course, area = values.pop("course", None) or self.course(), values.pop("area", None) or self.area()
        return self.keep(TrainingSession(course=course, area=area, held_on=held_on or clock.today(), **values))

    def attendance(self, session: TrainingSession, role: Role, **values: Any) -> Attendance:
        """Attended, for three years."""
        day = session.held_on
        usual = {"status": AttendanceStatus.ATTENDED, "level": session.course.level, "completed_on": day}
        usual["valid_until"] = day.replace(year=day.year + 3)
        of_role = {"organisation_id": role.organisation_id, "person_id": role.person_id, "session": session}
        return self.keep(Attendance(**{**usual, **of_role, **values}))
