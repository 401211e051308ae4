"""What of the kept facts is worked out again at the turn of the day."""

import datetime as dt

from sqlalchemy import select

from crm.core import clock
from crm.core.database import reading
from crm.extensions import db
from crm.jobs.at_hand import check_wanted
from crm.jobs.kinds import for_every_area, job
from crm.organisations import touched
from crm.reporting.models import Standing

AT_ONCE = 500


@job("standing", "Facts that change by date", scope=for_every_area("nightly standing"), nightly_at=dt.time(0, 10))
def refresh_what_changed() -> dict[str, int]:
    """Of each group in which something began or ended by itself; until then its pages work it out each time."""
    count = after = 0
    while ids := _changed_by_themselves(after):
        check_wanted()
        touched.touch(db.session(), ids)
        db.session.commit()
        count, after = count + len(ids), ids[-1]
    return {"groups worked out again": count}


def _changed_by_themselves(after: int) -> list[int]:
    wanted = select(Standing.organisation_id).where(
        Standing.changes_on <= clock.today(), Standing.organisation_id > after
    )
    with reading():
        ids = list(db.session.scalars(wanted.order_by(Standing.organisation_id).limit(AT_ONCE)))
        db.session.rollback()
    return ids
