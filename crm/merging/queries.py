"""What is asked before two groups become one, and of merges that were.

`moving` counts past the scope: it is asked only for somebody who may edit in every area of both groups.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import joinedload

from crm.access.scope import Reach
from crm.audit.models import AuditEntry
from crm.audit.words import event_words
from crm.core import filters
from crm.core.models import Base
from crm.extensions import db
from crm.merging import rules, words
from crm.merging.models import OrganisationMerge
from crm.merging.moving import alike, pointing_at
from crm.organisations.models import Organisation, OrganisationArea
from crm.people.models import Person, Role, RoleClass

MOST_REASONS = 5
# A later merge says so itself, and once it is undone nothing is left of it.
OF_MERGES = ("organisation.merged", "organisation.merged_away", "organisation.unmerged", "organisation.restored")


def lock(*organisation_ids: int) -> None:
    """On PostgreSQL, so that others wait and then read what was written; SQLite has waited already.

    The areas come first, as when a visit is saved, and each in the order of their numbers: so nobody waits for ever.
    """
    links = select(OrganisationArea.id).where(OrganisationArea.organisation_id.in_(organisation_ids))
    db.session.execute(links.order_by(OrganisationArea.id).with_for_update()).all()
    groups = select(Organisation.id).where(Organisation.id.in_(organisation_ids)).order_by(Organisation.id)
    db.session.execute(groups.with_for_update()).all()


def areas_out_of(reach: Reach, *groups: Organisation) -> list[str]:
    """The areas of the groups in which the person may not merge, by name."""
    if reach.everywhere:
        return []
    links = [link for group in groups for link in group.areas if link.ended_on is None]
    return sorted({link.area.name for link in links if link.area_id not in reach.areas})


def leads_of(*organisation_ids: int) -> dict[int, Any]:
    """The designated lead of each, by the group's id: columns `person_id` and `name`."""
    wanted = (
        select(Role.organisation_id, Role.person_id, Person.name)
        .join(Role.person)
        .where(Role.organisation_id.in_(organisation_ids), Role.ended_on.is_(None))
        .where(Role.role_class == RoleClass.DESIGNATED_LEAD)
    )
    return {row.organisation_id: row for row in db.session.execute(wanted)}


def moving(kept_id: int, gone_id: int) -> list[str]:
    """What would move, in a line for each kind of record, with what happens to those that both have."""
    tables = Base.metadata.tables
    arms = []
    for column in pointing_at("organisation"):
        name = column.table.name
        counted = tables[name].c[words.COUNTED[name]].distinct() if name in words.COUNTED else column
        if name in words.NOUNS:
            arms.append(
                select(literal(name).label("what"), literal(-1).label("rule"), func.count(counted).label("many")).where(
                    column == gone_id
                )
            )
    for number, rule in enumerate(rules.SAME):
        if rule.told and "organisation_id" in rule.columns and rule.table in words.NOUNS:
            kept, gone = tables[rule.table].alias("kept"), tables[rule.table].alias("gone")
            pairs = gone.join(kept, alike(rule, "organisation_id", kept, gone))
            arms.append(
                select(literal(rule.table), literal(number), func.count(gone.c.id.distinct()))
                .select_from(pairs)
                .where(kept.c.organisation_id == kept_id, gone.c.organisation_id == gone_id)
            )
    found = [row for row in db.session.execute(union_all(*arms)) if row.many]
    return words.lines(found)


def merges_of(organisation_id: int) -> Sequence[OrganisationMerge]:
    """What this group took in and still holds, the latest first."""
    wanted = (
        select(OrganisationMerge)
        .where(OrganisationMerge.organisation_id == organisation_id, OrganisationMerge.undone_at.is_(None))
        .options(joinedload(OrganisationMerge.merged_by))
        .order_by(OrganisationMerge.id.desc())
    )
    return db.session.scalars(wanted).all()


def merge_of(organisation_id: int, merge_id: int) -> OrganisationMerge:
    wanted = select(OrganisationMerge).where(
        OrganisationMerge.id == merge_id, OrganisationMerge.organisation_id == organisation_id
    )
    return db.session.scalars(wanted.options(joinedload(OrganisationMerge.merged_by))).one()


def taken_in_by(organisation_id: int) -> int | None:
    """The group that this one, which is no longer there, is part of now; None out of reach."""
    wanted = select(OrganisationMerge.organisation_id).where(
        OrganisationMerge.other_id == organisation_id, OrganisationMerge.undone_at.is_(None)
    )
    return db.session.scalars(wanted).one_or_none()


def done_since(merge: OrganisationMerge) -> list[str]:
    """What was recorded about the group after the merge, in words."""
    own = (
        select(func.min(AuditEntry.id))
        .where(AuditEntry.event == "organisation.merged", AuditEntry.row_id == merge.kept_id)
        .where(AuditEntry.organisation_id == merge.organisation_id, AuditEntry.at >= merge.created_at)
        .scalar_subquery()
    )
    wanted = (
        select(AuditEntry.event, AuditEntry.at)
        .where(AuditEntry.organisation_id == merge.organisation_id, AuditEntry.id > own)
        .where(AuditEntry.event.not_in(OF_MERGES))
        .order_by(AuditEntry.id)
        .limit(MOST_REASONS)
    )
    return [f"{event_words(row.event)} on {filters.datetime(row.at)}" for row in db.session.execute(wanted)]
