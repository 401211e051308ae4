"""What the pages about one group gather from several subjects. The caller has found the group in scope."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import fields
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select

from crm.access.scope import every_area
from crm.checks.models import DbsCheck, Decision
from crm.core import clock
from crm.extensions import db
from crm.organisations.models import OrganisationArea
from crm.people.models import Role, Task
from crm.reporting.facts import area_facts, not_refused_since, organisation_facts
from crm.reporting.models import AreaStanding, Standing
from crm.reporting.rules import AreaFacts, Facts, days


class Known(NamedTuple):
    """What a group's states of today are worked out from.

    `in_areas` is by area, also of areas that the person does not work in: those show whether the group is engaged,
    no more.
    """

    facts: Facts
    in_areas: dict[int, AreaFacts]


_OF_GROUP = [field.name for field in fields(Facts)]
_IN_AREA = [field.name for field in fields(AreaFacts)]
_THIS: Any = bindparam("organisation_id")
_KEPT = (
    select(*(getattr(Standing, name) for name in _OF_GROUP))
    .add_columns(AreaStanding.area_id, *(getattr(AreaStanding, name) for name in _IN_AREA))
    .join(OrganisationArea, OrganisationArea.organisation_id == Standing.organisation_id)
    .join(AreaStanding, AreaStanding.organisation_area_id == OrganisationArea.id)
    .where(Standing.organisation_id == _THIS)
)
# Built once: putting these together costs more than running them.
_FACTS_AFRESH = organisation_facts(lambda column: column == _THIS)
_AREAS_AFRESH = area_facts(lambda column: column == _THIS, as_stored=True)


def known_today(organisation_id: int) -> Known:
    """Looks past the scope, since a status line may rest on what the person may not read: show by permission."""
    today = clock.today()
    with every_area("how one group stands, by column"):
        kept = db.session.execute(_KEPT, {"organisation_id": organisation_id}).all()
        if kept and (kept[0].changes_on is None or kept[0].changes_on > today):
            return _known(kept[0], kept)
        asked = {**days(today), "organisation_id": organisation_id}
        return _known(db.session.execute(_FACTS_AFRESH, asked).one(), db.session.execute(_AREAS_AFRESH, asked))


def facts_of_groups(organisation_ids: Collection[int], on: dt.date) -> dict[int, Facts]:
    """Of some groups at once, and of any day; it looks past the scope as `known_today` does."""
    if not organisation_ids:
        return {}
    with every_area("the facts of some groups, by column"):
        rows = db.session.execute(organisation_facts(lambda column: column.in_(organisation_ids)), days(on)).all()
    return {row.organisation_id: _facts(row) for row in rows}


def _facts(row: Any) -> Facts:
    return Facts(**{name: getattr(row, name) for name in _OF_GROUP})


def _known(of_group: Any, in_areas: Iterable[Any]) -> Known:
    return Known(
        _facts(of_group), {row.area_id: AreaFacts(*(getattr(row, name) for name in _IN_AREA)) for row in in_areas}
    )


_today: Any = bindparam("today")
_ROLES_IN_DATE = (
    select(func.count(Role.id.distinct()))
    .join(DbsCheck, DbsCheck.role_id == Role.id)
    .where(
        Role.organisation_id == _THIS,
        Role.ended_on.is_(None) | (Role.ended_on > _today),
        Role.task != Task.NO_CHILDREN,
        DbsCheck.decision == Decision.CLEARED_FOR_ROLE,
        DbsCheck.recheck_due_on >= _today,
        DbsCheck.new_info_on.is_(None) | (DbsCheck.new_info_on > _today),
        not_refused_since(_today),
    )
)


def roles_in_date(organisation_id: int) -> int:
    """How many open roles that need a check have one in date today."""
    with every_area("how many checks of one group are in date"):
        return db.session.scalar(_ROLES_IN_DATE, {"organisation_id": organisation_id, "today": clock.today()}) or 0
