"""The list of groups as a file. What is asked for stands in the address, as on the list itself."""

from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.access.guard import can, reach_of, requires, signed_in
from crm.access.permissions import Permission
from crm.audit import downloads
from crm.core import clock, filters
from crm.organisations.queries.listing import how_many
from crm.organisations.views.listing import INDEX, said_in_address, selected_in
from crm.reporting import filtered
from crm.reporting.exporting import queries
from crm.reporting.exporting.columns import headings_for
from crm.reporting.exporting.queries import Reader
from crm.reporting.exporting.writing import FORMATS, Job, blocks, written
from crm.reporting.views import reporting

WITH_PEOPLE: dict[str, Any] = {"people": "yes"}
CHOICES = (
    ("xlsx", "Excel spreadsheet", "For Excel, LibreOffice and Google Sheets"),
    ("csv", "CSV", "Plain rows, for other programs and for mail merge"),
    ("geojson", "GeoJSON", "Points for a map. Homes and refuges are in it without a place"),
)

PAPERS = (
    ("groups_on_paper", "List to print", "Name, place, and what you may see of phone, safeguarding lead and next step"),
    ("labels", "Address labels", "For letters: 21 labels to an A4 sheet, 3 across and 7 down, 63.5 by 38.1 mm"),
    (
        "directory",
        "Directory for partners and the public",
        "To print or as CSV: only what each group agreed to publish",
    ),
)


@reporting.get("/organisations/download")
@requires(Permission.CORE_VIEW)
def download() -> ResponseReturnValue:
    asked, reader = filtered.asked(), _reader()
    said: dict[str, Any] = {**said_in_address()}
    without: dict[str, Any] = {}
    people, other = (WITH_PEOPLE, without) if reader.with_people else (without, WITH_PEOPLE)
    return render_template(
        "exporting/download.html",
        count=how_many(asked.wanted),
        selected=selected_in(asked.filters, "reporting.download"),
        columns=headings_for(reader),
        files=[
            {"text": text, "hint": hint, "href": url_for(f"reporting.groups_{kind}", **said, **people)}
            for kind, text, hint in CHOICES
        ],
        papers=[
            {"text": text, "hint": hint, "href": url_for(f"reporting.{endpoint}", **said)}
            for endpoint, text, hint in PAPERS
        ],
        back_href=url_for(INDEX, **said),
        with_people=reader.with_people,
        may_have_people=can(Permission.EXPORT_PEOPLE),
        other_choice=url_for("reporting.download", **said, **other),
    )


@reporting.get("/organisations.csv")
@requires(Permission.CORE_VIEW)
def groups_csv() -> ResponseReturnValue:
    return _file("csv")


@reporting.get("/organisations.xlsx")
@requires(Permission.CORE_VIEW)
def groups_xlsx() -> ResponseReturnValue:
    return _file("xlsx")


@reporting.get("/organisations.geojson")
@requires(Permission.CORE_VIEW)
def groups_geojson() -> ResponseReturnValue:
    return _file("geojson")


def reader_now(*, with_people: bool) -> Reader:
    account = signed_in()
    return Reader(
        assurance=reach_of(account, Permission.ASSURANCE_VIEW),
        private=reach_of(account, Permission.PRIVATE_VIEW),
        people=reach_of(account, Permission.EXPORT_PEOPLE),
        with_people=with_people and can(Permission.EXPORT_PEOPLE),
    )


def _reader() -> Reader:
    return reader_now(with_people=request.args.get("people") == "yes")


def _file(extension: str) -> Response:
    """Written whole before it is sent: a fault is then a page that says so, never half a file that looks like one."""
    asked, reader, account = filtered.asked(), _reader(), signed_in()
    job = Job(queries.lines(asked.wanted, asked.filters.sort.data, reader), reader, _about(asked, account.name))
    file = written(FORMATS[extension], job)
    size = file.tell()
    facts = {"format": extension, "groups": job.count, "filters": said_in_address(), "people": reader.with_people}
    downloads.keep(downloads.LISTS, facts, account.id)
    name = f"groups-{clock.today().isoformat()}.{extension}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(size)}
    return Response(blocks(file), mimetype=FORMATS[extension].mimetype, headers=headers)


def _about(asked: filtered.Asked, name: str) -> list[tuple[str, str]]:
    return [
        ("Downloaded by", name),
        ("Downloaded at", filters.datetime(clock.now())),
        *about(asked),
        ("Keep it safe", "Delete this file when you have used it. Do not pass it on outside your organisation"),
    ]


def about(asked: filtered.Asked) -> list[tuple[str, str]]:
    """Which groups they are, in words."""
    chosen = [
        f"{part['heading']}: {', '.join(item['text'] for item in part['items'])}"
        for part in selected_in(asked.filters, "reporting.download")
    ]
    return [("Areas", _areas(asked)), ("Filters", "; ".join(chosen) or "None: every group that still meets")]


def _areas(asked: filtered.Asked) -> str:
    everywhere = reach_of(signed_in(), Permission.CORE_VIEW).everywhere
    return "Every area" if everywhere else ", ".join(area.name for area in asked.areas)
