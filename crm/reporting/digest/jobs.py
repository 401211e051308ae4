"""Sending each digest once: asked for every night, so that a Monday on which the machine was off is made up for."""

import datetime as dt

from flask import current_app, render_template

from crm.access.permissions import Permission
from crm.access.queries import account as account_of
from crm.accounts.models import Account
from crm.core import clock, mail
from crm.extensions import db
from crm.jobs import actions as jobs
from crm.jobs.kinds import as_asked, for_every_area, job
from crm.reporting.calendar.entries import entries_of
from crm.reporting.digest import actions, queries, rules
from crm.reporting.week.rules import monday_of


@job("digests", "The week by email, to whom", scope=for_every_area("digests"), nightly_at=dt.time(6, 0))
def ask_for_digests() -> dict[str, int]:
    monday = monday_of(clock.today())
    wanted = queries.not_sent_since(monday) if mail.sends() else []
    for account in wanted:
        jobs.ask("digest", {"account_id": account.id}, key=f"digest {monday} {account.id}", asker=account)
    db.session.commit()
    return {"digests": len(wanted)}


@job("digest", "The week by email", scope=as_asked(Permission.PRIVATE_VIEW))
def send_digest(account_id: int) -> None:
    """Counted as sent before it goes: better none in a week than two. Raises MailNotSent, and is tried again."""
    account = account_of(account_id)
    with current_app.test_request_context(base_url=current_app.config["SETTINGS"].service_url):
        subject, text = composed(account)
    before = actions.claim(account_id, monday_of(clock.today()))
    db.session.commit()
    if before is None:
        return
    try:
        mail.send(account.email, subject, text)
    except mail.MailNotSent:
        actions.give_back(account_id, before)
        db.session.commit()
        raise


def composed(account: Account) -> tuple[str, str]:
    """Its subject and text; the links in it lead to where the request came to."""
    week = rules.week(entries_of(account), clock.today())
    return week.subject, render_template("digest/mail.txt", account=account, week=week)
