import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from crm.access.scope import every_area
from crm.areas.models import Area
from crm.core.paging import Cursor, Order, Page, page
from crm.extensions import db
from crm.organisations.models import Organisation
from crm.people.models import Person, Role
from crm.training.models import Attendance, AttendanceStatus, Course, Plan, TrainingSession

CAME = (AttendanceStatus.ATTENDED, AttendanceStatus.PART_ATTENDED)
HAVE_A_PLACE = (AttendanceStatus.BOOKED, *CAME)
MOST_AT_A_SESSION = 500
MOST_TO_COME = 10
MOST_TO_BOOK = 50

NEWEST_FIRST = Order(TrainingSession.held_on, TrainingSession.id, lambda row: (row.held_on, row.id), descending=True)


class Came(NamedTuple):
    """Somebody at a session, and of which group."""

    organisation_id: int
    organisation_name: str
    person_id: int
    person_name: str
    status: AttendanceStatus
    valid_until: dt.date | None


def sessions_page(cursor: Cursor | None) -> Page[Any]:
    """The newest first."""
    of_session = TrainingSession
    columns = of_session.id, of_session.held_on, of_session.starts_at, of_session.place
    wanted: Any = (
        select(
            *columns,
            of_session.plan,
            of_session.capacity,
            Course.title.label("course"),
            Course.level,
            Area.name.label("area"),
        )
        .join(TrainingSession.course)
        .join(TrainingSession.area)
    )
    return page(wanted, NEWEST_FIRST, cursor, lambda narrowed: db.session.execute(narrowed).all())


def numbers_who_came(session_ids: Sequence[int]) -> dict[int, int]:
    """People of the reader's own groups, by session; a session that none of them came to is left out."""
    counted = (
        select(Attendance.training_session_id, func.count(Attendance.id))
        .where(Attendance.training_session_id.in_(session_ids), Attendance.status.in_(CAME))
        .group_by(Attendance.training_session_id)
    )
    return dict(db.session.execute(counted).all())


def places_taken(session_ids: Sequence[int]) -> dict[int, int]:
    """By session, by people of all areas: a place is taken whoever may know by whom."""
    counted = (
        select(Attendance.training_session_id, func.count(Attendance.id))
        .where(Attendance.training_session_id.in_(session_ids), Attendance.status.in_(HAVE_A_PLACE))
        .group_by(Attendance.training_session_id)
    )
    with every_area("how many places are taken at sessions"):
        return dict(db.session.execute(counted).all())


def waiting(session_id: int) -> list[Attendance]:
    """Whoever asked first comes first."""
    wanted = select(Attendance).filter_by(training_session_id=session_id, status=AttendanceStatus.WAITLISTED)
    current = wanted.execution_options(populate_existing=True)
    return list(db.session.scalars(current.order_by(Attendance.booked_at, Attendance.id)))


def sessions_to_book(area_ids: Collection[int], today: dt.date) -> Sequence[TrainingSession]:
    """Open to groups of these areas, the soonest first."""
    wanted = select(TrainingSession).where(
        TrainingSession.area_id.in_(area_ids), TrainingSession.plan == Plan.OPEN, TrainingSession.held_on >= today
    )
    loaded = wanted.options(joinedload(TrainingSession.course), joinedload(TrainingSession.language))
    return db.session.scalars(loaded.order_by(TrainingSession.held_on, TrainingSession.id).limit(MOST_TO_BOOK)).all()


def booked_by(organisation_id: int, session_id: int) -> Sequence[Attendance]:
    """People of the group at one session, by name."""
    wanted = select(Attendance).filter_by(organisation_id=organisation_id, training_session_id=session_id)
    loaded = wanted.join(Attendance.person).options(contains_eager(Attendance.person))
    return db.session.scalars(loaded.order_by(Person.sort_name, Person.id)).all()


def numbers_booked_by(organisation_id: int, session_ids: Sequence[int]) -> dict[int, int]:
    """People of the group with a place, or who wait for one, by session."""
    counted = select(Attendance.training_session_id, func.count(Attendance.id)).where(
        Attendance.organisation_id == organisation_id,
        Attendance.training_session_id.in_(session_ids),
        Attendance.status.in_((AttendanceStatus.BOOKED, AttendanceStatus.WAITLISTED)),
    )
    return dict(db.session.execute(counted.group_by(Attendance.training_session_id)).all())


def lock_session(session: TrainingSession) -> None:
    """As it stands now; whoever else wants places waits until this is saved."""
    db.session.refresh(session, ["plan", "capacity", "held_on", "version_id"], with_for_update=True)


def courses() -> list[Course]:
    return list(db.session.scalars(select(Course).order_by(Course.level, Course.code)))


def catalogue() -> list[Course]:
    """The courses with their parts."""
    wanted = select(Course).options(selectinload(Course.parts)).order_by(Course.level, Course.code)
    return list(db.session.scalars(wanted))


def course(course_id: int) -> Course:
    return db.session.scalars(select(Course).where(Course.id == course_id)).one()


def course_with_parts(course_id: int) -> Course:
    return db.session.scalars(select(Course).where(Course.id == course_id).options(selectinload(Course.parts))).one()


def sessions_to_come(course_id: int, today: dt.date) -> Sequence[TrainingSession]:
    """The next ten of any area that take place."""
    wanted = select(TrainingSession).where(
        TrainingSession.course_id == course_id,
        TrainingSession.held_on >= today,
        TrainingSession.plan != Plan.CANCELLED,
    )
    soonest = wanted.order_by(TrainingSession.held_on, TrainingSession.id).limit(MOST_TO_COME)
    return db.session.scalars(soonest.options(joinedload(TrainingSession.area))).all()


def session_with_course(session_id: int) -> TrainingSession:
    wanted = select(TrainingSession).where(TrainingSession.id == session_id)
    with_parts = joinedload(TrainingSession.course).selectinload(Course.parts)
    languages = (TrainingSession.language, TrainingSession.other_language, TrainingSession.interpreter_language)
    loaded = wanted.options(with_parts, joinedload(TrainingSession.area), *map(joinedload, languages))
    return db.session.scalars(loaded).one()


def who_came(session_id: int) -> list[Came]:
    """Of the groups in scope, by group and name; the rest came all the same, and do not show."""
    columns = (Organisation.id, Organisation.name, Person.id, Person.name, Attendance.status, Attendance.valid_until)
    wanted = (
        select(*columns)
        .select_from(Attendance)
        .join(Attendance.person)
        .join(Organisation, Organisation.id == Attendance.organisation_id)
        .where(Attendance.training_session_id == session_id)
        .order_by(Organisation.sort_name, Organisation.id, Person.sort_name, Person.id)
        .limit(MOST_AT_A_SESSION)
    )
    return [Came(*row) for row in db.session.execute(wanted)]


def attendances_from(session_id: int, organisation_id: int) -> dict[int, Attendance]:
    """By person."""
    wanted = select(Attendance).filter_by(training_session_id=session_id, organisation_id=organisation_id)
    current = wanted.execution_options(populate_existing=True)
    return {attendance.person_id: attendance for attendance in db.session.scalars(current)}


def attendances_of(session_id: int, person_ids: Collection[int]) -> dict[int, Attendance]:
    """By person, with whichever group: a person is at a session once, and the group may be out of scope."""
    wanted = select(Attendance).where(
        Attendance.training_session_id == session_id, Attendance.person_id.in_(person_ids)
    )
    current = wanted.options(joinedload(Attendance.person)).execution_options(populate_existing=True)
    with every_area("who is recorded at a session already"):
        return {attendance.person_id: attendance for attendance in db.session.scalars(current)}


def number_who_came(session_id: int) -> int:
    """Of all areas, since the session is theirs too."""
    counted = select(func.count(Attendance.id)).where(
        Attendance.training_session_id == session_id, Attendance.status.in_(CAME)
    )
    with every_area("whether anybody came to a session"):
        return db.session.scalars(counted).one()


def training_of(organisation_id: int) -> list[Attendance]:
    """Of everybody with an open role in the group, wherever it was recorded; the newest first."""
    members = select(Role.person_id).where(Role.organisation_id == organisation_id, Role.ended_on.is_(None))
    wanted = (
        select(Attendance)
        .join(Attendance.session)
        .where(Attendance.person_id.in_(members))
        .options(joinedload(Attendance.session).joinedload(TrainingSession.course))
        .order_by(TrainingSession.held_on.desc(), Attendance.id.desc())
    )
    return list(db.session.scalars(wanted))
