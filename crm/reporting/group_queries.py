"""What the pages about one group gather from several subjects. The caller has found the group in scope."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select

from crm.access.scope import every_area
from crm.checks.models import DbsCheck, Decision
from crm.core import clock
from crm.extensions import db
from crm.people.models import Role, Task
from crm.reporting.facts import area_facts, not_refused_since, organisation_facts
from crm.reporting.rules import AreaFacts, Facts, days


def facts_of(organisation_id: int, on: dt.date) -> Facts:
    """Looks past the scope, since a status line may rest on what the person may not read: show by permission."""
    with every_area("the facts of one group, by column"):
        return _facts(db.session.execute(_of_one(organisation_facts, organisation_id), days(on)).one())


def facts_of_groups(organisation_ids: Collection[int], on: dt.date) -> dict[int, Facts]:
    """As `facts_of`, for some groups at once."""
    if not organisation_ids:
        return {}
    with every_area("the facts of some groups, by column"):
        rows = db.session.execute(organisation_facts(lambda column: column.in_(organisation_ids)), days(on)).all()
    return {row.organisation_id: _facts(row) for row in rows}


def _facts(row: Any) -> Facts:
    return Facts(**{name: value for name, value in row._mapping.items() if name != "organisation_id"})


def area_facts_of(organisation_id: int, on: dt.date) -> dict[int, AreaFacts]:
    """By area, also of areas that the person does not work in: those show whether the group is engaged, no more."""
    with every_area("the stages of one group, by column"):
        rows = db.session.execute(_of_one(area_facts, organisation_id, as_stored=True), days(on)).all()
    return {row.area_id: AreaFacts(row.stage, row.contacted_on, row.last_contact_on) for row in rows}


def _of_one(facts: Any, organisation_id: int, **options: Any) -> Any:
    return facts(lambda column: column == organisation_id, **options)


def roles_in_date(organisation_id: int) -> int:
    """How many open roles that need a check have one in date today."""
    today = clock.today()
    wanted = (
        select(func.count(Role.id.distinct()))
        .join(DbsCheck, DbsCheck.role_id == Role.id)
        .where(
            Role.organisation_id == organisation_id,
            Role.ended_on.is_(None) | (Role.ended_on > today),
            Role.task != Task.NO_CHILDREN,
            DbsCheck.decision == Decision.CLEARED_FOR_ROLE,
            DbsCheck.recheck_due_on >= today,
            DbsCheck.new_info_on.is_(None) | (DbsCheck.new_info_on > today),
            not_refused_since(today),
        )
    )
    with every_area("how many checks of one group are in date"):
        return db.session.scalar(wanted) or 0
