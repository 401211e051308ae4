"""The group's own safeguarding policy: its files, sending it in, and what the adviser answered."""

from typing import Any

from flask import Response, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import requires, signed_in
from crm.access.permissions import Permission
from crm.core import clock
from crm.documents.files import to_be_saved
from crm.organisations.views.saving import pressed
from crm.policies import actions, rules
from crm.policies.files import actions as file_actions
from crm.policies.files.forms import FilesForm
from crm.policies.files.queries import files_by_version, policy_file
from crm.policies.files.saving import files_added
from crm.policies.models import PolicyKind, PolicyVersion
from crm.policies.queries import version_with_policy, versions_of_organisation
from crm.policies.reviews.models import PolicyReview
from crm.policies.reviews.queries import rounds_with_findings
from crm.policies.reviews.rules import Findings
from crm.portal.views import own_group, portal

KIND = PolicyKind.SAFEGUARDING_CHILDREN
DEEDS = {
    "remove": (file_actions.remove_own, "Removed. Until tomorrow you can put it back"),
    "put-back": (file_actions.put_back_own, "Put back"),
}


def _page(organisation_id: int) -> str:
    return url_for("portal.policy", organisation_id=organisation_id)


@portal.get("/my-group/<int:organisation_id>/policy")
@requires(Permission.OWN_ASSURANCE)
def policy(organisation_id: int) -> ResponseReturnValue:
    organisation = own_group(organisation_id)
    versions = [one for one in versions_of_organisation(organisation_id) if one.policy.kind is KIND]
    return render_template(
        "portal/policy.html",
        organisation=organisation,
        line=rules.line(KIND, versions, clock.today()),
        writing=rules.in_work(versions),
        answered=_last_answer(versions),
        files=files_by_version(versions[0].policy_id) if versions else {},
        with_the_group=rules.WITH_THE_GROUP,
    )


def _last_answer(versions: list[PolicyVersion]) -> tuple[PolicyReview, Findings] | None:
    """Once the adviser has answered to the version that is worked on, or to the one in force."""
    shown = rules.in_work(versions) or rules.current(versions, clock.today())
    rounds = rounds_with_findings(shown.policy) if shown else []
    return next((one for one in rounds if one[0].answered_on and one[0].version is shown), None)


@portal.route("/my-group/<int:organisation_id>/policy/files/new", methods=["GET", "POST"])
@requires(Permission.OWN_ASSURANCE)
def add_files(organisation_id: int) -> ResponseReturnValue:
    organisation = own_group(organisation_id)
    form = FilesForm()
    form.guard_area_id = organisation.lead_area_id
    shown: dict[str, Any] = {"caption": organisation.name, "back_href": _page(organisation_id)}

    def version() -> Any:
        return actions.version_of_the_group(own_group(organisation_id), KIND, signed_in())

    answer = files_added(form, version, _page(organisation_id))
    return answer or render_template("policies/add_files.html", form=form, **shown)


@portal.post("/my-group/versions/<int:version_id>/send")
@requires(Permission.OWN_ASSURANCE)
def send_policy(version_id: int) -> ResponseReturnValue:
    version = version_with_policy(version_id)
    said = "Sent. Your adviser reads it and answers here"
    return pressed(lambda: file_actions.send_in(version, signed_in()), said, _page(version.organisation_id), version)


@portal.get("/my-group/files/<int:file_id>")
@requires(Permission.OWN_ASSURANCE)
def open_file(file_id: int) -> Response:
    file = policy_file(file_id)
    return to_be_saved(file.document) if file.removed_at is None else abort(404)


@portal.post("/my-group/files/<int:file_id>/<any('remove', 'put-back'):deed>")
@requires(Permission.OWN_ASSURANCE)
def change_file(file_id: int, deed: str) -> ResponseReturnValue:
    file = policy_file(file_id)
    act, said = DEEDS[deed]
    return pressed(lambda: act(file, signed_in()), said, _page(file.organisation_id))
