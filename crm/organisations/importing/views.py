"""Bringing in a list in the browser: send the file, say what its columns mean, look, confirm."""

import io
from contextlib import closing
from typing import BinaryIO

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access import submissions
from crm.access.guard import requires, signed_in
from crm.access.permissions import Permission
from crm.accounts.models import Account
from crm.core.errors import RuleBroken
from crm.core.paging import cursor_in
from crm.core.text import one_line
from crm.extensions import db
from crm.organisations.importing import (
    actions,
    jobs,
    queries,
    reading,
    refused,
    rules,
    running,
    undo_actions,
    undo_queries,
)
from crm.organisations.importing import columns as columns_of
from crm.organisations.importing.columns import Columns
from crm.organisations.importing.forms import ColumnsForm, ConfirmForm, ImportForm, UndoForm, columns_form
from crm.organisations.importing.reading import SheetRow, Table
from crm.organisations.importing.rules import Ending
from crm.organisations.importing.words import changes_in_words, known_in_words
from crm.organisations.models import ImportBatch, ImportState
from crm.organisations.views import organisations

CHECKED_AGAIN = (
    "Another list was brought in or taken back since this one was checked. So nothing is imported yet, and this one is"
    " checked again. Look at what it would do now, then confirm"
)


def _to(batch: ImportBatch | int | None, page: str = "import_batch") -> ResponseReturnValue:
    batch_id = batch.id if isinstance(batch, ImportBatch) else batch
    return redirect(url_for(f"organisations.{page}", batch_id=batch_id), 303)


@organisations.route("/organisations/imports", methods=["GET", "POST"])
@requires(Permission.IMPORT)
def imports() -> ResponseReturnValue:
    form = ImportForm()
    if form.validate_on_submit():
        try:
            with closing(form.file.data) as file:
                return _receive(form, file.stream, _file_name(file.filename), signed_in())
        except RuleBroken as broken:
            form.show(broken)
    elif not form.is_submitted():
        form.submission_key.data = submissions.new_key()
    return render_template(
        "imports/index.html", form=form, batches=queries.own_batches(signed_in()), sources=queries.sources_used()
    )


def _receive(form: ImportForm, stream: BinaryIO, file_name: str, account: Account) -> ResponseReturnValue:
    """The file is kept before the batch is, so that a batch never waits for a file that is not there."""
    source = rules.check_source(form.source_given)
    db.session.rollback()
    table = reading.read(stream)
    known = jobs.known_columns(table, source)
    db.session.rollback()
    uploads = running.uploads()
    key = uploads.keep(stream)
    try:
        submissions.claim(form, account)
    except submissions.SavedAlready:
        uploads.discard(key)
        raise
    batch = actions.receive_file(source, file_name, key, account)
    if known:
        actions.settle_columns(batch, known, table.header, account)
    submissions.made(form, account, batch, url_for("organisations.import_batch", batch_id=batch.id))
    waiting = queries.keys_waiting()
    uploads.sweep(waiting)
    if known:
        return _go_on(batch, account)
    db.session.commit()
    return _to(batch, "import_columns")


def _go_on(batch: ImportBatch, account: Account) -> ResponseReturnValue:
    """Commits what the caller did together with the asking for the work."""
    batch_id = batch.id
    try:
        is_short = running.hand_on(batch_id, account)
        db.session.commit()
        if is_short:
            running.work_now(batch_id)
    except RuleBroken as broken:
        db.session.rollback()
        flash(broken.message, "error")
    return _to(batch_id)


def _file_name(sent: str) -> str:
    """Only to be shown: some browsers send the whole path, and anybody can send anything."""
    return one_line(sent.replace("\\", "/").rsplit("/", 1)[-1])[:100] or "list.csv"


@organisations.route("/organisations/imports/<int:batch_id>/columns", methods=["GET", "POST"])
@requires(Permission.IMPORT)
def import_columns(batch_id: int) -> ResponseReturnValue:
    """What each column means, guessed at first; as somebody said it the last time, if anybody did."""
    account = signed_in()
    batch = queries.own_batch(batch_id, account)
    if batch.state not in (ImportState.COLUMNS, ImportState.CHECKING, ImportState.STAGED):
        return _to(batch)
    try:
        with closing(running.file_of(batch)) as stream:
            table = reading.read(stream)
            samples = jobs.samples_of(table)
    except RuleBroken as broken:
        flash(broken.message, "error")
        return _to(batch)
    known = columns_of.from_kept(batch.columns) if batch.columns else columns_of.guess(table, samples)
    headings = columns_of.asked(table, samples, known)
    form = columns_form(headings, samples, known, knows_kind=batch.columns is not None)
    if form.validate_on_submit():
        try:
            return _settle(batch, table, samples, form.columns(headings), account)
        except RuleBroken as broken:
            form.show(RuleBroken(broken.message))
    shown = _columns_page(form, headings)
    return render_template(
        "imports/columns.html", batch=batch, form=form, questions=shown, columns=len(table.header), read=table.remarks
    )


def _columns_page(form: ColumnsForm, headings: list[str]) -> list[str]:
    return [f"column_{place}" for place, _ in enumerate(headings)]


def _settle(
    batch: ImportBatch, table: Table, samples: list[SheetRow], columns: Columns, account: Account
) -> ResponseReturnValue:
    columns_of.check(columns, table, samples)
    actions.settle_columns(batch, columns, table.header, account)
    actions.remember_columns(batch.source, columns, table.header)
    return _go_on(batch, account)


@organisations.route("/organisations/imports/<int:batch_id>")
@requires(Permission.IMPORT)
def import_batch(batch_id: int) -> ResponseReturnValue:
    """How each row ends, one ending at a time: first what is refused, then what is new."""
    batch = queries.own_batch(batch_id, signed_in())
    if batch.state is ImportState.COLUMNS:
        return _to(batch, "import_columns")
    progress = running.progress(batch_id) if batch.state in actions.AT_WORK else None
    ending = None if batch.state in actions.AT_WORK else _ending_in(request.args.get("ending", ""), batch)
    rows = queries.rows_of(batch_id, ending, cursor_in(request.args, int)) if ending else None
    traditions = queries.tradition_names() if ending is Ending.CHANGED else {}
    return render_template(
        "imports/show.html",
        batch=batch,
        form=ConfirmForm(),
        is_at_work=actions.is_at_work(batch) or (progress is not None and progress.is_open),
        progress=progress,
        ending=ending,
        endings=list(Ending),
        rows=rows,
        said=lambda changes: changes_in_words(changes, traditions),
        known_of=lambda raw: known_in_words(raw, batch.columns or {}),
    )


def _ending_in(asked: str, batch: ImportBatch) -> Ending | None:
    there = [one for one in (Ending.REFUSED, Ending.CREATED, Ending.CHANGED, Ending.MATCHED) if batch.outcome.get(one)]
    return next((one for one in there if one.value == asked), there[0] if there else None)


@organisations.route("/organisations/imports/<int:batch_id>/confirm", methods=["POST"])
@requires(Permission.IMPORT)
def confirm_import(batch_id: int) -> ResponseReturnValue:
    """Sent twice, it imports once: the batch itself says whether it is still waiting."""
    account = signed_in()
    queries.own_batch(batch_id, account)
    batch = queries.batch_to_write(batch_id)
    form = ConfirmForm()
    if batch.state is not ImportState.STAGED or not form.validate_on_submit():
        db.session.rollback()
        return _to(batch_id)
    try:
        running.file_of(batch).close()
        if queries.is_out_of_date(batch):
            actions.check_again(batch, account)
            flash(CHECKED_AGAIN)
        else:
            actions.start_import(batch, form.choice.data, account)
    except RuleBroken as broken:
        db.session.rollback()
        flash(broken.message, "error")
        return _to(batch_id)
    return _go_on(batch, account)


@organisations.route("/organisations/imports/<int:batch_id>/go-on", methods=["POST"])
@requires(Permission.IMPORT)
def go_on_with_import(batch_id: int) -> ResponseReturnValue:
    """After work that was cut short: from where it stopped."""
    account = signed_in()
    return _go_on(queries.own_batch(batch_id, account), account)


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
    running.call_off(batch_id)
    db.session.commit()
    running.uploads().discard(key)
    flash("Import cancelled. Nothing was changed.")
    return redirect(url_for("organisations.imports"), 303)


@organisations.route("/organisations/imports/<int:batch_id>/stop", methods=["POST"])
@requires(Permission.IMPORT)
def stop_import(batch_id: int) -> ResponseReturnValue:
    """While it is written or undone by a worker."""
    queries.own_batch(batch_id, signed_in())
    try:
        running.stop(batch_id)
    except RuleBroken as broken:
        db.session.rollback()
        flash(broken.message, "error")
    else:
        db.session.commit()
    return _to(batch_id)


@organisations.route("/organisations/imports/<int:batch_id>/undo", methods=["GET", "POST"])
@requires(Permission.IMPORT)
def undo_import(batch_id: int) -> ResponseReturnValue:
    """Asks first, and names the groups that stand in the way."""
    account = signed_in()
    batch = queries.own_batch(batch_id, account)
    if batch.state not in (ImportState.DONE, ImportState.WRITING):
        return _to(batch)
    form = UndoForm()
    if form.validate_on_submit():
        batch = queries.batch_to_write(batch_id)
        try:
            undo_actions.start_undo(batch, account)
        except RuleBroken as broken:
            form.show(broken)
        else:
            return _go_on(batch, account)
    obstacles = undo_queries.in_the_way(batch)
    return render_template("imports/undo.html", batch=batch, form=form, obstacles=obstacles)


@organisations.route("/organisations/imports/<int:batch_id>/refused.csv")
@requires(Permission.IMPORT)
def refused_rows(batch_id: int) -> ResponseReturnValue:
    """The refused rows as they came, with the reason, before and after the import: mend them and send them again."""
    batch = queries.own_batch(batch_id, signed_in())
    if not batch.columns or not batch.outcome["refused"]:
        abort(404)
    out = io.StringIO("\ufeff", newline="")
    out.seek(0, io.SEEK_END)
    sheet = refused.Sheet(out, batch.columns["header"])
    sheet.add(queries.refused_of(batch_id))
    headers = {"Content-Disposition": 'attachment; filename="refused-rows.csv"'}
    return Response(out.getvalue(), mimetype="text/csv", headers=headers)


@organisations.route("/organisations/without-a-name")
@requires(Permission.CORE_VIEW)
def without_a_name() -> ResponseReturnValue:
    places = queries.places_without_a_name(cursor_in(request.args))
    near = queries.postcodes_of([place.id for place in places.rows])
    return render_template("imports/without_a_name.html", places=places, near=near)
