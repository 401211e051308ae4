"""Writes the change history: actions name what happened, the session's own changes say what changed.

An entry is written with the commit, in the same transaction, for every changed row of a table that is not
itself a log. A change that no action named is called after its table ("venue.changed").
"""

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from flask import has_request_context
from sqlalchemy import event, insert, inspect
from sqlalchemy.orm import Session, UOWTransaction

from crm.access.models import AreaPrivate, Layer, OfOrganisation, Submission
from crm.accounts.models import Account, AreaGrant, Passkey
from crm.audit.models import AuditEntry, AuditValue, ReadEntry
from crm.core import clock
from crm.core.logs import request_id
from crm.extensions import db

PERSONAL = {
    "person": {
        "name",
        "sort_name",
        "phone",
        "email",
        "contact_note",
        "channel",
        "language_id",
        "needs_interpreter",
        "talks_to",
        "best_time",
    },
    "account": {"name", "email"},
    "activity": {"met_whom", "note"},
    "follow_up": {"what"},
    "planned_visit": {"place", "note", "called_off_why"},
    "visit_priority": {"reason"},
    "request": {"answer", "heard_back"},
    "said_none": {"by"},
    "introduction": {"note"},
    "rest": {"reason"},
    "stage_change": {"reason"},
    "statement": {"by"},
    "publish_consent": {"given_by"},
    "venue": {"address", "postcode", "lat", "lon"},
    "organisation": {"phone", "email", "contact_note"},
    "dbs_check": {
        "level",
        "workforce",
        "is_volunteer",
        "step",
        "required_on",
        "applied_on",
        "sent_back_on",
        "sent_back_for",
        "issued_on",
        "id_checked_on",
        "seen_on",
        "seen_by",
        "decision",
        "decided_on",
        "recheck_months",
        "recheck_due_on",
        "new_info_on",
        "joined_update_on",
    },
    "status_check": {"consent_on", "checked_on", "result"},
    "dbs_appointment": {"result"},
    "legal_hold": {"reason"},
    "document": {"name"},
    "policy_review": {"comment"},
    "policy_answer": {"reason", "evidence", "comment"},
    "area_contact": {"verified_by"},
    "sweep": {"looked_by", "note"},
    "answer": {"reason", "evidence", "comment"},
    "plan_action": {"what", "owner"},
}
# Personal whatever the row: words that somebody typed.
ALWAYS_PERSONAL = {"kept_because"}
NEVER = {
    "password",
    "tf_totp_secret",
    "mf_recovery_codes",
    "fs_uniquifier",
    "certificate_number",
    "number_ending",
    "public_key",
    "key_hash",
    "sign_ins_hash",
    "local_part",
    "message_hash",
    "correspondent",
    "correspondent_email",
    "mail_subject",
    "mail_text",
}
QUIET = {
    "updated_at",
    "created_at",
    "version_id",
    "sort_name",
    "search_names",
    "search_address",
    "outcome",
    "beat_at",
    "as_imported",
    "file_key",
    "boundary",
    "journal",
    "moved",
    "digest",
    "text_digest",
}
NOT_AUDITED = (AuditEntry, AuditValue, ReadEntry, Submission)


@dataclass
class Change:
    """A row as a flush wrote it; `columns` maps a name to [before, after]."""

    row: Any
    verb: str
    columns: dict[str, list[Any]]


class Event(NamedTuple):
    name: str
    row: Any
    actor_id: int | None
    facts: Mapping[str, str]
    organisation_id: int | None


@dataclass
class Pending:
    """What this transaction did so far: the named events, and the rows it changed."""

    events: list[Event] = field(default_factory=list)
    changes: dict[int, Change] = field(default_factory=dict)


def record(
    event_name: str,
    row: Any,
    actor: Account | None,
    facts: Mapping[str, str] = MappingProxyType({}),
    organisation_id: int | None = None,
) -> None:
    """Name what was done to a row ("policy.adopted"); the changed columns are added by themselves.

    `facts` are told beside them. `organisation_id` puts a row that names no group into the history of one.
    """
    _pending(db.session()).events.append(Event(event_name, row, actor.id if actor else None, facts, organisation_id))


def record_gone(
    event_name: str,
    table: str,
    row_id: int,
    organisation_id: int | None,
    actor: Account | None,
    changes: dict[str, list[Any]],
    layer: Layer = Layer.CORE,
) -> None:
    """What became of a row that is no longer there, told in the history of the group that has, or had, what it held."""
    personal = PERSONAL.get(table, set())
    entry = AuditEntry(
        event=event_name,
        actor_id=actor.id if actor else None,
        table_name=table,
        row_id=row_id,
        organisation_id=organisation_id,
        layer=layer,
        changes={name: pair for name, pair in changes.items() if name not in personal},
        request_id=request_id() if has_request_context() else None,
    )
    db.session.add(entry)
    db.session.flush()
    for name in personal & changes.keys():
        before, after = map(_text, changes[name])
        db.session.add(AuditValue(entry_id=entry.id, column_name=name, before=before, after=after))


def record_read(what: str, row: Any, actor: Account) -> None:
    """Keep that somebody looked at something sensitive."""
    db.session.add(
        ReadEntry(
            actor_id=actor.id,
            what=what,
            table_name=row.__tablename__,
            row_id=row.id,
            organisation_id=getattr(row, "organisation_id", None),
            request_id=request_id() if has_request_context() else None,
        )
    )


def record_download(event_name: str, facts: dict[str, Any], actor_id: int, organisation_id: int | None = None) -> None:
    """Keep who took what out of the service: an entry without a row, as nothing was changed."""
    db.session.add(
        AuditEntry(
            event=event_name,
            actor_id=actor_id,
            table_name="organisation",
            row_id=None,
            organisation_id=organisation_id,
            layer=Layer.CORE if organisation_id is None else Layer.ASSURANCE,
            changes={name: [None, value] for name, value in facts.items()},
            request_id=request_id() if has_request_context() else None,
        )
    )


def init_app() -> None:
    event.listen(db.session, "after_flush", _collect)
    event.listen(db.session, "before_commit", _write)
    event.listen(db.session, "after_rollback", _forget)


def _pending(session: Session) -> Pending:
    pending = session.info.setdefault("audit", Pending())
    assert isinstance(pending, Pending)
    return pending


def _forget(session: Session) -> None:
    session.info.pop("audit", None)


def _collect(session: Session, _context: UOWTransaction) -> None:
    changes = _pending(session).changes
    for rows, verb in ((session.new, "created"), (session.dirty, "changed"), (session.deleted, "deleted")):
        for row in rows:
            if isinstance(row, NOT_AUDITED) or not hasattr(row, "id"):
                continue
            columns = _changed_columns(row, verb)
            known = changes.get(id(row))
            if known is not None:
                known.columns.update(
                    {name: [known.columns.get(name, pair)[0], pair[1]] for name, pair in columns.items()}
                )
            elif columns:
                changes[id(row)] = Change(row, verb, columns)


def _changed_columns(row: Any, verb: str) -> dict[str, list[Any]]:
    state = inspect(row)
    changed = {}
    for column in state.mapper.column_attrs:
        if column.key in QUIET:
            continue
        history = state.attrs[column.key].history
        before = _plain(history.deleted[0]) if history.deleted else None
        after = _plain(getattr(row, column.key)) if column.key in state.dict and verb != "deleted" else None
        if verb != "changed" and (before or after) is not None:
            changed[column.key] = [None, after] if verb == "created" else [after, None]
        elif history.has_changes() and before != after:
            changed[column.key] = [before, after]
    return changed


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _write(session: Session) -> None:
    session.flush()
    pending = _pending(session)
    _forget(session)
    entries = [_entry(one, pending.changes.pop(id(one.row), None)) for one in pending.events]
    actor_id = pending.events[-1].actor_id if pending.events else None
    for change in sorted(pending.changes.values(), key=_place):
        unnamed = Event(f"{change.row.__tablename__}.{change.verb}", change.row, actor_id, {}, None)
        entries.append(_entry(unnamed, change))
    if entries:
        _insert(session, entries)


def _place(change: Change) -> tuple[str, int]:
    """A session keeps what was changed in no order; the history has one, the same each time."""
    return change.row.__tablename__, change.row.id


def _entry(told: Event, change: Change | None) -> dict[str, Any]:
    row = told.row
    columns = {key: pair for key, pair in (change.columns if change else {}).items() if key not in NEVER}
    columns |= {key: [None, words] for key, words in told.facts.items()}
    personal = PERSONAL.get(row.__tablename__, set()) | ALWAYS_PERSONAL
    organisation_id = row.id if row.__tablename__ == "organisation" else getattr(row, "organisation_id", None)
    return {
        "at": clock.now(),
        "event": told.name,
        "actor_id": told.actor_id,
        "table_name": row.__tablename__,
        "row_id": getattr(row, "id", None),
        "organisation_id": told.organisation_id or organisation_id,
        "area_id": getattr(row, "area_id", None),
        "layer": _layer(row),
        "changes": {key: pair for key, pair in columns.items() if key not in personal},
        "request_id": request_id() if has_request_context() else None,
        "values": {key: pair for key, pair in columns.items() if key in personal},
    }


def _layer(row: Any) -> Layer:
    if isinstance(row, AreaPrivate):
        return Layer.PRIVATE
    if isinstance(row, OfOrganisation):
        return row.layer
    return Layer.ASSURANCE if isinstance(row, Account | AreaGrant | Passkey) else Layer.CORE


def _insert(session: Session, entries: list[dict[str, Any]]) -> None:
    """Core inserts, so that the log is not itself collected; one statement a table, however many entries.

    SQLite gives the new ids back in no order, so each is found by what its entry tells of.
    """
    values = {_told(entry): entry.pop("values") for entry in reversed(entries)}
    connection = session.connection()
    told = (AuditEntry.table_name, AuditEntry.row_id, AuditEntry.event)
    ids = {
        tuple(key): entry_id
        for entry_id, *key in connection.execute(insert(AuditEntry).returning(AuditEntry.id, *told), entries)
    }
    rows = [
        {"entry_id": ids[key], "column_name": name, "before": _text(before), "after": _text(after)}
        for key, changed in values.items()
        for name, (before, after) in changed.items()
    ]
    if rows:
        connection.execute(insert(AuditValue), rows)


def _told(entry: dict[str, Any]) -> tuple[Any, ...]:
    """The first entry of an event on a row holds what changed; a second of the same name adds nothing."""
    return (entry["table_name"], entry["row_id"], entry["event"])


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
