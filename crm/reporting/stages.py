"""Tells the pages of lower folders how the shown stage is worked out today, from what `standing` keeps."""

from types import SimpleNamespace
from typing import Any

from sqlalchemy import BindParameter, Date, Select, bindparam, type_coerce
from sqlalchemy.sql import visitors

from crm.core import clock
from crm.core.models import code
from crm.organisations.kinds import ShownStage
from crm.organisations.models import OrganisationArea
from crm.organisations.queries import stages
from crm.reporting import expressions
from crm.reporting.models import AreaStanding, Standing
from crm.reporting.rules import days


def init_app() -> None:
    """The stored stage is the link's own, so that the index on it can be used."""
    facts = SimpleNamespace(
        stage=OrganisationArea.stage,
        contacted_on=AreaStanding.contacted_on,
        last_contact_on=AreaStanding.last_contact_on,
    )
    today = visitors.replacement_traverse(expressions.shown_stage(facts, Standing).code(), {}, _of_today)
    kind: Any = code(ShownStage)
    stages.register(stages.WorkedOut(type_coerce(today, kind), _joined))


def _of_today(element: Any, **_: Any) -> Any:
    """In place of a day that the caller of a query gives, one that is asked for when it runs."""
    if isinstance(element, BindParameter) and element.required:
        return bindparam(element.key, type_=Date(), callable_=lambda: days(clock.today())[element.key])
    return None


def _joined(links: Select[Any]) -> Select[Any]:
    return links.outerjoin(AreaStanding, AreaStanding.organisation_area_id == OrganisationArea.id).outerjoin(
        Standing, Standing.organisation_id == OrganisationArea.organisation_id
    )
