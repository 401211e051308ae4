"""Choose groups and a change, look at what it would do to each, then make it: nothing is stored before that."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.accounts.queries import colleagues
from crm.core.errors import RuleBroken
from crm.core.filters import plural
from crm.extensions import db
from crm.organisations.bulk import planning, queries
from crm.organisations.bulk.forms import ALL, TICKED, ChangeForm, ConfirmChangeForm
from crm.organisations.bulk.planning import Change, Line, Wish
from crm.organisations.kinds import Faith, OrganisationKind, Sort
from crm.organisations.queries import groups, listing
from crm.organisations.queries.listing import Wanted
from crm.organisations.views import organisations
from crm.organisations.views.listing import INDEX, filters_for, said_in_address, selected_in, wanted_by

MOST = 200
MOST_TO_TICK = 50
STALE = "Nothing was changed: somebody else saved {} after you looked. Check again what would change"


@organisations.route("/organisations/change", methods=["GET", "POST"])
@requires(Permission.CORE_EDIT)
def change_several() -> ResponseReturnValue:
    """The filters stand in the address, as on the list that they come from."""
    areas = groups.areas_within(reach_of(signed_in(), Permission.CORE_EDIT))
    filters = filters_for(areas)
    wanted = wanted_by(filters, areas)
    count = listing.how_many(wanted)
    form = _form(wanted, filters.sort.data, count, areas)
    if form.validate_on_submit():
        try:
            wish = _wish(form.change.data, _answer(form), form.area_id.data)
            return _preview(_chosen(form, wanted, count), wish)
        except RuleBroken as broken:
            form.show(broken)
    return render_template(
        "bulk/choose.html",
        form=form,
        count=count,
        selected=selected_in(filters, INDEX),
        most_to_tick=MOST_TO_TICK,
        back_href=_back(),
    )


def _back() -> str:
    said: dict[str, Any] = {**said_in_address()}
    return url_for(INDEX, **said)


def _form(wanted: Wanted, sort: Sort, count: int, areas: Sequence[Any]) -> ChangeForm:
    """Advisers of many areas are more than a list can hold, so those of the area that is filtered by, if one is."""
    form = ChangeForm()
    areas = [area for area in areas if wanted.area_id in (None, area.id)]
    form.which.choices = [(ALL, f"All that match: {plural(count, 'group')}"), (TICKED, "Only those that I tick")]
    shown = queries.first_groups(wanted, sort, MOST_TO_TICK)
    form.groups.choices = [(row.id, row.name) for row in shown]
    form.area_id.choices = [(area.id, area.name) for area in areas]
    form.adviser_id.choices = colleagues([area.id for area in areas])
    form.language_id.choices = groups.language_choices()
    form.community_id.choices = groups.community_choices()
    return form


def _chosen(form: ChangeForm, wanted: Wanted, count: int) -> list[int]:
    if form.which.data == TICKED:
        return list(form.groups.data)
    if count > MOST:
        raise RuleBroken(f"Choose filters on the list first: at most {MOST} groups are changed at once", "which")
    return queries.ids_of(wanted, MOST)


def _answer(form: ChangeForm) -> str:
    """What the change is to, as the address or a hidden field would say it."""
    fields = {Change.LANGUAGE: form.language_id, Change.COMMUNITY: form.community_id}
    fields |= {Change.FAITH: form.faith, Change.KIND: form.kind, Change.ADVISER: form.adviser_id}
    return str(fields[form.change.data].data or "")


def _wish(change: Change, to: str, area_id: int | None) -> Wish:
    """Raises RuleBroken for what is not to be had, such as an adviser who does not work in the area."""
    if change is Change.ADVISER:
        return _adviser_there(to, area_id)
    offered: dict[str, str] = {
        Change.LANGUAGE: lambda: {str(key): name for key, name in groups.language_choices()},
        Change.COMMUNITY: lambda: {str(key): name for key, name in groups.community_choices()},
        Change.FAITH: lambda: {faith.value: faith.label for faith in Faith},
        Change.KIND: lambda: {kind.value: kind.label for kind in OrganisationKind},
    }[change]()
    if to not in offered:
        raise RuleBroken("Select what to change it to", "change")
    return Wish(change, to, offered[to])


def _adviser_there(to: str, area_id: int | None) -> Wish:
    areas = {area.id: area.name for area in groups.areas_within(reach_of(signed_in(), Permission.CORE_EDIT))}
    if area_id not in areas:
        raise RuleBroken("Select the area", "area_id")
    there = {str(key): name for key, name in colleagues([area_id])} | {"": planning.NOBODY}
    if to not in there:
        raise RuleBroken(f"Select somebody who works in {areas[area_id]}", "adviser_id")
    return Wish(Change.ADVISER, to, there[to], area_id, areas[area_id])


def _preview(ids: list[int], wish: Wish, told: str = "") -> str:
    lines = planning.plan(queries.groups_to_change(ids), wish)
    form = ConfirmChangeForm(formdata=None)
    changes = [line for line in lines if line.is_change]
    form.carry(wish, changes)
    if told:
        form.form_errors.append(told)
    return render_template(
        "bulk/preview.html",
        form=form,
        wish=wish,
        changes=changes,
        refused=[line for line in lines if line.refusal],
        same=[line for line in lines if not line.refusal and not line.is_change],
        confirm_href=url_for("organisations.confirm_change", **_said()),
        back_href=url_for("organisations.change_several", **_said()),
    )


def _said() -> dict[str, Any]:
    return {**said_in_address()}


@organisations.route("/organisations/change/confirm", methods=["POST"])
@requires(Permission.CORE_EDIT)
def confirm_change() -> ResponseReturnValue:
    """All in one transaction. Should anybody have saved one of the groups meanwhile, none is changed."""
    form = ConfirmChangeForm()
    if not form.validate_on_submit() or form.change.data is None or not form.versions.data:
        abort(400)
    versions = dict(list(form.versions.data.items())[:MOST])
    try:
        wish = _wish(form.change.data, form.to.data or "", form.area_id.data)
    except RuleBroken:
        abort(400)
    rows = queries.groups_to_change(versions.keys())
    stale = planning.changed_since(rows, versions)
    if stale:
        return _preview(list(versions), wish, STALE.format(plural(len(stale), "of these groups", "of these groups")))
    changed = _carry_out(planning.plan(rows, wish), wish)
    flash(f"{plural(changed, 'group')} changed")
    return redirect(_back(), 303)


def _carry_out(lines: list[Line], wish: Wish) -> int:
    changes = [line for line in lines if line.is_change]
    for line in changes:
        planning.carry_out(line, wish, signed_in())
    db.session.commit()
    return len(changes)
