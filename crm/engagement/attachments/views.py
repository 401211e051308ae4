from flask import Response, abort, current_app, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from crm.access import submissions
from crm.access.guard import insist, requires, signed_in
from crm.access.permissions import Permission
from crm.child_guard.actions import record_kept
from crm.core.errors import RuleBroken
from crm.documents import rules
from crm.documents.models import Document
from crm.documents.storage import Documents
from crm.engagement import queries
from crm.engagement.attachments import actions
from crm.engagement.attachments.forms import AttachForm
from crm.engagement.attachments.models import Attachment
from crm.engagement.attachments.queries import attachment
from crm.engagement.models import Activity
from crm.engagement.views.blueprint import engagement
from crm.extensions import db

DEEDS = {"remove": actions.remove, "put-back": actions.put_back}


def _documents() -> Documents:
    return Documents(current_app.config["SETTINGS"].data_dir)


@engagement.route("/activities/<int:activity_id>/attachments/new", methods=["GET", "POST"])
@requires(Permission.PRIVATE_EDIT)
def attach(activity_id: int) -> ResponseReturnValue:
    activity = queries.activity(activity_id)
    insist(Permission.PRIVATE_EDIT, activity)
    groups = queries.groups_of(activity_id) or abort(404)
    form = AttachForm()
    form.guard_area_id = activity.area_id
    if not form.is_submitted():
        form.submission_key.data = submissions.new_key()
    if form.validate_on_submit():
        try:
            return _kept(form, activity, groups[0][0], form.file.data)
        except RuleBroken as broken:
            db.session.rollback()
            form.show(broken)
    return render_template("documents/attach.html", form=form, activity_id=activity_id, group=groups[0][1])


def _kept(form: AttachForm, activity: Activity, organisation_id: int, file: FileStorage) -> ResponseReturnValue:
    """The file is checked and stored before anything is written: no transaction waits for it."""
    actor, raw, called = signed_in(), file.read(), file.filename or ""
    kind = rules.check(raw, called)
    name = rules.plain_name(called, kind)
    content = rules.without_metadata(raw, kind)
    digest = _documents().keep(content)
    document = Document(name=name, kind=kind, size=len(content), digest=digest, added_by_id=actor.id)
    made = actions.attach(activity, document, actor)
    db.session.flush()
    record_kept(form.kept(), made, organisation_id, actor)
    page = url_for("engagement.show", activity_id=activity.id, _anchor="documents")
    submissions.keep(form, actor, made, page)
    db.session.commit()
    flash(f"“{name}” is kept")
    return redirect(page, 303)


def _found(attachment_id: int) -> Attachment:
    """There as long as its contact is: with a group in scope."""
    found = attachment(attachment_id)
    return found if queries.groups_of(found.activity_id) else abort(404)


@engagement.get("/attachments/<int:attachment_id>")
@requires(Permission.PRIVATE_VIEW)
def attached(attachment_id: int) -> Response:
    """Never shown in the browser or kept by it: it is saved, under the name and kind that were checked."""
    found = _found(attachment_id)
    path = _documents().path(found.document.digest)
    if found.removed_at is not None or path is None:
        abort(404)
    mimetype = rules.MIMETYPES[found.document.kind]
    answer = send_file(path, mimetype=mimetype, as_attachment=True, download_name=found.document.name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@engagement.post("/attachments/<int:attachment_id>/<any('remove', 'put-back'):deed>")
@requires(Permission.PRIVATE_EDIT)
def change_attachment(attachment_id: int, deed: str) -> ResponseReturnValue:
    found = _found(attachment_id)
    page = url_for("engagement.show", activity_id=found.activity_id, _anchor="documents")
    DEEDS[deed](found, signed_in())
    db.session.commit()
    flash("Removed. You can put it back" if deed == "remove" else "Put back")
    return redirect(page, 303)
