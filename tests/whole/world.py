"""Two areas that know nothing of each other, with a row for every kind of page; the same in each."""

import datetime as dt
from dataclasses import dataclass, field

from crm.accounts.models import Account, AccountRole
from crm.areas.models import Area, AreaContact, ContactCategory
from crm.checks.batches.models import Appointment, Batch
from crm.checks.models import CheckStep, DbsCheck, DbsLevel, Decision, Workforce
from crm.core import clock
from crm.core.text import fold
from crm.documents.models import Document, DocumentKind
from crm.engagement.attachments.models import Attachment
from crm.engagement.emails.models import ForwardedEmail
from crm.engagement.models import (
    Activity,
    ActivityOrganisation,
    ActivityPerson,
    Barrier,
    BarrierKind,
    FollowUp,
    Method,
    Offer,
    OfferMade,
    Outcome,
    StageChange,
    Topic,
)
from crm.engagement.priorities.models import VisitPriority
from crm.engagement.requests.models import Request
from crm.engagement.resting.models import Rest
from crm.engagement.visits.models import PlannedVisit, VisitCompanion
from crm.handover.models import Handover
from crm.jobs.models import Job, JobState
from crm.merging.models import OrganisationMerge, PersonMerge
from crm.organisations.kinds import (
    Answer,
    ChildrenBand,
    Lack,
    Precision,
    Published,
    RelationKind,
    SettingKind,
    Stage,
    Subject,
    Weekday,
)
from crm.organisations.models import (
    ChildrenSetting,
    DuplicatePair,
    FormerName,
    ImportBatch,
    ImportState,
    MeetingTime,
    Organisation,
    PublishConsent,
    Relation,
    SaidNone,
    SourceRecord,
    Statement,
    Venue,
)
from crm.organisations.saved_lists.models import SavedList
from crm.people.introductions.models import Introduction
from crm.people.matching.models import PersonPair
from crm.people.models import Frequency, Person, Role, RoleClass, Task
from crm.policies.files.models import PolicyFile
from crm.policies.models import Policy, PolicyKind, PolicyVersion, VersionState
from crm.policies.reviews.models import Outcome as Answered
from crm.policies.reviews.models import Point, PolicyAnswer, PolicyReview
from crm.reporting.next_visits.models import VisitWeights
from crm.retention.models import LegalHold
from crm.standards.models import Answer as StandardsAnswer
from crm.standards.models import Assessment, AssessmentState, Criterion, PlanAction, SetState, StandardSet, Voice
from crm.standards.rules.colours import Reply
from crm.sweeps.models import Sweep, Way
from crm.training.models import Attendance, AttendanceStatus, Course, CoursePart, Level, Mode, Plan, TrainingSession
from tests.factories import Make

LONG_AGO = dt.date(2025, 3, 1)
# Stands in every text that somebody outside must not read; the area's name is added.
MARK = "Kept-within"


@dataclass
class Side:
    """One area with its staff. `ids` maps the name of an address's part to the row to put there."""

    area: Area
    group: Organisation
    staff: dict[AccountRole, Account]
    ids: dict[str, int | str] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        return f"{MARK}-{self.area.id}-"


def build_side(make: Make, rows: int = 1) -> Side:
    """A side with `rows` of everything that is listed."""
    area = make.area()
    mark = f"{MARK}-{area.id}-"
    group = make.organisation(area, name=f"{mark} Madrasa نور", kind="madrasa", faith="muslim", contact_note=mark)
    side = Side(area, group, {})
    for role in (AccountRole.COORDINATOR, AccountRole.ADVISER, AccountRole.VIEWER):
        side.staff[role] = make.staff(role, area)
    side.staff[AccountRole.ADMINISTRATOR] = make.administrator()
    for role in (AccountRole.GROUP_LEAD, AccountRole.GROUP_MEMBER):
        side.staff[role] = make.group_account(group, role)
    side.ids |= {
        "organisation_id": group.id,
        "account_id": side.staff[AccountRole.VIEWER].id,
        "area_id": area.id,
        "token": "made-up",
        "key": "made-up",
    }
    side.ids["grant_id"] = side.staff[AccountRole.VIEWER].grants[0].id
    for number in range(rows):
        shared = SavedList(account_id=side.staff[AccountRole.COORDINATOR].id, area_id=area.id, filters={"q": mark})
        shared.name = shared.sort_name = f"{mark} list {number}"
        side.ids["list_id"] = make.keep(shared).id
        for build in (_core, _person, _engagement, _policy, _standards):
            build(make, side)
    return side


def _core(make: Make, side: Side) -> None:
    of = {"organisation_id": side.group.id}
    ward = make.ward(side.area)
    where = {"area_id": side.area.id, "ward_id": ward.id, "address": side.mark}
    venue = make.keep(Venue(**of, **where, precision=Precision.EXACT, started_on=LONG_AGO))
    setting = make.keep(
        ChildrenSetting(
            **of,
            kind=SettingKind.MADRASA_CLASS,
            children_band=ChildrenBand.UNDER_50,
            started_on=LONG_AGO,
            venue_id=venue.id,
        )
    )
    time = make.keep(MeetingTime(**of, weekday=Weekday.SUNDAY, starts_at=dt.time(19), note=side.mark))
    former = make.keep(FormerName(**of, name=f"{side.mark} before", until_on=LONG_AGO))
    statement = make.keep(Statement(**of, subject=Subject.POLICY, answer=Answer.NO, stated_on=LONG_AGO, by=side.mark))
    other = make.organisation(side.area, name=f"{side.mark} {venue.id}")
    relation = make.keep(Relation(**of, other_id=other.id, kind=RelationKind.MEMBER_OF, started_on=LONG_AGO))
    said_none = (
        side.ids.get("none_id") or make.keep(SaidNone(**of, lack=Lack.UMBRELLA, said_on=LONG_AGO, by=side.mark)).id
    )
    if "consent_id" not in side.ids:
        agreed = {**of, "given_on": LONG_AGO, "given_by": side.mark, "wording": 1}
        consents = [make.keep(PublishConsent(**agreed, part=part)) for part in list(Published)[:-1]]
        side.ids["consent_id"] = consents[0].id
    for kind in (RelationKind.MEMBER_OF, RelationKind.MEETS_AT):
        make.keep(Relation(organisation_id=other.id, other_id=side.group.id, kind=kind, started_on=LONG_AGO))
    low, high = sorted((side.group.id, other.id))
    merge = make.keep(
        OrganisationMerge(
            **of,
            kept_id=side.group.id,
            other_id=1_000_000 + other.id,
            other_name=f"{side.mark} twice",
            journal=[],
            merged_by_id=side.staff[AccountRole.ADVISER].id,
        )
    )
    pair = make.keep(DuplicatePair(organisation_id=low, other_id=high, score=90, reason="Much the same name"))
    batch = make.keep(
        ImportBatch(
            account_id=side.staff[AccountRole.ADVISER].id,
            source="osm",
            file_name=f"{side.mark}.csv",
            state=ImportState.DONE,
            outcome={},
        )
    )
    job = Job(name="import", arguments={}, key=f"import {batch.id}", due_at=clock.now(), problem="Something went wrong")
    job.state, job.ended_at = JobState.FAILED, clock.now()
    make.keep(job)
    hub = {"name": f"{side.mark} hub", "category": ContactCategory.CHILD_CONCERN, "phone": "+442079460000"}
    contact = make.keep(AreaContact(area_id=side.area.id, code=f"HUB-{venue.id}", **hub))
    by = {"looked_by": side.mark, "recorded_by_id": side.staff[AccountRole.ADVISER].id, "note": side.mark}
    sweep = make.keep(Sweep(area_id=side.area.id, ward_id=ward.id, swept_on=LONG_AGO, way=Way.STREETS, **by))
    source = SourceRecord(
        **of,
        source="osm",
        external_id=f"node/{venue.id}",
        first_seen_on=LONG_AGO,
        last_seen_on=LONG_AGO,
        as_imported={},
    )
    make.keep(source)
    side.ids |= {
        "venue_id": venue.id,
        "setting_id": setting.id,
        "time_id": time.id,
        "name_id": former.id,
        "statement_id": statement.id,
        "pair_id": pair.id,
        "batch_id": batch.id,
        "job_id": job.id,
        "link_id": side.group.areas[0].id,
        "relation_id": relation.id,
        "none_id": said_none,
        "other_id": other.id,
        "merge_id": merge.id,
        "contact_id": contact.id,
        "sweep_id": sweep.id,
    }


def _person(make: Make, side: Side) -> None:
    name = f"{side.mark} Åsa {len(side.ids)}"
    person = make.keep(Person(name=name, sort_name=fold(name), phone="+442079460000", contact_note=side.mark))
    first = "role_id" not in side.ids
    role = make.keep(
        Role(
            person_id=person.id,
            organisation_id=side.group.id,
            role_class=RoleClass.DESIGNATED_LEAD if first else RoleClass.TEACHER,
            task=Task.WORKS_WITH_CHILDREN,
            frequency=Frequency.WEEKLY,
            started_on=LONG_AGO,
        )
    )
    check = make.keep(
        DbsCheck(
            organisation_id=side.group.id,
            role_id=role.id,
            level=DbsLevel.ENHANCED_CBL,
            workforce=Workforce.CHILD,
            is_volunteer=True,
            step=CheckStep.DECISION_MADE,
            required_on=LONG_AGO,
            issued_on=LONG_AGO,
            seen_on=LONG_AGO,
            seen_by=side.mark,
            certificate_number="001234567890",
            decision=Decision.CLEARED_FOR_ROLE,
            decided_on=LONG_AGO,
            recheck_due_on=dt.date(2028, 3, 1),
        )
    )
    batch = make.keep(Batch(area_id=side.area.id, held_on=LONG_AGO, place=side.mark, body=side.mark, places=5))
    of_batch = {"organisation_id": side.group.id, "batch_id": batch.id, "number": 1}
    appointment = make.keep(Appointment(**of_batch, dbs_check_id=check.id))
    course = make.keep(Course(code=f"{side.mark}-{role.id}", title="Awareness", level=Level.L1, refresh_months=36))
    make.keep(CoursePart(course_id=course.id, position=1, mode=Mode.IN_PERSON, hours=3))
    session = make.keep(
        TrainingSession(course_id=course.id, area_id=side.area.id, held_on=LONG_AGO, place="The hall", plan=Plan.OPEN)
    )
    attendance = make.keep(
        Attendance(
            organisation_id=side.group.id,
            training_session_id=session.id,
            person_id=person.id,
            status=AttendanceStatus.ATTENDED,
            level=Level.L1,
            completed_on=LONG_AGO,
            valid_until=dt.date(2028, 3, 1),
        )
    )
    other = make.keep(Person(name=f"{name} other", sort_name=fold(f"{name} other"), email="other@example.org"))
    make.role(side.group, other)
    merge = make.keep(
        PersonMerge(
            person_id=person.id,
            kept_id=person.id,
            other_id=1_000_000 + other.id,
            other_name=f"{name} twice",
            journal=[],
            merged_by_id=side.staff[AccountRole.ADVISER].id,
        )
    )
    pair = make.keep(PersonPair(person_id=person.id, other_id=other.id, score=90))
    own = {"organisation_id": side.group.id, "introduced_on": LONG_AGO, "note": side.mark}
    introduction = make.keep(Introduction(**own, person_id=person.id, by_person_id=other.id))
    make.keep(Introduction(**own, by_organisation_id=int(side.ids["other_id"])))
    side.ids |= {
        "person_id": person.id,
        "introduction_id": introduction.id,
        "person_pair_id": pair.id,
        "other_person_id": other.id,
        "person_merge_id": merge.id,
        "role_id": role.id,
        "check_id": check.id,
        "dbs_batch_id": batch.id,
        "appointment_id": appointment.id,
        "session_id": session.id,
        "course_id": course.id,
        "attendance_id": attendance.id,
    }


def _engagement(make: Make, side: Side) -> None:
    adviser = side.staff[AccountRole.ADVISER]
    own = {"area_id": side.area.id}
    activity = make.keep(
        Activity(
            **own,
            method=Method.VISIT_OWN_VENUE,
            outcome=Outcome.MET,
            happened_on=clock.today(),
            note=side.mark,
            met_whom=side.mark,
            recorded_by_id=adviser.id,
        )
    )
    with_group = {**own, "activity_id": activity.id, "organisation_id": side.group.id}
    make.keep(ActivityOrganisation(**with_group, happened_on=clock.today()))
    make.keep(OfferMade(**with_group, offer=Offer.FREE_TRAINING, accepted=True))
    resource = make.resource(side.area, name=f"{side.mark} leaflet", note=side.mark, audience=side.mark)
    make.given(resource, activity, side.group)
    make.keep(ActivityPerson(**own, activity_id=activity.id, person_id=int(side.ids["person_id"])))
    email = make.keep(
        ForwardedEmail(
            account_id=side.staff[AccountRole.COORDINATOR].id,
            message_hash=f"{side.mark} {activity.id}",
            sent_on=LONG_AGO,
            is_from_them=True,
            correspondent=side.mark,
            correspondent_email="other@example.org",
            mail_subject=side.mark,
            mail_text=side.mark,
            attachments=0,
        )
    )
    side.ids["email_id"] = email.id
    asked = make.keep(
        Request(
            **with_group,
            topic=Topic.POVERTY,
            asked_on=LONG_AGO,
            owner_id=adviser.id,
            answered_on=clock.today(),
            answer=side.mark,
            heard_back_on=clock.today(),
            heard_back=side.mark,
        )
    )
    make.keep(Request(**with_group, topic=Topic.BULLYING, asked_on=LONG_AGO, owner_id=adviser.id))
    of_group = {**own, "organisation_id": side.group.id}
    if "request_id" not in side.ids:
        make.keep(Rest(**of_group, until_on=clock.today(), reason=side.mark))
        make.keep(VisitPriority(**of_group, until_on=clock.today(), reason=side.mark))
        make.keep(VisitWeights(**own))
    over = {"noted_on": LONG_AGO, "ended_on": clock.today()}
    barrier = make.keep(Barrier(**of_group, kind=BarrierKind.HIERARCHY, **over))
    follow_up = make.keep(
        FollowUp(**with_group, owner_id=adviser.id, what=f"{side.mark} ring back", due_on=clock.today())
    )
    visit = make.keep(
        PlannedVisit(
            **of_group,
            owner_id=adviser.id,
            planned_on=clock.today(),
            starts_at=dt.time(14),
            minutes=60,
            venue_id=side.ids["venue_id"],
            note=side.mark,
            agreed_in_id=activity.id,
            back_by_at=clock.now(),
            watcher_id=side.staff[AccountRole.COORDINATOR].id,
        )
    )
    make.keep(VisitCompanion(**own, visit_id=visit.id, account_id=side.staff[AccountRole.COORDINATOR].id))
    make.keep(
        StageChange(
            **with_group, from_stage=Stage.IDENTIFIED, to_stage=Stage.APPROACHED, on=clock.today(), reason=side.mark
        )
    )
    _held(make, side, activity)
    side.ids |= {
        "activity_id": activity.id,
        "resource_id": resource.id,
        "follow_up_id": follow_up.id,
        "visit_id": visit.id,
        "request_id": asked.id,
        "barrier_id": barrier.id,
    }


def _held(make: Make, side: Side, activity: Activity) -> None:
    """What hangs from a contact, and what goes to a colleague."""
    adviser = side.staff[AccountRole.ADVISER]
    own = {"area_id": side.area.id}
    of_group = {**own, "organisation_id": side.group.id}
    coordinator = side.staff[AccountRole.COORDINATOR].id
    leaving = {**of_group, "leaver_id": adviser.id, "successor_id": coordinator, "offered_by_id": coordinator}
    if "handover_id" not in side.ids:
        side.ids["handover_id"] = make.keep(Handover(**leaving)).id
        hold = LegalHold(organisation_id=side.group.id, reason=side.mark, placed_on=LONG_AGO, placed_by_id=coordinator)
        side.ids["hold_id"] = make.keep(hold).id
    make.keep(Handover(**leaving, accepted_on=clock.today()))
    side.group.areas[0].adviser_id = adviser.id
    file = {"name": f"{side.mark}.pdf", "kind": DocumentKind.PDF, "size": 1, "digest": "0" * 64}
    document = make.keep(Document(**file, added_by_id=adviser.id))
    attachment = make.keep(Attachment(**own, activity_id=activity.id, document_id=document.id))
    side.ids["attachment_id"] = attachment.id


def _policy(make: Make, side: Side) -> None:
    if "policy_id" not in side.ids:
        policy = make.keep(Policy(organisation_id=side.group.id, kind=PolicyKind.SAFEGUARDING_CHILDREN))
        side.ids["policy_id"] = policy.id
        side.ids["number"] = 0
    number = int(side.ids["number"]) + 1
    version = make.keep(
        PolicyVersion(
            organisation_id=side.group.id,
            policy_id=side.ids["policy_id"],
            number=number,
            state=VersionState.ADOPTED if number == 1 else VersionState.DRAFT,
            started_on=LONG_AGO,
            adopted_on=LONG_AGO if number == 1 else None,
            review_due_on=dt.date(2026, 3, 1) if number == 1 else None,
        )
    )
    side.ids |= {"number": number, "version_id": side.ids.get("version_id", version.id)}
    _sent_in(make, side, version)


def _sent_in(make: Make, side: Side, version: PolicyVersion) -> None:
    """What was sent of a version, twice: the first time it was answered."""
    file = {"name": f"{side.mark}.pdf", "kind": DocumentKind.PDF, "size": 1, "digest": "0" * 64}
    document = make.keep(Document(**file, added_by_id=side.staff[AccountRole.GROUP_LEAD].id))
    own = {"organisation_id": side.group.id, "policy_version_id": version.id, "comment": side.mark}
    answered = {"answered_on": clock.today(), "outcome": Answered.RETURNED}
    answered |= {"assessor_id": side.staff[AccountRole.ADVISER].id}
    make.keep(PolicyReview(**own, sent_on=LONG_AGO, **answered))
    review = make.keep(PolicyReview(**own, sent_on=LONG_AGO))
    make.keep(PolicyAnswer(organisation_id=side.group.id, review_id=review.id, point=Point.HARM, comment=side.mark))
    side.ids["review_id"] = review.id
    kept = make.keep(PolicyFile(organisation_id=side.group.id, policy_version_id=version.id, document_id=document.id))
    side.ids["file_id"] = kept.id


def _standards(make: Make, side: Side) -> None:
    """Sets are shared by all areas, so nothing of them is marked; the answers are."""
    code = f"set-{side.ids['role_id']}"
    question = {"section": "Policy", "why": "", "evidence": "", "how_to_answer": "", "applies_to": ""}
    criterion = Criterion(
        **question, position=1, code="A1", question="Is there one?", is_critical=True, na_allowed=True, weight=1
    )
    version = StandardSet(code=code, number=1, title="Toolkit", state=SetState.PUBLISHED, published_on=LONG_AGO)
    version.criteria = [criterion]
    side.ids["set_id"] = make.keep(version).id
    of = {"organisation_id": side.group.id, "standard_set_id": version.id}
    assessment = make.keep(Assessment(**of, state=AssessmentState.ANSWERING, started_on=LONG_AGO))
    said = {"criterion_id": criterion.id, "reply": Reply.PARTLY, "evidence": side.mark, "comment": side.mark}
    for voice in Voice:
        make.keep(StandardsAnswer(**of, **said, assessment_id=assessment.id, voice=voice))
    planned = {"what": side.mark, "owner": side.mark, "due_on": LONG_AGO}
    action = PlanAction(
        **planned, organisation_id=side.group.id, assessment_id=assessment.id, criterion_id=criterion.id
    )
    side.ids |= {"assessment_id": assessment.id, "part": 1, "action_id": make.keep(action).id}
