"""The list of groups on paper: a table to take along, and address labels. Printed by the browser, a page at a time."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import requires
from crm.access.permissions import Permission
from crm.core import clock
from crm.core.paging import Page, cursor_in
from crm.organisations.views.listing import CURSORS, said_in_address, selected_in
from crm.reporting import filtered
from crm.reporting.exporting import queries
from crm.reporting.exporting.columns import address, main_place
from crm.reporting.exporting.queries import Line
from crm.reporting.exporting.views import reader_now
from crm.reporting.views import reporting

ON_A_LIST = 75
ON_A_SHEET = 21
SHEETS = 4


@reporting.get("/organisations/print")
@requires(Permission.CORE_VIEW)
def groups_on_paper() -> ResponseReturnValue:
    asked, shown = _page(ON_A_LIST)
    return render_template(
        "exporting/print.html",
        lines=shown.rows,
        selected=selected_in(asked.filters, "reporting.groups_on_paper"),
        main_place=main_place,
        address=address,
        reader=reader_now(with_people=True),
        today=clock.today(),
        **_ways("reporting.groups_on_paper", shown),
    )


@reporting.get("/organisations/labels")
@requires(Permission.CORE_VIEW)
def labels() -> ResponseReturnValue:
    """Who has no address to write to is named beside them, so that nobody is forgotten."""
    _, shown = _page(ON_A_SHEET * SHEETS)
    to = [(line, _address_lines(line)) for line in shown.rows]
    return render_template(
        "exporting/labels.html",
        labels=[(line, lines) for line, lines in to if lines],
        without=[line for line, lines in to if not lines],
        **_ways("reporting.labels", shown),
    )


def _address_lines(line: Line) -> list[str]:
    """None for a refuge, a home in another area, a place where a letter came back, and where no address is known."""
    place = main_place(line)
    if line.group.is_sensitive or place is None or place.is_hidden or place.is_in_doubt or not place.address:
        return []
    lines = [part.strip() for row in place.address.splitlines() for part in row.split(",")]
    return [part for part in (*lines, place.postcode) if part]


def _page(size: int) -> tuple[filtered.Asked, Page[Line]]:
    asked = filtered.asked()
    sort = asked.filters.sort.data
    cursor = cursor_in(request.args, CURSORS[sort])
    return asked, queries.lines_page(asked.wanted, sort, cursor, reader_now(with_people=True), size)


def _ways(endpoint: str, shown: Page[Line]) -> dict[str, str]:
    said: dict[str, Any] = {**said_in_address()}
    ways: dict[str, Any] = {"previous_href": shown.previous, "next_href": shown.next}
    found = {name: url_for(endpoint, **said, **way) for name, way in ways.items() if way}
    return {**found, "back_href": url_for("reporting.download", **said)}
