"""What happens once the form with the files is sent, by staff or by the group itself."""

from collections.abc import Callable

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from crm.access import submissions
from crm.access.guard import signed_in
from crm.child_guard.actions import record_kept
from crm.core.errors import RuleBroken
from crm.core.filters import plural
from crm.documents.files import taken_in
from crm.extensions import db
from crm.policies.files import actions
from crm.policies.files.forms import FilesForm
from crm.policies.models import PolicyVersion


def files_added(form: FilesForm, find: Callable[[], PolicyVersion], page: str) -> ResponseReturnValue | None:
    """None: the page is shown again. `find` gives the version, once the files are read and a transaction may wait."""
    if not form.is_submitted():
        form.submission_key.data = submissions.new_key()
    if not form.validate_on_submit():
        return None
    try:
        _add(form, find, page)
    except RuleBroken as broken:
        db.session.rollback()
        form.show(broken)
        return None
    db.session.commit()
    flash(f"{plural(len(form.file.data), 'file')} kept")
    return redirect(page, 303)


def _add(form: FilesForm, find: Callable[[], PolicyVersion], page: str) -> None:
    actor = signed_in()
    documents = taken_in(form.file.data, actor)
    submissions.claim(form, actor)
    made = actions.add(find(), documents, actor)
    record_kept(form.kept(), made[0], made[0].organisation_id, actor)
    submissions.made(form, actor, made[0], page)
