"""A file of comma-separated values, taken apart without believing any of it. Lines are as a spreadsheet shows them."""

import csv
import io
from dataclasses import dataclass

from crm.core.errors import RuleBroken

LIMIT_MB = 20
LIMIT_BYTES = LIMIT_MB * 1024 * 1024
COLUMNS = ("area_code", "area_name", "faith", "name", "denomination", "lon", "lat")
OSM_ID = ("osm_type", "osm_id")
OWN_ID = "external_id"
SAVE_AS = "Save it as “CSV UTF-8 (comma delimited)” and try again"

# What other kinds of file begin with.
_BEGINNINGS = {
    b"PK\x03\x04": "a spreadsheet workbook or a zip file",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet workbook",
    b"%PDF": "a PDF file",
    b"\x1f\x8b": "a compressed file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"<": "a web page",
    b"{": "a JSON file",
    b"[": "a JSON file",
}


class FileRefused(RuleBroken):
    """The whole file cannot be taken, and nothing of it was; `line` is where, if it is somewhere."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        self.reason, self.line = reason, line
        super().__init__(f"Line {line}: {reason}" if line else reason, field="file")


@dataclass(frozen=True)
class SheetRow:
    """`number` counts the header as 1. `cells` are by column, empty when the row has not as many as the header."""

    number: int
    cells: dict[str, str]
    raw: list[str]


@dataclass(frozen=True)
class Sheet:
    header: list[str]
    rows: list[SheetRow]

    @property
    def has_osm_ids(self) -> bool:
        return OWN_ID not in self.header


def read(content: bytes) -> Sheet:
    """Raises FileRefused, with the line and what to do about it."""
    lines = _records(_text(content))
    first = next((place for place, cells in enumerate(lines) if any(map(str.strip, cells))), None)
    if first is None:
        raise FileRefused("The file is empty")
    header = _header(lines[first], first + 1)
    rows = [_row(header, number, cells) for number, cells in enumerate(lines[first + 1 :], first + 2) if any(cells)]
    if not rows:
        raise FileRefused("The file has a header and no rows under it")
    return Sheet(header, rows)


def _text(content: bytes) -> str:
    if len(content) > LIMIT_BYTES:
        raise FileRefused(f"The file is larger than {LIMIT_MB} MB: split it into smaller files")
    start = content[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    for beginning, what in _BEGINNINGS.items():
        if start.startswith(beginning):
            raise FileRefused(f"This is {what}, not a CSV file. {SAVE_AS}")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileRefused(f"The text is written as UTF-16. {SAVE_AS}", line=1)
    if b"\0" in content:
        raise FileRefused(f"There are signs that no text has (NUL). {SAVE_AS}", _line_of(content, content.index(b"\0")))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise FileRefused(f"The text is not written as UTF-8. {SAVE_AS}", _line_of(content, wrong.start)) from wrong


def _line_of(content: bytes, place: int) -> int:
    return content.count(b"\n", 0, place) + 1


def _records(text: str) -> list[list[str]]:
    lines: list[list[str]] = []
    try:
        lines.extend(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as wrong:
        raise FileRefused(f"The commas and quotation marks do not add up ({wrong})", len(lines) + 1) from wrong
    return lines


def _header(cells: list[str], line: int) -> list[str]:
    header = [cell.strip().lower() for cell in cells]
    wanted = (*COLUMNS, *(() if OWN_ID in header else OSM_ID))
    missing = [column for column in wanted if column not in header]
    if len(header) == 1 and any(sign in header[0] for sign in ";\t|"):
        raise FileRefused("The columns are not parted by commas. " + SAVE_AS, line)
    if missing:
        raise FileRefused(f"These columns are missing: {', '.join(missing)}. The first row must name the columns", line)
    twice = [column for column in wanted if header.count(column) > 1]
    if twice:
        raise FileRefused(f"These columns are there twice: {', '.join(twice)}", line)
    return header


def _row(header: list[str], number: int, cells: list[str]) -> SheetRow:
    fits = len(cells) == len(header)
    return SheetRow(number, dict(zip(header, cells, strict=True)) if fits else {}, cells)
