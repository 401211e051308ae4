"""Excel workbooks made by hand, so that they can also be made wrong."""

import io
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import escape

NAMES = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
BOOK = f"<workbook {NAMES} {LINKS}><sheets>{{}}</sheets></workbook>"
SHEET = '<sheet name="List" sheetId="1" r:id="rId1"/>'
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>'
)


def cell(value: object) -> str:
    if isinstance(value, int | float):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


def rows(*lines: Iterable[object]) -> str:
    return "".join(f"<row>{''.join(map(cell, line))}</row>" for line in lines)


def workbook(data: str, book: str = BOOK.format(SHEET), **parts: str) -> bytes:
    """`data` is what stands in sheetData; more parts by their names in xl/ without .xml."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", book)
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet {NAMES}><sheetData>{data}</sheetData></worksheet>")
        for name, content in parts.items():
            archive.writestr(f"xl/{name}.xml", content)
    return out.getvalue()
