"""The list of groups on paper, printed by the browser: a table to take along, whole, and sheets of address labels."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import requires, signed_in
from crm.access.permissions import Permission
from crm.areas.queries import postcodes_near
from crm.audit import downloads
from crm.core import clock
from crm.core.paging import cursor_in
from crm.organisations.queries.listing import how_many
from crm.organisations.views.listing import CURSORS, INDEX, said_in_address
from crm.reporting import filtered
from crm.reporting.exporting import queries
from crm.reporting.exporting.columns import address, main_place
from crm.reporting.exporting.queries import Line
from crm.reporting.exporting.views import about, reader_now
from crm.reporting.views import reporting

MOST_ON_A_LIST = 5_000
ON_A_SHEET = 21
SHEETS = 4


@reporting.get("/organisations/print")
@requires(Permission.CORE_VIEW)
def groups_on_paper() -> ResponseReturnValue:
    """Every group of the list, so that the paper is whole: this page is as long as it takes."""
    asked, reader, account = filtered.asked(), reader_now(with_people=True), signed_in()
    said: dict[str, Any] = {**said_in_address()}
    total = how_many(asked.wanted)
    lines = list(queries.lines(asked.wanted, asked.filters.sort.data, reader)) if total <= MOST_ON_A_LIST else []
    paper = render_template(
        "exporting/print.html",
        total=total,
        most=MOST_ON_A_LIST,
        lines=lines,
        near=_postcodes_near(lines),
        about=about(asked),
        main_place=main_place,
        address=address,
        reader=reader,
        by=account.name,
        today=clock.today(),
        back_href=url_for(INDEX, **said),
        download_href=url_for("reporting.download", **said),
    )
    if lines:
        facts = {"format": "paper", "groups": total, "filters": said, "people": bool(reader.people)}
        downloads.keep(downloads.LISTS, facts, account.id)
    return paper


def _postcodes_near(lines: Sequence[Line]) -> dict[int, str]:
    """For a group whose place is only a point, by the group's id: the way there, as elsewhere in the service."""
    places = ((line.group.id, main_place(line)) for line in lines)
    points = {
        key: place.point for key, place in places if place and place.point and not (place.address or place.postcode)
    }
    return {key: unit for key, unit in zip(points, postcodes_near(list(points.values())), strict=True) if unit}


@reporting.get("/organisations/labels")
@requires(Permission.CORE_VIEW)
def labels() -> ResponseReturnValue:
    """Who has no address to write to is named beside them, so that nobody is forgotten."""
    asked = filtered.asked()
    sort = asked.filters.sort.data
    cursor = cursor_in(request.args, CURSORS[sort])
    shown = queries.lines_page(asked.wanted, sort, cursor, reader_now(with_people=True), ON_A_SHEET * SHEETS)
    to = [(line, _address_lines(line)) for line in shown.rows]
    said: dict[str, Any] = {**said_in_address()}
    ways: dict[str, Any] = {"previous_href": shown.previous, "next_href": shown.next}
    return render_template(
        "exporting/labels.html",
        labels=[(line, lines) for line, lines in to if lines],
        without=[line for line, lines in to if not lines],
        back_href=url_for("reporting.download", **said),
        **{name: url_for("reporting.labels", **said, **way) for name, way in ways.items() if way},
    )


def _address_lines(line: Line) -> list[str]:
    """None for a refuge, a home in another area, a place where a letter came back, and where no address is known."""
    place = main_place(line)
    if line.group.is_sensitive or place is None or place.is_hidden or place.is_in_doubt or not place.address:
        return []
    lines = [part.strip() for row in place.address.splitlines() for part in row.split(",")]
    return [part for part in (*lines, place.postcode) if part]
