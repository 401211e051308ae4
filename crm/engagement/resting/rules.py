import datetime as dt

from dateutil.relativedelta import relativedelta

from crm.core.errors import RuleBroken

LONGEST = relativedelta(years=1)


def check_until(until_on: dt.date, today: dt.date) -> None:
    """A rest ends: a group that is forgotten is not a group that rests."""
    if until_on < today:
        raise RuleBroken("The day must be today or later", field="until_on")
    if until_on > today + LONGEST:
        raise RuleBroken("A group rests for a year at most. Then ask how they are", field="until_on")
