"""What groups asked for and have no answer to yet, and saying what was done."""

import datetime as dt
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import requires, signed_in
from crm.access.permissions import Permission
from crm.accounts.queries import colleagues
from crm.areas.queries import contacts_for_group
from crm.child_guard.actions import record_kept
from crm.core import clock, paging
from crm.core.errors import RuleBroken
from crm.engagement.queries import account_name
from crm.engagement.requests import actions, queries, rules
from crm.engagement.requests.forms import RequestForm, values_of_request
from crm.engagement.requests.models import Request
from crm.engagement.views.blueprint import engagement, page_href
from crm.engagement.views.follow_ups import EVERYBODY
from crm.engagement.views.recording import owner_choices
from crm.extensions import db


@engagement.route("/requests")
@requires(Permission.PRIVATE_VIEW)
def requests() -> ResponseReturnValue:
    everybody = request.args.get("whose") == EVERYBODY
    owner_id = None if everybody else signed_in().id
    page = queries.unanswered(owner_id, paging.cursor_in(request.args, dt.date))
    late = rules.late_before(clock.today())
    kept = {"whose": EVERYBODY} if everybody else {}
    return render_template(
        "engagement/requests.html",
        late=[one for one in page.rows if one.asked_on < late],
        newer=[one for one in page.rows if one.asked_on >= late],
        answered=queries.not_heard_back(owner_id) if not page.previous else [],
        everybody=everybody,
        previous_href=page_href(".requests", page.previous, **kept),
        next_href=page_href(".requests", page.next, **kept),
    )


@engagement.route("/requests/<int:request_id>/edit", methods=["GET", "POST"])
@requires(Permission.PRIVATE_EDIT)
def edit_request(request_id: int) -> ResponseReturnValue:
    asked = queries.request(request_id)
    form = RequestForm(asked, values_of_request, _choices(asked))
    form.guard_area_id = asked.area_id
    if form.validate_on_submit():
        try:
            actions.follow_through(asked, form.owner.data, form.given(), form.heard(), signed_in())
            record_kept(form.kept(), asked, asked.organisation_id, signed_in())
        except RuleBroken as broken:
            form.show(broken)
        else:
            address = _group_of(asked)
            db.session.commit()
            flash("Saved")
            return redirect(address, 303)
    about = asked.topic or asked.information
    return render_template(
        "engagement/edit_request.html",
        form=form,
        asked=asked,
        step=_step(asked),
        about=about,
        group=asked.organisation.name,
    )


def _choices(asked: Request) -> dict[str, Any]:
    """Checked numbers only; the one that was given stays, also when it is in doubt today."""
    contacts = [*([asked.contact] if asked.contact else []), *contacts_for_group(asked.area_id)]
    owners = owner_choices(colleagues([asked.area_id]))
    if asked.owner_id not in dict(owners):
        owners += account_name(asked.owner_id)
    named = {contact.id: f"{contact.name} ({contact.category.label})" for contact in contacts}
    return {"contact": list(named.items()), "owner": owners}


def _step(asked: Request) -> rules.Step:
    return rules.step(asked.answered_on, asked.heard_back_on)


def _group_of(asked: Request) -> str:
    return url_for("engagement.timeline", organisation_id=asked.organisation_id, _anchor="requests")


@engagement.route("/requests/<int:request_id>/take-back", methods=["POST"])
@requires(Permission.PRIVATE_EDIT)
def take_back_request(request_id: int) -> ResponseReturnValue:
    """The address says which step, so that the button pressed twice takes back one."""
    asked = queries.request(request_id)
    address = _group_of(asked)
    if request.args.get("step") == _step(asked):
        actions.take_back(asked, signed_in())
    db.session.commit()
    flash("Taken back")
    return redirect(address, 303)
