"""What a group does, when, in which languages, and what it has to do with other groups."""

import datetime as dt
from dataclasses import asdict

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.organisations import rules
from crm.organisations.actions.belonging import end_none
from crm.organisations.actions.groups import exchange, lend_name, take_name_back, touch
from crm.organisations.kinds import GOES_ON, Lack, RelationKind, Weekday
from crm.organisations.models import (
    ChildrenSetting,
    MeetingTime,
    Organisation,
    OrganisationCommunity,
    OrganisationLanguage,
    Relation,
)
from crm.organisations.queries import details
from crm.organisations.rules import Setting


def add_setting(organisation: Organisation, setting: Setting, actor: Account) -> ChildrenSetting:
    rules.check_past(setting.started_on, clock.today(), "started_on")
    rules.check_ages(setting.age_min, setting.age_max)
    row = ChildrenSetting(organisation_id=organisation.id, **asdict(setting))
    db.session.add(row)
    touch(organisation)
    db.session.flush()
    record.record("children_setting.added", row, actor)
    return row


def end_setting(organisation: Organisation, setting: ChildrenSetting, ended_on: dt.date, actor: Account) -> None:
    if setting.ended_on is not None:
        raise RuleBroken("This has ended already")
    rules.check_ended(setting.started_on, ended_on, clock.today())
    setting.ended_on = ended_on
    touch(organisation)
    record.record("children_setting.ended", setting, actor)


def add_meeting_time(
    organisation: Organisation, weekday: Weekday, hours: tuple[dt.time, dt.time | None], note: str, actor: Account
) -> MeetingTime:
    rules.check_hours(*hours)
    row = MeetingTime(organisation_id=organisation.id, weekday=weekday, starts_at=hours[0], ends_at=hours[1], note=note)
    db.session.add(row)
    touch(organisation)
    db.session.flush()
    record.record("meeting_time.added", row, actor)
    return row


def remove_meeting_time(organisation: Organisation, time: MeetingTime, actor: Account) -> None:
    record.record("meeting_time.removed", time, actor)
    db.session.delete(time)
    touch(organisation)


def set_languages(organisation: Organisation, wanted: set[int], actor: Account) -> None:
    """`wanted` are the ids of the languages; each that comes or goes is told in the history."""
    have = {row.language_id: row for row in details.language_rows(organisation.id)}
    added = [OrganisationLanguage(organisation_id=organisation.id, language_id=key) for key in wanted - have.keys()]
    exchange(added, [have[key] for key in have.keys() - wanted], "language", actor)
    touch(organisation)


def set_communities(organisation: Organisation, wanted: set[int], actor: Account) -> None:
    """As the group describes itself; it never counts in a score (domain.md 2.5)."""
    have = {row.community_id: row for row in details.community_rows(organisation.id)}
    added = [OrganisationCommunity(organisation_id=organisation.id, community_id=key) for key in wanted - have.keys()]
    exchange(added, [have[key] for key in have.keys() - wanted], "community", actor)
    touch(organisation)


def relate(
    organisation: Organisation,
    kind: RelationKind,
    other: Organisation,
    started_on: dt.date | None,
    actor: Account,
    note: str = "",
) -> Relation:
    """A group that goes on as another gives it its names, so that whoever looks for the one finds the other."""
    rules.check_past(started_on, clock.today(), "started_on")
    if other.id == organisation.id:
        raise RuleBroken("Choose another group than this one", "other_id")
    relation = Relation(organisation_id=organisation.id, other_id=other.id, kind=kind, started_on=started_on, note=note)
    db.session.add(relation)
    touch(organisation)
    if kind in GOES_ON:
        lend_name(organisation, other, started_on)
    if kind in _ENDS:
        end_none(organisation, _ENDS[kind], actor)
    db.session.flush()
    record.record("relation.added", relation, actor)
    return relation


_ENDS = {RelationKind.MEMBER_OF: Lack.UMBRELLA, RelationKind.MEETS_AT: Lack.PLACE}


def end_relation(organisation: Organisation, relation: Relation, ended_on: dt.date, actor: Account) -> None:
    if relation.ended_on is not None:
        raise RuleBroken("This has ended already")
    rules.check_ended(relation.started_on, ended_on, clock.today())
    relation.ended_on = ended_on
    touch(organisation)
    record.record("relation.ended", relation, actor)


def remove_relation(organisation: Organisation, relation: Relation, other: Organisation, actor: Account) -> None:
    """It was a mistake. For a day it can be put back."""
    if relation.removed_at is not None:
        return
    relation.removed_at = clock.now()
    if relation.kind in GOES_ON:
        take_name_back(organisation, other, relation.started_on)
    touch(organisation)
    record.record("relation.removed", relation, actor)


def put_relation_back(organisation: Organisation, relation: Relation, other: Organisation, actor: Account) -> None:
    if relation.removed_at is None:
        return
    relation.removed_at = None
    if relation.kind in GOES_ON:
        lend_name(organisation, other, relation.started_on)
    touch(organisation)
    record.record("relation.put_back", relation, actor)
