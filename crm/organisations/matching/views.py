"""The queue of groups that may be one: side by side, the same or not."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.core.errors import RuleBroken
from crm.core.paging import cursor_in
from crm.extensions import db
from crm.organisations.matching import actions, queries
from crm.organisations.matching.forms import LookAgainForm, NotTheSameForm
from crm.organisations.models import DuplicatePair, DuplicateState
from crm.organisations.views import organisations

MERGE = "organisations.merge"


@organisations.route("/organisations/duplicates")
@requires(Permission.IMPORT)
def duplicates() -> ResponseReturnValue:
    is_decided = request.args.get("decided") == "yes"
    state = DuplicateState.NOT_THE_SAME if is_decided else DuplicateState.OPEN
    pairs = queries.pairs(state, cursor_in(request.args, int))
    ids = {key for pair in pairs.rows for key in (pair.organisation_id, pair.other_id)}
    return render_template(
        "matching/index.html",
        pairs=pairs,
        sides=queries.sides(list(ids)),
        is_decided=is_decided,
        waiting=queries.waiting(),
    )


@organisations.route("/organisations/duplicates/<int:pair_id>")
@requires(Permission.IMPORT)
def duplicate_pair(pair_id: int) -> ResponseReturnValue:
    return _show(queries.pair_in_scope(pair_id), NotTheSameForm())


def _show(pair: DuplicatePair, form: NotTheSameForm) -> ResponseReturnValue:
    one, other = queries.whole_sides(pair, reach_of(signed_in(), Permission.ASSURANCE_VIEW))
    can_merge = MERGE in current_app.view_functions
    return render_template(
        "matching/show.html",
        pair=pair,
        one=one,
        other=other,
        form=form,
        again=LookAgainForm(),
        following=queries.next_pair((pair.score, pair.id)) if pair.state is DuplicateState.OPEN else None,
        decided_by=queries.decider(pair) if pair.decided_by_id else None,
        merge_href=url_for(MERGE, organisation_id=one.group.id, other_id=other.group.id, pair=pair.id)
        if can_merge
        else None,
    )


@organisations.route("/organisations/duplicates/<int:pair_id>/not-the-same", methods=["POST"])
@requires(Permission.IMPORT)
def not_the_same(pair_id: int) -> ResponseReturnValue:
    """On to the next pair, so that a queue is worked through without going back to the list."""
    pair, form = queries.pair_in_scope(pair_id), NotTheSameForm()
    if not form.validate_on_submit():
        return _show(pair, form)
    actions.mark_not_the_same(pair, form.note.data or "", signed_in())
    db.session.commit()
    flash("Kept as two groups. The pair will not be shown again.")
    return to_next_pair((pair.score, pair.id))


def to_next_pair(after: tuple[int, int]) -> ResponseReturnValue:
    following = queries.next_pair(after)
    if following is None:
        return redirect(url_for("organisations.duplicates"), 303)
    return redirect(url_for("organisations.duplicate_pair", pair_id=following), 303)


@organisations.route("/organisations/duplicates/<int:pair_id>/look-again", methods=["POST"])
@requires(Permission.IMPORT)
def look_again(pair_id: int) -> ResponseReturnValue:
    try:
        actions.look_again(queries.pair_in_scope(pair_id), signed_in())
    except RuleBroken as broken:
        flash(broken.message, "error")
    else:
        db.session.commit()
        flash("The pair is back in the list of those to look at")
    return redirect(url_for("organisations.duplicate_pair", pair_id=pair_id), 303)
