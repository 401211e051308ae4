"""What is done every night for forwarded emails."""

import datetime as dt

from crm.engagement.emails.actions import forget_outdated
from crm.extensions import db
from crm.jobs.at_hand import check_wanted
from crm.jobs.kinds import for_every_area, job


@job("emails", "Forwarded emails that nobody filed", scope=for_every_area("old emails"), nightly_at=dt.time(3, 40))
def forget() -> dict[str, int]:
    forgotten = 0
    while some := forget_outdated():
        db.session.commit()
        forgotten += some
        check_wanted()
    return {"forgotten": forgotten}
