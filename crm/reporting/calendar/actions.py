import secrets

from crm.accounts.models import Account
from crm.audit import record
from crm.extensions import db
from crm.reporting.calendar import queries
from crm.reporting.calendar.models import CalendarFeed
from crm.reporting.calendar.rules import hashed


def make_feed(actor: Account) -> str:
    """The key of the new link, which is kept nowhere. A link that there was leads nowhere any more."""
    end_feed(actor)
    key = secrets.token_urlsafe(32)
    feed = CalendarFeed(account_id=actor.id, key_hash=hashed(key), sign_ins_hash=hashed(actor.fs_uniquifier))
    db.session.add(feed)
    record.record("calendar_feed.made", feed, actor)
    return key


def end_feed(actor: Account) -> None:
    feed = queries.feed_of(actor.id)
    if feed is not None:
        record.record("calendar_feed.ended", feed, actor)
        db.session.delete(feed)
        db.session.flush()
