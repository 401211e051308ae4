import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload

from crm.access.scope import every_area
from crm.areas.models import Area
from crm.checks.batches.models import Appointment, Batch, Result
from crm.checks.models import CheckStep, DbsCheck
from crm.core.paging import Cursor, Order, Page, page
from crm.extensions import db
from crm.organisations.models import Organisation
from crm.people.models import Person, Role

LATELY = dt.timedelta(days=7)
MOST_TO_COME = 30

_NEWEST_FIRST = Order(Batch.held_on, Batch.id, lambda row: (row.held_on, row.id), descending=True)


class Turn(NamedTuple):
    """Somebody's appointment, with how the application goes on."""

    appointment_id: int
    number: int
    result: Result | None
    check_id: int
    step: CheckStep
    sent_back_on: dt.date | None
    role_class: Any
    title: str
    person_name: str
    organisation_id: int
    organisation_name: str


def batches_page(cursor: Cursor | None) -> Page[Any]:
    """The latest day first, those to come before all others."""
    columns = (Batch.id, Batch.held_on, Batch.starts_at, Batch.place, Batch.body, Batch.places, Batch.called_off_on)
    wanted: Any = select(*columns, Area.name.label("area")).join(Batch.area)
    return page(wanted, _NEWEST_FIRST, cursor, lambda narrowed: db.session.execute(narrowed).all())


def batches_to_come(today: dt.date) -> list[Batch]:
    """The next first, and those of the last week, which somebody may have come to unannounced."""
    wanted = select(Batch).where(Batch.held_on >= today - LATELY, Batch.called_off_on.is_(None))
    return list(db.session.scalars(wanted.order_by(Batch.held_on, Batch.id).limit(MOST_TO_COME)))


def batch(batch_id: int) -> Batch:
    return db.session.scalars(select(Batch).where(Batch.id == batch_id).options(joinedload(Batch.area))).one()


def locked_batch(batch_id: int) -> Batch:
    """On PostgreSQL, so that of two people who give out places the second sees the first's; SQLite has waited."""
    wanted = select(Batch).where(Batch.id == batch_id).with_for_update()
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def numbers_taken(batch_id: int) -> list[int]:
    """Also those of groups that are out of scope."""
    with every_area("which places of a batch are taken"):
        return list(db.session.scalars(select(Appointment.number).where(Appointment.batch_id == batch_id)))


def numbers_made(batch_ids: Sequence[int]) -> dict[int, int]:
    """How many appointments each batch has, whichever area's the groups are."""
    counted = select(Appointment.batch_id, func.count()).where(Appointment.batch_id.in_(batch_ids))
    with every_area("how many places of batches are taken"):
        return dict(db.session.execute(counted.group_by(Appointment.batch_id)).all())


def has_results(batch_id: int) -> bool:
    """Whether anything was recorded of it, of whichever area's groups."""
    wanted = select(Appointment.id).where(Appointment.batch_id == batch_id, Appointment.result.is_not(None)).limit(1)
    with every_area("whether what came of a batch is recorded"):
        return db.session.scalars(wanted).first() is not None


def turns_of(batch_id: int) -> list[Turn]:
    """Of groups in scope, by turn."""
    columns = (Appointment.id, Appointment.number, Appointment.result, DbsCheck.id, DbsCheck.step)
    about = (DbsCheck.sent_back_on, Role.role_class, Role.title, Person.name, Organisation.id, Organisation.name)
    wanted: Any = (
        select(*columns, *about)
        .select_from(Appointment)
        .join(Appointment.check)
        .join(DbsCheck.role)
        .join(Role.person)
        .join(Role.organisation)
        .where(Appointment.batch_id == batch_id)
        .order_by(Appointment.number)
    )
    return [Turn(*row) for row in db.session.execute(wanted)]


def appointments_of(batch_id: int) -> dict[int, Appointment]:
    """Of groups in scope, by id, with the check and its role."""
    to_role = joinedload(Appointment.check).joinedload(DbsCheck.role)
    wanted = select(Appointment).where(Appointment.batch_id == batch_id).options(to_role)
    return {appointment.id: appointment for appointment in db.session.scalars(wanted)}


def appointment(appointment_id: int) -> Appointment:
    wanted = select(Appointment).where(Appointment.id == appointment_id).options(joinedload(Appointment.batch))
    return db.session.scalars(wanted).one()


def taken_up_in(batch_id: int, check_ids: Collection[int]) -> dict[int, Batch]:
    """The batch in which each of these checks waits for its day; or this one, whatever came of it."""
    waits = and_(Appointment.result.is_(None), Batch.called_off_on.is_(None))
    wanted = (
        select(Appointment)
        .join(Appointment.batch)
        .where(Appointment.dbs_check_id.in_(check_ids), waits | (Appointment.batch_id == batch_id))
        .options(joinedload(Appointment.batch))
    )
    with every_area("whether somebody is in a batch already"):
        return {one.dbs_check_id: one.batch for one in db.session.scalars(wanted)}


def last_appointment(check_id: int) -> Appointment | None:
    """In a batch that the reader may see."""
    wanted = select(Appointment).join(Appointment.batch).where(Appointment.dbs_check_id == check_id)
    latest = wanted.order_by(Batch.held_on.desc(), Appointment.id.desc()).limit(1)
    return db.session.scalars(latest.options(joinedload(Appointment.batch))).first()
