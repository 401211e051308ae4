"""The dated facts that are true on a day, as known today: one select for a group, one for a group in an area.

The day is the parameter `on`. Each subject is gathered in one pass over the wanted organisations, since SQLite has
no LATERAL; `wanted` gives the condition on a column that holds an organisation's id, or is None for all of them.
Everything is selected by column: under a person's scope these selects are narrowed like any other.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Subquery,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from crm.checks.models import DbsCheck, Decision
from crm.engagement.models import Activity, ActivityOrganisation, StageChange
from crm.engagement.queries.answered import is_answered
from crm.organisations.kinds import Subject
from crm.organisations.models import ChildrenSetting, Organisation, OrganisationArea, Statement
from crm.people.models import Role, RoleClass, Task
from crm.policies.models import Policy, PolicyKind, PolicyVersion
from crm.reporting.expressions import ON
from crm.reporting.rules import CONTACTED
from crm.training.models import Attendance, AttendanceStatus, Level

Wanted = Callable[[Any], ColumnElement[bool]] | None

FOR_EVER = literal(dt.date(9999, 12, 31), Date, literal_execute=True)
# An alias is costly to make, so these are made once.
_later, _lead = aliased(DbsCheck), aliased(Role)


@dataclass(frozen=True)
class Parts:
    """The columns of `rules.Facts`, and what an organisation is joined to for them."""

    columns: dict[str, ColumnElement[Any]]
    subqueries: tuple[Subquery, ...]

    @property
    def named(self) -> SimpleNamespace:
        return SimpleNamespace(**self.columns)

    def join_to(self, wanted: Select[Any]) -> Select[Any]:
        for part in self.subqueries:
            wanted = wanted.outerjoin(part, part.c.organisation_id == Organisation.id)
        return wanted


def organisation_facts(wanted: Wanted = None) -> Select[Any]:
    """A row an organisation: `organisation_id` and the columns of `rules.Facts`."""
    parts = organisation_parts(wanted)
    columns = (column.label(name) for name, column in parts.columns.items())
    return parts.join_to(select(Organisation.id.label("organisation_id"), *columns)).where(_of(wanted, Organisation.id))


def organisation_parts(wanted: Wanted = None) -> Parts:
    """For a query that joins the facts itself: SQLite then looks each part up by an index."""
    said, policy, roles = _said(wanted), _policy(wanted), _roles(wanted)
    taught, settings, last = _taught(wanted), _settings(wanted), _last_training(wanted)
    columns: dict[str, ColumnElement[Any]] = {
        "children_said": said.c.children,
        "settings_open": func.coalesce(settings.c.open, 0),
        "policy_adopted_on": policy.c.adopted_on,
        "policy_due_on": policy.c.due_on,
        "policy_seen_on": policy.c.seen_on,
        "policy_versions": func.coalesce(policy.c.versions, 0),
        "policy_said": said.c.policy,
        "leads_open": func.coalesce(roles.c.leads_open, 0),
        "lead_ended_on": roles.c.lead_ended_on,
        "lead_said": said.c.lead,
        "roles_open": func.coalesce(roles.c.roles_open, 0),
        "roles_to_check": func.coalesce(roles.c.roles_to_check, 0),
        "roles_cleared": func.coalesce(roles.c.roles_cleared, 0),
        "checks_until": roles.c.checks_until,
        "lead_trained_until": taught.c.lead_until,
        "others_trained_until": taught.c.others_until,
        "last_training_on": last.c.last_on,
        "training_said": said.c.training,
        "changes_on": _sooner(roles.c.changes_on, settings.c.changes_on),
    }
    return Parts(columns, (said, policy, roles, taught, settings, last))


def area_facts(wanted: Wanted = None, *, as_stored: bool = False) -> Select[Any]:
    """A row an organisation_area; the stage from its changes up to the day, or `as_stored` for today."""
    link = OrganisationArea
    return select(
        link.id.label("organisation_area_id"),
        link.organisation_id,
        link.area_id,
        (link.stage if as_stored else _stage_on_the_day()).label("stage"),
        _contacted_on().label("contacted_on"),
        _last_contact_on().label("last_contact_on"),
    ).where(_of(wanted, link.organisation_id))


def _of(wanted: Wanted, column: Any) -> ColumnElement[bool]:
    return wanted(column) if wanted else true()


def _is_open(row: Any) -> ColumnElement[bool]:
    """From the first day on, until the day before the last."""
    return and_(
        or_(row.started_on.is_(None), row.started_on <= ON),
        or_(row.ended_on.is_(None), row.ended_on > ON),
    )


def _next_change(row: Any) -> ColumnElement[dt.date | None]:
    return func.min(case((row.started_on > ON, row.started_on), (row.ended_on > ON, row.ended_on)))


def _sooner(one: Any, other: Any) -> ColumnElement[dt.date | None]:
    return case((one.is_(None), other), (other.is_(None), one), (one < other, one), else_=other)


def _count(condition: Any) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _said(wanted: Wanted) -> Subquery:
    """The latest answer on each subject."""
    latest_first = (Statement.stated_on.desc(), Statement.id.desc())
    place = func.row_number().over(partition_by=(Statement.organisation_id, Statement.subject), order_by=latest_first)
    ranked = (
        select(Statement.organisation_id, Statement.subject, Statement.answer, place.label("place"))
        .where(_of(wanted, Statement.organisation_id), Statement.stated_on <= ON)
        .subquery()
    )
    answers = [
        func.max(case((ranked.c.subject == subject, ranked.c.answer))).label(subject.value) for subject in Subject
    ]
    latest = select(ranked.c.organisation_id, *answers).where(ranked.c.place == 1)
    return latest.group_by(ranked.c.organisation_id).subquery("said")


def _policy(wanted: Wanted) -> Subquery:
    """The version of the children's policy that was adopted on the day, if any, and how many there were."""
    version = PolicyVersion
    adopted = and_(version.adopted_on <= ON, or_(version.ended_on.is_(None), version.ended_on > ON))
    adopted_first = (case((adopted, 0), else_=1), version.adopted_on.desc(), version.id.desc())
    ranked = (
        select(
            version.organisation_id,
            case((adopted, version.adopted_on)).label("adopted_on"),
            case((adopted, version.review_due_on)).label("due_on"),
            case((and_(adopted, version.seen_on <= ON), version.seen_on)).label("seen_on"),
            func.count().over(partition_by=version.organisation_id).label("versions"),
            func.row_number().over(partition_by=version.organisation_id, order_by=adopted_first).label("place"),
        )
        .join(Policy, Policy.id == version.policy_id)
        .where(
            _of(wanted, version.organisation_id),
            Policy.kind == PolicyKind.SAFEGUARDING_CHILDREN,
            or_(version.started_on <= ON, version.adopted_on <= ON),
        )
        .subquery("version")
    )
    latest = [
        func.max(case((ranked.c.place == 1, ranked.c[name]))).label(name)
        for name in ("adopted_on", "due_on", "seen_on", "versions")
    ]
    return select(ranked.c.organisation_id, *latest).group_by(ranked.c.organisation_id).subquery("adopted")


def not_refused_since(on: Any) -> ColumnElement[bool]:
    """No other check of the role ended in "not cleared" after this one was decided, up to the day."""
    return ~exists().where(
        _later.role_id == DbsCheck.role_id,
        _later.decision == Decision.NOT_CLEARED,
        _later.decided_on >= DbsCheck.decided_on,
        _later.decided_on <= on,
    )


def _cleared(wanted: Wanted) -> Subquery:
    """Until when each role is cleared; new information, or a later "not cleared", ends that."""
    gathered = select(DbsCheck.role_id, func.max(DbsCheck.recheck_due_on).label("until")).where(
        _of(wanted, DbsCheck.organisation_id),
        DbsCheck.decided_on <= ON,
        DbsCheck.decision == Decision.CLEARED_FOR_ROLE,
        or_(DbsCheck.new_info_on.is_(None), DbsCheck.new_info_on > ON),
        not_refused_since(ON),
    )
    return gathered.group_by(DbsCheck.role_id).subquery("cleared")


def _roles(wanted: Wanted) -> Subquery:
    """Who leads, and how many roles are open, need a check and are cleared. A role ends on its last day."""
    check = _cleared(wanted)
    is_lead = Role.role_class == RoleClass.DESIGNATED_LEAD
    needs_check = and_(_is_open(Role), Role.task != Task.NO_CHILDREN)
    cleared_until = case((needs_check, check.c.until))
    to_check, cleared = _count(needs_check), func.count(cleared_until)
    gathered = (
        select(
            Role.organisation_id,
            _count(and_(_is_open(Role), is_lead)).label("leads_open"),
            func.max(case((and_(is_lead, Role.ended_on <= ON), Role.ended_on))).label("lead_ended_on"),
            _count(_is_open(Role)).label("roles_open"),
            to_check.label("roles_to_check"),
            cleared.label("roles_cleared"),
            case((to_check == cleared, func.min(cleared_until))).label("checks_until"),
            _next_change(Role).label("changes_on"),
        )
        .outerjoin(check, check.c.role_id == Role.id)
        .where(_of(wanted, Role.organisation_id))
    )
    return gathered.group_by(Role.organisation_id).subquery("roles")


def _taught(wanted: Wanted) -> Subquery:
    """Until when the open lead holds level 3, and somebody else level 1 or 2, wherever they took it."""
    is_lead = exists().where(
        _lead.organisation_id == Role.organisation_id,
        _lead.person_id == Role.person_id,
        _lead.role_class == RoleClass.DESIGNATED_LEAD,
        _is_open(_lead),
    )
    until = func.coalesce(Attendance.valid_until, FOR_EVER)
    gathered = (
        select(
            Role.organisation_id,
            func.max(case((and_(Attendance.level == Level.L3, is_lead), until))).label("lead_until"),
            func.max(case((and_(Attendance.level.in_((Level.L1, Level.L2)), ~is_lead), until))).label("others_until"),
        )
        .join(Attendance, Attendance.person_id == Role.person_id)
        .where(
            _of(wanted, Role.organisation_id),
            _is_open(Role),
            Attendance.status == AttendanceStatus.ATTENDED,
            Attendance.completed_on <= ON,
        )
    )
    return gathered.group_by(Role.organisation_id).subquery("taught")


def _settings(wanted: Wanted) -> Subquery:
    gathered = select(
        ChildrenSetting.organisation_id,
        _count(_is_open(ChildrenSetting)).label("open"),
        _next_change(ChildrenSetting).label("changes_on"),
    ).where(_of(wanted, ChildrenSetting.organisation_id))
    return gathered.group_by(ChildrenSetting.organisation_id).subquery("settings")


def _last_training(wanted: Wanted) -> Subquery:
    gathered = select(Attendance.organisation_id, func.max(Attendance.completed_on).label("last_on")).where(
        _of(wanted, Attendance.organisation_id),
        Attendance.status == AttendanceStatus.ATTENDED,
        Attendance.completed_on <= ON,
    )
    return gathered.group_by(Attendance.organisation_id).subquery("last_training")


def _changes(column: Any) -> Select[Any]:
    return select(column).where(
        StageChange.organisation_id == OrganisationArea.organisation_id,
        StageChange.area_id == OrganisationArea.area_id,
    )


def _stage_on_the_day() -> ColumnElement[Any]:
    """The last change up to the day; before the first change, where that one came from."""
    latest = _changes(StageChange.to_stage).where(StageChange.on <= ON)
    first = _changes(StageChange.from_stage)
    return func.coalesce(
        latest.order_by(StageChange.on.desc(), StageChange.id.desc()).limit(1).scalar_subquery(),
        first.order_by(StageChange.on, StageChange.id).limit(1).scalar_subquery(),
        OrganisationArea.stage,
    )


def _contacted_on() -> ColumnElement[Any]:
    reached = _changes(func.min(StageChange.on)).where(StageChange.on <= ON, StageChange.to_stage.in_(CONTACTED))
    return reached.scalar_subquery()


def _last_contact_on() -> ColumnElement[Any]:
    """The area's own last two-way contact; from the latest back, so that it stops at the first one found."""
    contact = ActivityOrganisation
    return (
        select(contact.happened_on)
        .join(Activity, Activity.id == contact.activity_id)
        .where(
            contact.organisation_id == OrganisationArea.organisation_id,
            contact.area_id == OrganisationArea.area_id,
            contact.happened_on <= ON,
            is_answered(),
        )
        .order_by(contact.happened_on.desc(), contact.activity_id.desc())
        .limit(1)
        .scalar_subquery()
    )
