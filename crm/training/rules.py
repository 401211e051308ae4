"""How long training counts, and what a group should do next (domain.md 6)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta

from crm.core.errors import RuleBroken
from crm.core.labels import Labelled
from crm.training.models import Attendance, AttendanceStatus, Level, Plan

# Domain.md 6.1: what a new course of the level begins with; None needs no refresher.
REFRESH_MONTHS: dict[Level, int | None] = {
    Level.L1: 36,
    Level.L2: 36,
    Level.L3: 24,
    Level.SR: 60,
    Level.SP: 36,
    Level.TT: 24,
    Level.CY: None,
}
# Domain.md 6.1: for whom each level is, and what it teaches.
ABOUT: dict[Level, str] = {
    Level.L1: "Everybody who works there, and trustees: to recognise, respond and report",
    Level.L2: "Teachers, imams and youth leaders: level 1, and safer practice, recording and allegations",
    Level.L3: "The safeguarding lead and deputy: their role, thresholds, MASH, LADO, keeping records and supervision",
    Level.SR: "Whoever chooses new people",
    Level.SP: "Whoever needs this subject",
    Level.TT: "People of the community who will train others",
    Level.CY: "Children or parents",
}
FOR_LEADS = (Level.L3,)
FOR_OTHERS = (Level.L1, Level.L2)
DUE_FROM_DAYS = 60
WEEKEND = (5, 6)
EVENING = dt.time(18)

_AFTERWARDS = (AttendanceStatus.ATTENDED, AttendanceStatus.PART_ATTENDED, AttendanceStatus.NO_SHOW)


class ShownTraining(Labelled):
    """How one person's training stands on a day."""

    IN_DATE = "in_date", "In date"
    REFRESHER_DUE = "refresher_due", "Refresher due soon"
    REFRESHER_OVERDUE = "refresher_overdue", "Refresher overdue"
    NOTHING = "nothing", "None recorded"


IN_DATE_STATES = frozenset({ShownTraining.IN_DATE, ShownTraining.REFRESHER_DUE})


def valid_until(completed_on: dt.date, refresh_months: int | None) -> dt.date | None:
    """None needs no refresher. Month ends clip (domain.md 13, rule 23)."""
    return completed_on + relativedelta(months=refresh_months) if refresh_months else None


class ShownSession(Labelled):
    """How a session stands on a day: what its area says of it, and what follows from the day and the places."""

    PLANNED = "planned", "Planned"
    OPEN = "open", "Open for booking"
    FULL = "full", "Full"
    DELIVERED = "delivered", "Delivered"
    CANCELLED = "cancelled", "Cancelled"


def shown_session(plan: Plan, held_on: dt.date, capacity: int | None, taken: int, today: dt.date) -> ShownSession:
    """`taken` are the places of all areas."""
    if plan is Plan.CANCELLED:
        return ShownSession.CANCELLED
    if held_on < today:
        return ShownSession.DELIVERED
    if plan is Plan.PLANNED:
        return ShownSession.PLANNED
    return ShownSession.FULL if places_free(capacity, taken) == 0 else ShownSession.OPEN


def is_out_of_hours(held_on: dt.date, starts_at: dt.time | None) -> bool:
    """From six in the evening, and at weekends (domain.md 6.3)."""
    return held_on.weekday() in WEEKEND or (starts_at is not None and starts_at >= EVENING)


def check_hours(starts_at: dt.time | None, ends_at: dt.time | None) -> None:
    if ends_at is None:
        return
    if starts_at is None:
        raise RuleBroken("Enter when it begins, as you say when it ends", field="starts_at")
    if ends_at <= starts_at:
        raise RuleBroken("It must end after it begins", field="ends_at")


def places_free(capacity: int | None, taken: int) -> int | None:
    """None where there is no limit."""
    return None if capacity is None else max(0, capacity - taken)


def waits_already(status: AttendanceStatus, wanted: AttendanceStatus) -> bool:
    """Whoever asks again keeps their turn."""
    return status is AttendanceStatus.WAITLISTED and wanted is AttendanceStatus.BOOKED


def is_with_another(attendance: Attendance, organisation_id: int) -> bool:
    """Whom another group booked, or brought. Whoever gave up there, or did not come, anybody may record."""
    has_gone = attendance.status in (AttendanceStatus.CANCELLED, AttendanceStatus.NO_SHOW)
    return attendance.organisation_id != organisation_id and not has_gone


def is_to_come(plan: Plan, held_on: dt.date, today: dt.date) -> bool:
    return plan is not Plan.CANCELLED and held_on >= today


def check_bookable(plan: Plan, held_on: dt.date, today: dt.date) -> None:
    if plan is not Plan.OPEN or held_on < today:
        raise RuleBroken("This session cannot be booked any more. Ask your adviser about another")


def check_given_up(plan: Plan, held_on: dt.date, today: dt.date, *, is_booking: bool) -> None:
    if not is_booking or not is_to_come(plan, held_on, today):
        raise RuleBroken("Nothing was given up: the session is over or cancelled, or it was given up already")


def check_capacity(capacity: int | None, taken: int) -> None:
    if capacity is not None and capacity < taken:
        raise RuleBroken(f"{taken} places are taken already", field="capacity")


def check_takes_place(plan: Plan) -> None:
    if plan is Plan.CANCELLED:
        raise RuleBroken("The session is cancelled")


def check_cancellable(plan: Plan, came: int) -> None:
    if plan is Plan.CANCELLED:
        raise RuleBroken("The session is cancelled already")
    if came:
        raise RuleBroken("People are recorded as having come, so it took place")


def check_cancelled(plan: Plan) -> None:
    if plan is not Plan.CANCELLED:
        raise RuleBroken("The session is not cancelled")


def check_status(status: AttendanceStatus, held_on: dt.date, today: dt.date) -> None:
    if status in _AFTERWARDS and held_on > today:
        raise RuleBroken(f"The session is on {held_on:%-d %B %Y}: until then people can be booked or cancelled only")
    if status is AttendanceStatus.BOOKED and held_on < today:
        raise RuleBroken(f"The session was on {held_on:%-d %B %Y}: nobody can be booked any more. Say who came")


def check_movable(came: int) -> None:
    """Who came to what, on which day, must stay true."""
    if came:
        raise RuleBroken("People are recorded as having come, so the course and the day can no longer be changed")


def state_on(attendance: Attendance, on: dt.date) -> ShownTraining:
    """In date up to and on the last day. Who came in part, or did not come, has nothing to show for it."""
    if attendance.completed_on is None or attendance.completed_on > on:
        return ShownTraining.NOTHING
    if attendance.valid_until is None:
        return ShownTraining.IN_DATE
    if on > attendance.valid_until:
        return ShownTraining.REFRESHER_OVERDUE
    is_due = on >= attendance.valid_until - dt.timedelta(days=DUE_FROM_DAYS)
    return ShownTraining.REFRESHER_DUE if is_due else ShownTraining.IN_DATE


def is_in_date(attendance: Attendance, on: dt.date) -> bool:
    return state_on(attendance, on) in IN_DATE_STATES


def best_state(attendances: Iterable[Attendance], on: dt.date) -> ShownTraining:
    """Of several courses that would do, the one that lasts longest counts."""
    states = {state_on(attendance, on) for attendance in attendances}
    return next((state for state in ShownTraining if state in states), ShownTraining.NOTHING)


_LEADS_STEP = {
    ShownTraining.NOTHING: "Book the safeguarding lead on a level 3 course",
    ShownTraining.REFRESHER_OVERDUE: "Book the safeguarding lead on a level 3 refresher now",
}
_OTHERS_STEP = {
    ShownTraining.NOTHING: "Book somebody besides the lead on level 1 or level 2",
    ShownTraining.REFRESHER_OVERDUE: "Book somebody besides the lead on a level 1 or level 2 refresher now",
}


@dataclass(frozen=True)
class Standing:
    """A group's training on a day: the lead needs level 3, and somebody else level 1 or 2 (architecture.md 4)."""

    has_lead: bool
    lead: ShownTraining
    others: ShownTraining

    @property
    def next_step(self) -> str:
        if not self.has_lead:
            return "Ask who their safeguarding lead is: the lead needs level 3"
        if self.lead not in IN_DATE_STATES:
            return _LEADS_STEP[self.lead]
        if self.others not in IN_DATE_STATES:
            return _OTHERS_STEP[self.others]
        if ShownTraining.REFRESHER_DUE in (self.lead, self.others):
            return "Book the refresher that is due soon"
        return "Nothing to do until the next refresher"


def standing(leads: set[int], attendances: Iterable[Attendance], on: dt.date) -> Standing:
    """`leads` are the person ids of the open designated leads; `attendances` those of people with an open role."""
    known = list(attendances)
    of_leads = [one for one in known if one.person_id in leads and one.level in FOR_LEADS]
    of_others = [one for one in known if one.person_id not in leads and one.level in FOR_OTHERS]
    return Standing(bool(leads), best_state(of_leads, on), best_state(of_others, on))
