"""Coverage as a map: areas, or the wards of one, shaded by one measure, and a table of the same figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from crm.access.guard import requires
from crm.access.permissions import Permission
from crm.areas.drawing import BREADTH, Shape, drawing
from crm.areas.queries import outlines_of_areas, outlines_of_wards, wards_by_name, wards_in
from crm.reporting import queries, shading
from crm.reporting.coverage import Asked, asked_in_address
from crm.reporting.figures import Figures
from crm.reporting.forms import ShadedFilters
from crm.reporting.shading import Count, Shown
from crm.reporting.views import reporting
from crm.reporting.wards import parts_of_area
from crm.sweeps.queries import looks_in
from crm.sweeps.rules import Look

# How wide a letter is on the sheet, and how much room a number below a name needs.
LETTER, ROOM_FOR_COUNT = 9.5, 24


@dataclass(frozen=True)
class Part:
    """A ward or an area. `id` is None for the groups in no ward; `only` is how the address narrows a list to it."""

    id: int | None
    name: str
    only: Mapping[str, Any]
    figures: Figures
    look: Look | None
    wards: int = 0
    wards_looked: int = 0

    @property
    def is_unlooked(self) -> bool:
        """Also an area where somebody looked in some of its wards only."""
        return self.id is not None and self.look is None


@dataclass(frozen=True)
class Line:
    """A part as a row of the table; its number tells where it is on the map."""

    number: int
    part: Part
    count: Count
    href: str

    @property
    def is_unknown(self) -> bool:
        """Nobody has looked and no group is known: that is not 0."""
        return self.part.is_unlooked and not self.part.figures.known


@dataclass(frozen=True)
class Drawn:
    """A line on the map."""

    line: Line
    shape: Shape

    @property
    def has_room_for_name(self) -> bool:
        return len(self.line.part.name) * LETTER <= 2 * self.shape.room

    @property
    def has_room_for_count(self) -> bool:
        return self.shape.room >= ROOM_FOR_COUNT


@dataclass(frozen=True)
class Sheet:
    """Areas that lie together: those of one region, or the wards of one area."""

    name: str
    height: int
    drawn: Sequence[Drawn]


@reporting.get("/map/coverage")
@requires(Permission.COVERAGE)
def shaded() -> ResponseReturnValue:
    asked = asked_in_address()
    if asked.error:
        abort(404)
    filters = _filters(asked)
    shown: Shown = filters.show.data
    wards = wards_by_name(asked.ids[0]) if len(asked.ids) == 1 else []
    parts = _wards(asked, wards) if wards else _areas(asked)
    step = shading.step_of(shading.count_of(shown, part.figures) for part in parts)
    lines = [
        Line(number, part, shading.count_of(shown, part.figures), href_of(asked, shown, part.only))
        for number, part in enumerate(parts, start=1)
    ]
    return render_template(
        "map/coverage.html",
        asked=asked,
        filters=filters,
        shown=shown,
        is_looked=shown is Shown.LOOKED,
        is_by_ward=bool(wards),
        lines=lines,
        sheets=_sheets(asked, lines, outlines_of_wards(asked.ids[0]) if wards else outlines_of_areas(asked.ids)),
        shade_of=lambda line: _shade(asked, shown, line, step),
        total=shading.count_of(shown, queries.coverage(asked.ids, asked.on).total),
        keys=shading.legend(shown, step),
        breadth=BREADTH,
    )


def _filters(asked: Asked) -> ShadedFilters:
    """What makes no sense is as if it were not said; the area was judged with the address."""
    filters = ShadedFilters()
    filters.area.choices = [(area.code, area.name) for area in asked.mine]
    filters.validate()
    filters.show.data = filters.show.data or Shown.KNOWN
    return filters


def _wards(asked: Asked, wards: Sequence[Any]) -> list[Part]:
    found = parts_of_area(asked.ids[0], wards, asked.on)
    return [Part(part.id, part.name, only_ward(asked, part.id, part.code), part.figures, part.look) for part in found]


def _areas(asked: Asked) -> list[Part]:
    shown, looks, wards = queries.coverage(asked.ids, asked.on), looks_in(asked.ids, asked.on), wards_in(asked.ids)
    return [
        Part(
            area.id,
            area.name,
            {"area": area.code},
            shown.by_area[area.id],
            looks.of_area(area.id, wards.get(area.id, 0)),
            wards.get(area.id, 0),
            looks.wards_of(area.id),
        )
        for area in asked.chosen
    ]


def _sheets(asked: Asked, lines: Sequence[Line], outlines: Mapping[int, str]) -> list[Sheet]:
    """The largest first. Were distant regions on one sheet, its areas would be too small to read."""
    regions = {area.id: area.region for area in asked.chosen} if len(asked.chosen) > 1 else {}
    together: dict[str, dict[int, Line]] = {}
    for line in lines:
        if line.part.id is not None:
            together.setdefault(regions.get(line.part.id, asked.chosen[0].name), {})[line.part.id] = line
    found = []
    for name, there in together.items():
        drawn = drawing({key: outlines[key] for key in there})
        found.append(Sheet(name, drawn.height, [Drawn(line, drawn.shapes[key]) for key, line in there.items()]))
    return sorted(found, key=lambda sheet: -len(sheet.drawn))


def _shade(asked: Asked, shown: Shown, line: Line, step: int) -> int:
    if shown is Shown.LOOKED:
        return shading.look_shade(line.part.look, asked.on)
    return shading.number_shade(line.count, step) if shown is Shown.KNOWN else shading.shares_shade(line.count)


def only_ward(asked: Asked, ward_id: int | None, code: str) -> Mapping[str, Any]:
    """How an address narrows a list to a ward, whose code says the area too."""
    return {"ward": code, "area": asked.chosen[0].code if ward_id is None else None}


def href_of(asked: Asked, shown: Shown, only: Mapping[str, Any]) -> str:
    """The list of the groups that `count_of` counts."""
    measure = Shown.KNOWN if shown is Shown.LOOKED else shown
    bucket = shading.BUCKETS[shown][0] if shown in shading.BUCKETS else None
    return asked.link(measure, bucket, "children" if shown in shading.AMONG_CHILDREN else None, **only)
