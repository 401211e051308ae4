"""Reading back what was downloaded."""

import csv
import io
import zipfile
from typing import Any
from xml.etree import ElementTree

from tests.support.web import Visitor

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def csv_rows(visitor: Visitor, query: str = "") -> list[dict[str, str]]:
    answer = visitor.get("/organisations.csv" + query)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def csv_row(visitor: Visitor, query: str = "") -> dict[str, str]:
    """Of the one group there is."""
    (row,) = csv_rows(visitor, query)
    return row


def parts(workbook: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def cells(workbook: bytes, sheet: int = 1) -> dict[str, tuple[str, str]]:
    """By place ("B2"): the kind of cell ("inlineStr", "n" for a number or a date) and what stands in it."""
    root = ElementTree.fromstring(parts(workbook)[f"xl/worksheets/sheet{sheet}.xml"])  # noqa: S314 (we wrote it)
    return {str(cell.get("r")): (cell.get("t", "n"), "".join(cell.itertext())) for cell in root.iter(f"{SHEET}c")}


def features(visitor: Visitor, query: str = "") -> list[dict[str, Any]]:
    answer = visitor.get("/organisations.geojson" + query)
    assert answer.mimetype == "application/geo+json"
    collection: dict[str, Any] = answer.get_json(force=True)
    found: list[dict[str, Any]] = collection["features"]
    return found
