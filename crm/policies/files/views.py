from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import requires, signed_in
from crm.access.permissions import Permission
from crm.documents.files import text_of, to_be_saved
from crm.organisations.views.saving import pressed
from crm.policies.files import actions, rules
from crm.policies.files.forms import FilesForm
from crm.policies.files.queries import policy_file
from crm.policies.files.saving import files_added
from crm.policies.queries import version_with_policy
from crm.policies.views import policies

DEEDS = {
    "remove": (actions.remove, "Removed. Until tomorrow you can put it back"),
    "put-back": (actions.put_back, "Put back"),
}


@policies.route("/policies/versions/<int:version_id>/files/new", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def add_files(version_id: int) -> ResponseReturnValue:
    policy = version_with_policy(version_id).policy
    form = FilesForm()
    form.guard_area_id = policy.organisation.lead_area_id
    caption, back = f"{policy.organisation.name}: {policy.kind.label}", url_for("policies.show", policy_id=policy.id)
    answer = files_added(form, lambda: version_with_policy(version_id), back)
    return answer or render_template("policies/add_files.html", form=form, caption=caption, back_href=back)


@policies.get("/policies/files/<int:file_id>")
@requires(Permission.ASSURANCE_VIEW)
def open_file(file_id: int) -> Response:
    file = policy_file(file_id)
    return to_be_saved(file.document) if file.removed_at is None else abort(404)


@policies.get("/policies/files/<int:file_id>/text")
@requires(Permission.ASSURANCE_VIEW)
def text(file_id: int) -> ResponseReturnValue:
    """What can be read in the file, as plain text and a part at a time."""
    file = policy_file(file_id)
    read = text_of(file.document) if file.removed_at is None else abort(404)
    parts = rules.parts(read or "")
    number = min(max(request.args.get("part", 1, type=int), 1), len(parts))
    return render_template(
        "policies/text.html",
        file=file,
        shown=parts[number - 1],
        number=number,
        parts=len(parts),
        back_href=url_for("policies.show", policy_id=file.version.policy_id, _anchor="files"),
    )


@policies.post("/policies/files/<int:file_id>/<any('remove', 'put-back'):deed>")
@requires(Permission.ASSURANCE_EDIT)
def change_file(file_id: int, deed: str) -> ResponseReturnValue:
    file = policy_file(file_id)
    act, said = DEEDS[deed]
    back = url_for("policies.show", policy_id=file.version.policy_id)
    return pressed(lambda: act(file, signed_in()), said, back)
