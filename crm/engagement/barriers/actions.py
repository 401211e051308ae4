import datetime as dt
from collections.abc import Collection

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.engagement.barriers import queries
from crm.engagement.models import Barrier, BarrierKind
from crm.extensions import db
from crm.organisations.models import OrganisationArea


def note(
    link: OrganisationArea, kinds: Collection[BarrierKind], on: dt.date, actor: Account, activity_id: int | None = None
) -> None:
    """One that stands already is not noted twice."""
    if not kinds:
        return
    with db.session.no_autoflush:
        known = {barrier.kind for barrier in queries.standing(link.organisation_id, link.area_id)}
    own = {"organisation_id": link.organisation_id, "area_id": link.area_id, "activity_id": activity_id}
    noted = [Barrier(**own, kind=kind, noted_on=on) for kind in kinds if kind not in known]
    db.session.add_all(noted)
    for barrier in noted:
        record.record("barrier.noted", barrier, actor)


def overcome(barrier: Barrier, actor: Account) -> None:
    """Overcome twice is overcome once."""
    if barrier.ended_on is None:
        barrier.ended_on = clock.today()
        record.record("barrier.overcome", barrier, actor)


def put_back(barrier: Barrier, actor: Account) -> None:
    """It stands after all. Where it was noted again meanwhile, it stands already."""
    known = {other.kind for other in queries.standing(barrier.organisation_id, barrier.area_id)}
    if barrier.kind not in known:
        barrier.ended_on = None
        record.record("barrier.put_back", barrier, actor)
