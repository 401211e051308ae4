"""What is done every night so that people who are recorded twice come into the queue."""

import datetime as dt

from crm.core.database import reading
from crm.extensions import db
from crm.jobs.at_hand import check_wanted
from crm.jobs.kinds import for_every_area, job
from crm.people.matching import finding


@job(
    "people_pairs",
    "People who may be recorded twice",
    scope=for_every_area("pairs of people over all areas"),
    nightly_at=dt.time(2, 30),
)
def look_for_pairs() -> dict[str, int]:
    with reading():
        found = finding.find_pairs()
        db.session.rollback()
    check_wanted()
    brought = finding.bring_up_to_date(found)
    db.session.commit()
    return {"pairs alike": len(found), "of these new in the queue": brought.new, "gone from it": brought.gone}
