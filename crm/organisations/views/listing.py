"""The list of groups: search, filters, sort, pages."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import can, reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.access.scope import Reach
from crm.areas.queries import AreaName
from crm.core.fields import SelectField
from crm.core.labels import Labelled
from crm.core.paging import Page, cursor_in
from crm.core.text import one_line
from crm.organisations.forms.groups import GroupFilters
from crm.organisations.kinds import ShownStage, Sort, Still
from crm.organisations.queries import former, groups, listing
from crm.organisations.queries.similar import ENOUGH, similar
from crm.organisations.rules import furthest, stage_told
from crm.organisations.saved_lists.queries import saved_lists
from crm.organisations.views import organisations

# What the address may say besides the page.
KEPT = ("q", "area", "kind", "faith", "stage", "still", "sort", "list")
INDEX = "organisations.index"
MOST_SAVED = 6
CURSORS: dict[Sort, type] = {Sort.NAME: str, Sort.NEWEST: int, Sort.CHANGED: dt.datetime}


@organisations.route("/organisations")
@requires(Permission.CORE_VIEW)
def index() -> ResponseReturnValue:
    reach = reach_of(signed_in(), Permission.CORE_VIEW)
    areas = groups.areas_within(reach)
    filters = filters_for(areas)
    named = listing.named_list(request.args.get("list", ""))
    wanted = wanted_by(filters, areas, named)
    sort = filters.sort.data
    shown = listing.groups_page(wanted, sort, cursor_in(request.args, CURSORS[sort]))
    nearly = similar(wanted, [row.id for row in shown.rows]) if _is_short(shown, wanted) else []
    may_ring = wanted.q and can(Permission.CORE_EDIT)
    return render_template(
        "organisations/index.html",
        filters=filters,
        selected=selected_in(filters, named, INDEX),
        keep={"list": request.args.get("list") if named else None},
        page=shown,
        similar=nearly,
        people=listing.people_named(wanted.q) if wanted.q and not shown.previous else [],
        links=listing.links_of([row.id for row in (*shown.rows, *nearly)]),
        formerly=former.formerly([row.id for row in shown.rows], wanted.q),
        stubs=listing.stubs(wanted.q, reach) if may_ring else [],
        furthest=lambda links: furthest_told(links, wanted.stages_in),
        download_href=url_for("reporting.download", **said_in_address()),  # type: ignore[arg-type]
        saved_lists=saved_lists(signed_in(), reach, MOST_SAVED),
        said=said_in_address(),
        is_narrowed=bool(selected_in(filters, named, INDEX)),
        **_neighbours(shown),
    )


def _is_short(shown: Page[Any], wanted: listing.Wanted) -> bool:
    """Whether so few names hold what was typed that it may hold a slip."""
    return bool(wanted.q) and not shown.previous and len(shown.rows) < ENOUGH


def filters_for(areas: Sequence[AreaName]) -> GroupFilters:
    """What the address says; what makes no sense in it is as if it were not there."""
    filters = GroupFilters()
    filters.area.choices = [(area.code, area.name) for area in areas]
    if not can(Permission.PRIVATE_VIEW):
        filters.stage.choices = [(ShownStage.ENGAGED.value, ShownStage.ENGAGED.label)]
    filters.validate()
    for field in filters:
        if field.errors:
            field.data, field.errors, field.process_errors = None, [], []
    filters.q.data = (filters.q.data or "")[:200]
    filters.still.data = filters.still.data or Still.OPEN
    filters.sort.data = filters.sort.data or Sort.NAME
    return filters


def wanted_by(filters: GroupFilters, areas: Sequence[AreaName], named: listing.Narrowed | None) -> listing.Wanted:
    ids = {area.code: area.id for area in areas}
    return listing.Wanted(
        q=filters.q.data,
        area_id=ids.get(filters.area.data),
        kind=filters.kind.data,
        faith=filters.faith.data,
        stage=filters.stage.data,
        still=filters.still.data,
        stages_in=reach_of(signed_in(), Permission.PRIVATE_VIEW),
        narrowed=named.condition if named else None,
    )


def selected_in(filters: GroupFilters, named: listing.Narrowed | None, endpoint: str) -> list[dict[str, Any]]:
    """What narrows the list, each with the way back out of it; `endpoint` is the page that shows it."""
    found = [("list", "List", named.label)] if named else []
    if filters.q.data:
        found.append(("q", "Name", filters.q.data))
    for name in ("area", "kind", "faith", "stage", "still"):
        field = filters[name]
        if field.data and field.data is not Still.OPEN:
            found.append((name, field.label.text, _text_of(field)))
    return [
        {"heading": heading, "items": [{"text": text, "href": _without(name, endpoint)}]}
        for name, heading, text in found
    ]


def _text_of(field: SelectField) -> str:
    return field.data.label if isinstance(field.data, Labelled) else str(dict(field.choices).get(field.data, ""))


def said_in_address() -> dict[str, str]:
    return {name: value for name in KEPT if (value := one_line(request.args.get(name, "")))}


def _without(name: str, endpoint: str) -> str:
    said = {kept: value for kept, value in said_in_address().items() if kept != name}
    return url_for(endpoint, **said)  # type: ignore[arg-type]


def _neighbours(shown: Page[Any]) -> dict[str, str]:
    ways = {"previous_href": shown.previous, "next_href": shown.next}
    return {name: url_for("organisations.index", **said_in_address(), **way) for name, way in ways.items() if way}  # type: ignore[arg-type]


def furthest_told(links: Sequence[Any], stages_in: Reach) -> ShownStage | None:
    """Of the stages that the person may read."""
    told = (stage_told(link.stage, is_own=_is_own(link, stages_in)) for link in links)
    return furthest(stage for stage in told if stage)


def _is_own(link: Any, stages_in: Reach) -> bool:
    return stages_in.everywhere or link.area_id in stages_in.areas
