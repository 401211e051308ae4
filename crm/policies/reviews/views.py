"""Reading what groups sent in: the queue, the checklist beside the text, and how long an answer took."""

import datetime as dt
from typing import Any

from dateutil.relativedelta import relativedelta
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import requires, signed_in
from crm.access.permissions import Permission
from crm.child_guard.actions import record_kept
from crm.core import clock, paging
from crm.core.errors import RuleBroken
from crm.documents.files import text_of
from crm.extensions import db
from crm.policies.files.queries import files_of
from crm.policies.files.rules import MOST_LETTERS
from crm.policies.reviews import actions, forms, queries, rules
from crm.policies.reviews.models import Outcome, PolicyReview
from crm.policies.views import policies

EVERYBODY = "everybody"
MEASURED = relativedelta(months=12)
SAID = {
    Outcome.RETURNED: "Returned. The group sees your comments",
    Outcome.LOOKED_AT: "Recorded: seen, and ready for the group to adopt",
}


@policies.get("/policies/reviews")
@requires(Permission.ASSURANCE_VIEW)
def queue() -> ResponseReturnValue:
    everybody = request.args.get("whose") == EVERYBODY
    today = clock.today()
    page = queries.waiting(None if everybody else signed_in().id, paging.cursor_in(request.args, dt.date))
    rounds = queries.rounds_since(today - MEASURED)
    kept = {"whose": EVERYBODY} if everybody else {}
    return render_template(
        "policies/queue.html",
        page=page,
        everybody=everybody,
        today=today,
        answered=len(rounds),
        median=rules.median_days(rounds),
        previous_href=_href(".queue", page.previous, kept),
        next_href=_href(".queue", page.next, kept),
    )


def _href(endpoint: str, address: dict[str, Any] | None, kept: dict[str, Any]) -> str | None:
    """The address of the neighbouring page of a list, if there is one."""
    return None if address is None else url_for(endpoint, **kept, **address)


@policies.get("/policies/reviews/answered")
@requires(Permission.ASSURANCE_VIEW)
def answered() -> ResponseReturnValue:
    """What stands behind the median."""
    page = queries.answered_since(clock.today() - MEASURED, paging.cursor_in(request.args, dt.date))
    return render_template(
        "policies/answered.html",
        page=page,
        previous_href=_href(".answered", page.previous, {}),
        next_href=_href(".answered", page.next, {}),
    )


@policies.route("/policies/reviews/<int:review_id>", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def read(review_id: int) -> ResponseReturnValue:
    review = queries.review(review_id)
    policy = review.version.policy
    if review.answered_on is not None and request.method == "GET":
        return redirect(url_for("policies.show", policy_id=policy.id, _anchor="answers"))
    points = rules.points_for(policy.kind)
    make_form = forms.ChecklistForm if points else forms.AnswerForm
    form = make_form(review, lambda row: forms.values_of(row, queries.findings_of(row, policy.kind)))
    form.guard_area_id = policy.organisation.lead_area_id
    before = queries.answered_before(review)
    return _answered(form, review) or render_template(
        "policies/read.html",
        review=review,
        policy=policy,
        form=form,
        points=points,
        before=queries.findings_of(before, policy.kind) if before else {},
        texts=[(file, text_of(file.document)) for file in files_of(review.policy_version_id)],
        most_letters=MOST_LETTERS,
    )


def _answered(form: Any, review: PolicyReview) -> ResponseReturnValue | None:
    """None: the page is shown again."""
    if not form.validate_on_submit():
        return None
    outcome = None if form.outcome.data == forms.LATER else Outcome(form.outcome.data)
    said = (form.findings(), form.comment.data)
    try:
        if outcome is None:
            actions.save(review, *said, signed_in())
        else:
            actions.answer(review, outcome, *said, signed_in())
        record_kept(form.kept(), review, review.organisation_id, signed_in())
    except RuleBroken as broken:
        form.show(broken)
        return None
    page = url_for(".read", review_id=review.id)
    if outcome is not None:
        page = url_for("policies.show", policy_id=review.version.policy_id, _anchor="answers")
    db.session.commit()
    flash(SAID[outcome] if outcome else "Kept. The group sees nothing of it yet")
    return redirect(page, 303)
