"""What is done every night for what was removed."""

import datetime as dt

from crm.core import clock
from crm.engagement.attachments.queries import removed_before
from crm.extensions import db
from crm.jobs.at_hand import check_wanted
from crm.jobs.kinds import for_every_area, job

PUT_BACK_WITHIN = dt.timedelta(days=1)


@job("attachments", "Forget removed documents", scope=for_every_area("removed documents"), nightly_at=dt.time(3, 45))
def forget_removed() -> dict[str, int]:
    """The document itself goes once nothing names it (`crm/documents/nightly.py`)."""
    forgotten = 0
    while some := removed_before(clock.now() - PUT_BACK_WITHIN):
        for attachment in some:
            db.session.delete(attachment)
        db.session.commit()
        forgotten += len(some)
        check_wanted()
    return {"forgotten": forgotten}
