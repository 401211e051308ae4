import datetime as dt

from dateutil.relativedelta import relativedelta

from crm.core.errors import RuleBroken

LONGEST = relativedelta(years=1)


def check_until(until_on: dt.date, today: dt.date) -> None:
    """It ends: a group that is forgotten is not at rest, and where everything comes first, nothing does."""
    if until_on < today:
        raise RuleBroken("The day must be today or later", field="until_on")
    if until_on > today + LONGEST:
        raise RuleBroken("The day must be a year from today at most", field="until_on")
