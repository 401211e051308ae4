"""Which groups this transaction changed past the ORM, for what is kept beside them (crm/reporting/standing.py)."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

KEY = "touched_organisations"


def touch(session: Session, organisation_ids: Iterable[int]) -> None:
    """Said after inserts and updates that no flush sees; changes of mapped objects say it by themselves."""
    session.info.setdefault(KEY, set()).update(organisation_ids)
