import datetime as dt

DAYS = 7
FURTHEST_WEEKS = 520


def monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def monday_said(said: str | None, today: dt.date) -> dt.date:
    """The Monday of the week that an address says, ten years either way; else of this week."""
    try:
        on = dt.date.fromisoformat(said or "")
    except ValueError:
        on = today
    return monday_of(today if abs(on - today) > dt.timedelta(weeks=FURTHEST_WEEKS) else on)
