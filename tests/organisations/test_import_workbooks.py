"""Excel workbooks: their values are read, and those that are made to do harm are refused."""

import io
import zipfile

import pytest

from crm.organisations.importing.reading import FileRefused, read
from tests.organisations.workbook import BOOK, NAMES, SHEET, rows, workbook


def cells(content: bytes) -> list[list[str]]:
    return [list(row.cells.values()) for row in read(content).rows()]


def test_rows_are_read_with_the_lines_a_spreadsheet_shows() -> None:
    table = read(workbook(rows(["name", "postcode"], ["Grace Chapel", "E7 8QJ"], ["", ""], ["St Mary's", "E6 1AA"])))
    assert table.header == ["name", "postcode"]
    assert [(row.number, row.cells["name"]) for row in table.rows()] == [(2, "Grace Chapel"), (4, "St Mary's")]


def test_a_title_above_the_headings_is_passed_over() -> None:
    assert read(workbook(rows(["Groups 2026"], ["name", "lat"], ["A", 51.5]))).header == ["name", "lat"]


def test_shared_texts_numbers_days_and_truth_come_as_they_are_shown() -> None:
    styles = f'<styleSheet {NAMES}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    strings = f"<sst {NAMES}><si><t>name</t></si><si><r><t>St </t></r><r><t>John</t></r><rPh><t>x</t></rPh></si></sst>"
    data = (
        '<row><c t="s"><v>0</v></c><c t="inlineStr"><is><t>on</t></is></c><c t="inlineStr"><is><t>no</t></is></c>'
        '<c t="inlineStr"><is><t>yes</t></is></c></row>'
        '<row><c t="s"><v>1</v></c><c s="1"><v>46348</v></c><c><v>1123456.0</v></c><c t="b"><v>1</v></c></row>'
    )
    assert cells(workbook(data, styles=styles, sharedStrings=strings)) == [["St John", "2026-11-22", "1123456", "yes"]]


def test_of_a_formula_only_what_it_came_to_is_read() -> None:
    data = (
        rows(["name", "x"])
        + '<row><c t="str"><f>HYPERLINK("http://a")</f><v>Grace</v></c><c t="e"><v>#REF!</v></c></row>'
    )
    assert cells(workbook(data)) == [["Grace", ""]]


def test_only_the_first_sheet_that_is_shown_is_read_and_that_is_told() -> None:
    hidden = '<sheet name="Old" sheetId="3" r:id="rId9" state="hidden"/>'
    book = BOOK.format(hidden + SHEET + SHEET.replace("List", "More"))
    assert "Only the first sheet was read, “List”" in read(workbook(rows(["a", "b"], ["c", "d"]), book)).remarks[0]


def bomb(size: int) -> bytes:
    return workbook(rows(["name", "b"]) + f'<row><c t="str"><v>{"A" * size}</v></c></row>')


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FAR = rows(["name", "b"]) + '<row><c r="{}2" t="str"><v>x</v></c></row>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (bomb(50_000_000), "zip bomb"),
        (workbook(FAR.format("XFD")), "More than 200 columns"),
        (workbook(FAR.format("ZZZ")), "More than 200 columns"),
        (workbook(rows([f"column {n}" for n in range(300)], range(300))), "More than 200 columns"),
        (workbook(rows(["a", "b"]), book=DOCTYPE + BOOK.format(SHEET)), "DOCTYPE"),
        (workbook(rows(["a", "b"]), sharedStrings=DOCTYPE + "<sst/>"), "DOCTYPE"),
        (workbook(rows(["a", "b"], ["c" * 40_000, "d"])), "longer than any spreadsheet"),
        (workbook("<row><c><v>1</c></row>"), "damaged"),
        (workbook("", book=BOOK.format("")), "no sheet"),
        (workbook(""), "empty"),
        (workbook(rows(["a", "b"], ["c", "d"]))[:400], "damaged"),
    ],
)
def test_a_workbook_that_no_spreadsheet_wrote_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        list(read(content).rows())


def test_another_zip_file_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    with pytest.raises(FileRefused, match="not an Excel workbook"):
        read(out.getvalue())


def test_cells_without_values_far_to_the_right_do_no_harm() -> None:
    data = rows(["name", "b"], ["A", "B"]) + '<row><c r="XFD9" s="1"/></row>'
    assert cells(workbook(data)) == [["A", "B"]]
