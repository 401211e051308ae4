"""What is deleted every night."""

import datetime as dt
from collections.abc import Callable

from crm.core import clock
from crm.extensions import db
from crm.jobs.at_hand import check_wanted
from crm.jobs.kinds import for_every_area, job
from crm.retention import actions


@job("retention", "What is past its day", scope=for_every_area("what is deleted by date"), nightly_at=dt.time(4, 0))
def delete_outlived() -> dict[str, int]:
    return {
        "DBS checks deleted": _all(actions.delete_checks),
        "people no longer named": _all(actions.forget_people),
    }


def _all(some: Callable[[dt.date], int]) -> int:
    """Part by part, each kept by itself."""
    done = 0
    while part := some(clock.today()):
        db.session.commit()
        done += part
        check_wanted()
    return done
