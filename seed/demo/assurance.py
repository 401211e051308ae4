"""People with roles, their checks and training, and policies, as the groups show them to their adviser."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from crm.accounts.models import Account
from crm.checks import actions as checks
from crm.checks import queries as check_queries
from crm.checks.models import Decision, Workforce
from crm.checks.rules import levels
from crm.checks.rules.given import Kind, Sight, Verdict
from crm.documents.files import document_of
from crm.extensions import db
from crm.organisations.models import Organisation
from crm.people import actions as people
from crm.people import queries as people_queries
from crm.people.models import RoleClass
from crm.people.rules import RoleFacts
from crm.policies import actions as policies
from crm.policies import queries as policy_queries
from crm.policies.files import actions as files
from crm.policies.models import PolicyKind, PolicyVersion
from crm.policies.reviews import actions as reviews
from crm.policies.reviews.models import Met, Outcome, Point
from crm.policies.reviews.queries import rounds_with_findings
from crm.policies.reviews.rules import Finding, Findings
from crm.policies.rules import Adoption
from crm.training import actions as training
from crm.training import queries as training_queries
from crm.training.actions import Held
from crm.training.models import Access, AttendanceStatus, Course, Level, Plan, VenueKind
from seed.demo import papers
from seed.demo.groups import Group
from seed.demo.teller import Teller

TITLES = {
    RoleClass.DESIGNATED_LEAD: "Safeguarding lead",
    RoleClass.TEACHER: "Class teacher",
    RoleClass.YOUTH_WORKER: "Leads the Friday group",
    RoleClass.TRUSTEE: "Chair",
    RoleClass.HELPER: "Helps at the crèche",
}
PLACES = (
    ("Old Dispensary meeting room", VenueKind.COUNCIL),
    ("Library, upper floor", VenueKind.COUNCIL),
    ("Community hall, side entrance", VenueKind.COMMUNITY_CENTRE),
    ("", VenueKind.ONLINE),
)
BEGINS, ENDS = dt.time(18), dt.time(21)
Move = Callable[[PolicyVersion, dt.date, Account], object]
KIND = PolicyKind.SAFEGUARDING_CHILDREN
FOUND = {
    **{point: Finding(Met.MET, evidence="Page 1") for point in Point},
    Point.WORRIED: Finding(Met.PARTLY, comment="Good on whom to tell in the group. Add the number of the council."),
    Point.SPIRITUAL_PRACTICE: Finding(Met.NOT_MET, comment="Say that two adults are there when you pray for children."),
}


@dataclass
class Assurer:
    """The deeds that make up a group's assurance, noted in the same diary as the contacts."""

    teller: Teller
    courses: dict[Level, Course]
    sessions: dict[tuple[str, int, Level], int] = field(default_factory=dict)

    # People

    def person(self, group: Group, days_ago: int, role_class: RoleClass, name: str = "") -> None:
        """Somebody with this role; later deeds find them by the role's class."""
        name, phone = name or self.teller.people.name(), self.teller.people.mobile()

        def do(organisation: Organisation, on: dt.date, actor: Account) -> None:
            person = people.add_person(name, phone, "", actor)
            facts = RoleFacts(role_class, TITLES.get(role_class, ""), started_on=on - dt.timedelta(days=200))
            role = people.add_role(organisation, person, facts, actor)
            db.session.flush()
            group.roles[role_class.value] = role.id
            group.people[role_class.value] = person.id

        self.teller.note(group, days_ago, do)

    def leaves(self, group: Group, days_ago: int, called: str) -> None:
        def do(_organisation: Organisation, on: dt.date, actor: Account) -> None:
            people.end_role(people_queries.role_with_person(group.roles[called]), on, actor)

        self.teller.note(group, days_ago, do)

    # Checks

    def checked(self, group: Group, days_ago: int, *called: str, issued_before: int = 20) -> None:
        """The group saw the certificate and decided; `issued_before` days earlier it was issued."""

        def do(_organisation: Organisation, on: dt.date, actor: Account) -> None:
            issued_on = on - dt.timedelta(days=issued_before)
            for name in called:
                role = check_queries.role_with_group(group.roles[name])
                kind = Kind(levels.level_on(role, issued_on), Workforce.CHILD, is_volunteer=not role.is_paid)
                sight = Sight(on, group.speaks_with, on)
                verdict = Verdict(Decision.CLEARED_FOR_ROLE, on)
                number = f"{self.teller.rng.randrange(10**12):012}"
                checks.record_done(role, kind, issued_on, number, sight, verdict, actor)

        self.teller.note(group, days_ago, do)

    def applies(self, group: Group, days_ago: int, called: str) -> None:
        def do(_organisation: Organisation, on: dt.date, actor: Account) -> None:
            role = check_queries.role_with_group(group.roles[called])
            kind = Kind(levels.level_on(role, on), Workforce.CHILD, is_volunteer=not role.is_paid)
            check = checks.apply(role, kind, on, True, actor)
            checks.send(check, actor)

        self.teller.note(group, days_ago, do)

    # Training

    def session(self, area: str, days_ago: int, level: Level, capacity: int = 20) -> None:
        """Planned three weeks ahead."""
        actor, diary = self.teller.advisers[area], self.teller.diary
        held_on = diary.day(days_ago)

        def do() -> None:
            place, kind = self.teller.rng.choice(PLACES)
            held = Held(
                held_on, BEGINS, place, ENDS, kind, Plan.OPEN,
                language_id=self.teller.languages["en"], access=(Access.STEP_FREE,), capacity=capacity,
            )  # fmt: skip
            made = training.add_session(self.courses[level], self.teller.areas[area].id, held, actor)
            self.sessions[area, days_ago, level] = made.id

        diary.note(min(held_on, diary.today) - dt.timedelta(days=21), actor.id, do)

    def attended(
        self,
        group: Group,
        days_ago: int,
        level: Level,
        *called: str,
        status: AttendanceStatus = AttendanceStatus.ATTENDED,
    ) -> None:
        """Written down on the day after; the session is one of the group's area."""
        actor, diary = self.teller.advisers[group.area], self.teller.diary

        def do() -> None:
            session = training_queries.session_with_course(self.sessions[group.area, days_ago, level])
            organisation = self.teller.group(group)
            statuses = {group.people[name]: status for name in called}
            training.record_attendance(session, organisation, statuses, actor)

        diary.note(diary.day(days_ago - 1), actor.id, do)

    def wants_places(self, group: Group, days_ago: int, held_days_ago: int, level: Level, *called: str) -> None:
        def do(organisation: Organisation, _on: dt.date, actor: Account) -> None:
            session = training_queries.session_with_course(self.sessions[group.area, held_days_ago, level])
            training.book(session, organisation, [group.people[name] for name in called], actor)

        self.teller.note(group, days_ago, do)

    # Policies

    def drafts(self, group: Group, days_ago: int) -> None:
        def do(organisation: Organisation, _on: dt.date, actor: Account) -> None:
            version = policies.begin(organisation, KIND, actor)
            db.session.flush()
            group.versions.append(version.id)

        self.teller.note(group, days_ago, do)

    def sends(self, group: Group, days_ago: int) -> None:
        self._move(group, days_ago, lambda version, _on, actor: reviews.submit(version, actor))

    def adds_paper(self, group: Group, days_ago: int) -> None:
        """The text itself, as a Word document."""
        paper = papers.policy(group.speaks_with)

        def do(version: PolicyVersion, _on: dt.date, actor: Account) -> None:
            files.add(version, [document_of(paper, "Our safeguarding policy.docx", actor.id)], actor)

        self._move(group, days_ago, do)

    def gets_back(self, group: Group, days_ago: int) -> None:
        self._answers(group, days_ago, Outcome.RETURNED, FOUND)

    def looked_at(self, group: Group, days_ago: int) -> None:
        self._answers(group, days_ago, Outcome.LOOKED_AT, {point: Finding(Met.MET) for point in Point})

    def _answers(self, group: Group, days_ago: int, outcome: Outcome, found: Findings) -> None:
        def do(version: PolicyVersion, _on: dt.date, actor: Account) -> None:
            [review] = [one for one, _ in rounds_with_findings(version.policy) if one.answered_on is None]
            reviews.answer(review, outcome, found, "", actor)

        self._move(group, days_ago, do)

    def adopts(self, group: Group, days_ago: int) -> None:
        """The version that was written; the adviser sees it that day."""
        self._move(group, days_ago, lambda version, on, actor: policies.adopt(version, Adoption(on, 12, on), actor))

    def withdraws(self, group: Group, days_ago: int) -> None:
        self._move(group, days_ago, policies.withdraw)

    def _move(self, group: Group, days_ago: int, move: Move) -> None:
        def do(_organisation: Organisation, on: dt.date, actor: Account) -> None:
            move(policy_queries.version_with_policy(group.versions[-1]), on, actor)

        self.teller.note(group, days_ago, do)

    def had_adopted(self, group: Group, days_ago: int, before: int, *, seen: bool = True) -> None:
        """They show a policy that they adopted `before` days earlier."""

        def do(organisation: Organisation, on: dt.date, actor: Account) -> None:
            adoption = Adoption(on - dt.timedelta(days=before), 12, on if seen else None)
            version = policies.record_adopted(organisation, KIND, adoption, actor)
            group.versions.append(version.id)

        self.teller.note(group, days_ago, do)
