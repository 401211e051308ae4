"""Two records of a person made one, and taken apart again."""

from collections.abc import Iterable, Mapping

from crm.access.models import Layer
from crm.accounts.models import Account
from crm.audit import record
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.merging import fields, people_queries, taking
from crm.merging.journal import Journal
from crm.merging.models import PersonMerge
from crm.organisations.touched import touch as standing_changes
from crm.people.models import Person
from crm.people.queries import person_in_scope


def merge_people(kept: Person, gone: Person, chosen: Mapping[str, str], actor: Account) -> int:
    """The id of the merge. `chosen` says for each field that differs whether it is "this" or "other".

    Both are locked, and `actor` may change people at every group of either. Nothing is left of `gone` but the merge,
    from which it can be restored.
    """
    if kept.id == gone.id:
        raise RuleBroken("Choose another person than this one")
    kept_id, gone_id, gone_name = kept.id, gone.id, gone.name
    values = taking.chosen_values(fields.OF_PERSON, kept, gone, chosen)
    groups = people_queries.groups_of(kept_id, gone_id)

    def write(_journal: Journal) -> None:
        for column, value in values.items():
            setattr(kept, column, value)
        record.record("person.merged", kept, actor)
        _tell("person.merged_away", gone_id, [gone_name, kept.name], groups, actor)

    journal = taking.take_in(kept, gone, chosen, write)
    standing_changes(db.session(), groups)
    both = {"person_id": kept_id, "kept_id": kept_id, "other_id": gone_id, "other_name": gone_name}
    return taking.keep(PersonMerge, journal, actor, **both)


def _tell(event: str, person_id: int, names: list[str | None], groups: Iterable[int], actor: Account) -> None:
    """In the history of each of their groups."""
    for organisation_id in sorted(groups):
        record.record_gone(event, "person", person_id, organisation_id, actor, {"name": names}, Layer.ASSURANCE)


def why_not_undone(merge: PersonMerge) -> list[str]:
    """What stands against taking the two apart, in words; empty when nothing does."""
    still = people_queries.merges_of(merge.person_id)
    return taking.against(merge, merge.person_id, still, lambda: people_queries.done_since(merge))


def undo(merge: PersonMerge, actor: Account) -> None:
    """Both records as they were. Nothing may have been built on the merge."""
    kept_id, gone_id, gone_name = merge.kept_id, merge.other_id, merge.other_name
    groups = people_queries.groups_of(kept_id)
    taking.take_apart(merge, why_not_undone(merge), actor)
    kept = person_in_scope(kept_id)
    record.record("person.unmerged", kept, actor)
    _tell("person.restored", gone_id, [kept.name, gone_name], groups, actor)
    standing_changes(db.session(), groups)
