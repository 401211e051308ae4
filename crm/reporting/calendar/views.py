"""The page of one's calendar link, and the feed itself, which is read without signing in."""

from flask import Response, abort, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import open_to_all, requires, scope_for, signed_in
from crm.access.permissions import Permission
from crm.access.scope import enter
from crm.extensions import db
from crm.reporting.calendar import actions, ics, queries
from crm.reporting.calendar.entries import entries_of
from crm.reporting.views import reporting


@reporting.get("/account/calendar")
@requires(Permission.PRIVATE_VIEW)
def calendar_link() -> ResponseReturnValue:
    """The link shows once, right after it was made."""
    account = signed_in()
    feed = queries.open_feed_of(account)
    key = session.pop("calendar_key", None)
    link = url_for(".calendar_feed", key=key, _external=True) if key and feed else None
    return render_template("calendar/link.html", feed=feed, link=link)


@reporting.post("/account/calendar/new")
@requires(Permission.PRIVATE_VIEW)
def make_calendar_link() -> ResponseReturnValue:
    session["calendar_key"] = actions.make_feed(signed_in())
    db.session.commit()
    return redirect(url_for(".calendar_link"), 303)


@reporting.post("/account/calendar/end")
@requires(Permission.PRIVATE_VIEW)
def end_calendar_link() -> ResponseReturnValue:
    actions.end_feed(signed_in())
    db.session.commit()
    return redirect(url_for(".calendar_link"), 303)


@reporting.get("/calendar/<key>.ics")
@open_to_all
def calendar_feed(key: str) -> ResponseReturnValue:
    """The key is all that is asked for; what it opens is what its account may see today."""
    account = queries.account_behind(key)
    if account is None:
        abort(404)
    enter(scope_for(account, Permission.PRIVATE_VIEW))
    answer = Response(ics.calendar(entries_of(account)), mimetype=ics.MIMETYPE)
    answer.headers["Content-Disposition"] = 'inline; filename="footbridge.ics"'
    return answer
