"""A forum's members and meetings: who belongs to it, and who came how often."""

import datetime as dt
from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select

from crm.core.paging import Cursor, Order, Page, page
from crm.engagement.models import Activity, ActivityOrganisation, ActivityPerson, Method, Outcome
from crm.extensions import db
from crm.organisations.kinds import RelationKind
from crm.organisations.models import Organisation, OrganisationArea, Relation
from crm.organisations.queries.belonging import is_open_relation
from crm.people.models import Person, Role

MOST_PRESENT = 200


class Meeting(NamedTuple):
    id: int
    happened_on: dt.date
    area_id: int


def meetings_of(organisation_id: int, since: dt.date) -> list[Meeting]:
    """Those in reach, the latest first."""
    link = ActivityOrganisation
    wanted = (
        select(Activity.id, link.happened_on, Activity.area_id)
        .join(Activity, Activity.id == link.activity_id)
        .where(link.organisation_id == organisation_id, link.happened_on > since)
        .where(Activity.method == Method.FORUM, Activity.outcome == Outcome.MET)
        .order_by(link.happened_on.desc(), Activity.id.desc())
    )
    return [Meeting(*row) for row in db.session.execute(wanted)]


def _members(*columns: Any) -> Select[Any]:
    return select(*columns).join(Relation, Relation.organisation_id == Organisation.id)


def _of(organisation_id: int) -> list[Any]:
    return [Relation.other_id == organisation_id, *is_open_relation(RelationKind.MEMBER_OF)]


def members_page(organisation_id: int, cursor: Cursor | None) -> Page[Any]:
    """The members of today that are in reach, by name."""
    wanted = _members(Organisation.id, Organisation.name, Organisation.sort_name, Relation.started_on)
    order = Order(Organisation.sort_name, Organisation.id, lambda row: (row.sort_name, row.id))
    return page(wanted.where(*_of(organisation_id)), order, cursor, lambda part: db.session.execute(part).all())


def members_in(organisation_id: int, area_id: int) -> list[Any]:
    """The members that are in one area today, to tick who was there."""
    in_area = select(OrganisationArea.organisation_id).where(
        OrganisationArea.area_id == area_id, OrganisationArea.ended_on.is_(None)
    )
    wanted = _members(Organisation.id, Organisation.name).where(*_of(organisation_id), Organisation.id.in_(in_area))
    return list(db.session.execute(wanted.order_by(Organisation.sort_name, Organisation.id).limit(MOST_PRESENT)))


def groups_at(activity_ids: Collection[int], organisation_ids: Collection[int]) -> dict[int, int]:
    """On how many days of these meetings each group came."""
    link = ActivityOrganisation
    wanted = (
        select(link.organisation_id, func.count(link.happened_on.distinct()))
        .where(link.activity_id.in_(activity_ids), link.organisation_id.in_(organisation_ids))
        .group_by(link.organisation_id)
    )
    return {row[0]: row[1] for row in db.session.execute(wanted)}


def board_of(organisation_id: int, activity_ids: Collection[int], since: dt.date) -> list[Any]:
    """Who had a role in the forum since then, each with their term and on how many days of these meetings they came."""
    came = (
        select(func.count(Activity.happened_on.distinct()))
        .join(ActivityPerson, ActivityPerson.activity_id == Activity.id)
        .where(ActivityPerson.person_id == Role.person_id, ActivityPerson.activity_id.in_(activity_ids))
        .correlate(Role)
        .scalar_subquery()
    )
    wanted = (
        select(Person.name, Role.role_class, Role.title, Role.started_on, Role.ended_on, came.label("came"))
        .join(Person, Person.id == Role.person_id)
        .where(Role.organisation_id == organisation_id)
        .where(Role.ended_on.is_(None) | (Role.ended_on > since))
        .order_by(Role.ended_on.is_not(None), Person.sort_name, Role.id)
    )
    return list(db.session.execute(wanted))
