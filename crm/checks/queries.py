from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload, undefer

from crm.checks.models import DbsCheck, StatusCheck
from crm.checks.rules.steps import UNDER_WAY
from crm.extensions import db
from crm.organisations.models import Organisation
from crm.people.models import Person, Role


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


def check_under_way(role_id: int) -> DbsCheck | None:
    """Needed, applied for or to be decided. One with new information leads nowhere, so it does not count."""
    of_role = select(DbsCheck).where(DbsCheck.role_id == role_id, DbsCheck.new_info_on.is_(None))
    return db.session.scalars(of_role.where(DbsCheck.step.in_(UNDER_WAY)).order_by(DbsCheck.id.desc()).limit(1)).first()


def status_checks_of(check_id: int) -> list[StatusCheck]:
    """The latest first."""
    wanted = select(StatusCheck).where(StatusCheck.dbs_check_id == check_id)
    return list(db.session.scalars(wanted.order_by(StatusCheck.checked_on.desc(), StatusCheck.id.desc())))
