"""The work that runs beside the pages, for administrators. It tells of no group."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import requires, signed_in
from crm.access.permissions import Permission
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.core.paging import cursor_in
from crm.extensions import db
from crm.jobs import actions, queries, rules
from crm.jobs.kinds import label
from crm.jobs.models import JobState

jobs = Blueprint("jobs", __name__)


@jobs.route("/jobs")
@requires(Permission.ACCOUNTS)
def index() -> ResponseReturnValue:
    """One state at a time; first whatever failed."""
    counts = queries.counts()
    state = _asked(request.args.get("state", ""), counts)
    seen_at = queries.worker_seen_at()
    return render_template(
        "jobs/index.html",
        state=state,
        states=list(JobState),
        counts=counts,
        page=queries.page_of(state, cursor_in(request.args, int)),
        seen_at=seen_at,
        is_worked=seen_at is not None and seen_at > clock.now() - rules.SILENCE,
        label=label,
    )


def _asked(asked: str, counts: dict[JobState, int]) -> JobState:
    first = next((state for state in (JobState.FAILED, JobState.RUNNING, JobState.WAITING) if counts.get(state)), None)
    return next((state for state in JobState if state.value == asked), first or JobState.DONE)


@jobs.route("/jobs/<int:job_id>/again", methods=["POST"])
@requires(Permission.ACCOUNTS)
def run_again(job_id: int) -> ResponseReturnValue:
    try:
        actions.run_again(queries.job_to_write(job_id), signed_in())
    except RuleBroken as broken:
        db.session.rollback()
        flash(broken.message, "error")
    else:
        db.session.commit()
        flash("It will be run again as soon as a worker is free.")
    return redirect(url_for("jobs.index"), 303)
