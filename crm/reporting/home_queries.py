"""What waits on the home page, counted together: each statement costs more than what it counts."""

from sqlalchemy import select

from crm.extensions import db
from crm.handover.queries import count_offered
from crm.organisations.kinds import Checked
from crm.organisations.queries.checking import counts_to_check


def waiting_at_home(account_id: int) -> tuple[int, dict[Checked, int]]:
    """How many groups a colleague hands over to somebody, and how many are to be checked."""
    to_check = counts_to_check()
    offered, *counts = db.session.execute(select(count_offered(account_id), *to_check.values())).one()
    return offered, dict(zip(to_check, counts, strict=True))
