"""What each person holds, by part: the same rows are counted and listed."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Text, and_, case, cast, exists, func, literal, or_, select, union_all

from crm.core.labels import Labelled
from crm.engagement.models import Activity, ActivityOrganisation, ActivityStaff, FollowUp, Offer, OfferMade, Topic
from crm.engagement.queries.answered import is_answered
from crm.engagement.requests.models import Information, Request
from crm.engagement.visits.models import IS_OPEN, PlannedVisit
from crm.handover.models import Part
from crm.organisations.models import Organisation, OrganisationArea
from crm.policies.models import Policy, PolicyKind, PolicyVersion, VersionState
from crm.training.models import Attendance, AttendanceStatus

HALF_DONE = (VersionState.DRAFT, VersionState.SUBMITTED, VersionState.CHANGES_REQUESTED, VersionState.REVIEWED_OK)


class Assigned(NamedTuple):
    """Rows with an `owner_id` that go over to a successor, while they are open."""

    table: Any
    is_open: Any

    @property
    def name(self) -> str:
        return str(self.table.__tablename__)


ASSIGNED = (
    Assigned(FollowUp, FollowUp.done_on.is_(None)),
    Assigned(Request, Request.heard_back_on.is_(None)),
    Assigned(PlannedVisit, IS_OPEN),
)


def looked_after() -> Any:
    """The condition on an organisation_area, joined with its organisation, under which its adviser is one today."""
    return and_(
        OrganisationArea.adviser_id.is_not(None), OrganisationArea.ended_on.is_(None), Organisation.closed_on.is_(None)
    )


def held_by(account_id: Any) -> Any:
    """The condition on an organisation_area, joined with its organisation, under which somebody holds anything."""
    link = OrganisationArea
    owned = [
        exists().where(
            one.table.organisation_id == link.organisation_id,
            one.table.area_id == link.area_id,
            one.table.owner_id == account_id,
            one.is_open,
        )
        for one in ASSIGNED
    ]
    return or_(and_(link.adviser_id == account_id, looked_after()), *owned)


def held(area_ids: Collection[int], account_id: int | None = None) -> Any:
    """As a subquery: part, account_id, area_id, organisation_id, id, what, on. Of one person, or of everybody."""

    def asked(owner: Any, area: Any) -> list[Any]:
        return [area.in_(area_ids), *([] if account_id is None else [owner == account_id])]

    arms = (_groups, _only_contact, _promises, _requests, _visits, _policies, _training)
    return union_all(*(arm(asked) for arm in arms)).subquery("held")


Asked = Callable[[Any, Any], list[Any]]


def _columns(part: Part, owner: Any, table: Any, key: Any, what: Any, on: Any) -> list[Any]:
    return [
        literal(part.value).label("part"),
        owner.label("account_id"),
        table.area_id.label("area_id"),
        table.organisation_id.label("organisation_id"),
        key.label("id"),
        cast(what, Text).label("what"),
        on.label("on"),
    ]


def _groups(asked: Asked) -> Any:
    link = OrganisationArea
    wanted = select(*_columns(Part.GROUPS, link.adviser_id, link, link.id, literal(""), link.started_on))
    return wanted.join(link.organisation).where(looked_after(), *asked(link.adviser_id, link.area_id))


def _only_contact(asked: Asked) -> Any:
    """Every activity with the group was written down by one and the same person, alone; and the group answered once."""
    with_group, by = ActivityOrganisation, Activity.recorded_by_id
    others = exists().where(ActivityStaff.activity_id == Activity.id, ActivityStaff.account_id != by)
    in_area, *by_one = asked(by, with_group.area_id)
    latest, key = func.max(Activity.happened_on), with_group.organisation_id
    touched = select(key).join(Activity, Activity.id == with_group.activity_id).where(in_area, *by_one)
    columns = _columns(Part.ONLY_CONTACT, func.min(by), with_group, key, literal(""), latest)
    return (
        select(*columns)
        .join(Activity, Activity.id == with_group.activity_id)
        .join(with_group.organisation)
        .where(in_area, Organisation.closed_on.is_(None), *([key.in_(touched)] if by_one else []))
        .group_by(with_group.area_id, with_group.organisation_id)
        .having(func.min(by) == func.max(by))
        .having(func.max(case((others, 1), else_=0)) == 0)
        .having(func.max(case((is_answered(), 1), else_=0)) == 1)
    )


def _promises(asked: Asked) -> Any:
    columns = _columns(Part.PROMISES, FollowUp.owner_id, FollowUp, FollowUp.id, FollowUp.what, FollowUp.due_on)
    return select(*columns).where(FollowUp.done_on.is_(None), *asked(FollowUp.owner_id, FollowUp.area_id))


def _requests(asked: Asked) -> Any:
    about = func.coalesce(cast(Request.topic, Text), cast(Request.information, Text))
    columns = _columns(Part.REQUESTS, Request.owner_id, Request, Request.id, about, Request.asked_on)
    return select(*columns).where(Request.heard_back_on.is_(None), *asked(Request.owner_id, Request.area_id))


def _visits(asked: Asked) -> Any:
    columns = _columns(
        Part.VISITS, PlannedVisit.owner_id, PlannedVisit, PlannedVisit.id, PlannedVisit.place, PlannedVisit.planned_on
    )
    return select(*columns).where(IS_OPEN, *asked(PlannedVisit.owner_id, PlannedVisit.area_id))


def _policies(asked: Asked) -> Any:
    link, version = OrganisationArea, PolicyVersion
    columns = _columns(Part.POLICIES, link.adviser_id, link, version.id, Policy.kind, version.started_on)
    return (
        select(*columns)
        .join(link.organisation)
        .join(Policy, Policy.organisation_id == link.organisation_id)
        .join(version, version.policy_id == Policy.id)
        .where(looked_after(), version.state.in_(HALF_DONE), *asked(link.adviser_id, link.area_id))
    )


def _training(asked: Asked) -> Any:
    """Nobody of the group has been trained since the day that it took up the offer."""
    link, offer = OrganisationArea, OfferMade
    trained = exists().where(
        Attendance.organisation_id == link.organisation_id,
        Attendance.status == AttendanceStatus.ATTENDED,
        Attendance.completed_on >= Activity.happened_on,
    )
    since = func.max(Activity.happened_on)
    return (
        select(*_columns(Part.TRAINING, func.min(link.adviser_id), link, func.max(offer.id), literal(""), since))
        .join(link.organisation)
        .join(offer, and_(offer.organisation_id == link.organisation_id, offer.area_id == link.area_id))
        .join(Activity, Activity.id == offer.activity_id)
        .where(offer.offer == Offer.FREE_TRAINING, offer.accepted, ~trained)
        .where(looked_after(), *asked(link.adviser_id, link.area_id))
        .group_by(link.area_id, link.organisation_id)
    )


CODES: dict[Part, Sequence[type[Labelled]]] = {Part.REQUESTS: (Topic, Information), Part.POLICIES: (PolicyKind,)}


def in_words(part: Part, what: str) -> str:
    """What is promised, asked or half done; empty where the group says all."""
    labels = {code.value: code.label for kind in CODES.get(part, ()) for code in kind}
    return labels.get(what, what)
