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
