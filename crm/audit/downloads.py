"""Who took what out of the service: the last thing that a view does before it hands over a file."""

from typing import Any

from crm.audit import record
from crm.extensions import db


def keep(event_name: str, facts: dict[str, Any], actor_id: int, organisation_id: int | None = None) -> None:
    """Everything has been read by now: that transaction ends, as SQLite does not let a reader turn writer (G1)."""
    db.session.rollback()
    record.record_download(event_name, facts, actor_id, organisation_id)
    db.session.commit()
