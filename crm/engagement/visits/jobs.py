"""Looking whether somebody is back from a visit, and writing to whom it concerns (docs/planning.md)."""

import datetime as dt

from flask import current_app, render_template, url_for

from crm.access.queries import account as account_of
from crm.accounts.models import AccountRole
from crm.accounts.queries import colleagues, is_colleague
from crm.core import mail
from crm.engagement.visits import actions, queries
from crm.engagement.visits.actions import CHECK_IN, CHECK_IN_MAIL
from crm.engagement.visits.queries import CheckIn
from crm.engagement.visits.rules import PATIENCE
from crm.extensions import db
from crm.jobs.kinds import for_every_area, job

LATE = for_every_area("visits that somebody is late from")


@job(CHECK_IN, "Look whether somebody is back from a visit", scope=LATE)
def check_in(visit_id: int, back_by: str) -> None:
    """Nothing is done when they are, or when the visit was moved or called off since."""
    visit = queries.still_out(visit_id, dt.datetime.fromisoformat(back_by))
    if visit is not None:
        actions.alert(visit)
    db.session.commit()


@job(CHECK_IN_MAIL, "Write that somebody is not back from a visit", scope=LATE)
def write(visit_id: int, account_id: int) -> dict[str, int]:
    """What is written names no group. Raises MailNotSent, and is tried again: better two mails than none.

    When the colleague no longer works in the area, and so could not open the page, the coordinators are written to, or
    where there is none the whole team. Whoever is out is asked without the link then.
    """
    late, account = queries.not_back(visit_id), account_of(account_id)
    if late is None or not mail.sends():
        return {"sent": 0}
    is_own, works_there = late.owner_id == account_id, is_colleague(account_id, [late.area_id])
    if not (works_there or (is_own and account.active)):
        for other_id in [] if is_own else _others(late):
            actions.write(visit_id, other_id)
        db.session.commit()
        return {"sent": 0}
    with current_app.test_request_context(base_url=current_app.config["SETTINGS"].service_url):
        page = url_for("engagement.visit", visit_id=visit_id, _external=True) if works_there else None
        text = render_template("engagement/check_in.txt", late=late, is_own=is_own, page=page, patience=PATIENCE)
    to, subject = account.email, "Are you back?" if is_own else f"{late.owner} is not back yet"
    # Nothing is sent while the database is held.
    db.session.rollback()
    mail.send(to, subject, text)
    return {"sent": 1}


def _others(late: CheckIn) -> list[int]:
    teams = (colleagues([late.area_id], [AccountRole.COORDINATOR]), colleagues([late.area_id]))
    return next(filter(None, ([key for key, _ in team if key != late.owner_id] for team in teams)), [])
