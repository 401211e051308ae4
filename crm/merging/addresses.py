"""The old addresses of a record that another took in lead to that one."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from crm.core.addresses import handed_on
from crm.extensions import db
from crm.merging import people_queries, queries

FINDERS = {"organisation_id": queries.taken_in_by, "person_id": people_queries.taken_in_by}
PAGES = {"organisation_id": "organisations.show", "person_id": "people.show"}
MEANWHILE = "These are one record now: somebody merged two records while you were working. Nothing of yours was saved"


def living() -> ResponseReturnValue | None:
    """The same page of the record that is there now, if this request was for one that is not; within reach only.

    A form that makes something new is sent on as it is, so that a visit logged meanwhile is not lost. One that changes
    what is there was made for the other record, and is not.
    """
    if "scope" not in db.session().info or request.endpoint is None:
        return None
    asked = dict(request.view_args or {})
    now = {name: found for name, find in FINDERS.items() if name in asked and (found := find(asked[name]))}
    if not now:
        return None
    there: dict[str, Any] = {**handed_on(request.args), **asked, **now}
    if request.method in ("GET", "HEAD"):
        return redirect(url_for(request.endpoint, **there), 302)
    if request.form.get("submission_key"):
        return redirect(url_for(request.endpoint, **there), 307)
    flash(MEANWHILE)
    name = next(name for name in PAGES if name in there)
    return redirect(url_for(PAGES[name], **{name: there[name]}), 303)
