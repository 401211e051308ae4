"""The bank of resources, each query within the areas in reach."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from crm.access.scope import Reach
from crm.core.paging import Cursor, Order, Page, page
from crm.core.text import fold
from crm.extensions import db
from crm.organisations.models import Language
from crm.resources.models import Resource, ResourceKind, ResourceTopic, SafeguardingTopic

BY_NAME = Order(Resource.sort_name, Resource.id, lambda row: (row.sort_name, row.id))


@dataclass(frozen=True)
class Wanted:
    """The filters of the list; `area_id` is an area that may give them, so those for every area are among them."""

    q: str = ""
    area_id: int | None = None
    language_id: int | None = None
    topic: SafeguardingTopic | None = None
    kind: ResourceKind | None = None
    retired: bool = False


def resource(resource_id: int) -> Resource:
    return _one(select(Resource).where(Resource.id == resource_id))


def resource_within(resource_id: int, reach: Reach) -> Resource:
    """One that may be changed: those for every area belong to whoever works everywhere."""
    wanted = select(Resource).where(Resource.id == resource_id)
    return _one(wanted if reach.everywhere else wanted.where(Resource.area_id.in_(reach.areas)))


def _one(wanted: Select[Resource]) -> Resource:
    whole = wanted.options(joinedload(Resource.area), joinedload(Resource.language), joinedload(Resource.topics))
    return db.session.scalars(whole).unique().one()


def resources_page(wanted: Wanted, cursor: Cursor | None) -> Page[Resource]:
    """By name."""
    found = select(Resource).join(Resource.language).where(*_conditions(wanted))
    shown = found.options(joinedload(Resource.area), joinedload(Resource.language), selectinload(Resource.topics))
    return page(shown, BY_NAME, cursor, lambda part: db.session.scalars(part).all())


def _conditions(wanted: Wanted) -> list[Any]:
    same = {Resource.language_id: wanted.language_id, Resource.kind: wanted.kind}
    of_topic = exists().where(ResourceTopic.resource_id == Resource.id, ResourceTopic.topic == wanted.topic)
    return [
        Resource.retired_on.is_not(None) if wanted.retired else Resource.retired_on.is_(None),
        *(column == value for column, value in same.items() if value is not None),
        *([of_topic] if wanted.topic else []),
        *([may_give(wanted.area_id)] if wanted.area_id else []),
        *holding(wanted.q),
    ]


def may_give(area_id: int) -> Any:
    return or_(Resource.area_id.is_(None), Resource.area_id == area_id)


def holding(typed: str) -> list[Any]:
    """Each word somewhere in the name, or in the name of the language: "leaflet somali". Joined with the language."""
    return [
        or_(Resource.sort_name.contains(word, autoescape=True), Language.name.icontains(word, autoescape=True))
        for word in fold(typed).split()
    ]


def languages_in_use() -> list[tuple[int, str]]:
    """The languages that there are resources in, by name."""
    wanted = select(Language.id, Language.name).where(exists().where(Resource.language_id == Language.id))
    return [(row.id, row.name) for row in db.session.execute(wanted.order_by(Language.name))]
