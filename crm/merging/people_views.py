"""Making two records of a person one, and taking them apart again. The pages are the person's own."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import requires, signed_in
from crm.access.permissions import Permission
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.merging import fields, people_actions, queries
from crm.merging import people_queries as asked_of
from crm.merging.forms import PersonMergeForm, PersonSearch
from crm.organisations.forms.groups import ConfirmForm
from crm.people.queries import others_named, person_in_scope, roles_of_person
from crm.people.views import people

people.app_template_global("merges_of_person")(asked_of.merges_of)


def _back_to(person_id: int) -> ResponseReturnValue:
    return redirect(url_for("people.show", person_id=person_id), 303)


@people.route("/people/<int:person_id>/merge")
@requires(Permission.MERGE_PEOPLE)
def find_same(person_id: int) -> ResponseReturnValue:
    """The other record is looked for by name, then compared."""
    person, search = person_in_scope(person_id), PersonSearch()
    search.validate()
    found = others_named(search.q.data or "", person_id)
    return render_template("merging/find_person.html", person=person, search=search, found=found)


@people.route("/people/<int:person_id>/merge/<int:other_person_id>", methods=["GET", "POST"])
@requires(Permission.MERGE_PEOPLE)
def merge(person_id: int, other_person_id: int) -> ResponseReturnValue:
    """The first stays, and takes in the other."""
    if person_id == other_person_id:
        abort(404)
    if request.method == "POST":
        asked_of.lock(person_id, other_person_id)
    if asked_of.taken_in_by(other_person_id) == person_id:
        flash("These two are one record already")
        return _back_to(person_id)
    kept, gone = person_in_scope(person_id), person_in_scope(other_person_id)
    is_beyond_reach = asked_of.is_beyond_reach(person_id, other_person_id)
    form = PersonMergeForm(kept, gone, fields.differing(fields.OF_PERSON, kept, gone))
    if form.validate_on_submit() and not is_beyond_reach:
        people_actions.merge_people(kept, gone, form.chosen(), signed_in())
        name = kept.name
        db.session.commit()
        flash(f"{name} is one record now. It can be undone at the end of this page")
        return _back_to(person_id)
    return render_template(
        "merging/merge_people.html",
        person=kept,
        other=gone,
        form=form,
        is_beyond_reach=is_beyond_reach,
        moving=[] if is_beyond_reach else queries.moving("person", person_id, other_person_id),
        sides=[(one, roles_of_person(one.id)) for one in (kept, gone)],
    )


@people.route("/people/<int:person_id>/merges/<int:person_merge_id>/undo", methods=["GET", "POST"])
@requires(Permission.MERGE_PEOPLE)
def undo_merge(person_id: int, person_merge_id: int) -> ResponseReturnValue:
    if request.method == "POST":
        asked_of.lock(person_id)
    person, done = person_in_scope(person_id), asked_of.merge_of(person_id, person_merge_id)
    is_beyond_reach = asked_of.is_beyond_reach(person_id)
    form = ConfirmForm()
    if form.validate_on_submit() and not is_beyond_reach:
        name = done.other_name
        try:
            people_actions.undo(done, signed_in())
        except RuleBroken as broken:
            db.session.rollback()
            form.show(broken)
            person, done = person_in_scope(person_id), asked_of.merge_of(person_id, person_merge_id)
        else:
            db.session.commit()
            flash(f"There are two records again. The other is {name}")
            return _back_to(person_id)
    return render_template(
        "merging/undo_people.html",
        person=person,
        merge=done,
        form=form,
        reasons=[] if is_beyond_reach else people_actions.why_not_undone(done),
        is_beyond_reach=is_beyond_reach,
    )
