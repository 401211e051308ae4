"""The stage of a group in an area as people are shown it.

It rests on contact, policy, people and training, which organisations may not know: reporting says at start-up how
it is worked out (crm/reporting/stages.py).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select

from crm.extensions import db
from crm.organisations.kinds import ENGAGED, MAY_LAPSE, ShownStage, Stage
from crm.organisations.models import OrganisationArea


@dataclass(frozen=True)
class WorkedOut:
    """`stage` is that of an OrganisationArea, in a select that `join` has joined to what it rests on."""

    stage: ColumnElement[ShownStage]
    join: Callable[[Select[Any]], Select[Any]]


_worked_out: list[WorkedOut] = []


def register(how: WorkedOut) -> None:
    _worked_out[:] = [how]


def shown_stage() -> ColumnElement[ShownStage]:
    return _worked_out[0].stage


def with_facts(links: Any) -> Select[Any]:
    """A select from OrganisationArea, joined to what `shown_stage` rests on."""
    return _worked_out[0].join(links)


def shown_stages(organisation_id: int) -> dict[int, ShownStage]:
    """By area. What other areas may be told of it is for the caller to say."""
    wanted = (
        select(OrganisationArea.area_id, shown_stage().label("stage"))
        .select_from(OrganisationArea)
        .where(OrganisationArea.organisation_id == organisation_id)
    )
    return {row.area_id: row.stage for row in db.session.execute(with_facts(wanted))}


def is_shown(wanted: Collection[ShownStage]) -> ColumnElement[bool]:
    """Whether an OrganisationArea has one of these; the stored stage is asked first, and often says it all."""
    behind = {stage for shown in wanted for stage in _behind(shown)}
    stored = OrganisationArea.stage.in_(behind)
    return and_(stored, shown_stage().in_(wanted)) if behind.intersection(MAY_LAPSE) else stored


def _behind(shown: ShownStage) -> tuple[Stage, ...]:
    if shown is ShownStage.LAPSED:
        return MAY_LAPSE
    return (Stage.ENGAGED,) if shown in ENGAGED else (Stage(shown.value),)
