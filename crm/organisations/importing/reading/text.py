"""Values parted by commas, semicolons, tabs or bars, in the encodings that spreadsheets save."""

import csv
from collections.abc import Iterator
from typing import BinaryIO

from crm.organisations.importing.reading.sheets import FileRefused, Record, Table

SAVE_AS = "Save it as “CSV UTF-8 (comma delimited)” and try again"
OTHER_ENCODING = "The text is not UTF-8: read as Windows-1252. Look at names with accents"
_LONGEST_LINE = 1_000_000
_DELIMITERS = ",;\t|"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read(stream: BinaryIO) -> Table:
    encoding = encoding_of(stream)
    delimiter = _delimiter(_lines(stream, encoding))
    remarks = [OTHER_ENCODING] if encoding == "cp1252" else []
    return Table(lambda: _records(stream, encoding, delimiter), is_padded=False, remarks=remarks)


def encoding_of(stream: BinaryIO) -> str:
    """UTF-8, UTF-16 with its mark, or Windows-1252. Half of each is refused, with the first line that differs."""
    stream.seek(0)
    if stream.read(2) in _UTF_16:
        return "utf-16"
    stream.seek(0)
    is_utf_8, odd_line = False, None
    for number, line in enumerate(_raw_lines(stream), 1):
        if b"\0" in line:
            raise FileRefused(f"There are signs that no text has (NUL). {SAVE_AS}", number)
        if line.isascii():
            continue
        if _decodes(line, "utf-8"):
            is_utf_8 = is_utf_8 or not line.startswith(b"\xef\xbb\xbf") or number > 1
        else:
            odd_line = odd_line or number
    if odd_line is None:
        return "utf-8-sig"
    if is_utf_8 or not _all_decode(stream, "cp1252"):
        raise FileRefused(f"Part of the text is UTF-8 and this line is not. {SAVE_AS}", odd_line)
    return "cp1252"


def _raw_lines(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    number = 0
    while line := stream.readline(_LONGEST_LINE + 1):
        number += 1
        if len(line) > _LONGEST_LINE:
            raise FileRefused("A line of more than a million characters", number)
        yield line


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _all_decode(stream: BinaryIO, encoding: str) -> bool:
    return all(_decodes(line, encoding) for line in _raw_lines(stream))


def _lines(stream: BinaryIO, encoding: str) -> Iterator[str]:
    if encoding == "utf-16":
        yield from _wide_lines(stream)
        return
    for number, line in enumerate(_raw_lines(stream), 1):
        yield line.decode("utf-8-sig" if number == 1 and encoding == "utf-8-sig" else encoding.removesuffix("-sig"))


def _wide_lines(stream: BinaryIO) -> Iterator[str]:
    """The file is at most as large as the limit, and this encoding is rare: it is read as one."""
    stream.seek(0)
    try:
        text = stream.read().decode("utf-16")
    except UnicodeDecodeError as wrong:
        raise FileRefused(f"The text begins as UTF-16 and does not stay so. {SAVE_AS}") from wrong
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        if len(line) > _LONGEST_LINE or "\0" in line:
            raise FileRefused(f"A line that no list has. {SAVE_AS}", number)
        yield line


def _delimiter(lines: Iterator[str]) -> str:
    """The one that stands most often in the first line with any, outside quotation marks."""
    for line in lines:
        outside = "".join(line.split('"')[::2])
        counts = {sign: outside.count(sign) for sign in _DELIMITERS}
        if any(counts.values()):
            return max(counts, key=lambda sign: counts[sign])
    return ","


def _records(stream: BinaryIO, encoding: str, delimiter: str) -> Iterator[Record]:
    rows = csv.reader(_lines(stream, encoding), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as wrong:
            raise FileRefused(f"The commas and quotation marks do not add up ({wrong})", number) from wrong
        yield Record(number, cells)
