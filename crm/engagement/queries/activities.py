"""One activity and what hangs from it; and the latest with each of several groups."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.accounts.models import Account
from crm.areas.models import Area
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
    TopicRaised,
)
from crm.extensions import db
from crm.organisations.models import Organisation, OrganisationArea
from crm.people.models import Person

Part = TypeVar("Part", ActivityPerson, ActivityStaff, TopicRaised, OfferMade)


class Parts(NamedTuple):
    people: list[ActivityPerson]
    staff: list[ActivityStaff]
    topics: list[TopicRaised]
    offers: list[OfferMade]


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


def people_met(activity_ids: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    wanted = select(ActivityPerson.activity_id, Person.id, Person.name).join(ActivityPerson.person)
    return _grouped(wanted.where(ActivityPerson.activity_id.in_(activity_ids)).order_by(Person.sort_name))


def staff_there(activity_ids: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    wanted = select(ActivityStaff.activity_id, Account.id, Account.name).join(ActivityStaff.account)
    return _grouped(wanted.where(ActivityStaff.activity_id.in_(activity_ids)).order_by(Account.name))


def _grouped(wanted: Any) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    for owner, key, name in db.session.execute(wanted):
        found.setdefault(owner, []).append((key, name))
    return found


def parts_of(activity_id: int) -> Parts:
    """What hangs from an activity, as rows that can be changed."""
    return Parts(
        _rows(ActivityPerson, activity_id),
        _rows(ActivityStaff, activity_id),
        _rows(TopicRaised, activity_id),
        _rows(OfferMade, activity_id),
    )


def topics_and_offers(activity_id: int) -> tuple[list[TopicRaised], list[OfferMade]]:
    return _rows(TopicRaised, activity_id), _rows(OfferMade, activity_id)


def _rows(table: type[Part], activity_id: int) -> list[Part]:
    wanted: Any = select(table).filter_by(activity_id=activity_id)
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
