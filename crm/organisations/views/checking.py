"""The queue of groups whose details are to be looked over, and ticking off several at once."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.accounts.queries import colleagues
from crm.core import clock
from crm.core.filters import plural
from crm.core.paging import cursor_in
from crm.core.text import one_line
from crm.core.typed import row_number
from crm.extensions import db
from crm.organisations.actions.groups import Checked as LastCheck
from crm.organisations.actions.groups import mark_checked as mark
from crm.organisations.actions.groups import take_check_back
from crm.organisations.forms.groups import TickedForm, ToCheckFilters
from crm.organisations.kinds import Checked
from crm.organisations.queries import checking, groups, listing
from crm.organisations.queries.checking import MONTHS, ToCheck
from crm.organisations.rules import why_check
from crm.organisations.views import organisations

KEPT = ("checked", "months", "area", "adviser", "after", "before")
FILTERED = ("area", "adviser")
MOST_TICKED = 100


@organisations.route("/organisations/to-check", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def to_check() -> ResponseReturnValue:
    areas = groups.areas_within(reach_of(signed_in(), Permission.CORE_EDIT))
    filters = _filters(areas)
    ids = {area.code: area.id for area in areas}
    wanted = ToCheck(filters.checked.data, filters.months.data, ids.get(filters.area.data), filters.adviser.data)
    page = checking.to_check_page(wanted, cursor_in(request.args, checking.CURSORS[wanted.checked]))
    form = TickedForm()
    form.groups.choices = [(row.id, row.name) for row in page.rows]
    if form.validate_on_submit():
        return _tick_off(form.groups.data)
    ways = {"previous_href": page.previous, "next_href": page.next}
    return render_template(
        "organisations/to_check.html",
        filters=filters,
        form=form,
        page=page,
        links=listing.links_of([row.id for row in page.rows]),
        why=lambda row: why_check(row.verified_on, row.created_at.astimezone(clock.LONDON).date(), clock.today()),
        selected=_selected(filters),
        ticked=_ticked_just_now(),
        undo=url_for("organisations.undo_ticks", **_said()),
        here=url_for("organisations.to_check", **_said()),
        **{name: _beside(way) for name, way in ways.items() if way},
    )


def _tick_off(ids: list[int]) -> ResponseReturnValue:
    ticked = checking.groups_of_ids(ids)
    for organisation in ticked:
        mark(organisation, signed_in())
    db.session.commit()
    flash(f"{plural(len(ticked), 'group')} marked as checked today")
    ticked_now = ",".join(str(organisation.id) for organisation in ticked)
    return redirect(url_for("organisations.to_check", **_said(), ticked=ticked_now), 303)


@organisations.route("/organisations/to-check/undo", methods=["POST"])
@requires(Permission.CORE_EDIT)
def undo_ticks() -> ResponseReturnValue:
    """For a slip: what somebody ticked today goes back to the check before; one that was looked over since stays."""
    ids = request.form.getlist("groups", type=row_number)[:MOST_TICKED]
    found = checking.checked_today_by(signed_in().id, ids)
    for organisation, before in found:
        take_check_back(organisation, LastCheck(*before), signed_in())
    db.session.commit()
    flash(f"Undone: {plural(len(found), 'group')} as before")
    return redirect(url_for("organisations.to_check", **_said()), 303)


def _ticked_just_now() -> list[int]:
    said = request.args.get("ticked", "").split(",")
    return [int(one) for one in said if one.isascii() and one.isdigit() and len(one) < 19][:MOST_TICKED]


def _filters(areas: Any) -> ToCheckFilters:
    """What the address says; what makes no sense in it is as if it were not there."""
    filters = ToCheckFilters()
    filters.area.choices = [(area.code, area.name) for area in areas]
    filters.adviser.choices = colleagues([area.id for area in areas])
    filters.validate()
    for field in filters:
        if field.errors:
            field.data, field.errors, field.process_errors = None, [], []
    filters.checked.data = filters.checked.data or Checked.NEVER
    filters.months.data = filters.months.data or MONTHS
    return filters


def _said() -> dict[str, Any]:
    return {name: value for name in KEPT if (value := one_line(request.args.get(name, "")))}


def _beside(way: dict[str, str]) -> str:
    said: dict[str, Any] = {name: value for name, value in _said().items() if name not in ("after", "before")}
    return url_for("organisations.to_check", **said | way)


def _selected(filters: ToCheckFilters) -> list[dict[str, Any]]:
    """What narrows the queue, each with the way back out of it."""
    found = []
    for name in FILTERED:
        field = filters[name]
        if field.data:
            said = {kept: value for kept, value in _said().items() if kept not in (name, "after", "before")}
            text = str(dict(field.choices).get(field.data, ""))
            item = {"text": text, "href": url_for("organisations.to_check", **said)}
            found.append({"heading": field.label.text, "items": [item]})
    return found
