"""Logging a visit, and where it leads."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.organisations.kinds import Stage
from crm.organisations.models import Organisation, OrganisationArea
from tests.support.web import Visitor

VISIT: dict[str, Any] = {"method": "visit_own_venue", "outcome": "met", "note": "Tea with the committee"}


def log(visitor: Visitor, group: Organisation, **answers: Any) -> Any:
    return visitor.submit(f"/organisations/{group.id}/activities/new", **{**VISIT, **answers})


def stage_of(session: Session, group: Organisation) -> Stage:
    return session.scalars(select(OrganisationArea.stage).filter_by(organisation_id=group.id)).one()
