"""What moves, in words."""

from collections.abc import Iterable
from typing import Any

from crm.core.filters import plural
from crm.merging import rules

# One and many of what each table holds, in the order in which the page says it: of a group, of a person.
NOUNS: dict[str, dict[str, tuple[str, str]]] = {}
NOUNS["organisation"] = {
    "activity_organisation": ("contact", "contacts"),
    "follow_up": ("follow-up", "follow-ups"),
    "request": ("request", "requests"),
    "resource_given": ("resource given", "resources given"),
    "planned_visit": ("planned visit", "planned visits"),
    "visit_priority": ("place among the next visits", "places among the next visits"),
    "rest": ("time of rest", "times of rest"),
    "role": ("person", "people"),
    "policy": ("policy", "policies"),
    "dbs_check": ("DBS check", "DBS checks"),
    "legal_hold": ("hold on what is deleted by date", "holds on what is deleted by date"),
    "dbs_appointment": ("appointment for a DBS check", "appointments for DBS checks"),
    "assessment": ("assessment", "assessments"),
    "plan_action": ("action of a plan", "actions of a plan"),
    "attendance": ("training attendance", "training attendances"),
    "statement": ("answer of the group", "answers of the group"),
    "organisation_area": ("area", "areas"),
    "venue": ("place", "places"),
    "children_setting": ("activity with children", "activities with children"),
    "meeting_time": ("meeting time", "meeting times"),
    "relation": ("relation to another group", "relations to other groups"),
    "introduction": ("introduction", "introductions"),
    "barrier": ("barrier", "barriers"),
    "area_grant": ("sign-in of the group", "sign-ins of the group"),
    "publish_consent": (
        "consent to be in the directory, which then ends",
        "consents to be in the directory, which then end",
    ),
    "source_record": ("listing it came from", "listings it came from"),
}
NOUNS["person"] = {
    "role": ("role", "roles"),
    "attendance": ("training attendance", "training attendances"),
    "introduction": ("introduction", "introductions"),
}
# A person with two roles in a group is one person of the group.
COUNTED = {("organisation", "role"): "person_id"}
# What moves without being told of: it follows from the rest, or is about the service; and of the contacts that a
# person took part in, some may be another area's own.
UNSAID = frozenset(
    {
        "activity_person",
        "answer",
        "audit_entry",
        "duplicate_pair",
        "former_name",
        "handover",
        "offer_made",
        "organisation_community",
        "organisation_language",
        "organisation_merge",
        "organisation_tradition",
        "person_merge",
        "person_pair",
        "policy_answer",
        "policy_file",
        "policy_review",
        "policy_version",
        "read_entry",
        "said_none",
        "stage_change",
        "status_check",
        *rules.DERIVED,
    }
)


def lines(record: str, counts: Iterable[Any]) -> list[str]:
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
        for table, nouns in NOUNS[record].items()
        if table in moving
    ]


def _in_both(many: int) -> str:
    return "One is in both" if many == 1 else f"{many:,} are in both"
