import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select

from crm.accounts.models import Account
from crm.extensions import db
from crm.reporting.digest.models import DigestWish


def wish_of(account_id: int) -> DigestWish | None:
    return db.session.scalars(select(DigestWish).where(DigestWish.account_id == account_id)).one_or_none()


def not_sent_since(monday: dt.date) -> Sequence[Account]:
    """Who wants a digest and has had none this week."""
    wanted = select(Account).join(DigestWish, DigestWish.account_id == Account.id).order_by(Account.id)
    return db.session.scalars(wanted.where(Account.active, DigestWish.sent_on < monday)).all()


def wish_to_send(account_id: int, monday: dt.date) -> DigestWish | None:
    """Held still for whoever sends it."""
    wanted = select(DigestWish).where(DigestWish.account_id == account_id, DigestWish.sent_on < monday)
    return db.session.scalars(wanted.with_for_update()).one_or_none()
