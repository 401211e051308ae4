"""Two records of one group, with a row in every table that names a group, and what is in a database."""

import datetime as dt
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.accounts.models import Account, AccountRole
from crm.areas.models import Area
from crm.audit.models import ReadEntry
from crm.checks.models import StatusCheck, StatusResult
from crm.core.models import Base
from crm.engagement.models import Barrier, BarrierKind, Offer, OfferMade
from crm.extensions import db
from crm.merging import actions, people_actions, people_queries, queries, rules
from crm.merging.models import OrganisationMerge, PersonMerge
from crm.organisations.kinds import Faith, Stage
from crm.organisations.models import (
    Community,
    Language,
    Organisation,
    OrganisationCommunity,
    OrganisationLanguage,
    OrganisationTradition,
    Tradition,
)
from crm.organisations.queries import organisation_with_areas
from crm.people.models import Person
from tests.factories import Make
from tests.whole.world import Side, build_side

LONG_AGO = dt.date(2025, 3, 1)
# What follows from the rest, or only says when a row was last written.
DERIVED = {*rules.DERIVED, "audit_entry", "audit_value", "organisation_merge", "person_merge"}
WHEN = {"updated_at", "version_id"}


def full(make: Make) -> Side:
    """A group with everything that the pages show, and with the few things that they do not."""
    side = build_side(make)
    of = {"organisation_id": side.group.id}
    for kind, link, key in (
        (Community, OrganisationCommunity, "community_id"),
        (Language, OrganisationLanguage, "language_id"),
    ):
        own = {"name": f"Of {side.group.id}"} | ({"tag": f"x-{side.group.id}"} if kind is Language else {})
        row: Any = make.keep(kind(**own))
        make.keep(link(**of, **{key: row.id}))
    tradition = make.keep(Tradition(code=f"T{side.group.id}", name="Of none", faith=Faith.CHRISTIAN))
    make.keep(OrganisationTradition(**of, tradition_id=tradition.id))
    make.keep(Barrier(**of, area_id=side.area.id, kind=BarrierKind.HIERARCHY, noted_on=LONG_AGO))
    seen = {"table_name": "dbs_check", "row_id": side.ids["check_id"], "what": "certificate number"}
    make.keep(ReadEntry(**of, **seen, actor_id=side.staff[AccountRole.ADVISER].id))
    asked = {"consent_on": LONG_AGO, "checked_on": LONG_AGO, "result": StatusResult.CURRENT}
    make.keep(StatusCheck(**of, **asked, dbs_check_id=side.ids["check_id"]))
    return side


def merge(kept: Organisation, gone: Organisation, actor: Account, **chosen: str) -> OrganisationMerge:
    """As a request of its own would."""
    db.session.commit()
    merge_id = actions.merge_groups(organisation_with_areas(kept.id), organisation_with_areas(gone.id), chosen, actor)
    return queries.merge_of(kept.id, merge_id)


def merge_people(kept: Person, gone: Person, actor: Account, **chosen: str) -> PersonMerge:
    db.session.commit()
    return people_queries.merge_of(kept.id, people_actions.merge_people(kept, gone, chosen, actor))


def everything(session: Session) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, but for what is worked out or written down along the way."""
    session.flush()
    return {
        name: [
            {column: value for column, value in row.items() if column not in WHEN}
            for row in session.execute(select(table).order_by(*table.primary_key)).mappings()
        ]
        for name, table in Base.metadata.tables.items()
        if name not in DERIVED
    }


def count(session: Session, table: type[Any], **values: Any) -> int:
    return session.scalar(select(func.count()).select_from(table).filter_by(**values)) or 0


def offer(make: Make, organisation: Organisation, activity_id: int, *, accepted: bool) -> OfferMade:
    own = {"activity_id": activity_id, "area_id": organisation.lead_area_id, "organisation_id": organisation.id}
    return make.keep(OfferMade(**own, offer=Offer.TRANSLATION, accepted=accepted))


def in_stage(make: Make, area: Area, stage: Stage) -> Organisation:
    group = make.organisation(area)
    group.areas[0].stage = stage
    return group
