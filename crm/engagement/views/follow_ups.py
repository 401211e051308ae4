import datetime as dt

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import requires, signed_in
from crm.access.permissions import Permission
from crm.accounts.queries import colleagues
from crm.child_guard.actions import record_kept
from crm.core import clock, paging
from crm.engagement import actions, queries
from crm.engagement.actions import Promise
from crm.engagement.forms import FollowUpForm, values_of_follow_up
from crm.engagement.views.blueprint import engagement, page_href
from crm.engagement.views.recording import owner_choices
from crm.extensions import db

EVERYBODY = "everybody"


@engagement.route("/follow-ups")
@requires(Permission.PRIVATE_VIEW)
def follow_ups() -> ResponseReturnValue:
    whose = request.args.get("whose", "")
    today = clock.today()
    owner_id = None if whose == EVERYBODY else signed_in().id
    page = queries.open_follow_ups(owner_id, paging.cursor_in(request.args, dt.date))
    kept = {"whose": whose} if whose == EVERYBODY else {}
    return render_template(
        "engagement/follow_ups.html",
        overdue=[due for due in page.rows if due.due_on < today],
        due_today=[due for due in page.rows if due.due_on == today],
        later=[due for due in page.rows if due.due_on > today],
        done=queries.follow_ups_done_lately(owner_id, today) if not page.previous else [],
        today=today,
        everybody=owner_id is None,
        previous_href=page_href(".follow_ups", page.previous, **kept),
        next_href=page_href(".follow_ups", page.next, **kept),
    )


@engagement.route("/follow-ups/<int:follow_up_id>/done", methods=["POST"])
@requires(Permission.PRIVATE_EDIT)
def done(follow_up_id: int) -> ResponseReturnValue:
    actions.mark_done(queries.follow_up(follow_up_id), actor=signed_in())
    db.session.commit()
    flash("Marked as done. It stands under “Done lately”, where you can undo it")
    return redirect(_where_from(), 303)


@engagement.route("/follow-ups/<int:follow_up_id>/undo", methods=["POST"])
@requires(Permission.PRIVATE_EDIT)
def undo(follow_up_id: int) -> ResponseReturnValue:
    actions.reopen(queries.follow_up(follow_up_id), actor=signed_in())
    db.session.commit()
    flash("Open again")
    return redirect(_where_from(), 303)


def _where_from() -> str:
    """Back to the list that the button stood in."""
    if request.form.get("from_group", type=int):
        return url_for("engagement.timeline", organisation_id=request.form.get("from_group", type=int))
    if request.form.get("back") == "week":
        return url_for("reporting.week")
    return url_for("engagement.follow_ups", whose=EVERYBODY if request.form.get("whose") == EVERYBODY else None)


@engagement.route("/follow-ups/<int:follow_up_id>/edit", methods=["GET", "POST"])
@requires(Permission.PRIVATE_EDIT)
def edit_follow_up(follow_up_id: int) -> ResponseReturnValue:
    follow_up = queries.follow_up(follow_up_id)
    owners = owner_choices(colleagues([follow_up.area_id]))
    if follow_up.owner_id not in dict(owners):
        owners += queries.account_name(follow_up.owner_id)
    form = FollowUpForm(follow_up, values_of_follow_up, {"owner": owners})
    form.guard_area_id = follow_up.area_id
    if form.validate_on_submit():
        promise = Promise(form.what.data, form.due_on.data, form.owner.data)
        actions.change_follow_up(follow_up, promise, actor=signed_in())
        record_kept(form.kept(), follow_up, follow_up.organisation_id, signed_in())
        db.session.commit()
        flash("Follow-up saved")
        return redirect(url_for("engagement.follow_ups"), 303)
    return render_template("engagement/edit_follow_up.html", form=form, group=follow_up.organisation.name)
