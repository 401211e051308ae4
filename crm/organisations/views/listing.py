"""The list of groups: search, filters, sort, pages."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import can, reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.access.scope import Reach
from crm.areas.queries import AreaName, wards_by_name
from crm.core.fields import SelectField
from crm.core.filters import plural
from crm.core.labels import Labelled
from crm.core.paging import Page, cursor_in
from crm.core.text import one_line
from crm.organisations.forms.groups import GroupFilters
from crm.organisations.kinds import ShownStage, Sort, Still
from crm.organisations.matching.queries import waiting_in_words
from crm.organisations.queries import groups, listing
from crm.organisations.queries.similar import ENOUGH, meeting_there, similar
from crm.organisations.queries.why import why_found
from crm.organisations.rules import furthest, stage_told
from crm.organisations.saved_lists.queries import saved_lists
from crm.organisations.views import organisations

# What the address may say besides the page.
KEPT = ("q", "area", "ward", "kind", "faith", "stage", "member", "still", "box", "groups", "sort")
# Of these, what the map chooses and no field of the form asks for.
CHOSEN = ("box", "groups")
INDEX = "organisations.index"
MOST_SAVED, MOST_COMPARED = 6, 50
MOST_COUNTED = 1_000
CURSORS: dict[Sort, type] = {Sort.NAME: str, Sort.NEWEST: int, Sort.CHANGED: dt.datetime}


@organisations.route("/organisations")
@requires(Permission.CORE_VIEW)
def index() -> ResponseReturnValue:
    reach = reach_of(signed_in(), Permission.CORE_VIEW)
    areas = groups.areas_within(reach)
    filters = filters_for(areas)
    wanted = wanted_by(filters, areas)
    sort = filters.sort.data
    shown = listing.groups_page(wanted, sort, cursor_in(request.args, CURSORS[sort]))
    ids = [row.id for row in shown.rows]
    nearly = similar(wanted, ids) if _is_short(shown, wanted) else []
    there = meeting_there(wanted, [*ids, *(row.id for row in nearly)]) if _is_short(shown, wanted) else []
    may_ring = wanted.q and can(Permission.CORE_EDIT)
    selected = selected_in(filters, INDEX)
    saved = saved_lists(signed_in(), reach, MOST_COMPARED)
    return render_template(
        "organisations/index.html",
        filters=filters,
        selected=selected,
        keep={"q": filters.q.data, **kept_in(filters)},
        box=filters.box.data,
        is_odd=is_odd(filters),
        page=shown,
        similar=nearly,
        there=there,
        people=listing.people_named(wanted.q) if wanted.q and not shown.previous else [],
        links=listing.links_of([row.id for row in (*shown.rows, *nearly, *there)]),
        why=why_found(shown.rows, wanted.q, wanted.homes_in, [row.id for row in there]),
        stubs=listing.stubs(wanted.q, reach) if may_ring else [],
        furthest=lambda links: furthest_told(links, wanted.stages_in),
        total=_total(wanted, selected, reach),
        not_found=_not_found(wanted, selected),
        pairs_waiting=waiting_in_words() if can(Permission.IMPORT) else "",
        saved_lists=saved[:MOST_SAVED],
        is_saved=any(one.filters == said_in_address() for one in saved),
        said=said_in_address(),
        is_narrowed=bool(selected),
        **_neighbours(shown),
    )


def _total(wanted: listing.Wanted, selected: Sequence[Any], reach: Reach) -> str:
    """How many groups the whole list has, in words."""
    if selected or reach.everywhere:
        count = listing.how_many_up_to(MOST_COUNTED, wanted, reach)
    else:
        count = listing.how_many_open_up_to(MOST_COUNTED, reach.areas)
    return f"More than {MOST_COUNTED:,} groups" if count > MOST_COUNTED else plural(count, "group")


def _not_found(wanted: listing.Wanted, selected: Sequence[Any]) -> str:
    """Why coverage counts fewer of these groups, for whoever may read stages; of the region without the number."""
    areas = wanted.stages_in.areas & ({wanted.area_id} if wanted.area_id else wanted.stages_in.areas)
    is_of_areas = {part["heading"] for part in selected} <= {"Area"}
    if not is_of_areas or not (areas or wanted.stages_in.everywhere):
        return ""
    if wanted.stages_in.everywhere:
        return "Those that were not found"
    count = listing.how_many_not_found(areas)
    return f"{plural(count, 'group')} of these that {'was' if count == 1 else 'were'} not found" if count else ""


def _is_short(shown: Page[Any], wanted: listing.Wanted) -> bool:
    """Whether so few names hold what was typed that it may hold a slip."""
    return bool(wanted.q) and not shown.previous and len(shown.rows) < ENOUGH


def filters_for(areas: Sequence[AreaName]) -> GroupFilters:
    """What the address says; what makes no sense in it is as if it were not there."""
    filters = GroupFilters()
    filters.area.choices = [(area.code, area.name) for area in areas]
    filters.ward.choices = _wards_of(areas, filters.area.data)
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


def _wards_of(areas: Sequence[AreaName], code: str | None) -> list[tuple[str, str]]:
    """Of the one area that is asked for, or that there is; most areas have none."""
    one = [area for area in areas if code in (area.code, None, "")]
    return [(ward.code, ward.name) for ward in wards_by_name(one[0].id)] if len(one) == 1 else []


def wanted_by(filters: GroupFilters, areas: Sequence[AreaName]) -> listing.Wanted:
    ids = {area.code: area.id for area in areas}
    return listing.Wanted(
        q=filters.q.data,
        area_id=ids.get(filters.area.data),
        ward=filters.ward.data,
        kind=filters.kind.data,
        faith=filters.faith.data,
        stage=filters.stage.data,
        member=filters.member.data,
        still=filters.still.data,
        box=filters.box.data,
        only=filters.groups.data,
        stages_in=reach_of(signed_in(), Permission.PRIVATE_VIEW),
        homes_in=reach_of(signed_in(), Permission.ASSURANCE_VIEW),
    )


def selected_in(filters: GroupFilters, endpoint: str) -> list[dict[str, Any]]:
    """What narrows the list, each with the way back out of it; `endpoint` is the page that shows it."""
    found = [("q", "Search", filters.q.data)] if filters.q.data else []
    for name in ("area", "ward", "kind", "faith", "stage", "member", "still"):
        field = filters[name]
        if field.data and field.data is not Still.OPEN:
            found.append((name, field.label.text, _text_of(field)))
    if filters.box.data:
        found.append(("box", "Place", "Within the map’s view"))
    if filters.groups.data:
        found.append(("groups", "Chosen", plural(len(filters.groups.data), "group")))
    return [
        {"heading": heading, "items": [{"text": text, "href": _without(name, endpoint)}]}
        for name, heading, text in found
    ]


def kept_in(filters: GroupFilters) -> dict[str, str]:
    """What narrows the list and is no question of the form, so that the form hands it on."""
    return {name: value for name, value in said_in_address().items() if name in CHOSEN and filters[name].data}


def is_odd(filters: GroupFilters) -> bool:
    """Whether the address speaks of a part of the map, or of chosen groups, in a way that makes no sense."""
    return any(request.args.get(name) and not filters[name].data for name in CHOSEN)


def _text_of(field: SelectField) -> str:
    return field.data.label if isinstance(field.data, Labelled) else str(dict(field.choices).get(field.data, ""))


def said_in_address() -> dict[str, str]:
    address = request.args
    return {name: value for name in KEPT if name in address and (value := one_line(address[name]))}


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
