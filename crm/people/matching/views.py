"""The queue of people who may be recorded twice: side by side, the same or not."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import requires, signed_in
from crm.access.permissions import Permission
from crm.core.errors import RuleBroken
from crm.core.paging import cursor_in
from crm.extensions import db
from crm.organisations.matching import actions
from crm.organisations.matching.forms import LookAgainForm
from crm.organisations.models import DuplicateState
from crm.people.matching import queries
from crm.people.matching.forms import NotTheSameForm
from crm.people.matching.queries import Pair
from crm.people.views import people


@people.route("/people/duplicates")
@requires(Permission.MERGE_PEOPLE)
def duplicates() -> ResponseReturnValue:
    is_decided = request.args.get("decided") == "yes"
    state = DuplicateState.NOT_THE_SAME if is_decided else DuplicateState.OPEN
    shown, pairs = queries.pairs(state, cursor_in(request.args, int))
    return render_template("people/pairs.html", shown=shown, pairs=pairs, is_decided=is_decided)


@people.route("/people/duplicates/<int:person_pair_id>")
@requires(Permission.MERGE_PEOPLE)
def duplicate_pair(person_pair_id: int) -> ResponseReturnValue:
    return _show(queries.pair_in_scope(person_pair_id), NotTheSameForm())


def _show(pair: Pair, form: NotTheSameForm) -> ResponseReturnValue:
    decided_by = queries.decider(pair.row) if pair.row.decided_by_id else None
    return render_template("people/pair.html", pair=pair, form=form, again=LookAgainForm(), decided_by=decided_by)


@people.route("/people/duplicates/<int:person_pair_id>/not-the-same", methods=["POST"])
@requires(Permission.MERGE_PEOPLE)
def not_the_same(person_pair_id: int) -> ResponseReturnValue:
    """On to the next pair, so that a queue is worked through without going back to the list."""
    pair, form = queries.pair_in_scope(person_pair_id), NotTheSameForm()
    if not form.validate_on_submit():
        return _show(pair, form)
    actions.mark_not_the_same(pair.row, form.note.data or "", signed_in())
    db.session.commit()
    flash("Kept as two people. The pair will not be shown again.")
    following = queries.next_pair()
    if following is None:
        return redirect(url_for("people.duplicates"), 303)
    return redirect(url_for("people.duplicate_pair", person_pair_id=following), 303)


@people.route("/people/duplicates/<int:person_pair_id>/look-again", methods=["POST"])
@requires(Permission.MERGE_PEOPLE)
def look_again(person_pair_id: int) -> ResponseReturnValue:
    try:
        actions.look_again(queries.pair_in_scope(person_pair_id).row, signed_in())
    except RuleBroken as broken:
        flash(broken.message, "error")
    else:
        db.session.commit()
        flash("The pair is back in the list of those to look at")
    return redirect(url_for("people.duplicate_pair", person_pair_id=person_pair_id), 303)
