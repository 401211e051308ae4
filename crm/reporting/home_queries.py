"""What waits on the home page, counted together: each statement costs more than what it counts."""

import datetime as dt
from typing import NamedTuple

from crm.engagement.requests.queries import Waiting, waiting_for
from crm.extensions import db
from crm.handover.queries import count_offered
from crm.organisations.kinds import Checked
from crm.organisations.queries.checking import counts_to_check


class AtHome(NamedTuple):
    """Requests without an answer, groups that a colleague hands over, and groups to check."""

    requests: Waiting
    offered: int
    to_check: dict[Checked, int]


def waiting_at_home(account_id: int, today: dt.date) -> AtHome:
    to_check = counts_to_check()
    wanted = waiting_for(account_id, today).add_columns(count_offered(account_id), *to_check.values())
    every, late, offered, *counts = db.session.execute(wanted).one()
    return AtHome(Waiting(every, late), offered, dict(zip(to_check, counts, strict=True)))
