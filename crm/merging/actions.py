"""Two groups made one, and taken apart again."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from crm.accounts.models import Account
from crm.audit import record
from crm.audit.models import AuditEntry
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.core.text import fold
from crm.engagement.models import StageChange
from crm.extensions import db
from crm.merging import fields, queries, taking
from crm.merging.journal import Journal, plain
from crm.merging.models import OrganisationMerge
from crm.merging.rules import OTHER
from crm.organisations import rules as group_rules
from crm.organisations.actions.groups import touch
from crm.organisations.kinds import Stage
from crm.organisations.models import Organisation, OrganisationArea
from crm.organisations.queries import details, organisation_with_areas
from crm.organisations.touched import touch as standing_changes

WHY = "Two records of this group were merged"
_CHECK = {"verified_on", "verified_by_id"}


def merge_groups(kept: Organisation, gone: Organisation, chosen: Mapping[str, str], actor: Account) -> int:
    """The id of the merge. `chosen` says for each field that differs, and for "lead", whether it is "this" or "other".

    Both are locked and loaded with their areas, and `actor` may edit in all of them. Nothing is left of `gone` but
    the merge, from which it can be restored.
    """
    if kept.id == gone.id:
        raise RuleBroken("Choose another group than this one")
    kept_id, gone_id, gone_name = kept.id, gone.id, gone.name
    values, former = _values(kept, gone, chosen), _former(kept, gone, chosen)

    def write(journal: Journal) -> None:
        for name in former:
            journal.add(taking.table_called("former_name"), {"organisation_id": kept_id, "name": name})
        for column, value in values.items():
            setattr(kept, column, value)
        _name_again(kept)
        touch(kept)
        _tell_stages(journal, kept_id, actor)
        record.record("organisation.merged", kept, actor)
        name_gone = {"name": [gone_name, None]}
        record.record_gone("organisation.merged_away", "organisation", gone_id, kept_id, actor, name_gone)

    journal = taking.take_in(kept, gone, chosen, write, list(gone.areas))
    standing_changes(db.session(), [kept_id])
    both = {"organisation_id": kept_id, "kept_id": kept_id, "other_id": gone_id, "other_name": gone_name}
    return taking.keep(OrganisationMerge, journal, actor, **both)


def _values(kept: Organisation, gone: Organisation, chosen: Mapping[str, str]) -> dict[str, Any]:
    """What the record that stays will say. A place that must not become known stays unknown."""
    values = taking.chosen_values(fields.OF_GROUP, kept, gone, chosen)
    if gone.verified_on and (kept.verified_on is None or gone.verified_on > kept.verified_on):
        values |= {"verified_on": gone.verified_on, "verified_by_id": gone.verified_by_id}
    return values | {"is_sensitive": kept.is_sensitive or gone.is_sensitive}


def _former(kept: Organisation, gone: Organisation, chosen: Mapping[str, str]) -> list[str]:
    """The name that was not chosen, unless it was a placeholder or is the same but for its capitals."""
    name = next(field for field in fields.OF_GROUP if field.name == "name")
    stays, goes = (gone, kept) if fields.choice(name, chosen, kept, gone) == OTHER else (kept, gone)
    known = {fold(one.name) for group in (kept, gone) for one in details.former_names_of(group.id)}
    is_new = not goes.name_is_placeholder and fold(goes.name) not in {fold(stays.name), *known}
    return [goes.name] if is_new else []


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
            journal.add(taking.table_called("stage_change"), row)


def why_not_undone(merge: OrganisationMerge) -> list[str]:
    """What stands against taking the two apart, in words; empty when nothing does."""
    still = queries.merges_of(merge.organisation_id)
    return taking.against(merge, merge.organisation_id, still, lambda: queries.done_since(merge))


def _without_check(steps: list[list[Any]], kept_id: int) -> list[list[Any]]:
    """Whoever looked over the record since then looked over the one that stays: that is not taken back."""
    now, own = organisation_with_areas(kept_id), ["change", "organisation", kept_id]

    def is_as_left(name: str, pair: list[Any]) -> bool:
        return name not in _CHECK or plain(getattr(now, name)) == pair[1]

    return [
        [*own, {name: pair for name, pair in step[3].items() if is_as_left(name, pair)}] if step[:3] == own else step
        for step in steps
    ]


def undo(merge: OrganisationMerge, actor: Account) -> Organisation:
    """Both records as they were; the one that was restored is handed back. Nothing may have been built on the merge."""
    session, kept_id, gone_id = db.session(), merge.kept_id, merge.other_id
    taking.take_apart(merge, why_not_undone(merge), actor, lambda steps: _without_check(steps, kept_id))
    told = update(AuditEntry).where(AuditEntry.table_name == "organisation", AuditEntry.row_id == gone_id)
    session.execute(told.values(organisation_id=gone_id))
    kept, restored = organisation_with_areas(kept_id), organisation_with_areas(gone_id)
    for group in (kept, restored):
        touch(group)
    record.record("organisation.unmerged", kept, actor)
    record.record("organisation.restored", restored, actor)
    standing_changes(session, [kept_id, gone_id])
    return restored
