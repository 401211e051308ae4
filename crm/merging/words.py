"""What moves, in words."""

from collections.abc import Iterable
from typing import Any

from crm.core.filters import plural
from crm.merging import rules

# One and many of what each table holds, in the order in which the page says it.
NOUNS: dict[str, tuple[str, str]] = {
    "activity_organisation": ("contact", "contacts"),
    "follow_up": ("follow-up", "follow-ups"),
    "role": ("person", "people"),
    "policy": ("policy", "policies"),
    "dbs_check": ("DBS check", "DBS checks"),
    "attendance": ("training attendance", "training attendances"),
    "statement": ("answer of the group", "answers of the group"),
    "organisation_area": ("area", "areas"),
    "venue": ("place", "places"),
    "children_setting": ("activity with children", "activities with children"),
    "meeting_time": ("meeting time", "meeting times"),
    "relation": ("relation to another group", "relations to other groups"),
    "barrier": ("barrier", "barriers"),
    "area_grant": ("sign-in of the group", "sign-ins of the group"),
    "source_record": ("listing it came from", "listings it came from"),
}
# A person with two roles is one person.
COUNTED = {"role": "person_id"}
# What moves without being told of: it follows from the rest, or is about the service and not the group.
UNSAID = frozenset(
    {
        "audit_entry",
        "duplicate_pair",
        "former_name",
        "offer_made",
        "organisation_community",
        "organisation_language",
        "organisation_merge",
        "policy_version",
        "read_entry",
        "stage_change",
        "status_check",
        *rules.DERIVED,
    }
)


def lines(counts: Iterable[Any]) -> list[str]:
    """Rows of `what` (a table), `rule` (its number in rules.SAME, or -1 for all that moves) and `many`."""
    moving: dict[str, int] = {}
    told: dict[str, list[str]] = {}
    for row in counts:
        if row.rule < 0:
            moving[row.what] = moving.get(row.what, 0) + row.many
        else:
            told.setdefault(row.what, []).append(f"{_in_both(row.many)}: {rules.SAME[row.rule].told}")
    return [
        ". ".join([plural(moving[table], *nouns), *told.get(table, ())])
        for table, nouns in NOUNS.items()
        if table in moving
    ]


def _in_both(many: int) -> str:
    return "One is in both" if many == 1 else f"{many:,} are in both"
