"""What is done every night for places."""

import datetime as dt

from crm.core.database import reading
from crm.extensions import db
from crm.jobs.at_hand import check_wanted
from crm.jobs.kinds import for_every_area, job
from crm.organisations.actions.places import place_in_wards
from crm.organisations.queries.wards import misplaced


@job("wards", "Places in their wards", scope=for_every_area("nightly wards"), nightly_at=dt.time(0, 25))
def mend_wards() -> dict[str, int]:
    """A ward is kept with every change of a place; once outlines change, or rows past the application, some differ."""
    with reading():
        wrong = misplaced()
        db.session.rollback()
    check_wanted()
    moved = place_in_wards(wrong)
    db.session.commit()
    return {"places put in another ward": moved}
