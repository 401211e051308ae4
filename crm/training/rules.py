"""How long training counts, and what a group should do next (domain.md 6)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta

from crm.core.errors import RuleBroken
from crm.core.labels import Labelled
from crm.training.models import Attendance, AttendanceStatus, Level

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


def check_status(status: AttendanceStatus, held_on: dt.date, today: dt.date) -> None:
    if status in _AFTERWARDS and held_on > today:
        raise RuleBroken(f"The session is on {held_on:%-d %B %Y}: until then people can be booked or cancelled only")


def check_movable(attended: int) -> None:
    """Who came to what, on which day, must stay true."""
    if attended:
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
