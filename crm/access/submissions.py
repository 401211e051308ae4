"""A create form sent twice is stored once (architecture.md 5)."""

import uuid

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from crm.access.models import Submission
from crm.accounts.models import Account
from crm.core import clock
from crm.extensions import db


def new_key() -> str:
    """What a create form carries, hidden, from the moment it is shown."""
    return str(uuid.uuid4())


def claim(key: str, actor: Account) -> bool:
    """Take the key for this transaction. False means that the form was handled before: see `made_by`.

    Called before anything is made; a second sender waits here until the first has committed.
    """
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    row = {"account_id": actor.id, "key": key, "made_type": "", "created_at": clock.now(), "updated_at": clock.now()}
    statement = dialect.insert(Submission).values(row).on_conflict_do_nothing().returning(Submission.id)
    return db.session.scalars(statement).one_or_none() is not None


def keep(key: str, actor: Account, made_type: str, made_id: int) -> bool:
    """Claim and say what was made, in one statement, once all is made. False means roll back, and see `made_by`."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    row = {"account_id": actor.id, "key": key, "made_type": made_type, "made_id": made_id}
    row |= {"created_at": clock.now(), "updated_at": clock.now()}
    statement = dialect.insert(Submission).values(row).on_conflict_do_nothing().returning(Submission.id)
    return db.session.scalars(statement).one_or_none() is not None


def made(key: str, actor: Account, made_type: str, made_id: int) -> None:
    """Say what the claimed key made, so that a second sender can be shown it."""
    claimed = db.session.scalars(select(Submission).filter_by(account_id=actor.id, key=key)).one()
    claimed.made_type, claimed.made_id = made_type, made_id


def made_by(key: str, actor: Account) -> int | None:
    """The id of what this form made when it was sent before."""
    return db.session.scalars(select(Submission.made_id).filter_by(account_id=actor.id, key=key)).one_or_none()
