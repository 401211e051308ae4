"""The sets of standards: which are in use, what they ask, and bringing in a version from a sheet."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access import submissions
from crm.access.guard import requires, signed_in
from crm.access.permissions import Permission
from crm.core.errors import RuleBroken
from crm.core.spreadsheets import csv_text
from crm.extensions import db
from crm.organisations.importing import reading
from crm.organisations.views.saving import pressed
from crm.standards.actions import sets as actions
from crm.standards.forms.sets import NEW, SheetForm
from crm.standards.models import SetState
from crm.standards.queries import sets as queries
from crm.standards.rules import questions as rules
from crm.standards.rules import results
from crm.standards.rules.questions import Fault, Line, Question
from crm.standards.views.blueprint import standards

MOVES = {"publish": (actions.publish, "It is in use now"), "retire": (actions.retire, "It is out of use")}


@standards.get("/standards")
@requires(Permission.STANDARDS)
def index() -> ResponseReturnValue:
    return render_template("standards/index.html", sets=queries.all_sets())


@standards.get("/standards/<int:set_id>")
@requires(Permission.STANDARDS)
def show(set_id: int) -> ResponseReturnValue:
    version = queries.set_with_criteria(set_id)
    return render_template(
        "standards/show.html",
        version=version,
        sections=results.sections(version.criteria),
        titles=dict(queries.titles_by_code()),
        states=SetState,
    )


@standards.get("/standards/<int:set_id>/sheet.csv")
@requires(Permission.STANDARDS)
def sheet(set_id: int) -> ResponseReturnValue:
    """As it is read: change it and bring it in as the next version."""
    version = queries.set_with_criteria(set_id)
    rows = [rules.cells_of(one) for one in actions.questions_of(version)]
    headers = {"Content-Disposition": f'attachment; filename="{version.code}-{version.number}.csv"'}
    return Response(csv_text(rules.HEADINGS, rows), mimetype="text/csv", headers=headers)


@standards.route("/standards/new", methods=["GET", "POST"])
@requires(Permission.STANDARDS_EDIT)
def new() -> ResponseReturnValue:
    titles = queries.titles_by_code()
    code = request.args.get("of", NEW)
    form = SheetForm(submission_key=submissions.new_key(), which=code, title=dict(titles).get(code))
    form.which.choices = [(NEW, "A new set"), *titles]
    faults: list[Fault] = []
    if form.validate_on_submit():
        try:
            found, faults = _questions_in(form)
            if not faults:
                return _bring_in(form, found)
        except RuleBroken as broken:
            db.session.rollback()
            form.show(broken)
    return render_template("standards/new.html", form=form, faults=faults, headings=rules.HEADINGS)


def _questions_in(form: SheetForm) -> tuple[list[Question], list[Fault]]:
    table = reading.read(form.file.data.stream)
    missing = rules.missing_headings(table.header)
    if missing:
        raise RuleBroken(f"The sheet has no column called {' or '.join(missing)}", "file")
    return rules.read([Line(row.number, row.cells) for row in table.rows()])


def _bring_in(form: SheetForm, found: list[Question]) -> ResponseReturnValue:
    actor = signed_in()
    code = rules.slug(form.title.data) if form.which.data == NEW else form.which.data
    submissions.claim(form, actor)
    bring_in = actions.bring_in_new if form.which.data == NEW else actions.bring_in
    version = bring_in(actions.Naming(code, form.title.data, form.about.data), found, actor)
    page = url_for(".show", set_id=version.id)
    submissions.made(form, actor, version, page)
    db.session.commit()
    flash("Brought in as a draft. Look at it, then put it in use")
    return redirect(page, 303)


@standards.post("/standards/<int:set_id>/<any('publish', 'retire'):move>")
@requires(Permission.STANDARDS_EDIT)
def move(set_id: int, move: str) -> ResponseReturnValue:
    version = queries.set_with_criteria(set_id)
    act, said = MOVES[move]
    return pressed(lambda: act(version, signed_in()), said, url_for(".show", set_id=set_id), version)
