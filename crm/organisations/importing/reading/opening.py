"""Which kind of file it is, by what it begins with and never by its name."""

import io
from typing import BinaryIO

from crm.organisations.importing.reading import json_lists, sheets, text, workbooks
from crm.organisations.importing.reading.sheets import FileRefused, Table

Content = bytes | BinaryIO

# What other kinds of file begin with.
_BEGINNINGS = {
    b"\xd0\xcf\x11\xe0": "an old spreadsheet workbook, or one with a password",
    b"%PDF": "a PDF file",
    b"\x1f\x8b": "a compressed file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"<": "a web page or XML",
}
TAKEN = "Send a CSV file, an Excel workbook (.xlsx) or a GeoJSON or JSON file"


def read(content: Content) -> Table:
    """Raises FileRefused, with the line and what to do about it; so may the rows while they are read."""
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    size = stream.seek(0, io.SEEK_END)
    if size > sheets.LIMIT_BYTES:
        raise FileRefused(f"The file is larger than {sheets.LIMIT_MB} MB: split it into smaller files")
    stream.seek(0)
    start = stream.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    for beginning, what in _BEGINNINGS.items():
        if start.startswith(beginning):
            raise FileRefused(f"This is {what}. {TAKEN}")
    if start.startswith(b"PK\x03\x04"):
        return workbooks.read(stream)
    return json_lists.read(stream) if start.startswith((b"{", b"[")) else text.read(stream)
