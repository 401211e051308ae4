"""Where someone has looked for groups: the wards of an area, and recording that somebody looked."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access import submissions
from crm.access.guard import reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.accounts.models import Account
from crm.areas.models import Ward
from crm.areas.queries import AreaName, wards_by_name
from crm.child_guard.actions import record_kept
from crm.core import clock
from crm.core.errors import RuleBroken
from crm.core.paging import cursor_in
from crm.extensions import db
from crm.organisations.queries.groups import areas_within
from crm.sweeps import actions, queries
from crm.sweeps.forms import SOME, WHOLE, AreaFilter, SweepForm
from crm.sweeps.models import Sweep
from crm.sweeps.rules import Look, Looks, never_first

sweeps = Blueprint("sweeps", __name__)

INDEX = "sweeps.index"


class Line(NamedTuple):
    """A ward, or an area without wards, and who looked there last."""

    name: str
    code: str | None
    look: Look | None


@sweeps.get("/map/sweeps")
@requires(Permission.CORE_VIEW)
def index() -> ResponseReturnValue:
    """One area at a time, the first if none is asked for."""
    areas = areas_within(reach_of(signed_in(), Permission.CORE_VIEW))
    area = _area_among(areas)
    filters = AreaFilter(data={"area": area.code})
    filters.area.choices = [(one.code, one.name) for one in areas]
    wards = wards_by_name(area.id)
    looks, recorded = (
        queries.looks_in([area.id], clock.today()),
        queries.sweeps_page(area.id, cursor_in(request.args, dt.date)),
    )
    return render_template(
        "sweeps/index.html",
        filters=filters,
        areas=areas,
        area=area,
        has_wards=bool(wards),
        lines=_lines(area, wards, looks),
        recorded=recorded,
        may_record=_may_record(area),
        **_ways(area, recorded),
    )


def _area_among(areas: Sequence[AreaName]) -> AreaName:
    """The one that the address says, which must be among them; else the first."""
    code = request.args.get("area")
    found = [area for area in areas if code in (area.code, None, "")]
    return found[0] if found else abort(404)


def _lines(area: AreaName, wards: Sequence[Ward], looks: Looks) -> list[Line]:
    if not wards:
        return [Line(area.name, None, looks.of_area(area.id))]
    lines = [Line(ward.name, ward.code, looks.of_ward(area.id, ward.id)) for ward in wards]
    return sorted(lines, key=lambda line: never_first(line.look))


def _may_record(area: AreaName) -> bool:
    reach = reach_of(signed_in(), Permission.CORE_EDIT)
    return reach.everywhere or area.id in reach.areas


def _ways(area: AreaName, recorded: Any) -> dict[str, str]:
    ways = {"previous_href": recorded.previous, "next_href": recorded.next}
    return {name: url_for(INDEX, area=area.code, _anchor="recorded", **way) for name, way in ways.items() if way}


@sweeps.route("/map/sweeps/new", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def new() -> ResponseReturnValue:
    area = _area_among(areas_within(reach_of(signed_in(), Permission.CORE_EDIT)))
    form = _form_for(area)
    if form.validate_on_submit():
        try:
            return _record(area, form)
        except RuleBroken as broken:
            db.session.rollback()
            form.show(broken)
    return render_template("sweeps/new.html", form=form, area=area, back_href=url_for(INDEX, area=area.code))


def _form_for(area: AreaName) -> SweepForm:
    """With the ward that the address says ticked."""
    wards = wards_by_name(area.id)
    ticked = [ward.id for ward in wards if ward.code == request.args.get("ward")]
    said = {"where": SOME if ticked else None, "wards": ticked, "looked_by": signed_in().name}
    form = SweepForm(submission_key=submissions.new_key(), **said)
    form.guard_area_id = area.id
    if wards:
        form.where.choices = [(SOME, "In some wards"), (WHOLE, f"In the whole of {area.name}")]
        form.wards.choices = [(ward.id, ward.name) for ward in wards]
    else:
        del form.where
        del form.wards
    return form


def _record(area: AreaName, form: SweepForm) -> ResponseReturnValue:
    actor = signed_in()
    submissions.claim(form, actor)
    made = actions.record_sweep(area.id, form.facts(), actor)
    record_kept(form.kept(), made[0], None, actor)
    page = url_for(INDEX, area=area.code)
    submissions.made(form, actor, made[0], page)
    db.session.commit()
    flash("Recorded")
    return redirect(page, 303)


@sweeps.post("/map/sweeps/<int:sweep_id>/remove")
@requires(Permission.CORE_EDIT)
def remove(sweep_id: int) -> ResponseReturnValue:
    return _changed(queries.sweep(sweep_id), actions.remove_sweep, "Removed. Until tomorrow you can put it back")


@sweeps.post("/map/sweeps/<int:sweep_id>/put-back")
@requires(Permission.CORE_EDIT)
def put_back(sweep_id: int) -> ResponseReturnValue:
    return _changed(queries.sweep(sweep_id), actions.put_back, "Put back")


def _changed(sweep: Sweep, act: Callable[[Sweep, Account], None], said: str) -> ResponseReturnValue:
    page = url_for(INDEX, area=sweep.area.code, _anchor="recorded")
    try:
        act(sweep, signed_in())
        db.session.commit()
    except RuleBroken as broken:
        db.session.rollback()
        said = broken.message
    flash(said)
    return redirect(page, 303)
