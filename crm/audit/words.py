"""The history in plain words: what happened, which column, and what stood there before and after."""

import datetime as dt
import enum
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Boolean, Column, Date, DateTime, Enum, Time

from crm.core import filters
from crm.core.models import Base

NOUNS = {
    "organisation": "Group",
    "organisation_area": "Area",
    "venue": "Place",
    "children_setting": "Activity with children",
    "statement": "Answer of the group",
    "activity": "Contact",
    "attachment": "Document of a contact",
    "policy_file": "File of a policy",
    "policy_review": "Reading of a policy",
    "policy_answer": "Point of a policy",
    "dbs_check": "DBS check",
    "legal_hold": "Keeping everything of the group",
    "dbs_batch": "Batch of DBS applications",
    "dbs_appointment": "Appointment for a DBS check",
    "area_grant": "Sign-in of the group",
    "source_record": "Listing it came from",
    "duplicate_pair": "Likely duplicate",
    "person_pair": "Person likely recorded twice",
    "introduction": "Introduction",
    "organisation_language": "Language",
    "organisation_community": "Community",
    "organisation_tradition": "Tradition",
    "said_none": "That it has none",
    "publish_consent": "Consent to be in the directory",
    "role": "Role of a person",
    "follow_up": "Follow-up",
    "resource_given": "Resource",
    "planned_visit": "Visit",
    "visit_priority": "Put first among the next visits:",
    "saved_list": "Saved list",
    "sweep": "Look for groups",
    "calendar_feed": "Calendar link",
    "digest_wish": "Week by email",
    "forwarding_address": "Address to forward emails to",
    "forwarded_email": "Forwarded email",
    "standard_set": "Set of standards",
    "answer": "Answer to a question of the standards",
    "plan_action": "Action of a plan",
}
EVENTS = {
    "people.downloaded": "Contacts downloaded",
    "activity_organisation.created": "Contact logged",
    "activity_organisation.added": "Contact with another group counts for it too",
    "activity_organisation.removed": "Taken out of a contact: it was not there",
    "stage_change.created": "Stage moved",
    "offer_made.created": "Offer made",
    "resource_given.created": "Resource given",
    "resource_given.deleted": "Resource taken out of a contact: it was not given",
    "organisation.merged": "Another record was merged into this one",
    "organisation.merged_away": "The record that was merged into this one",
    "organisation.unmerged": "A merge was undone",
    "organisation.restored": "Record restored: its merge was undone",
    "person.merged": "Two records of a person were merged",
    "person.merged_away": "Two records of a person were merged",
    "person.unmerged": "A merge of two records of a person was undone",
    "person.restored": "A merge of two records of a person was undone",
    "attendance.booked": "Place at training booked",
    "attendance.waitlisted": "On the waiting list for training",
    "attendance.cancelled": "Place at training given up",
    "attendance.attended": "Training attended",
    "person.forgotten": "Name removed: they left long ago",
    "dbs_check.outlived": "DBS check deleted: the role ended long ago",
    "attendance.part_attended": "Training attended in part",
    "attendance.no_show": "Training missed",
}
VERBS = {
    "created": "added",
    "deleted": "removed",
    "adviser_named": "adviser named",
    "checked": "details checked",
    "check_taken_back": "check taken back: it was ticked by mistake",
    "doubted": "in doubt: a letter came back",
    "put_back": "put back",
    "taken_out": "taken out of its batch",
    "placed": "begun",
    "lifted": "ended",
    "passed_on": "passed on to a colleague",
    "handed_over": "lead handed over",
    "kept_despite_warning": "kept although it may tell which child is meant",
}
COLUMNS = {
    "faith": "Faith",
    "place_kind": "Kind of building",
    "contact_note": "Before contacting",
    "needs_interpreter": "Needs an interpreter",
    "name_is_placeholder": "Name is a placeholder",
    "is_sensitive": "Its place must not become known",
    "verified_on": "Checked",
    "verified_by_id": "Checked by",
    "age_min": "Youngest age",
    "age_max": "Oldest age",
    "by": "Said by",
    "met_whom": "Who was met",
    "unconfirmed_on": "In doubt since",
    "stage_on": "Stage since",
    "external_id": "Number there",
    "adults_count": "Adults",
    "other_id": "Other group",
    "by_person_id": "Introduced by",
    "by_organisation_id": "Introduced by",
    "introduced_on": "Introduced",
    "talks_to": "Would rather talk to",
    "channel": "Likes to be reached by",
    "stated_on": "Said",
    "said_on": "Said",
    "given_on": "Agreed",
    "given_by": "Agreed by",
    "part": "What may be published",
    "lack": "What they said",
    "started_on": "Since",
    "ended_on": "Until",
    "children_band": "Number of children",
    "booked_at": "Asked for a place",
    "starts_at": "From",
    "ends_at": "To",
    "precision": "How exactly it is known",
    "from_stage": "Before",
    "to_stage": "Now",
    "is_volunteer": "Volunteer",
    "is_paid": "Paid",
    "looked_like": "Seems to hold",
    "planned_on": "Day",
    "called_off_why": "Why it was called off",
    "owner_id": "Who goes or does it",
    "watcher_id": "Colleague to tell",
    "back_by_at": "Expected back",
    "back_at": "Back since",
    "asked_at": "Asked if back",
    "told_at": "Colleague told",
}
# Numbers that only the machine reads, rows without a name of their own, and points that stand for an address.
UNSAID = {"id", "uid", "organisation_id", "as_imported", "import_batch_id", "lat", "lon", "ward_id", "recorded_by_id"}
UNSAID |= {
    "activity_id",
    "training_session_id",
    "role_id",
    "policy_id",
    "policy_version_id",
    "review_id",
    "dbs_check_id",
    "venue_id",
}
UNSAID |= {"standard_set_id", "assessment_id", "criterion_id", "carried_from_id"}


class Told(NamedTuple):
    """One column of an entry: its words, and what stood there; None is nothing."""

    what: str
    before: str | None
    after: str | None


Names = Mapping[tuple[str, int], str]


def event_words(event: str) -> str:
    """ "children_setting.ended" -> "Activity with children ended"."""
    if event in EVENTS:
        return EVENTS[event]
    noun, _, verb = event.partition(".")
    return f"{NOUNS.get(noun, _plain(noun))} {VERBS.get(verb, verb.replace('_', ' '))}".strip()


def column_words(column: str) -> str:
    """ "closed_on" -> "Closed"; "lead_area_id" -> "Lead area"."""
    return COLUMNS.get(column) or _plain(column.removesuffix("_id").removesuffix("_on").removesuffix("_at"))


def _plain(code: str) -> str:
    words = code.replace("_", " ")
    return words[:1].upper() + words[1:]


def told(table: str, column: str, before: Any, after: Any, names: Names) -> Told:
    return Told(column_words(column), _value(table, column, before, names), _value(table, column, after, names))


def is_said(column: str) -> bool:
    return column not in UNSAID


def column_of(table: str, name: str) -> Column[Any] | None:
    """None for a column of a table that is no longer there."""
    found = Base.metadata.tables.get(table)
    return found.columns.get(name) if found is not None else None


def target_of(table: str, name: str) -> str | None:
    """The table whose row a column names, such as area for lead_area_id."""
    column = column_of(table, name)
    keys = sorted(key.column.table.name for key in column.foreign_keys) if column is not None else []
    return next((key for key in keys if key != "organisation_area"), None)


def _value(table: str, name: str, value: Any, names: Names) -> str | None:
    if value is None or value == "":
        return None
    target = target_of(table, name)
    if target is not None:
        return names.get((target, int(value)), "not shown")
    if name == "phone":
        return filters.phone(str(value))
    column = column_of(table, name)
    return str(value) if column is None else _in_words(column.type, value)


def _in_words(kind: Any, value: Any) -> str:
    """Values are kept as JSON has them: dates and times as ISO text, members of a set by their code.

    Personal ones are text whatever they are.
    """
    if isinstance(kind, Boolean):
        return "Yes" if value in (True, "True") else "No"
    if isinstance(kind, Enum) and kind.enum_class is not None:
        return _label(list(kind.enum_class), value)
    stored = getattr(kind, "impl", kind)
    read = next((reader for known, reader in _READERS if isinstance(stored, known)), str)
    try:
        return read(value)
    except ValueError:
        return str(value)


def _label(members: list[enum.Enum], value: Any) -> str:
    """A code that is no longer in the set is shown as it is."""
    labels = {member.value: getattr(member, "label", value) for member in members}
    return str(labels.get(value, value))


_READERS: tuple[tuple[type, Callable[[str], str]], ...] = (
    (DateTime, lambda text: filters.datetime(dt.datetime.fromisoformat(text))),
    (Date, lambda text: filters.date(dt.date.fromisoformat(text))),
    (Time, lambda text: filters.time(dt.time.fromisoformat(text))),
)
