"""Files that cannot be taken are refused whole, with the line and what to do."""

import pytest

from crm.organisations.importing import reading
from crm.organisations.importing.reading import FileRefused, read
from tests.organisations.places import HEADER, REAL, row, sheet

TITLE = ",".join(HEADER).encode()


def test_a_real_list_is_read_row_by_row() -> None:
    rows = list(read(REAL.read_bytes()).rows())
    assert len(rows) == 25
    assert rows[0].number == 2
    assert rows[1].cells["name"] == "以馬內利華人教堂 Emmanuel Chinese Church"


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"", None, "empty"),
        (b"\xef\xbb\xbf \r\n\r\n", None, "empty"),
        (TITLE, None, "no rows"),
        (TITLE + b"\na\nb\0c\n", 3, "NUL"),
        (TITLE + b'\nA,"never closed\n', 2, "quotation marks"),
        (b"PK\x03\x04 a workbook", None, "damaged"),
        (b"\xd0\xcf\x11\xe0 a workbook", None, "old spreadsheet workbook"),
        (b"%PDF-1.7", None, "PDF"),
        (b"<!DOCTYPE html><title>Sign in</title>", None, "web page"),
    ],
)
def test_what_is_no_list_is_refused_with_the_line_and_the_reason(content: bytes, line: int | None, said: str) -> None:
    with pytest.raises(FileRefused) as refused:
        list(read(content).rows())
    assert refused.value.line == line
    assert said in refused.value.message


def test_a_file_over_the_limit_is_refused() -> None:
    with pytest.raises(FileRefused, match="larger than 20 MB"):
        read(b"x" * (reading.LIMIT_BYTES + 1))


def test_a_mark_at_the_start_capitals_and_another_order_of_columns_are_taken() -> None:
    content = b"\xef\xbb\xbf" + sheet(row(1, "A"), header=HEADER[::-1]).replace(b"lat", b" LAT ", 1)
    assert next(read(content).rows()).cells["LAT"] == "51.53"


def test_a_blank_line_is_no_row_but_counts_as_a_line() -> None:
    content = sheet(row(1, "A")) + b"\r\n" + sheet(row(2, "B")).splitlines()[1]
    assert [read_row.number for read_row in read(content).rows()] == [2, 4]


def test_a_name_over_two_lines_is_one_row_as_a_spreadsheet_shows_it() -> None:
    content = sheet(row(1, "St Mary\nand All Saints"), row(2, "B"))
    assert [read_row.number for read_row in read(content).rows()] == [2, 3]
