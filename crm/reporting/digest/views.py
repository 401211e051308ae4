"""Wanting one's week by email or not, and how it would look today."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import requires, signed_in
from crm.access.permissions import Permission
from crm.core import mail
from crm.extensions import db
from crm.reporting.digest import actions, queries
from crm.reporting.digest.jobs import composed
from crm.reporting.views import reporting


@reporting.get("/account/digest")
@requires(Permission.PRIVATE_VIEW)
def digest() -> ResponseReturnValue:
    account = signed_in()
    subject, text = composed(account)
    wish = queries.wish_of(account.id)
    return render_template("digest/show.html", wish=wish, sends=mail.sends(), subject=subject, text=text)


@reporting.post("/account/digest/<any('start', 'stop'):deed>")
@requires(Permission.PRIVATE_VIEW)
def change_digest(deed: str) -> ResponseReturnValue:
    if deed == "start":
        actions.want_digest(signed_in())
        flash("Your week will come by email every Monday")
    else:
        actions.end_digest(signed_in())
        flash("Your week will not come by email any more")
    db.session.commit()
    return redirect(url_for(".digest"), 303)
