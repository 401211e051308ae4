import datetime as dt
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload, undefer

from crm.checks.models import CheckStep, DbsCheck, DbsLevel, SentBackFor, StatusCheck
from crm.checks.rules.steps import UNDER_WAY, ShownCheck
from crm.core.paging import Cursor, Order, Page, page
from crm.extensions import db
from crm.organisations.models import Organisation, OrganisationArea
from crm.people.models import Person, Role, RoleClass


def roles_of(organisation_id: int) -> list[Role]:
    """Open ones by name, then those that ended."""
    wanted = (
        select(Role)
        .join(Role.person)
        .where(Role.organisation_id == organisation_id)
        .options(joinedload(Role.person, innerjoin=True))
        .order_by(Role.ended_on.is_not(None), Person.sort_name, Role.id)
    )
    return list(db.session.scalars(wanted))


def checks_of(organisation_id: int) -> list[DbsCheck]:
    return list(db.session.scalars(select(DbsCheck).where(DbsCheck.organisation_id == organisation_id)))


def role_with_group(role_id: int) -> Role:
    """With the group's areas, which say who may change it."""
    to_areas = joinedload(Role.organisation).selectinload(Organisation.areas)
    wanted = select(Role).where(Role.id == role_id).options(joinedload(Role.person, innerjoin=True), to_areas)
    return db.session.scalars(wanted).one()


def check_with_role(check_id: int) -> DbsCheck:
    """Without the certificate's number; only its ending is there."""
    to_role = joinedload(DbsCheck.role, innerjoin=True)
    wanted = (
        select(DbsCheck)
        .where(DbsCheck.id == check_id)
        .options(
            to_role.joinedload(Role.person, innerjoin=True),
            to_role.joinedload(Role.organisation).options(selectinload(Organisation.areas)),
        )
    )
    return db.session.scalars(wanted).one()


def check_with_number(check_id: int) -> DbsCheck:
    """The one way to the whole number of a certificate; whoever asks writes a read entry."""
    to_person = joinedload(DbsCheck.role, innerjoin=True).joinedload(Role.person, innerjoin=True)
    wanted = select(DbsCheck).where(DbsCheck.id == check_id).options(to_person, undefer(DbsCheck.certificate_number))
    return db.session.scalars(wanted).one()


# Needed, applied for or to be decided. One with new information leads nowhere, so it does not count.
IS_UNDER_WAY = and_(DbsCheck.step.in_(UNDER_WAY), DbsCheck.new_info_on.is_(None))


def check_under_way(role_id: int) -> DbsCheck | None:
    wanted = select(DbsCheck).where(DbsCheck.role_id == role_id, IS_UNDER_WAY)
    return db.session.scalars(wanted.order_by(DbsCheck.id.desc()).limit(1)).first()


def checks_under_way(organisation_id: int) -> dict[int, DbsCheck]:
    """The newest of each role, by role id."""
    wanted = select(DbsCheck).where(DbsCheck.organisation_id == organisation_id, IS_UNDER_WAY)
    return {check.role_id: check for check in db.session.scalars(wanted.order_by(DbsCheck.id))}


class Waiting(NamedTuple):
    """A check that is under way."""

    check_id: int
    required_on: dt.date
    applied_on: dt.date | None
    sent_back_on: dt.date | None
    sent_back_for: SentBackFor | None
    level: DbsLevel
    role_class: RoleClass
    title: str
    person_name: str
    organisation_id: int
    organisation_name: str


_LONGEST_FIRST = Order(DbsCheck.required_on, DbsCheck.id, lambda row: (row.required_on, row.check_id))
_WAITING_AT = {
    ShownCheck.REQUIRED: and_(DbsCheck.step == CheckStep.REQUIRED, DbsCheck.sent_back_on.is_(None)),
    ShownCheck.SENT_BACK: DbsCheck.sent_back_on.is_not(None),
    ShownCheck.APPLIED: and_(DbsCheck.step == CheckStep.APPLIED, DbsCheck.sent_back_on.is_(None)),
    ShownCheck.WITH_DBS: DbsCheck.step == CheckStep.WITH_DBS,
    ShownCheck.ISSUED: DbsCheck.step == CheckStep.ISSUED,
    ShownCheck.SEEN: DbsCheck.step == CheckStep.SEEN,
}
BOARD = tuple(_WAITING_AT)


def numbers_waiting(area_id: int | None, today: dt.date) -> dict[ShownCheck, int]:
    """How many checks wait at each step of the board."""
    each = [func.count().filter(condition) for condition in _WAITING_AT.values()]
    counted: Any = select(*each)
    found = db.session.execute(_waiting(counted, area_id, today)).one()
    return dict(zip(_WAITING_AT, found, strict=True))


def waiting_at(step: ShownCheck, area_id: int | None, today: dt.date, cursor: Cursor | None) -> Page[Waiting]:
    """The longest wait first, counted from the day the check was needed."""
    dates = (DbsCheck.required_on, DbsCheck.applied_on, DbsCheck.sent_back_on, DbsCheck.sent_back_for)
    about = (DbsCheck.level, Role.role_class, Role.title, Person.name, Organisation.id, Organisation.name)
    columns: Any = select(DbsCheck.id, *dates, *about)
    wanted = _waiting(columns, area_id, today).join(Role.person).join(Role.organisation)
    return page(wanted.where(_WAITING_AT[step]), _LONGEST_FIRST, cursor, _fetch_waiting)


def _waiting(wanted: Select[Any], area_id: int | None, today: dt.date) -> Select[Any]:
    """Of open roles; with an area, of groups that are in it."""
    still_held = or_(Role.ended_on.is_(None), Role.ended_on > today)
    narrowed = wanted.select_from(DbsCheck).join(DbsCheck.role).where(IS_UNDER_WAY, still_held)
    if area_id is None:
        return narrowed
    here = select(OrganisationArea.organisation_id).where(
        OrganisationArea.area_id == area_id, OrganisationArea.ended_on.is_(None)
    )
    return narrowed.where(DbsCheck.organisation_id.in_(here))


def _fetch_waiting(wanted: Select[Any]) -> list[Waiting]:
    return [Waiting(*row) for row in db.session.execute(wanted)]


def status_checks_of(check_id: int) -> list[StatusCheck]:
    """The latest first."""
    wanted = select(StatusCheck).where(StatusCheck.dbs_check_id == check_id)
    return list(db.session.scalars(wanted.order_by(StatusCheck.checked_on.desc(), StatusCheck.id.desc())))
