"""A create form that is sent twice is stored once (architecture.md 5).

Each form carries a key from the server. Whoever goes back to it gets a fresh page with another key, and the answers
that the browser kept: so the same answers at the same address on the same day count as the same form too, unless
the person says that they mean it.
"""

import hashlib
import json
import uuid
from typing import Any

from flask import current_app, request
from sqlalchemy import or_, select
from sqlalchemy.dialects import postgresql, sqlite

from crm.access.models import Submission
from crm.accounts.models import Account
from crm.core import clock
from crm.extensions import db

KEY, ONCE_MORE = "submission_key", "once_more"
NOT_ANSWERS = ("csrf_token", KEY, ONCE_MORE)


class SavedAlready(Exception):
    """The form was handled before: nothing is stored now, and the page says what was (crm/errors.py)."""


def new_key() -> str:
    """What a create form carries, hidden, from the moment it is shown."""
    return str(uuid.uuid4())


def claim(form: Any, actor: Account) -> None:
    """Take the form's key for this transaction, before anything is made. Raises SavedAlready.

    A second sender waits here until the first has committed.
    """
    _take(form, actor, made_type="", page="")


def keep(form: Any, actor: Account, row: Any, page: str) -> None:
    """`claim` and `made` in one statement, once all is made. Raises SavedAlready, and nothing of it is stored."""
    _take(form, actor, made_type=row.__tablename__, made_id=row.id, page=page)


def made(form: Any, actor: Account, row: Any, page: str) -> None:
    """Say what the claimed form made and on which page it is, so that a second sender can be shown it."""
    claimed = db.session.scalars(select(Submission).filter_by(account_id=actor.id, key=form[KEY].data)).one()
    claimed.made_type, claimed.made_id, claimed.page = row.__tablename__, row.id, page


def refuse_repeat(form: Any, actor: Account) -> None:
    """For a form whose own answers, once stored, would make it ask something else. Raises SavedAlready."""
    if db.session.scalars(select(Submission.id).filter_by(account_id=actor.id, key=form[KEY].data)).first():
        raise SavedAlready


def sent_before(form: Any, actor: Account) -> Submission | None:
    """What this very form stored when it was sent first, whatever else it says now."""
    return db.session.scalars(select(Submission).filter_by(account_id=actor.id, key=form[KEY].data)).one_or_none()


def saved_before(actor: Account) -> Submission | None:
    """What the form of this request stored when it was sent first."""
    digest = _digest()
    same = [Submission.key == request.form.get(KEY), *([Submission.digest == digest] if digest else [])]
    return db.session.scalars(select(Submission).where(Submission.account_id == actor.id, or_(*same))).first()


def answers() -> list[tuple[str, str]]:
    """What this request's form was answered with."""
    return [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_ANSWERS]


def _take(form: Any, actor: Account, **values: Any) -> None:
    form[KEY].data = form[KEY].data or new_key()
    now = clock.now()
    row = {"account_id": actor.id, "key": form[KEY].data, "digest": _digest(), "created_at": now, "updated_at": now}
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(Submission).values(row | values).on_conflict_do_nothing().returning(Submission.id)
    if db.session.scalars(statement).one_or_none() is None:
        raise SavedAlready


def _digest() -> str | None:
    """None for a form that is to be stored once more, and for a file, which is no answer."""
    if ONCE_MORE in request.form or request.files:
        return None
    said = json.dumps([clock.today().isoformat(), request.path, sorted(answers())])
    key = str(current_app.config["SECRET_KEY"]).encode()[:64]
    return hashlib.blake2b(said.encode(), key=key, digest_size=32).hexdigest()
