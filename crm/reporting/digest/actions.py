import datetime as dt

from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.extensions import db
from crm.reporting.digest import queries
from crm.reporting.digest.models import DigestWish


def want_digest(actor: Account) -> None:
    """The first comes on the next Monday. Wanted twice is wanted once."""
    if queries.wish_of(actor.id) is None:
        wish = DigestWish(account_id=actor.id, sent_on=clock.today())
        db.session.add(wish)
        record.record("digest_wish.made", wish, actor)


def end_digest(actor: Account) -> None:
    wish = queries.wish_of(actor.id)
    if wish is not None:
        record.record("digest_wish.ended", wish, actor)
        db.session.delete(wish)


def claim(account_id: int, monday: dt.date) -> dt.date | None:
    """The day of the last one, for the one caller who is to send this week's; it counts as sent from now on."""
    wish = queries.wish_to_send(account_id, monday)
    if wish is None:
        return None
    before, wish.sent_on = wish.sent_on, clock.today()
    return before


def give_back(account_id: int, sent_on: dt.date) -> None:
    """What was claimed did not go: the one of `sent_on` is the last again."""
    wish = queries.wish_of(account_id)
    if wish is not None:
        wish.sent_on = sent_on
