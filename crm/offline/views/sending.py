"""What was written on a phone arrives. Each answer says what has become of it, and never that it is lost."""

from typing import Any

from flask import abort, jsonify, make_response, request, url_for
from flask.typing import ResponseReturnValue

from crm.access import submissions
from crm.access.guard import requires, signed_in
from crm.access.permissions import Permission
from crm.core import filters
from crm.core.errors import RuleBroken
from crm.engagement import actions, queries
from crm.engagement.forms import ActivityForm
from crm.engagement.queries import Footing
from crm.engagement.views.recording import offer, own_footings, write_down
from crm.extensions import db
from crm.offline.views.blueprint import offline


@offline.post("/contacts/<int:organisation_id>")
@requires(Permission.PRIVATE_EDIT)
def send_contact(organisation_id: int) -> ResponseReturnValue:
    """The log form, with a key that the phone made: however often it is sent, it is stored once."""
    form = ActivityForm()
    footings, mine = own_footings(organisation_id, to_change=True)
    _insist_on_the_writer()
    before = submissions.sent_before(form, signed_in())
    if before is not None:
        return _saved(before.page)
    offer(form, organisation_id, footings, mine, everything=False)
    if form.validate():
        try:
            return _store(form, organisation_id, mine)
        except RuleBroken as broken:
            db.session.rollback()
            form.show(broken)
        except submissions.SavedAlready:
            db.session.rollback()
            return _saved()
    return jsonify(state="refused", errors=[error["text"] for error in form.error_list()]), 422


def _store(form: ActivityForm, organisation_id: int, mine: list[Footing]) -> ResponseReturnValue:
    recorded, _ = write_down(form, organisation_id, mine)
    page = url_for("engagement.show", activity_id=recorded.activity.id)
    db.session.commit()
    return _saved(page)


@offline.post("/follow-ups/<int:follow_up_id>/done")
@requires(Permission.PRIVATE_EDIT)
def send_done(follow_up_id: int) -> ResponseReturnValue:
    """One that was changed since the phone took it along is not marked: the person sees how it is now, and decides."""
    follow_up = queries.follow_up(follow_up_id)
    _insist_on_the_writer()
    if follow_up.done_on is None and follow_up.version_id != request.form.get("version", type=int):
        now = {"what": follow_up.what, "due": filters.date(follow_up.due_on), "version": follow_up.version_id}
        return jsonify(state="changed", now=now), 409
    actions.mark_done(follow_up, actor=signed_in())
    db.session.commit()
    return _saved()


def _insist_on_the_writer() -> None:
    """Somebody else may have signed in on the phone meanwhile: it is not theirs to send."""
    if request.form.get("account", type=int) != signed_in().id:
        abort(make_response(jsonify(state="not yours"), 403))


def _saved(page: str | None = None) -> ResponseReturnValue:
    said: dict[str, Any] = {"state": "saved", "page": page}
    return jsonify(said)
