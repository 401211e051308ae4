"""What it took to meet groups: of an area with the lists behind its numbers, as a table, and of one group."""

from dataclasses import dataclass
from typing import Any

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from crm.access.guard import insist, reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.areas.queries import AreaName
from crm.core import clock, spreadsheets
from crm.core.fields import SelectField
from crm.core.forms import Filters
from crm.core.paging import cursor_in
from crm.engagement.models import Method, Outcome
from crm.engagement.persistence import queries, rules
from crm.engagement.persistence.queries import Told, Which
from crm.engagement.persistence.rules import Effort, PartOfDay, Story, Try
from crm.engagement.views.blueprint import engagement, page_href
from crm.organisations.kinds import OrganisationKind, Weekday
from crm.organisations.queries import organisation_with_areas
from crm.organisations.queries.groups import areas_within


class AreaFilter(Filters):
    area = SelectField("Area", blank=None)


@dataclass(frozen=True)
class Line:
    """One row of a table, with what its lists are narrowed to."""

    label: str
    effort: Effort
    only: dict[str, str]


def _areas() -> tuple[list[AreaName], AreaName]:
    """An area that is not the person's is not found; the first, where the address says none."""
    areas = areas_within(reach_of(signed_in(), Permission.PRIVATE_VIEW))
    code = request.args.get("area") or areas[0].code
    return areas, next((area for area in areas if area.code == code), None) or abort(404)


@engagement.get("/persistence")
@requires(Permission.PRIVATE_VIEW)
def persistence() -> ResponseReturnValue:
    areas, area = _areas()
    tries = queries.tries_in(area.id)
    told = queries.stories_in(area.id, tries)
    stories = [one.story for one in told if one.story]
    filters = AreaFilter(data={"area": area.code})
    filters.area.choices = [(one.code, one.name) for one in areas]
    hours = rules.hours(one for group in told for one in tries.get(group.id, ()))
    return render_template(
        "engagement/persistence.html",
        area=area,
        shows_areas=len(areas) > 1,
        filters=filters,
        whole=rules.effort(stories),
        untried=len(told) - len(stories),
        by_kind=_by_kind(told),
        by_method=_by_method(stories),
        led=_led(stories),
        hours={(one.weekday, one.part): one for one in hours},
        weekdays=list(Weekday),
        parts=[part for part in PartOfDay if any(one.part is part for one in hours)],
        today=clock.today(),
    )


def _by_kind(told: list[Told]) -> list[Line]:
    efforts = rules.by((one.kind, one.story) for one in told if one.story)
    return [Line(kind.label, efforts[kind], {"kind": kind.value}) for kind in OrganisationKind if kind in efforts]


def _by_method(stories: list[Story]) -> list[Line]:
    efforts = rules.by((one.led_method, one) for one in stories if one.led_method)
    return [Line(method.label, efforts[method], {"method": method.value}) for method in Method if method in efforts]


def _led(stories: list[Story]) -> list[tuple[Method, Outcome, int]]:
    """What led to the first meeting, the most frequent first."""
    counts: dict[tuple[Method, Outcome], int] = {}
    for one in stories:
        if one.led_method and one.led_outcome:
            key = (one.led_method, one.led_outcome)
            counts[key] = counts.get(key, 0) + 1
    return sorted(((*key, count) for key, count in counts.items()), key=lambda row: -row[2])


@engagement.get("/persistence/list")
@requires(Permission.PRIVATE_VIEW)
def persistence_list() -> ResponseReturnValue:
    """The groups behind a number."""
    _, area = _areas()
    which = _said(Which, "which") or Which.MET
    kind, method = _said(OrganisationKind, "kind"), _said(Method, "method")
    outcome = _said(Outcome, "outcome")
    page = queries.stories_page(area.id, which, kind, queries.Led(method, outcome), cursor_in(request.args))
    kept: dict[str, Any] = {"area": area.code, "which": which.value}
    kept |= {name: request.args[name] for name in ("kind", "method", "outcome") if request.args.get(name)}
    return render_template(
        "engagement/persistence_list.html",
        area=area,
        which=which,
        narrowed=[one.label for one in (kind, method, outcome) if one],
        rows=page.rows,
        previous_href=page_href(".persistence_list", page.previous, **kept),
        next_href=page_href(".persistence_list", page.next, **kept),
    )


def _said(kind: type[Any], name: str) -> Any:
    """None for what is not said; what is none of its kind is not found."""
    code = request.args.get(name)
    if not code:
        return None
    return next((one for one in kind if one.value == code), None) or abort(404)


@engagement.get("/persistence.csv")
@requires(Permission.PRIVATE_VIEW)
def persistence_csv() -> ResponseReturnValue:
    """The figures of the page, no names."""
    _, area = _areas()
    told = queries.stories_in(area.id, queries.tries_in(area.id))
    stories = [one.story for one in told if one.story]
    lines = [("All", Line("All groups", rules.effort(stories), {}))]
    lines += [("Kind of group", line) for line in _by_kind(told)]
    lines += [("What led to the meeting", line) for line in _by_method(stories)]
    head = ("Area", "Code", "As at", "By", "Which", "Met", "Attempts (median)", "Days (median)", "Not met yet")
    today = clock.today().isoformat()
    rows = [(area.name, area.code, today, by, line.label, *_numbers(line.effort)) for by, line in lines]
    name = f"persistence-{area.code}-{today}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(spreadsheets.csv_text(head, rows), mimetype="text/csv", headers=headers)


def _numbers(effort: Effort) -> tuple[Any, ...]:
    return effort.met, effort.attempts, effort.days, effort.waiting


@engagement.get("/organisations/<int:organisation_id>/persistence")
@requires(Permission.PRIVATE_VIEW)
def persistence_of(organisation_id: int) -> ResponseReturnValue:
    organisation = organisation_with_areas(organisation_id)
    insist(Permission.PRIVATE_VIEW, organisation)
    reach = reach_of(signed_in(), Permission.PRIVATE_VIEW)
    mine = [link.area for link in organisation.areas if reach.everywhere or link.area_id in reach.areas]
    tried = queries.attempts_with(organisation_id, [area.id for area in mine])
    told = [(area, [one for one in tried if one.area_id == area.id]) for area in mine]
    return render_template(
        "engagement/persistence_of.html",
        organisation=organisation,
        told=[(area, rules.story([Try(one.method, one.outcome, one.on) for one in own]), own) for area, own in told],
        is_meeting=rules.is_meeting,
        weekdays=list(Weekday),
    )
