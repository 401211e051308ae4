import datetime as dt
from collections.abc import Collection

from sqlalchemy import update
from sqlalchemy.orm.attributes import set_committed_value

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.engagement import queries, rules
from crm.engagement.actions.follow_ups import ASK_AGAIN, follow_up_of
from crm.engagement.actions.said import Happening, Promise
from crm.engagement.models import Activity, StageChange
from crm.engagement.queries import Footing
from crm.engagement.rules import Attempt, Move
from crm.extensions import db
from crm.organisations.kinds import Stage
from crm.organisations.models import OrganisationArea


def move_with(activity: Activity, footing: Footing, happening: Happening, *, is_named: bool) -> Move:
    """One stage at a time, as the map lets it; the answer says why it stays."""
    link = footing.link
    latest = Attempt(happening.method, happening.outcome, happening.happened_on)
    earlier: list[Attempt] = []
    if happening.outcome in rules.GONE:
        with db.session.no_autoflush:
            earlier = queries.attempts_since_answer(link.organisation_id, link.area_id)
    accepted = footing.has_accepted or bool(happening.offers_accepted)
    move = rules.move(link.stage, latest, earlier, named=is_named, accepted=accepted)
    _step(link, move.steps, happening.happened_on, activity_id=activity.id)
    return move


def change_stage(
    footing: Footing, stage: Stage, reason: str, actor: Account, recontact_on: dt.date | None = None
) -> StageChange:
    """Not found, declined or back to identified, said by a person with a reason."""
    link = footing.link
    tried = queries.attempts_since_answer(link.organisation_id, link.area_id) if stage is Stage.NOT_FOUND else []
    rules.check_by_hand(link.stage, stage, tried)
    (change,) = _step(link, (stage,), clock.today(), reason=reason)
    record.record("stage.changed", change, actor)
    if stage is Stage.DECLINED:
        due_on = recontact_on or clock.today() + rules.AFTER_REFUSAL
        rules.check_due(due_on, clock.today())
        db.session.add(follow_up_of(link, Promise(ASK_AGAIN, due_on, actor.id)))
    return change


def _step(
    link: OrganisationArea,
    steps: Collection[Stage],
    on: dt.date,
    *,
    activity_id: int | None = None,
    reason: str = "",
) -> list[StageChange]:
    """One stage_change a step; the area's own copy of the stage goes with them, in one statement."""
    if not steps:
        return []
    on = rules.moved_on(on, link.stage_on)
    pairs = zip((link.stage, *steps), steps, strict=False)
    changes = [
        StageChange(
            organisation_id=link.organisation_id,
            area_id=link.area_id,
            from_stage=start,
            to_stage=end,
            on=on,
            activity_id=activity_id,
            reason=reason,
        )
        for start, end in pairs
    ]
    db.session.add_all(changes)
    stage = changes[-1].to_stage
    here = update(OrganisationArea).where(OrganisationArea.id == link.id).values(stage=stage, stage_on=on)
    db.session.execute(here, execution_options={"synchronize_session": False})
    set_committed_value(link, "stage", stage)
    set_committed_value(link, "stage_on", on)
    return changes
