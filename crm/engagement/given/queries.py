"""What may be given in a contact, what was given to a group, and how many groups have each resource."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from crm.areas.models import Area
from crm.core.paging import Cursor, Order, Page, page
from crm.engagement.given.models import ResourceGiven
from crm.engagement.models import Activity
from crm.extensions import db
from crm.organisations.models import Language, Organisation
from crm.resources.models import Resource, ResourceKind
from crm.resources.queries import holding, may_give

SHORT, MOST_FOUND = 10, 25


class Handed(NamedTuple):
    """A resource as a choice, or as something that was given."""

    id: int
    name: str
    kind: ResourceKind
    language: str

    @property
    def facts(self) -> str:
        return f"{self.kind.label}, {self.language}"


_HANDED = (Resource.id, Resource.name, Resource.kind, Language.name)


def to_give(area_id: int, q: str = "", limit: int = SHORT) -> list[Handed]:
    """What an area may give, those first that it gave last."""
    last = (
        select(ResourceGiven.given_on)
        .where(ResourceGiven.resource_id == Resource.id, ResourceGiven.area_id == area_id)
        .order_by(ResourceGiven.given_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    wanted = _in_use(area_id).where(*holding(q))
    by_use = wanted.order_by(last.desc().nulls_last(), Resource.sort_name, Resource.id)
    return _handed(by_use.limit(limit))


def may_be_given(area_id: int, resource_ids: Collection[int]) -> list[Handed]:
    return _handed(_in_use(area_id).where(Resource.id.in_(resource_ids)))


def _in_use(area_id: int) -> Any:
    wanted = select(*_HANDED).join(Resource.language)
    return wanted.where(Resource.retired_on.is_(None), may_give(area_id))


def given_in(activity_id: int) -> list[Handed]:
    wanted = select(*_HANDED).join(Resource.language).join(ResourceGiven, ResourceGiven.resource_id == Resource.id)
    here = wanted.where(ResourceGiven.activity_id == activity_id)
    return _handed(here.group_by(*_HANDED, Resource.sort_name).order_by(Resource.sort_name, Resource.id))


def _handed(wanted: Any) -> list[Handed]:
    return [Handed(*row) for row in db.session.execute(wanted)]


def lock(activity_id: int) -> None:
    """Whoever else gives something in this contact waits, on PostgreSQL."""
    db.session.execute(select(Activity.id).where(Activity.id == activity_id).with_for_update(of=Activity))


def given_rows(activity_id: int, organisation_id: int) -> list[ResourceGiven]:
    """As rows that can be changed, each with its resource."""
    to_resource = contains_eager(ResourceGiven.resource)
    wanted = (
        select(ResourceGiven)
        .join(ResourceGiven.resource)
        .join(Resource.language)
        .options(to_resource, to_resource.contains_eager(Resource.language))
        .where(ResourceGiven.activity_id == activity_id, ResourceGiven.organisation_id == organisation_id)
    )
    return list(db.session.scalars(wanted.order_by(ResourceGiven.id)))


def handed(rows: Iterable[ResourceGiven]) -> list[Handed]:
    resources = [row.resource for row in rows]
    return [Handed(one.id, one.name, one.kind, one.language.name) for one in resources]


class Reached(NamedTuple):
    """How many groups of an area were given a resource, in how many contacts."""

    area_id: int
    code: str
    area: str
    groups: int
    times: int


def groups_by_area(resource_id: int) -> list[Reached]:
    groups = func.count(ResourceGiven.organisation_id.distinct())
    wanted = (
        select(Area.id, Area.code, Area.name, groups, func.count())
        .join(ResourceGiven, ResourceGiven.area_id == Area.id)
        .join(ResourceGiven.organisation)
        .where(ResourceGiven.resource_id == resource_id)
        .group_by(Area.id, Area.code, Area.name)
        .order_by(Area.name)
    )
    return [Reached(*row) for row in db.session.execute(wanted)]


def counts_of(resource_ids: Collection[int], area_ids: Collection[int]) -> dict[int, int]:
    """How many groups were given each of these resources in these areas."""
    groups = func.count(ResourceGiven.organisation_id.distinct())
    wanted = select(ResourceGiven.resource_id, groups).join(ResourceGiven.organisation)
    here = wanted.where(ResourceGiven.resource_id.in_(resource_ids), ResourceGiven.area_id.in_(area_ids))
    return {row[0]: row[1] for row in db.session.execute(here.group_by(ResourceGiven.resource_id))}


class HasIt(NamedTuple):
    """A group that was given a resource, when last, and how often."""

    id: int
    name: str
    sort_name: str
    last_on: dt.date
    times: int


def groups_with(resource_id: int, area_ids: Collection[int], cursor: Cursor | None) -> Page[HasIt]:
    """The groups that `counts_of` counts, by name."""
    wanted: Any = (
        select(
            Organisation.id,
            Organisation.name,
            Organisation.sort_name,
            func.max(ResourceGiven.given_on),
            func.count(),
        )
        .join(ResourceGiven, ResourceGiven.organisation_id == Organisation.id)
        .where(ResourceGiven.resource_id == resource_id, ResourceGiven.area_id.in_(area_ids))
        .group_by(Organisation.id, Organisation.name, Organisation.sort_name)
    )
    order = Order(Organisation.sort_name, Organisation.id, lambda row: (row.sort_name, row.id))
    return page(wanted, order, cursor, lambda part: [HasIt(*row) for row in db.session.execute(part)])


class Had(NamedTuple):
    """One giving of a resource to a group."""

    given_id: int
    given_on: dt.date
    activity_id: int
    resource: Handed


def given_to(organisation_id: int, cursor: Cursor | None) -> Page[Had]:
    """The latest first."""
    wanted: Any = (
        select(ResourceGiven.id, ResourceGiven.given_on, ResourceGiven.activity_id, *_HANDED)
        .join(ResourceGiven.resource)
        .join(Resource.language)
        .where(ResourceGiven.organisation_id == organisation_id)
    )
    order = Order(ResourceGiven.given_on, ResourceGiven.id, lambda one: (one.given_on, one.given_id), descending=True)
    return page(wanted, order, cursor, _had)


def _had(wanted: Any) -> list[Had]:
    return [Had(row[0], row[1], row[2], Handed(*row[3:])) for row in db.session.execute(wanted)]
