import datetime as dt
from typing import Any

import pytest

from crm.core.errors import RuleBroken
from crm.training import rules
from crm.training.models import Attendance, AttendanceStatus, Level
from crm.training.rules import ShownTraining

TODAY = dt.date(2026, 11, 22)
A_DAY = dt.timedelta(days=1)
LEAD, OTHER = 1, 2


def attended(
    person_id: int = OTHER, level: Level = Level.L1, until: dt.date | None = TODAY, **facts: Any
) -> Attendance:
    usual = {"completed_on": dt.date(2024, 1, 1), "status": AttendanceStatus.ATTENDED, "valid_until": until}
    return Attendance(person_id=person_id, level=level, **{**usual, **facts})


def test_each_level_has_its_time_until_the_refresher() -> None:
    """Domain.md 6.1."""
    months = {level.value: rules.REFRESH_MONTHS[level] for level in Level}
    assert months == {"l1": 36, "l2": 36, "l3": 24, "sr": 60, "sp": 36, "tt": 24, "cy": None}


def test_training_counts_for_the_refresh_time_clipped_to_the_month() -> None:
    assert rules.valid_until(dt.date(2024, 2, 29), 36) == dt.date(2027, 2, 28)
    assert rules.valid_until(dt.date(2024, 2, 29), None) is None


@pytest.mark.parametrize(
    ("days_left", "state"),
    [
        (61, ShownTraining.IN_DATE),
        (60, ShownTraining.REFRESHER_DUE),
        (0, ShownTraining.REFRESHER_DUE),
        (-1, ShownTraining.REFRESHER_OVERDUE),
    ],
)
def test_the_refresher_is_due_for_sixty_days(days_left: int, state: ShownTraining) -> None:
    one = attended(until=TODAY + days_left * A_DAY)
    assert rules.state_on(one, TODAY) is state
    assert rules.is_in_date(one, TODAY) is (days_left >= 0)


def test_training_counts_from_the_day_it_was_completed() -> None:
    assert not rules.is_in_date(attended(), dt.date(2023, 12, 31))
    assert rules.is_in_date(attended(until=None), dt.date(2040, 1, 1))


@pytest.mark.parametrize("status", [AttendanceStatus.PART_ATTENDED, AttendanceStatus.NO_SHOW, AttendanceStatus.BOOKED])
def test_who_did_not_attend_in_full_has_nothing_to_show(status: AttendanceStatus) -> None:
    """Domain.md 13, rule 23."""
    one = attended(status=status, completed_on=None, until=None)
    assert rules.state_on(one, TODAY) is ShownTraining.NOTHING


@pytest.mark.parametrize("status", list(AttendanceStatus))
def test_before_the_day_people_are_booked_or_cancelled_only(status: AttendanceStatus) -> None:
    rules.check_status(status, TODAY, TODAY)
    if status in (AttendanceStatus.BOOKED, AttendanceStatus.WAITLISTED, AttendanceStatus.CANCELLED):
        rules.check_status(status, TODAY + A_DAY, TODAY)
    else:
        with pytest.raises(RuleBroken, match="23 November 2026"):
            rules.check_status(status, TODAY + A_DAY, TODAY)


def test_after_the_day_nobody_is_booked() -> None:
    with pytest.raises(RuleBroken, match="21 November 2026: nobody can be booked"):
        rules.check_status(AttendanceStatus.BOOKED, TODAY - A_DAY, TODAY)


@pytest.mark.parametrize(
    ("leads", "attendances", "words"),
    [
        (set(), [attended()], "who their safeguarding lead is"),
        ({LEAD}, [attended()], "lead on a level 3 course"),
        ({LEAD}, [attended(LEAD, Level.L2)], "lead on a level 3 course"),
        ({LEAD}, [attended(LEAD, Level.L3, TODAY - A_DAY)], "refresher now"),
        ({LEAD}, [attended(LEAD, Level.L3), attended(LEAD, Level.L1)], "somebody besides the lead"),
        ({LEAD}, [attended(LEAD, Level.L3), attended(OTHER, Level.SP)], "somebody besides the lead"),
        ({LEAD}, [attended(LEAD, Level.L3), attended(OTHER, Level.L2)], "refresher that is due soon"),
        ({LEAD}, [attended(LEAD, Level.L3, None), attended(OTHER, Level.L2, None)], "Nothing to do"),
    ],
)
def test_the_next_step_of_a_group(leads: set[int], attendances: list[Attendance], words: str) -> None:
    """Architecture.md 4: the lead has level 3, and one other level 1 or 2."""
    assert words in rules.standing(leads, attendances, TODAY).next_step


def test_the_course_that_lasts_longest_counts() -> None:
    many = [attended(until=TODAY - A_DAY), attended(until=TODAY + 900 * A_DAY)]
    assert rules.best_state(many, TODAY) is ShownTraining.IN_DATE
