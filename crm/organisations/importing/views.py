"""Bringing in a list in the browser: send the file, look at what it would do, confirm."""

import csv
import io
from contextlib import closing

from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access import submissions
from crm.access.guard import reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.accounts.models import Account
from crm.core.errors import RuleBroken
from crm.core.paging import cursor_in
from crm.core.text import one_line
from crm.extensions import db
from crm.organisations.importing import actions, jobs, queries, reading, rules
from crm.organisations.importing.forms import ImportForm
from crm.organisations.importing.planning import Limits, Plan
from crm.organisations.importing.storage import Uploads
from crm.organisations.models import ImportBatch, ImportState
from crm.organisations.views import organisations


def _uploads() -> Uploads:
    return Uploads(current_app.config["SETTINGS"].data_dir)


def _limits(account: Account) -> Limits:
    reach = reach_of(account, Permission.IMPORT)
    return Limits(None if reach.everywhere else reach.areas)


def _to(batch_id: int | None) -> ResponseReturnValue:
    return redirect(url_for("organisations.import_batch", batch_id=batch_id), 303)


@organisations.route("/organisations/imports", methods=["GET", "POST"])
@requires(Permission.IMPORT)
def imports() -> ResponseReturnValue:
    form = ImportForm()
    if form.validate_on_submit():
        try:
            return redirect(_stage(form, signed_in()), 303)
        except RuleBroken as broken:
            form.show(broken)
    elif not form.is_submitted():
        form.submission_key.data = submissions.new_key()
    columns = ", ".join((*reading.COLUMNS, *reading.OSM_ID))
    return render_template("imports/index.html", form=form, columns=columns, batches=queries.own_batches(signed_in()))


def _stage(form: ImportForm, account: Account) -> str:
    """Gives the page of the batch. The file is kept first, so that no batch waits for a file that is not there."""
    source, limits = rules.check_source(form.source_given), _limits(account)
    with closing(form.file.data) as file:
        content: bytes = file.read(reading.LIMIT_BYTES + 1)
    made = jobs.look_at(content, source, limits)
    uploads = _uploads()
    key = uploads.keep(content)
    try:
        submissions.claim(form, account)
    except submissions.SavedAlready:
        uploads.discard(key)
        raise
    batch = actions.stage_import(made, _file_name(file.filename), key, account)
    page = url_for("organisations.import_batch", batch_id=batch.id)
    submissions.made(form, account, batch, page)
    waiting = queries.keys_waiting()
    db.session.commit()
    uploads.sweep(waiting)
    return page


def _file_name(sent: str) -> str:
    """Only to be shown: some browsers send the whole path, and anybody can send anything."""
    return one_line(sent.replace("\\", "/").rsplit("/", 1)[-1])[:100] or "list.csv"


@organisations.route("/organisations/imports/<int:batch_id>")
@requires(Permission.IMPORT)
def import_batch(batch_id: int) -> ResponseReturnValue:
    return render_template("imports/show.html", batch=queries.own_batch(batch_id, signed_in()))


@organisations.route("/organisations/imports/<int:batch_id>/confirm", methods=["POST"])
@requires(Permission.IMPORT)
def confirm_import(batch_id: int) -> ResponseReturnValue:
    """Sent twice, it imports once: the batch itself says whether it is still waiting."""
    account = signed_in()
    batch = queries.own_batch(batch_id, account)
    if batch.state is not ImportState.STAGED:
        return _to(batch_id)
    try:
        _bring_in(batch, account)
    except RuleBroken as broken:
        flash(broken.message, "error")
    except jobs.AlreadyDone:
        db.session.rollback()
    return _to(batch_id)


def _bring_in(batch: ImportBatch, account: Account) -> None:
    batch_id, source, key, limits = batch.id, batch.source, batch.file_key, _limits(account)
    content = _uploads().fetch(key)
    if content is None:
        raise RuleBroken("The file is not held any more. Cancel this import and send the file again")
    jobs.bring_in(content, source, limits, batch_id, account)
    _uploads().discard(key)


@organisations.route("/organisations/imports/<int:batch_id>/cancel", methods=["POST"])
@requires(Permission.IMPORT)
def cancel_import(batch_id: int) -> ResponseReturnValue:
    batch = queries.own_batch(batch_id, signed_in())
    key = batch.file_key
    try:
        actions.cancel_import(batch, signed_in())
    except RuleBroken as broken:
        flash(broken.message, "error")
        return _to(batch_id)
    db.session.commit()
    _uploads().discard(key)
    flash("Import cancelled. Nothing was changed.")
    return redirect(url_for("organisations.imports"), 303)


@organisations.route("/organisations/imports/<int:batch_id>/refused.csv")
@requires(Permission.IMPORT)
def refused_rows(batch_id: int) -> ResponseReturnValue:
    """The refused rows as they came, with the reason; there while the import waits to be confirmed."""
    account = signed_in()
    batch = queries.own_batch(batch_id, account)
    content = _uploads().fetch(batch.file_key)
    if content is None:
        abort(404)
    made = jobs.look_at(content, batch.source, _limits(account))
    headers = {"Content-Disposition": 'attachment; filename="refused-rows.csv"'}
    return Response(_csv(reading.read(content).header, made), mimetype="text/csv", headers=headers)


def _csv(header: list[str], made: Plan) -> str:
    """With a mark that tells spreadsheets it is UTF-8, and without anything that they would run."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*map(rules.neutral, header), "line", "reason"])
    for refusal in made.refusals:
        cells = [*refusal.row.raw, *[""] * len(header)][: max(len(header), len(refusal.row.raw))]
        writer.writerow([*map(rules.neutral, cells), refusal.row.number, rules.neutral(refusal.reason)])
    return "\ufeff" + out.getvalue()


@organisations.route("/organisations/duplicates")
@requires(Permission.IMPORT)
def duplicates() -> ResponseReturnValue:
    pairs = queries.likely_pairs(cursor_in(request.args, int))
    ids = {key for pair in pairs.rows for key in (pair.organisation_id, pair.other_id)}
    return render_template("imports/duplicates.html", pairs=pairs, sides=queries.sides(list(ids)))


@organisations.route("/organisations/duplicates/<int:pair_id>/not-the-same", methods=["POST"])
@requires(Permission.IMPORT)
def not_the_same(pair_id: int) -> ResponseReturnValue:
    actions.mark_not_the_same(queries.pair_in_scope(pair_id), signed_in())
    db.session.commit()
    flash("Kept as two groups. The pair will not be shown again.")
    return redirect(url_for("organisations.duplicates"), 303)


@organisations.route("/organisations/without-a-name")
@requires(Permission.CORE_VIEW)
def without_a_name() -> ResponseReturnValue:
    places = queries.places_without_a_name(cursor_in(request.args))
    near = queries.postcodes_of([place.id for place in places.rows])
    return render_template("imports/without_a_name.html", places=places, near=near)
