"""Coverage of one area by ward: every measure, each number with its list, and who looked there last."""

from dataclasses import dataclass, replace

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from crm.access.guard import requires
from crm.access.permissions import Permission
from crm.areas.queries import wards_by_name
from crm.reporting.coverage import Asked, asked_in_address
from crm.reporting.forms import AreaFilter
from crm.reporting.shaded_views import href_of, only_ward
from crm.reporting.shading import MEASURES, count_of
from crm.reporting.views import reporting
from crm.reporting.wards import Part, parts_of_area


@dataclass(frozen=True)
class Row:
    part: Part
    cells: list[tuple[int, str]]


@reporting.get("/coverage/wards")
@requires(Permission.COVERAGE)
def wards() -> ResponseReturnValue:
    """The first area, where the address does not say one."""
    asked = asked_in_address()
    if asked.error or not asked.chosen:
        abort(404)
    asked = replace(asked, chosen=asked.chosen[:1])
    filters = AreaFilter(data={"area": asked.chosen[0].code})
    filters.area.choices = [(area.code, area.name) for area in asked.mine]
    listed = wards_by_name(asked.ids[0])
    return render_template(
        "reporting/wards.html",
        asked=asked,
        filters=filters,
        rows=[Row(part, _cells(asked, part)) for part in parts_of_area(asked.ids[0], listed, asked.on)],
        has_wards=bool(listed),
    )


def _cells(asked: Asked, part: Part) -> list[tuple[int, str]]:
    """Counts of all known groups; those of the last four are of groups with children."""
    only = only_ward(asked, part.id, part.code)
    return [(count_of(shown, part.figures).count, href_of(asked, shown, only)) for shown in MEASURES]
