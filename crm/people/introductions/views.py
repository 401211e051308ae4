"""Recording who introduced us, and who has done so most."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.access import submissions
from crm.access.guard import insist, requires, signed_in
from crm.access.permissions import Permission
from crm.core.errors import RuleBroken
from crm.extensions import db
from crm.organisations.forms.groups import ConfirmForm
from crm.organisations.models import Organisation
from crm.organisations.queries import listing, organisation_with_areas
from crm.people.introductions import actions, queries
from crm.people.introductions.forms import IntroducerSearch, IntroductionForm
from crm.people.models import Person
from crm.people.queries import open_roles_of, others_named, person_at, person_in_scope
from crm.people.views import people

NOBODY = 0
people.app_template_global("introductions_to")(queries.to_group)
people.app_template_global("introductions_by_group")(queries.by_group)
people.app_template_global("introductions_with")(queries.with_person)


@people.route("/introducers")
@requires(Permission.ASSURANCE_VIEW)
def introducers() -> ResponseReturnValue:
    return render_template("people/introducers.html", introducers=queries.introducers(), most=queries.MOST)


@people.route("/organisations/<int:organisation_id>/introductions/new", methods=["GET", "POST"])
@requires(Permission.ASSURANCE_EDIT)
def new_introduction(organisation_id: int) -> ResponseReturnValue:
    """First the introducer is looked for by name, then chosen."""
    organisation = organisation_with_areas(organisation_id)
    insist(Permission.ASSURANCE_EDIT, organisation)
    search = IntroducerSearch()
    search.validate()
    form = IntroductionForm()
    form.submission_key.data = form.submission_key.data or submissions.new_key()
    form.by.choices = _choices(search.q.data or "", organisation_id)
    form.person_id.choices = list({one.person_id: one.name for one in open_roles_of(organisation_id)}.items())
    if form.is_submitted():
        submissions.refuse_repeat(form, signed_in())
    if form.validate_on_submit():
        try:
            return _record(organisation, form)
        except RuleBroken as broken:
            db.session.rollback()
            form.show(broken)
            organisation = organisation_with_areas(organisation_id)
    return render_template("people/introduction.html", organisation=organisation, search=search, form=form)


def _choices(typed: str, organisation_id: int) -> list[tuple[str, str, str]]:
    named = others_named(typed, NOBODY)
    groups = listing.groups_named(typed, organisation_id)
    return [(f"person-{one.id}", one.name, f"{one.role_class.label}, {one.group}") for one in named] + [
        (f"group-{one.id}", one.name, f"{one.kind.label}, {one.area_name}") for one in groups
    ]


def _record(organisation: Organisation, form: IntroductionForm) -> ResponseReturnValue:
    actor = signed_in()
    submissions.claim(form, actor)
    to = person_at(organisation.id, form.person_id.data) if form.person_id.data else None
    made = actions.introduce(
        organisation, _introducer(form.by.data), to, form.introduced_on.data, form.note.data or "", actor
    )
    db.session.flush()
    page = url_for("people.index", organisation_id=organisation.id, _anchor="introductions")
    submissions.made(form, actor, made, page)
    db.session.commit()
    flash("Introduction recorded")
    return redirect(page, 303)


def _introducer(chosen: str) -> Person | Organisation:
    kind, _, key = chosen.partition("-")
    return person_in_scope(int(key)) if kind == "person" else organisation_with_areas(int(key))


@people.route(
    "/organisations/<int:organisation_id>/introductions/<int:introduction_id>/remove", methods=["GET", "POST"]
)
@requires(Permission.ASSURANCE_EDIT)
def remove_introduction(organisation_id: int, introduction_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    insist(Permission.ASSURANCE_EDIT, organisation)
    introduction, form = queries.introduction_at(organisation_id, introduction_id), ConfirmForm()
    if form.validate_on_submit():
        actions.remove(introduction, signed_in())
        db.session.commit()
        flash("Introduction removed")
        return redirect(url_for("people.index", organisation_id=organisation_id, _anchor="introductions"), 303)
    return render_template("people/remove_introduction.html", organisation=organisation, form=form)
