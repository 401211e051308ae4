"""Who introduced whom, as far as the reader may see either; the other side is then somebody in another area."""

from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from crm.extensions import db
from crm.organisations.models import Organisation
from crm.people.introductions.models import Introduction
from crm.people.models import Person

MOST = 100
_to, _by, _group, _by_group = aliased(Person), aliased(Person), aliased(Organisation), aliased(Organisation)


def _told() -> Any:
    """Names that are out of scope are None: an outer join is narrowed where it joins."""
    return (
        select(
            Introduction.id,
            Introduction.organisation_id,
            Introduction.introduced_on,
            Introduction.note,
            Introduction.person_id,
            Introduction.by_person_id,
            Introduction.by_organisation_id,
            _group.name.label("group"),
            _to.name.label("to_name"),
            _by.name.label("by_name"),
            _by_group.name.label("by_group"),
        )
        .join(_group, _group.id == Introduction.organisation_id)
        .outerjoin(_to, _to.id == Introduction.person_id)
        .outerjoin(_by, _by.id == Introduction.by_person_id)
        .outerjoin(_by_group, _by_group.id == Introduction.by_organisation_id)
        .order_by(Introduction.introduced_on.desc(), Introduction.id.desc())
        .limit(MOST)
    )


def to_group(organisation_id: int) -> list[Any]:
    """Who introduced us to this group or to somebody in it."""
    return list(db.session.execute(_told().where(Introduction.organisation_id == organisation_id)))


def by_group(organisation_id: int) -> list[Any]:
    return list(db.session.execute(_told().where(Introduction.by_organisation_id == organisation_id)))


def with_person(person_id: int) -> list[Any]:
    """To this person, and by them."""
    either = or_(Introduction.person_id == person_id, Introduction.by_person_id == person_id)
    return list(db.session.execute(_told().where(either)))


def introducers() -> list[Any]:
    """Those in scope who introduced us to groups in scope, by how many; each with whether it is a person."""
    many = func.count(Introduction.organisation_id.distinct()).label("many")
    last_on = func.max(Introduction.introduced_on).label("last_on")
    found = []
    for kind, column in ((Person, Introduction.by_person_id), (Organisation, Introduction.by_organisation_id)):
        wanted: Any = select(kind.id, kind.name, kind.sort_name, many, last_on).join(Introduction, column == kind.id)
        grouped = wanted.group_by(kind.id, kind.name, kind.sort_name).order_by(many.desc(), kind.sort_name, kind.id)
        found += [(kind is Person, row) for row in db.session.execute(grouped.limit(MOST))]
    return sorted(found, key=lambda one: (-one[1].many, one[1].sort_name))[:MOST]


def introduction_at(organisation_id: int, introduction_id: int) -> Introduction:
    here = and_(Introduction.id == introduction_id, Introduction.organisation_id == organisation_id)
    return db.session.scalars(select(Introduction).where(here)).one()
