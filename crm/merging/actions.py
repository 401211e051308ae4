"""Two groups made one, and taken apart again."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from crm.accounts.models import Account
from crm.audit import record
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.core.models import Base
from crm.core.text import fold
from crm.engagement.models import StageChange
from crm.extensions import db
from crm.merging import fields, queries
from crm.merging.journal import Journal, Row, take_back
from crm.merging.models import OrganisationMerge
from crm.merging.moving import Merging, journal_of
from crm.merging.rules import OTHER
from crm.organisations import rules as group_rules
from crm.organisations.actions.groups import touch
from crm.organisations.kinds import Stage
from crm.organisations.models import Organisation, OrganisationArea
from crm.organisations.queries import details, organisation_with_areas
from crm.organisations.touched import touch as standing_changes

TAKEN_AGAIN = "This record was itself merged into another since. Undo that merge first"
WHY = "Two records of this group were merged"
_QUIET = {"updated_at", "version_id"}


def merge_groups(kept: Organisation, gone: Organisation, chosen: Mapping[str, str], actor: Account) -> int:
    """The id of the merge. `chosen` says for each field that differs, and for "lead", whether it is "this" or "other".

    Both are locked and loaded with their areas, and `actor` may edit in all of them. Nothing is left of `gone` but
    the merge, from which it can be restored.
    """
    if kept.id == gone.id:
        raise RuleBroken("Choose another group than this one")
    session, kept_id, gone_id, gone_name = db.session(), kept.id, gone.id, gone.name
    values, former = _values(kept, gone, chosen), _former(kept, gone, chosen)
    journal = journal_of(session)
    before = _row(journal, kept_id)
    Merging(journal, clock.today(), chosen).absorb(_table("organisation"), kept_id, gone_id)
    for name in former:
        journal.add(_table("former_name"), {"organisation_id": kept_id, "name": name})
    _forget(session, gone)
    for column, value in values.items():
        setattr(kept, column, value)
    _name_again(kept)
    touch(kept)
    _tell_stages(journal, kept_id, actor)
    record.record("organisation.merged", kept, actor)
    record.record_gone("organisation.merged_away", "organisation", gone_id, kept_id, actor, {"name": [gone_name, None]})
    session.flush()
    after = _row(journal, kept_id)
    journal.changed(
        _table("organisation"),
        before,
        {name: after[name] for name in before if before[name] != after[name] and name not in _QUIET},
    )
    standing_changes(session, [kept_id])
    both = {"organisation_id": kept_id, "kept_id": kept_id, "other_id": gone_id, "other_name": gone_name}
    return _keep(journal, actor, **both)


def _values(kept: Organisation, gone: Organisation, chosen: Mapping[str, str]) -> dict[str, Any]:
    """What the record that stays will say. A place that must not become known stays unknown."""
    values: dict[str, Any] = {"is_sensitive": kept.is_sensitive or gone.is_sensitive}
    for field in fields.differing(kept, gone):
        if chosen.get(field.name, field.usual(kept, gone)) == OTHER:
            values |= dict(zip(field.columns, field.values(gone), strict=True))
    if gone.verified_on and (kept.verified_on is None or gone.verified_on > kept.verified_on):
        values |= {"verified_on": gone.verified_on, "verified_by_id": gone.verified_by_id}
    return values | {"created_at": min(kept.created_at, gone.created_at)}


def _former(kept: Organisation, gone: Organisation, chosen: Mapping[str, str]) -> list[str]:
    """The name that was not chosen, unless it was a placeholder or is the same but for its capitals."""
    name = next(field for field in fields.FIELDS if field.name == "name")
    stays, goes = (gone, kept) if chosen.get("name", name.usual(kept, gone)) == OTHER else (kept, gone)
    known = {fold(one.name) for group in (kept, gone) for one in details.former_names_of(group.id)}
    is_new = not goes.name_is_placeholder and fold(goes.name) not in {fold(stays.name), *known}
    return [goes.name] if is_new else []


def _forget(session: Session, gone: Organisation) -> None:
    """The session no longer knows the record that went; what moved is read again."""
    for link in list(gone.areas):
        session.expunge(link)
    session.expunge(gone)
    session.expire_all()


def _name_again(kept: Organisation) -> None:
    names = [one.name for one in details.former_names_of(kept.id)]
    kept.search_names = group_rules.search_names(kept.name, names)


def _tell_stages(journal: Journal, organisation_id: int, actor: Account) -> None:
    """A stage that came from the other record is told by a stage_change, as every stage is."""
    for link in db.session.scalars(select(OrganisationArea).where(OrganisationArea.organisation_id == organisation_id)):
        told = db.session.scalars(
            select(StageChange.to_stage)
            .where(StageChange.organisation_id == organisation_id, StageChange.area_id == link.area_id)
            .order_by(StageChange.on.desc(), StageChange.id.desc())
            .limit(1)
        ).one_or_none()
        if (told or Stage.IDENTIFIED) is not link.stage:
            row = {"organisation_id": organisation_id, "area_id": link.area_id, "on": clock.today(), "reason": WHY}
            row |= {"from_stage": told or Stage.IDENTIFIED, "to_stage": link.stage}
            journal.add(_table("stage_change"), row)


def _keep(journal: Journal, actor: Account, **values: Any) -> int:
    """Past the flush: the history tells of the merge in words of its own."""
    row = insert(OrganisationMerge).values(**values, journal=journal.steps, merged_by_id=actor.id)
    return db.session.scalars(row.returning(OrganisationMerge.id)).one()


def _table(name: str) -> Any:
    return Base.metadata.tables[name]


def _row(journal: Journal, organisation_id: int) -> Row:
    table = _table("organisation")
    return dict(journal.connection.execute(select(table).where(table.c.id == organisation_id)).mappings().one())


def why_not_undone(merge: OrganisationMerge) -> list[str]:
    """What stands against taking the two apart, in words; empty when nothing does."""
    if merge.undone_at is not None:
        return ["This merge has been undone already"]
    if merge.organisation_id != merge.kept_id:
        return [TAKEN_AGAIN]
    later = [other.other_name for other in queries.merges_of(merge.organisation_id) if other.id > merge.id]
    if later:
        return [f"“{later[0]}” was merged into this record too. Undo that first"]
    return queries.done_since(merge)


def undo(merge: OrganisationMerge, actor: Account) -> Organisation:
    """Both records as they were; the one that was restored is handed back. Nothing may have been built on the merge."""
    reasons = why_not_undone(merge)
    if reasons:
        raise RuleBroken("This can no longer be undone, because since then: " + ". ".join(reasons))
    session, kept_id, gone_id, steps = db.session(), merge.kept_id, merge.other_id, merge.journal
    mark = update(OrganisationMerge).where(OrganisationMerge.id == merge.id)
    session.execute(mark.values(undone_at=clock.now(), undone_by_id=actor.id))
    take_back(session.connection(), steps)
    session.expire_all()
    told = update(AuditEntry).where(AuditEntry.table_name == "organisation", AuditEntry.row_id == gone_id)
    session.execute(told.values(organisation_id=gone_id))
    kept, restored = organisation_with_areas(kept_id), organisation_with_areas(gone_id)
    for group in (kept, restored):
        touch(group)
    record.record("organisation.unmerged", kept, actor)
    record.record("organisation.restored", restored, actor)
    standing_changes(session, [kept_id, gone_id])
    return restored
