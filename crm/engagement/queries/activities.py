"""One activity and what hangs from it; and the latest with each of several groups."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Select, exists, literal, select, union_all
from sqlalchemy.orm import joinedload

from crm.accounts.models import Account
from crm.areas.models import Area
from crm.engagement.given.models import ResourceGiven
from crm.engagement.given.queries import given_rows
from crm.engagement.models import (
    Activity,
    ActivityArea,
    ActivityOrganisation,
    ActivityPerson,
    ActivityStaff,
    Method,
    OfferMade,
    Outcome,
    StageChange,
)
from crm.engagement.requests.models import Request
from crm.extensions import db
from crm.organisations.models import Language, Organisation, OrganisationArea
from crm.organisations.queries.listing import Wanted, matching
from crm.people.models import Person
from crm.resources.models import Resource

Part = TypeVar("Part", ActivityPerson, ActivityStaff, Request, OfferMade)


class Parts(NamedTuple):
    """What hangs from an activity. Offers, requests and what was given are those of one group alone."""

    organisation_id: int
    people: list[ActivityPerson]
    staff: list[ActivityStaff]
    requests: list[Request]
    offers: list[OfferMade]
    given: list[ResourceGiven]


class There(NamedTuple):
    """The names of who was at an activity, and of what was given there."""

    people: list[str]
    staff: list[str]
    given: list[str]


class Contacted(NamedTuple):
    """The latest activity with a group, whatever came of it."""

    organisation_id: int
    activity_id: int
    happened_on: dt.date
    method: Method
    outcome: Outcome


def activity(activity_id: int) -> Activity:
    by = joinedload(Activity.recorded_by).lazyload(Account.grants)
    wanted = select(Activity).where(Activity.id == activity_id)
    return db.session.scalars(wanted.options(joinedload(Activity.area), by)).one()


def groups_of(activity_id: int) -> list[tuple[int, str]]:
    """The groups in scope that the activity was with."""
    return groups_and_others(activity_id)[0]


def groups_and_others(activity_id: int) -> tuple[list[tuple[int, str]], int]:
    """The groups in scope, and how many more there are out of the reader's scope, who are shown as a number."""
    wanted = select(Organisation.id, Organisation.name).select_from(ActivityOrganisation)
    joined = wanted.outerjoin(Organisation, Organisation.id == ActivityOrganisation.organisation_id)
    here = joined.where(ActivityOrganisation.activity_id == activity_id).order_by(ActivityOrganisation.id)
    rows = db.session.execute(here).all()
    seen = [(row.id, row.name) for row in rows if row.id is not None]
    return seen, len(rows) - len(seen)


def forum_and_groups(activity_id: int) -> tuple[tuple[int, str] | None, list[tuple[int, str]]]:
    """Of a forum's meeting the forum, which comes first, and the others in scope. None: the forum has left the area."""
    first, seen = with_groups(activity_id)[0].organisation_id, groups_of(activity_id)
    forum = next((group for group in seen if group[0] == first), None)
    return forum, [group for group in seen if group != forum]


def groups_to_add(q: str, area_id: int, activity_id: int, limit: int = 10) -> Sequence[Any]:
    """Groups of an area by name that are not in the activity yet: id, name and kind."""
    there = exists().where(
        ActivityOrganisation.activity_id == activity_id, ActivityOrganisation.organisation_id == Organisation.id
    )
    named = matching(Wanted(q, area_id), Organisation.id, Organisation.name, Organisation.kind).where(~there)
    return db.session.execute(named.order_by(Organisation.sort_name, Organisation.id).limit(limit)).all()


def people_met(activity_ids: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    wanted = select(ActivityPerson.activity_id, Person.id, Person.name).join(ActivityPerson.person)
    return _grouped(wanted.where(ActivityPerson.activity_id.in_(activity_ids)).order_by(Person.sort_name))


def staff_there(activity_ids: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    wanted = select(ActivityStaff.activity_id, Account.id, Account.name).join(ActivityStaff.account)
    return _grouped(wanted.where(ActivityStaff.activity_id.in_(activity_ids)).order_by(Account.name))


def there_at(activity_ids: Collection[int]) -> dict[int, There]:
    """By activity, in one statement."""
    in_language = Resource.name + " (" + Language.name + ")"
    arms = (
        _named(0, ActivityPerson, Person.name, Person.sort_name).join(ActivityPerson.person),
        _named(1, ActivityStaff, Account.name, Account.name).join(ActivityStaff.account),
        _named(2, ResourceGiven, in_language, Resource.sort_name).join(ResourceGiven.resource).join(Resource.language),
    )
    there = union_all(*(arm.where(arm.selected_columns.activity_id.in_(activity_ids)) for arm in arms)).subquery()
    # Through an entity: the scope narrows no statement that names none.
    wanted = select(there.c.activity_id, there.c.name, there.c.kind).join(Activity, Activity.id == there.c.activity_id)
    found = {activity_id: There([], [], []) for activity_id in activity_ids}
    for activity_id, name, kind in db.session.execute(wanted.order_by(there.c.sort_name)):
        found[activity_id][kind].append(name)
    return found


def _named(kind: int, link: Any, name: Any, sort_name: Any) -> Select[Any]:
    """`kind` is the place in There."""
    columns = (name.label("name"), sort_name.label("sort_name"), literal(kind).label("kind"))
    return select(link.activity_id, *columns).select_from(link)


def _grouped(wanted: Any) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    for owner, key, name in db.session.execute(wanted):
        found.setdefault(owner, []).append((key, name))
    return found


def parts_of(activity_id: int, organisation_id: int) -> Parts:
    """As rows that can be changed; those of staff and of what was given with their names."""
    return Parts(
        organisation_id,
        _rows(ActivityPerson, activity_id),
        _rows(ActivityStaff, activity_id, joinedload(ActivityStaff.account).lazyload(Account.grants)),
        _rows(Request, activity_id, organisation_id=organisation_id),
        _rows(OfferMade, activity_id, organisation_id=organisation_id),
        given_rows(activity_id, organisation_id),
    )


def requests_and_offers(activity_id: int) -> tuple[list[Request], list[OfferMade]]:
    return _rows(Request, activity_id), _rows(OfferMade, activity_id)


def _rows(table: type[Part], activity_id: int, *options: Any, **same: int) -> list[Part]:
    wanted: Any = select(table).filter_by(activity_id=activity_id, **same).options(*options)
    return list(db.session.scalars(wanted.order_by(table.id)))


def shared_with(activity_id: int) -> list[tuple[int, str]]:
    wanted = select(Area.id, Area.name).join(ActivityArea, ActivityArea.area_id == Area.id)
    here = wanted.where(ActivityArea.activity_id == activity_id).order_by(Area.name)
    return [(row.id, row.name) for row in db.session.execute(here)]


def open_areas_of(organisation_id: int) -> list[tuple[int, str]]:
    """The areas where the group is today, by name."""
    wanted = select(Area.id, Area.name).join(OrganisationArea, OrganisationArea.area_id == Area.id)
    here = wanted.where(OrganisationArea.organisation_id == organisation_id, OrganisationArea.ended_on.is_(None))
    return [(row.id, row.name) for row in db.session.execute(here.order_by(Area.name))]


def shares_with(activity_id: int, area_id: int) -> Sequence[ActivityArea]:
    return db.session.scalars(select(ActivityArea).filter_by(activity_id=activity_id, area_id=area_id)).all()


def with_groups(activity_id: int) -> Sequence[ActivityOrganisation]:
    wanted = select(ActivityOrganisation).filter_by(activity_id=activity_id)
    return db.session.scalars(wanted.order_by(ActivityOrganisation.id)).all()


def stage_changes_of(activity_id: int) -> Sequence[StageChange]:
    wanted = select(StageChange).where(StageChange.activity_id == activity_id)
    return db.session.scalars(wanted.order_by(StageChange.id)).all()


def last_contacts(organisation_ids: Collection[int]) -> dict[int, Contacted]:
    """The latest activity in scope with each of these groups, for lists."""
    link = ActivityOrganisation
    latest = (
        select(link.activity_id)
        .where(link.organisation_id == Organisation.id)
        .order_by(link.happened_on.desc(), link.activity_id.desc())
        .limit(1)
        .correlate(Organisation)
        .scalar_subquery()
    )
    wanted = (
        select(Organisation.id, Activity.id, Activity.happened_on, Activity.method, Activity.outcome)
        .join(Activity, Activity.id == latest)
        .where(Organisation.id.in_(organisation_ids))
    )
    return {row[0]: Contacted(*row) for row in db.session.execute(wanted)}
