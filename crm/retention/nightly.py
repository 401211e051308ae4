"""What is deleted every night."""

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from crm.core import clock
from crm.extensions import db
from crm.jobs.at_hand import check_wanted
from crm.jobs.kinds import for_every_area, job
from crm.retention import actions, rules

Until = TypeVar("Until")


@job("retention", "What is past its day", scope=for_every_area("what is deleted by date"), nightly_at=dt.time(4, 0))
def delete_outlived() -> dict[str, int]:
    return {
        "DBS checks deleted": _all(actions.delete_checks, clock.today()),
        "people no longer named": _all(actions.forget_people, clock.today()),
        "removed files deleted": _all(actions.delete_removed, clock.now() - rules.PUT_BACK_WITHIN),
    }


def _all(some: Callable[[Until], int], until: Until) -> int:
    """Part by part, each kept by itself."""
    done = 0
    while part := some(until):
        db.session.commit()
        done += part
        check_wanted()
    return done
