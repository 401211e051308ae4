import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select, update

from crm.accounts.models import Account
from crm.extensions import db
from crm.reporting.digest.models import DigestWish


def wish_of(account_id: int) -> DigestWish | None:
    return db.session.scalars(select(DigestWish).where(DigestWish.account_id == account_id)).one_or_none()


def not_sent_since(monday: dt.date) -> Sequence[Account]:
    """Who wants a digest and has had none this week."""
    wanted = select(Account).join(DigestWish, DigestWish.account_id == Account.id).order_by(Account.id)
    return db.session.scalars(wanted.where(Account.active, DigestWish.sent_on < monday)).all()


def claimed(account_id: int, monday: dt.date, today: dt.date) -> bool:
    """Whether this caller, and nobody else, is to send this week's; it counts as sent from now on."""
    claim = update(DigestWish).where(DigestWish.account_id == account_id, DigestWish.sent_on < monday)
    return db.session.execute(claim.values(sent_on=today).returning(DigestWish.id)).first() is not None
