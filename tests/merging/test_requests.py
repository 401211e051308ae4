from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.core import clock
from crm.engagement.models import ActivityOrganisation
from crm.engagement.requests.models import Request
from tests.factories import Make
from tests.merging.twins import merge


def test_one_question_in_one_meeting_stays_one_with_its_answer(make: Make, session: Session) -> None:
    area = make.area()
    me, kept, gone = make.adviser(area), make.organisation(area), make.organisation(area)
    activity = make.activity(kept, me)
    both = {"activity_id": activity.id, "area_id": area.id, "happened_on": activity.happened_on}
    make.keep(ActivityOrganisation(organisation_id=gone.id, **both))
    make.request(kept, me, activity_id=activity.id)
    make.request(gone, me, activity_id=activity.id, answered_on=clock.today(), answer="Sent the list")
    make.request(gone, me)
    merge(kept, gone, me)
    rows = session.execute(select(Request.organisation_id, Request.answer).order_by(Request.id)).all()
    assert [tuple(row) for row in rows] == [(kept.id, "Sent the list"), (kept.id, "")]
