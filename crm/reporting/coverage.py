"""Coverage of the chosen areas: figures, the groups behind each of them, and a download."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.areas.models import Area
from crm.areas.queries import areas_by_name, ward_by_code, wards_by_name, wards_in
from crm.core import clock, spreadsheets
from crm.core.addresses import handed_on
from crm.core.errors import RuleBroken
from crm.core.labels import Labelled
from crm.core.paging import cursor_in
from crm.organisations.kinds import Faith, OrganisationKind
from crm.organisations.queries.listing import how_many_not_found
from crm.reporting import figures, queries
from crm.reporting.figures import Coverage, Figures, Number
from crm.reporting.forms import day_asked, number_asked
from crm.reporting.rules import Children, Policy
from crm.reporting.views import reporting
from crm.reporting.wards import IN_NO_WARD, NO_WARD, parts_of_area

TITLES = {
    "children": "Work with children",
    "policy": "Safeguarding policy",
    "lead": "Safeguarding lead",
    "checks": "DBS checks",
    "training": "Training",
}
CURSORS = ("after", "before")
HEADINGS = ("Area", "Code", "Kind", "Faith", "Ward", "As at", "Among", "Measure", "Answer", "Groups")
# What the page of a group tells whoever may see it; the lists of other numbers tell of its people and of contact.
OPEN_LISTS = ("known", "engaged", "policy")
WHOLE = {"known": "Known", "contacted": "Contacted", "engaged": "Engaged"}


@dataclass(frozen=True)
class Asked:
    """What the address asks for: some of the person's areas, and a day."""

    mine: Sequence[Area]
    chosen: Sequence[Area]
    on: dt.date
    error: str | None = None
    may_list_all: bool = True

    @property
    def ids(self) -> list[int]:
        return [area.id for area in self.chosen]

    @property
    def address(self) -> dict[str, Any]:
        """All areas and today are not said."""
        parts: dict[str, Any] = {}
        if len(self.chosen) < len(self.mine):
            parts["area"] = [area.code for area in self.chosen]
        if self.on != clock.today():
            parts["as_at"] = self.on.isoformat()
        return parts

    @property
    def of_one_area(self) -> dict[str, Any]:
        """The address, which says the area also where the person has but this one."""
        return {**self.address, "area": self.chosen[0].code}

    def may_list(self, measure: str, among: str | None = None) -> bool:
        return self.may_list_all or (measure in OPEN_LISTS and not among)

    def link(self, measure: str, bucket: Labelled | None = None, among: str | None = None, **only: Any) -> str:
        """Where the groups behind a number are listed, empty if not to be read; `only` narrows to an area and so on."""
        if not self.may_list(measure, among):
            return ""
        said = {"measure": measure, "bucket": bucket.value if bucket else None, "among": among, **self.address, **only}
        return url_for("reporting.behind", **{name: value for name, value in said.items() if value})


@dataclass(frozen=True)
class Row:
    """One line of a breakdown; each number with the address of its list."""

    label: str
    cells: list[tuple[int, str]]


@dataclass(frozen=True)
class Breakdown:
    name: str
    words: str
    rows: list[Row]
    others: list[dict[str, Any]]
    wards_missing: bool


@reporting.get("/coverage")
@requires(Permission.COVERAGE)
def coverage() -> ResponseReturnValue:
    asked = asked_in_address()
    shown = queries.coverage(asked.ids, asked.on)
    return render_template(
        "reporting/coverage.html",
        asked=asked,
        coverage=shown,
        area_items=[
            {
                "value": area.code,
                "text": area.name,
                "checked": len(asked.chosen) < len(asked.mine) and area in asked.chosen,
            }
            for area in asked.mine
        ],
        date_parts=_date_parts(asked),
        titles=TITLES,
        measures=figures.MEASURES,
        is_today=asked.on == clock.today(),
        not_found=how_many_not_found(asked.ids) if asked.on == clock.today() else 0,
        breakdown=_breakdown(asked, shown),
    ), (400 if asked.error else 200)


@reporting.get("/coverage/list")
@requires(Permission.COVERAGE)
def behind() -> ResponseReturnValue:
    asked, wanted = asked_in_address(), number_asked(request.args)
    if wanted is None or asked.error:
        abort(404)
    asked, ward, within = _ward_asked(asked)
    if not asked.may_list(wanted.measure, request.args.get("among")):
        abort(403)
    groups = queries.groups_behind(asked.ids, asked.on, wanted, cursor_in(request.args), within)
    kept = {name: said for name, said in handed_on(request.args).items() if name not in CURSORS}
    return render_template(
        "reporting/coverage_list.html",
        asked=asked,
        words=_in_words(wanted, ward),
        back_href=url_for("reporting.wards" if ward else "reporting.coverage", **asked.address),
        groups=groups.rows,
        may_open=queries.in_scope([group.id for group in groups.rows]),
        previous_href=url_for("reporting.behind", **{**kept, **groups.previous}) if groups.previous else None,
        next_href=url_for("reporting.behind", **{**kept, **groups.next}) if groups.next else None,
    )


@reporting.get("/coverage.csv")
@requires(Permission.COVERAGE)
def coverage_csv() -> ResponseReturnValue:
    asked = asked_in_address()
    if asked.error:
        abort(404)
    rows = _sheet(queries.coverage(asked.ids, asked.on), asked)
    return Response(
        spreadsheets.csv_text(HEADINGS, rows),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="coverage-{asked.on.isoformat()}.csv"'},
    )


def asked_in_address() -> Asked:
    """An area that is not the person's is not found."""
    reach = reach_of(signed_in(), Permission.COVERAGE)
    mine = [area for area in areas_by_name() if reach.everywhere or area.id in reach.areas]
    codes = set(request.args.getlist("area"))
    if codes - {area.code for area in mine}:
        abort(404)
    chosen = [area for area in mine if not codes or area.code in codes]
    today, may_list_all = clock.today(), _may_list_all(chosen)
    try:
        return Asked(mine, chosen, day_asked(request.args, today), None, may_list_all)
    except RuleBroken as broken:
        return Asked(mine, chosen, today, broken.message, may_list_all)


def _may_list_all(areas: Sequence[Area]) -> bool:
    """Viewers see figures of people and of contact, but not of which group (architecture.md 3)."""
    reaches = [reach_of(signed_in(), needed) for needed in (Permission.ASSURANCE_VIEW, Permission.PRIVATE_VIEW)]
    return all(reach.everywhere or area.id in reach.areas for reach in reaches for area in areas)


def _breakdown(asked: Asked, shown: Coverage) -> Breakdown:
    """By area unless there is but one; by kind or by faith if the address says so."""
    ways = {"area": "area", "kind": "kind of group", "faith": "faith"}
    if len(asked.chosen) < 2:
        del ways["area"]
    asked_for = request.args.get("by", "")
    name = asked_for if asked_for in ways else next(iter(ways))
    parts: dict[str, list[tuple[str, str, Figures | None]]] = {
        "area": [(area.name, area.code, shown.by_area[area.id]) for area in asked.chosen],
        "kind": [(kind.label, kind.value, shown.by_kind.get(kind.value)) for kind in OrganisationKind],
        "faith": [(faith.label, faith.value, shown.by_faith.get(faith.value)) for faith in Faith],
    }
    rows = [Row(label, _cells(asked, part, {name: value})) for label, value, part in parts[name] if part]
    others = [
        {"text": f"By {words}", "href": _broken_down(asked, way), "current": way == name} for way, words in ways.items()
    ]
    has_wards = len(asked.ids) == 1 and bool(wards_by_name(asked.ids[0]))
    if has_wards:
        others.append({"text": "By ward", "href": url_for("reporting.wards", **asked.of_one_area)})
    return Breakdown(name, ways[name], rows, others, wards_missing=len(asked.ids) == 1 and not has_wards)


def _broken_down(asked: Asked, way: str) -> str:
    return url_for("reporting.coverage", by=way, _anchor="breakdown", **asked.address)


def _cells(asked: Asked, part: Figures, only: dict[str, str]) -> list[tuple[int, str]]:
    """Known, contacted, engaged, with children, and with a policy in date."""
    asked_of: list[tuple[str, Labelled | None]] = [(name, None) for name in WHOLE]
    asked_of += [("children", Children.YES), ("policy", Policy.IN_DATE)]
    return [(part.count(measure, bucket), asked.link(measure, bucket, **only)) for measure, bucket in asked_of]


def _date_parts(asked: Asked) -> list[dict[str, Any]]:
    """The boxes of the day as they were filled in, or as the address says it."""
    said = "" if asked.on == clock.today() else asked.on
    parts = {"day": 2, "month": 2, "year": 4}
    return [
        {
            "name": name,
            "value": request.args.get(f"as_at-{name}") or (getattr(said, name) if said else None),
            "classes": f"govuk-input--width-{size}" + (" govuk-input--error" if asked.error else ""),
        }
        for name, size in parts.items()
    ]


def _ward_asked(asked: Asked) -> tuple[Asked, str | None, set[int] | None]:
    """Narrowed to the area of the ward that the address says, with its name and groups; no such ward is not found.

    Of the groups that are in no ward, the address says the area.
    """
    code = request.args.get("ward")
    if not code:
        return asked, None, None
    if code == IN_NO_WARD and len(asked.ids) == 1:
        return asked, NO_WARD, queries.groups_in_ward(asked.ids[0], None, asked.on)
    ward = ward_by_code(code)
    there = [area for area in asked.chosen if area.id == ward.area_id] or abort(404)
    asked = replace(asked, chosen=there, may_list_all=_may_list_all(there))
    return asked, ward.name, queries.groups_in_ward(ward.area_id, ward.id, asked.on)


def _in_words(wanted: Number, ward: str | None) -> str:
    what = WHOLE.get(wanted.measure) or f"{TITLES[wanted.measure]}: {wanted.bucket.label if wanted.bucket else ''}"
    only = [part.label for part in (wanted.kind, wanted.faith) if part]
    among = ["among groups that work with children"] if wanted.among_children else []
    return ", ".join([what, *among, *only, *([ward] if ward else [])])


def _sheet(shown: Coverage, asked: Asked) -> list[tuple[Any, ...]]:
    """Areas, then all of them together, then those by kind and by faith; last the wards of areas that have any."""
    day, every = asked.on.isoformat(), "All chosen areas"
    rows: list[tuple[Any, ...]] = []
    for area in asked.chosen:
        rows += _figures((area.name, area.code, "", "", "", day), shown.by_area[area.id])
    rows += _figures((every, "", "", "", "", day), shown.total)
    for kind, part in shown.by_kind.items():
        rows += _figures((every, "", OrganisationKind(kind).label, "", "", day), part)
    for faith, part in shown.by_faith.items():
        rows += _figures((every, "", "", Faith(faith).label, "", day), part)
    with_wards = wards_in(asked.ids)
    for area in asked.chosen:
        if area.id in with_wards:
            for ward in parts_of_area(area.id, wards_by_name(area.id), asked.on):
                rows += _figures((area.name, area.code, "", "", ward.name, day), ward.figures)
    return rows


def _figures(of: tuple[str, ...], part: Figures) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = [(*of, "Known groups", WHOLE[name], "", part.count(name)) for name in WHOLE]
    for among, blocks in (("Known groups", part.blocks), ("With children", part.with_children)):
        for name, block in blocks.items():
            rows += [(*of, among, TITLES[name], bucket.label, count) for bucket, count in block.items()]
    return rows
