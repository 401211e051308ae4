"""What a group agreed to have in the directory for the public."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select

from crm.extensions import db
from crm.organisations.kinds import Published
from crm.organisations.models import Organisation, PublishConsent


def consents_of(organisation_id: int) -> list[PublishConsent]:
    """The latest of each part, withdrawn or not, in the order in which they are asked."""
    wanted = select(PublishConsent).filter_by(organisation_id=organisation_id).order_by(PublishConsent.id)
    latest = {row.part: row for row in db.session.scalars(wanted)}
    return [latest[part] for part in Published if part in latest]


def open_consents(organisation_id: int) -> list[PublishConsent]:
    return [row for row in consents_of(organisation_id) if row.withdrawn_on is None]


def open_consent(organisation_id: int, consent_id: int) -> PublishConsent:
    wanted = select(PublishConsent).filter_by(organisation_id=organisation_id, id=consent_id, withdrawn_on=None)
    return db.session.scalars(wanted).one()


def is_listed() -> ColumnElement[bool]:
    """On Organisation. A group without a name of its own has none to publish."""
    may_be = (
        Organisation.closed_on.is_(None)
        & Organisation.is_sensitive.is_(False)
        & Organisation.name_is_placeholder.is_(False)
    )
    return may_be & has_agreed(Published.NAME_AND_KIND)


def has_agreed(part: Published) -> ColumnElement[bool]:
    agreed = select(PublishConsent.organisation_id).where(
        PublishConsent.part == part, PublishConsent.withdrawn_on.is_(None)
    )
    condition: ColumnElement[bool] = Organisation.id.in_(agreed)
    return condition


def agreed_by(organisation_ids: Sequence[int]) -> dict[Published, list[int]]:
    """Which of these groups agreed to each part."""
    wanted: Any = select(PublishConsent.part, PublishConsent.organisation_id).where(
        PublishConsent.organisation_id.in_(organisation_ids), PublishConsent.withdrawn_on.is_(None)
    )
    found: dict[Published, list[int]] = defaultdict(list)
    for part, organisation_id in db.session.execute(wanted):
        found[part].append(organisation_id)
    return found
