"""What is asked before two groups become one, and of merges that were.

`moving` counts past the scope: it is asked only for somebody who may edit in every area of both groups, or all the
groups of both people. What is an area's own it counts where the reader may see it: a group may have left an area that
keeps its records.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select, true, union_all
from sqlalchemy.orm import joinedload

from crm.access.models import AreaPrivate
from crm.access.scope import Reach, current
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
# Whoever looks over the details builds nothing on the merge.
HARMLESS = ("organisation.checked",)


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


def moving(record: str, kept_id: int, gone_id: int) -> list[str]:
    """What would move, in a line for each kind of record, with what happens to those that both have."""
    tables = Base.metadata.tables
    arms = []
    for column in pointing_at(record):
        name = column.table.name
        if name not in words.NOUNS[record]:
            continue
        counted = tables[name].c[words.COUNTED[record, name]].distinct() if (record, name) in words.COUNTED else column
        what = (literal(name).label("what"), literal(-1).label("rule"), func.count(counted).label("many"))
        arms.append(select(*what).where(column == gone_id, _is_seen(name, tables[name])))
        for rule in rules.same_in(name, column.name):
            if rule.told:
                kept, gone = tables[name].alias("kept"), tables[name].alias("gone")
                arms.append(
                    select(literal(name), literal(rules.SAME.index(rule)), func.count(gone.c.id.distinct()))
                    .select_from(gone.join(kept, alike(rule, column.name, kept, gone)))
                    .where(kept.c[column.name] == kept_id, gone.c[column.name] == gone_id, _is_seen(name, gone))
                )
    found = [row for row in db.session.execute(union_all(*arms)) if row.many]
    return words.lines(record, found)


def _is_seen(name: str, rows: Any) -> ColumnElement[bool]:
    """On rows of the table of this name, or of an alias of it."""
    private = current().private
    kinds = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    if private.everywhere or not issubclass(kinds[name], AreaPrivate):
        return true()
    condition: ColumnElement[bool] = rows.c.area_id.in_(private.areas)
    return condition


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
        .where(AuditEntry.event.not_in((*OF_MERGES, *HARMLESS)))
        .order_by(AuditEntry.id)
        .limit(MOST_REASONS)
    )
    return [f"{event_words(row.event)} on {filters.datetime(row.at)}" for row in db.session.execute(wanted)]
