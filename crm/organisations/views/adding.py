"""Adding a group, once it is clear that it is not there already."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access import submissions
from crm.access.guard import can, reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.areas.models import Area
from crm.areas.rules import normalise_postcode
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.core.search import SHORTEST
from crm.core.text import fold, one_line
from crm.extensions import db
from crm.organisations import rules
from crm.organisations.actions import belonging, places
from crm.organisations.actions import groups as actions
from crm.organisations.forms.groups import NewGroupForm
from crm.organisations.kinds import Answer, Lack, Subject
from crm.organisations.matching.actions import keep_apart
from crm.organisations.queries import groups
from crm.organisations.queries.likeness import NUMBERS, Likeness, likely_same
from crm.organisations.rules import Address
from crm.organisations.views import organisations

MOST_TYPED = 5


@organisations.route("/organisations/new", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def new() -> ResponseReturnValue:
    areas = groups.areas_within(reach_of(signed_in(), Permission.CORE_EDIT))
    form = NewGroupForm()
    form.submission_key.data = form.submission_key.data or submissions.new_key()
    if form.is_submitted():
        submissions.refuse_repeat(form, signed_in())
    form.area_id.choices = [(area.id, area.name) for area in areas]
    form.tradition_id.choices = groups.tradition_choices()
    if len(areas) == 1 and form.area_id.data is None:
        form.area_id.data = areas[0].id
    alike: list[Likeness] = []
    elsewhere: Area | None = None
    if form.validate_on_submit():
        try:
            alike, elsewhere = _doubts(form)
            if not alike and not elsewhere:
                return _add(form, groups.area(form.area_id.data))
        except RuleBroken as broken:
            form.show(broken)
    return render_template(
        "organisations/new.html", form=form, alike=alike, elsewhere=elsewhere, one_area=len(areas) == 1
    )


@organisations.route("/organisations/new/alike")
@requires(Permission.CORE_EDIT)
def alike_typed() -> ResponseReturnValue:
    """For the script that warns while a name is typed: how many there are, in words, and the list as HTML.

    Without scripts the same is asked when the form is sent.
    """
    name = one_line(request.args.get("name", ""))[:200]
    if len(fold(name).replace(" ", "")) < SHORTEST:
        return {"said": "", "html": ""}
    reach = reach_of(signed_in(), Permission.CORE_VIEW)
    areas = {area.id for area in groups.areas_within(reach_of(signed_in(), Permission.CORE_EDIT))}
    typed = request.args.get("area_id", type=int)
    found = likely_same(name, {}, areas & {typed} or areas, _unit(request.args.get("postcode", "")), reach)[:MOST_TYPED]
    said = f"{len(found)} {'group' if len(found) == 1 else 'groups'} with a name like this" if found else ""
    return {"said": said, "html": render_template("organisations/alike.html", alike=found)}


def _unit(typed: str) -> str | None:
    """None while the postcode is half typed."""
    try:
        return normalise_postcode(typed) if typed else None
    except RuleBroken:
        return None


def _doubts(form: NewGroupForm) -> tuple[list[Likeness], Area | None]:
    """What the person has still to answer for: groups like it, and a postcode in another area."""
    place = places.place_of(form.postcode.data)
    alike = [] if form.is_another.data else _alike(form)
    is_elsewhere = place is not None and place.area_id != form.area_id.data and not form.is_elsewhere.data
    return alike, groups.area(place.area_id) if place and is_elsewhere else None


def _alike(form: NewGroupForm) -> list[Likeness]:
    facts = rules.settled(form.facts())
    unit = normalise_postcode(form.postcode.data) if form.postcode.data else None
    numbers = {name: getattr(facts, name) for name in NUMBERS}
    return likely_same(facts.name, numbers, {form.area_id.data}, unit, reach_of(signed_in(), Permission.CORE_VIEW))


def _add(form: NewGroupForm, lead: Area) -> ResponseReturnValue:
    """All in one step: the group, where it meets, and what it said about children."""
    actor = signed_in()
    submissions.claim(form, actor)
    others = [one.organisation_id for one in _alike(form) if one.organisation_id] if form.is_another.data else []
    organisation = actions.add_group(form.facts(), lead, actor)
    if form.address.data or form.postcode.data:
        place = Address(form.address.data, form.postcode.data, form.is_home.data)
        places.add_venue(organisation, place, None, actor)
    if form.has_place.data == "no":
        belonging.say_none(organisation, Lack.PLACE, clock.today(), "", actor)
    if form.children.data and can(Permission.ASSURANCE_EDIT, organisation):
        actions.record_statement(organisation, Subject.CHILDREN, Answer(form.children.data), clock.today(), "", actor)
    if others:
        keep_apart(organisation.id, others, actor)
    page = url_for("organisations.show", organisation_id=organisation.id)
    submissions.made(form, actor, organisation, page)
    db.session.commit()
    flash("Group added")
    return redirect(page, 303)
