"""Looking at what somebody holds, and offering it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.engagement.models import FollowUp
from crm.engagement.requests.models import Request
from crm.handover import queries
from crm.handover.models import Part
from crm.organisations.models import Organisation, OrganisationArea
from tests.support.web import Visitor


def counts(account: Account, area: Area) -> dict[Part, int]:
    return queries.counts_of(account.id, [area.id]).get(area.id, {})


def link_of(session: Session, group: Organisation) -> OrganisationArea:
    return session.scalars(select(OrganisationArea).filter_by(organisation_id=group.id)).one()


def owners(session: Session) -> set[int]:
    return {*session.scalars(select(FollowUp.owner_id)), *session.scalars(select(Request.owner_id))}


def offer_all(coordinator: Visitor, leaver: Account, successor: Account) -> None:
    page = f"/accounts/{leaver.id}/handover"
    assert coordinator.submit(page, successor=str(successor.id), which="all").status_code == 303
