from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from crm.access import submissions
from crm.access.guard import insist, requires, signed_in
from crm.access.permissions import Permission
from crm.child_guard.actions import record_kept
from crm.core.errors import RuleBroken
from crm.documents.files import taken_in, to_be_saved
from crm.engagement import queries
from crm.engagement.attachments import actions
from crm.engagement.attachments.forms import AttachForm
from crm.engagement.attachments.models import Attachment
from crm.engagement.attachments.queries import attachment
from crm.engagement.models import Activity
from crm.engagement.views.blueprint import engagement
from crm.extensions import db

DEEDS = {"remove": actions.remove, "put-back": actions.put_back}


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
    actor, activity_id = signed_in(), activity.id
    [document] = taken_in([file], actor)
    made = actions.attach(queries.activity(activity_id), document, actor)
    db.session.flush()
    record_kept(form.kept(), made, organisation_id, actor)
    page = url_for("engagement.show", activity_id=activity_id, _anchor="documents")
    submissions.keep(form, actor, made, page)
    db.session.commit()
    flash(f"“{document.name}” is kept")
    return redirect(page, 303)


def _found(attachment_id: int) -> Attachment:
    """There as long as its contact is: with a group in scope."""
    found = attachment(attachment_id)
    return found if queries.groups_of(found.activity_id) else abort(404)


@engagement.get("/attachments/<int:attachment_id>")
@requires(Permission.PRIVATE_VIEW)
def attached(attachment_id: int) -> Response:
    found = _found(attachment_id)
    return to_be_saved(found.document) if found.removed_at is None else abort(404)


@engagement.post("/attachments/<int:attachment_id>/<any('remove', 'put-back'):deed>")
@requires(Permission.PRIVATE_EDIT)
def change_attachment(attachment_id: int, deed: str) -> ResponseReturnValue:
    found = _found(attachment_id)
    page = url_for("engagement.show", activity_id=found.activity_id, _anchor="documents")
    DEEDS[deed](found, signed_in())
    db.session.commit()
    flash("Removed. Until tomorrow you can put it back" if deed == "remove" else "Put back")
    return redirect(page, 303)
