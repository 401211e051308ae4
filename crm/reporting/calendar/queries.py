import datetime as dt
from typing import Any

from sqlalchemy import exists, or_, select

from crm.accounts.models import Account
from crm.engagement.models import FollowUp
from crm.engagement.visits.models import IS_OPEN, PlannedVisit
from crm.engagement.visits.queries import goes
from crm.extensions import db
from crm.organisations.kinds import Precision
from crm.organisations.models import Organisation, OrganisationArea, Venue
from crm.policies.models import Policy, PolicyVersion, VersionState
from crm.reporting.calendar.models import CalendarFeed
from crm.reporting.calendar.rules import hashed

MOST = 1000


def feed_of(account_id: int) -> CalendarFeed | None:
    return db.session.scalars(select(CalendarFeed).where(CalendarFeed.account_id == account_id)).one_or_none()


def open_feed_of(account: Account) -> CalendarFeed | None:
    """None also when it ended with all sign-ins: with a new password, say."""
    feed = feed_of(account.id)
    return feed if feed is not None and feed.sign_ins_hash == hashed(account.fs_uniquifier) else None


def account_behind(key: str) -> Account | None:
    """None when the link has ended or is made up, or when the account is switched off."""
    wanted = select(Account, CalendarFeed.sign_ins_hash).join(CalendarFeed, CalendarFeed.account_id == Account.id)
    found = db.session.execute(wanted.where(CalendarFeed.key_hash == hashed(key), Account.active)).one_or_none()
    if found is None or found.sign_ins_hash != hashed(found.Account.fs_uniquifier):
        return None
    account: Account = found.Account
    return account


def follow_ups(account_id: int) -> list[Any]:
    """What is open and theirs: id, day, when it was changed, and of the group its id, name and what may be told."""
    wanted = (
        select(FollowUp.id, FollowUp.due_on.label("on"), FollowUp.updated_at, *_group())
        .join(FollowUp.organisation)
        .where(FollowUp.owner_id == account_id, FollowUp.done_on.is_(None))
        .order_by(FollowUp.due_on, FollowUp.id)
        .limit(MOST)
    )
    return list(db.session.execute(wanted).all())


def reviews(account_id: int, today: dt.date) -> list[Any]:
    """Policies that are due for review at the groups that they are the adviser of, as `follow_ups` gives them."""
    is_theirs = exists().where(
        OrganisationArea.organisation_id == Organisation.id,
        OrganisationArea.adviser_id == account_id,
        or_(OrganisationArea.ended_on.is_(None), OrganisationArea.ended_on > today),
    )
    wanted = (
        select(PolicyVersion.id, PolicyVersion.review_due_on.label("on"), PolicyVersion.updated_at, *_group())
        .add_columns(Policy.kind)
        .join(PolicyVersion.policy)
        .join(Policy.organisation)
        .where(PolicyVersion.state == VersionState.ADOPTED, Organisation.closed_on.is_(None), is_theirs)
        .order_by(PolicyVersion.review_due_on, PolicyVersion.id)
        .limit(MOST)
    )
    return list(db.session.execute(wanted).all())


def visits(account_id: int, first: dt.date) -> list[Any]:
    """Planned from that day on, where they go, as `follow_ups` gives them, with when they begin and the minutes."""
    wanted = (
        select(PlannedVisit.id, PlannedVisit.planned_on.label("on"), PlannedVisit.updated_at, *_group())
        .add_columns(PlannedVisit.starts_at, PlannedVisit.minutes)
        .join(PlannedVisit.organisation)
        .where(goes(account_id), IS_OPEN, PlannedVisit.planned_on >= first)
        .order_by(PlannedVisit.planned_on, PlannedVisit.id)
        .limit(MOST)
    )
    return list(db.session.execute(wanted).all())


def _group() -> tuple[Any, ...]:
    at_home = exists().where(
        Venue.organisation_id == Organisation.id, Venue.precision == Precision.MASKED, Venue.ended_on.is_(None)
    )
    columns = Organisation.id.label("group_id"), Organisation.name.label("group"), Organisation.is_sensitive
    return *columns, at_home.label("is_at_home")
