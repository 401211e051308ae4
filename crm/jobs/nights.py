"""What is to be done once a night. A night that the machine was off is made up for when a worker next runs."""

import datetime as dt

from crm.core import clock
from crm.extensions import db
from crm.jobs import actions, queries, rules
from crm.jobs.kinds import Kind, for_every_area, job, nightly


def missing() -> list[tuple[Kind, str]]:
    """The nightly work that nobody has asked for yet, each with the key that keeps it to once a night."""
    now = clock.now().astimezone(clock.LONDON)
    due = [(kind, f"{kind.name} {rules.night_of(now, kind.nightly_at)}") for kind in nightly() if kind.nightly_at]
    return [(kind, key) for kind, key in due if not queries.is_known(key)]


@job("jobs.forget", "Forget work that ended long ago", scope=for_every_area("old jobs"), nightly_at=dt.time(3, 30))
def forget_old() -> dict[str, int]:
    count = actions.forget_old()
    db.session.commit()
    return {"forgotten": count}
