"""Tables that a spreadsheet opens as they are meant: in UTF-8, and never as a formula. Rows are not held."""

import codecs
import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

BYTE_ORDER_MARK = "\ufeff"
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_MAY_BEGIN = frozenset((*BEGINS_A_FORMULA, " "))
LONGEST_CELL = 32_767
_WIDTHS = (12, 42)
# Nothing is guessed from how a text looks: a telephone number is no number, a website no link to be followed by itself.
_AS_TYPED = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def csv_text(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    written = io.StringIO()
    _write(written, head, rows)
    return written.getvalue()


def write_csv(file: IO[bytes], head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    _write(codecs.getwriter("utf-8")(file), head, rows)


def _write(file: Any, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    file.write(BYTE_ORDER_MARK)
    writer = csv.writer(file)
    writer.writerow(head)
    writer.writerows([_as_text(v) if type(v) is str and v[:1] in _MAY_BEGIN else v for v in row] for row in rows)


def _as_text(value: str) -> str:
    return f"'{value}" if _is_like_a_formula(value) else value


def _is_like_a_formula(value: Any) -> bool:
    """Such text is made text for a spreadsheet by a leading apostrophe."""
    return type(value) is str and value != "" and value[0] in _MAY_BEGIN and value.lstrip(" ")[:1] in BEGINS_A_FORMULA


def write_xlsx(
    file: IO[bytes], name: str, head: Sequence[str], rows: Iterable[Sequence[Any]], about: Sequence[Sequence[str]] = ()
) -> None:
    """One sheet of rows, and one called "About" of pairs; memory does not grow with the rows."""
    with Workbook(file, _AS_TYPED) as workbook:
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet = workbook.add_worksheet(name)
        for column, heading in enumerate(head):
            sheet.set_column(column, column, min(max(len(heading) + 2, _WIDTHS[0]), _WIDTHS[1]))
            sheet.write_string(0, column, heading, bold)
        sheet.freeze_panes(1, 1)
        write = _cells(workbook, sheet)
        last = 0
        for last, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                write(last, column, value)
        sheet.autofilter(0, 0, last, len(head) - 1)
        _about(workbook, about, bold)


def _cells(workbook: Workbook, sheet: Worksheet) -> Any:
    """How one cell is written; what looks like a formula is marked as text, as Excel itself marks it."""
    text, day = workbook.add_format({"quote_prefix": True}), workbook.add_format({"num_format": "yyyy-mm-dd"})

    def write(row: int, column: int, value: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, str):
            sheet.write_string(row, column, value[:LONGEST_CELL], text if _is_like_a_formula(value) else None)
        elif isinstance(value, dt.date):
            sheet.write_datetime(row, column, value, day)
        else:
            sheet.write_number(row, column, value)

    return write


def _about(workbook: Workbook, about: Sequence[Sequence[str]], bold: Any) -> None:
    if not about:
        return
    sheet = workbook.add_worksheet("About")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    for row, (what, said) in enumerate(about):
        sheet.write_string(row, 0, what, bold)
        sheet.write_string(row, 1, said, wrapped)
