from crm.accounts.models import Account
from crm.areas.queries import wards_by_name
from crm.audit import record
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.core.text import one_line
from crm.extensions import db
from crm.sweeps import rules
from crm.sweeps.models import Sweep
from crm.sweeps.rules import Facts


def record_sweep(area_id: int, facts: Facts, actor: Account) -> list[Sweep]:
    """One row a ward, or one for the whole area."""
    rules.check_sweep(facts, [ward.id for ward in wards_by_name(area_id)], clock.today())
    ward_ids: list[int | None] = [*sorted(facts.ward_ids)] or [None]
    sweeps = [
        Sweep(
            area_id=area_id,
            ward_id=ward_id,
            swept_on=facts.swept_on,
            way=facts.way,
            looked_by=one_line(facts.looked_by),
            groups_found=facts.groups_found,
            note=facts.note,
            recorded_by_id=actor.id,
        )
        for ward_id in ward_ids
    ]
    db.session.add_all(sweeps)
    db.session.flush()
    for sweep in sweeps:
        record.record("sweep.recorded", sweep, actor)
    return sweeps


def remove_sweep(sweep: Sweep, actor: Account) -> None:
    """It was recorded by mistake."""
    if sweep.removed_at is not None:
        raise RuleBroken("Somebody has removed this already")
    sweep.removed_at = clock.now()
    record.record("sweep.removed", sweep, actor)


def put_back(sweep: Sweep, actor: Account) -> None:
    if sweep.removed_at is None or not rules.may_put_back(sweep.removed_at, clock.now()):
        raise RuleBroken("This cannot be put back any more: record it again")
    sweep.removed_at = None
    record.record("sweep.put_back", sweep, actor)
