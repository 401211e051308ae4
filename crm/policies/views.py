from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access import submissions
from crm.access.guard import insist, requires, signed_in
from crm.access.permissions import Permission
from crm.accounts.models import Account
from crm.core import clock
from crm.organisations.kinds import Subject
from crm.organisations.models import Organisation
from crm.organisations.queries import organisation_with_areas
from crm.organisations.queries.details import statements_of
from crm.organisations.views.saving import made, pressed, saved
from crm.policies import actions, forms, queries, rules
from crm.policies.files.queries import files_by_version
from crm.policies.models import PolicyKind, PolicyVersion, VersionState
from crm.policies.reviews.actions import submit as submit_to_adviser
from crm.policies.reviews.queries import rounds_with_findings

policies = Blueprint("policies", __name__)


@policies.get("/organisations/<int:organisation_id>/policies")
@requires(Permission.ASSURANCE_VIEW)
def index(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    insist(Permission.ASSURANCE_VIEW, organisation)
    shown = rules.lines(queries.versions_of_organisation(organisation_id), clock.today())
    said = next((one for one in statements_of(organisation_id) if one.subject is Subject.POLICY), None)
    return render_template("policies/index.html", organisation=organisation, lines=shown, said=said)


@policies.route("/organisations/<int:organisation_id>/policies/new", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def new(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    insist(Permission.ASSURANCE_EDIT, organisation)
    form = forms.RecordForm(kind=_kind_asked_for(), seen_on=clock.today(), submission_key=submissions.new_key())
    back = url_for("policies.index", organisation_id=organisation_id)
    answer = made(form, lambda: _record(organisation, form, signed_in()), "Policy recorded", back)
    return answer or render_template("policies/new.html", organisation=organisation, form=form, choice=forms)


def _kind_asked_for() -> PolicyKind | None:
    """What the link on the group's page says is wanted."""
    asked = request.args.get("kind")
    return next((kind for kind in PolicyKind if kind.value == asked), None)


def _record(organisation: Organisation, form: forms.RecordForm, actor: Account) -> PolicyVersion:
    if form.how_far.data == forms.ADOPTED:
        return actions.record_adopted(organisation, form.kind.data, forms.adoption_in(form), actor)
    return actions.begin(organisation, form.kind.data, actor)


@policies.get("/policies/<int:policy_id>")
@requires(Permission.ASSURANCE_VIEW)
def show(policy_id: int) -> ResponseReturnValue:
    policy = queries.policy_with_organisation(policy_id)
    versions = queries.versions_of(policy_id)
    today = clock.today()
    files = files_by_version(policy_id)
    has_files = {key for key, kept in files.items() if any(file.removed_at is None for file in kept)}
    return render_template(
        "policies/show.html",
        policy=policy,
        line=rules.line(policy.kind, versions, today),
        history=[(version, rules.state_on(version, today)) for version in versions],
        files=files,
        files_may_come={one.id for one in versions if rules.may_add_files(one, one.id in has_files)},
        rounds=rounds_with_findings(policy),
        states=VersionState,
    )


@policies.route("/policies/<int:policy_id>/review", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def review(policy_id: int) -> ResponseReturnValue:
    """A review, also one that changed the text: either way the version in force is replaced that day."""
    policy = queries.policy_with_organisation(policy_id)
    form = forms.ReviewForm(seen_on=clock.today(), submission_key=submissions.new_key())
    answer = made(
        form,
        lambda: actions.record_adopted(policy.organisation, policy.kind, forms.adoption_in(form), signed_in()),
        "Review recorded",
        url_for("policies.show", policy_id=policy_id),
    )
    return answer or render_template("policies/adoption.html", policy=policy, form=form, heading="Record a review")


@policies.post("/policies/<int:policy_id>/begin")
@requires(Permission.ASSURANCE_EDIT)
def begin(policy_id: int) -> ResponseReturnValue:
    """A new text is being written while the version in force stays; a second sending finds it begun."""
    policy = queries.policy_with_organisation(policy_id)
    said, back = "Recorded: a new version is being written", url_for("policies.show", policy_id=policy_id)
    return pressed(lambda: actions.begin(policy.organisation, policy.kind, signed_in()), said, back)


@policies.post("/policies/versions/<int:version_id>/submit")
@requires(Permission.ASSURANCE_EDIT)
def submit(version_id: int) -> ResponseReturnValue:
    version = queries.version_with_policy(version_id)
    said, back = "Recorded: they have sent it to you", url_for("policies.show", policy_id=version.policy_id)
    return pressed(lambda: submit_to_adviser(version, signed_in()), said, back, version)


@policies.route("/policies/versions/<int:version_id>/adopt", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def adopt(version_id: int) -> ResponseReturnValue:
    version = queries.version_with_policy(version_id)
    form = forms.AdoptForm(version, _adoption_of)
    return _edit(
        version,
        form,
        lambda: actions.adopt(version, forms.adoption_in(form), signed_in()),
        "policies/adoption.html",
        "Record that it is adopted",
    )


@policies.route("/policies/versions/<int:version_id>/seen", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def seen(version_id: int) -> ResponseReturnValue:
    version = queries.version_with_policy(version_id)
    form = forms.SeenForm(version, lambda row: {"seen_on": row.seen_on or clock.today()})
    return _edit(
        version,
        form,
        lambda: actions.mark_seen(version, form.seen_on.data, signed_in()),
        "policies/edit.html",
        "Record that you have seen it",
    )


@policies.route("/policies/versions/<int:version_id>/edit", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def edit(version_id: int) -> ResponseReturnValue:
    version = queries.version_with_policy(version_id)
    form = forms.DatesForm(version, _dates_of)
    return _edit(
        version,
        form,
        lambda: actions.correct_dates(version, form.adopted_on.data, form.review_every_months.data, signed_in()),
        "policies/edit.html",
        "Correct the dates",
    )


@policies.route("/policies/versions/<int:version_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def withdraw(version_id: int) -> ResponseReturnValue:
    version = queries.version_with_policy(version_id)
    form = forms.WithdrawForm(version, lambda row: {"withdrawn_on": row.ended_on})
    return _edit(
        version,
        form,
        lambda: actions.withdraw(version, form.withdrawn_on.data, signed_in()),
        "policies/edit.html",
        "Record that it was withdrawn",
    )


def _adoption_of(version: PolicyVersion) -> dict[str, Any]:
    return {
        "adopted_on": version.adopted_on,
        "review_every_months": version.review_every_months,
        "has_seen": True if version.seen_on else None,
        "seen_on": version.seen_on or clock.today(),
    }


def _dates_of(version: PolicyVersion) -> dict[str, Any]:
    return {"adopted_on": version.adopted_on, "review_every_months": version.review_every_months}


def _edit(
    version: PolicyVersion, form: Any, act: Callable[[], None], template: str, heading: str
) -> ResponseReturnValue:
    answer = saved(form, act, "Saved", url_for("policies.show", policy_id=version.policy_id))
    return answer or render_template(template, policy=version.policy, form=form, heading=heading)
