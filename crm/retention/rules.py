"""How long what is kept (domain.md 9.2; 13, rule 24).

Months are counted back from the day, so that a role's last day at the end of a long month counts a day or two later.
"""

import datetime as dt

from dateutil.relativedelta import relativedelta

CHECK_MONTHS = 6
CONTACT_MONTHS = 12
PUT_BACK_WITHIN = dt.timedelta(days=1)
LOOK_AHEAD = dt.timedelta(days=30)
NAME_REMOVED = "Name removed"


def checks_until(on: dt.date) -> dt.date:
    """The checks of a role that ended on this day, or before, are deleted."""
    return on - relativedelta(months=CHECK_MONTHS)


def contacts_until(on: dt.date) -> dt.date:
    """Who left their last group on this day, or before, is no longer named."""
    return on - relativedelta(months=CONTACT_MONTHS)
