"""The directory for partners and the public: on paper, and as a file."""

from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import requires, signed_in
from crm.access.permissions import Permission
from crm.audit import downloads
from crm.core import clock, spreadsheets
from crm.core.paging import cursor_in
from crm.organisations.queries.listing import how_many
from crm.organisations.views.listing import said_in_address, selected_in
from crm.reporting import filtered
from crm.reporting.exporting import directory_queries as queries
from crm.reporting.exporting.columns import BETWEEN
from crm.reporting.exporting.directory_queries import Entry
from crm.reporting.views import reporting

ON_A_PAGE = 50
HEADINGS = ("Name", "Kind", "Place", "Phone", "Email", "Website", "Meets", "Source")


@reporting.get("/organisations/directory")
@requires(Permission.CORE_VIEW)
def directory() -> ResponseReturnValue:
    asked = filtered.asked()
    wanted = queries.in_public(asked.wanted)
    agreed = queries.listed(wanted)
    shown = queries.entries_page(agreed, cursor_in(request.args, str), ON_A_PAGE)
    said: dict[str, Any] = _said()
    kept: dict[str, Any] = {**said_in_address()}
    ways: dict[str, Any] = {"previous_href": shown.previous, "next_href": shown.next}
    return render_template(
        "exporting/directory.html",
        entries=shown.rows,
        selected=[part for part in selected_in(asked.filters, "reporting.directory") if part["heading"] != "Stage"],
        has_stage=asked.wanted.stage is not None,
        has_ward=bool(asked.wanted.ward),
        listed=how_many(agreed),
        known=how_many(wanted),
        today=clock.today(),
        file_href=url_for("reporting.directory_csv", **said),
        back_href=url_for("reporting.download", **kept),
        **{name: url_for("reporting.directory", **said, **way) for name, way in ways.items() if way},
    )


@reporting.get("/organisations/directory.csv")
@requires(Permission.CORE_VIEW)
def directory_csv() -> Response:
    entries = queries.all_entries(queries.listed(queries.in_public(filtered.asked().wanted)))
    text = spreadsheets.csv_text(HEADINGS, map(_row, entries))
    downloads.keep(downloads.DIRECTORY, {"groups": len(entries), "filters": _said()}, signed_in().id)
    name = f"directory-{clock.today().isoformat()}.csv"
    return Response(text, mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _row(entry: Entry) -> tuple[str, ...]:
    places, times = BETWEEN.join(entry.places), BETWEEN.join(entry.times)
    return entry.name, entry.kind, places, entry.phone, entry.email, entry.website, times, entry.source


def _said() -> dict[str, str]:
    return {name: value for name, value in said_in_address().items() if name not in ("stage", "sort")}
