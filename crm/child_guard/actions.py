from dataclasses import dataclass
from typing import Any

from crm.accounts.models import Account
from crm.audit import record


@dataclass(frozen=True)
class Kept:
    """What the guard warned of, in words, and why it was kept. Never what was written."""

    looked_like: str
    because: str


def record_kept(kept: Kept | None, row: Any, organisation_id: int | None, actor: Account) -> None:
    """Say in the group's history that a row was kept although it may identify a child. Without a warning, nothing."""
    if kept is not None:
        facts = {"looked_like": kept.looked_like, "kept_because": kept.because}
        record.record(f"{row.__tablename__}.kept_despite_warning", row, actor, facts, organisation_id)
