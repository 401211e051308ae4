"""Excel workbooks (.xlsx), read as a stream (docs/decisions/0009).

Only the values are taken: formulas, macros, links and pictures are never looked at.
"""

import datetime as dt
import re
import zipfile
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, BinaryIO
from xml.parsers import expat

from crm.organisations.importing.reading.sheets import MOST_COLUMNS, FileRefused, Record, Table

_MOST_PARTS = 2_000
_LARGEST_PART = 150 * 1024 * 1024
_LARGEST_STRINGS = 60 * 1024 * 1024
_LARGEST_SMALL_PART = 5 * 1024 * 1024
# Rows of a sheet shrink to a twentieth; what shrinks to a thousandth holds one value over and over.
_MOST_SHRUNK, _NOT_YET_ODD = 300, 1024 * 1024
_PIECE = 65_536
_LONGEST_CELL = 32_767
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_DATE_FORMATS = {*range(14, 18), 22, 27, 30, 36, 50, 57}
_DATE_SIGNS = re.compile(r"[dy]", re.IGNORECASE)
_NOT_FORMAT = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_FIRST_DAY = dt.date(1899, 12, 30)

Attributes = dict[str, str]


def read(stream: BinaryIO) -> Table:
    try:
        book = _Workbook(zipfile.ZipFile(stream))
    except (zipfile.BadZipFile, NotImplementedError) as broken:
        raise FileRefused("The workbook is damaged, or is another kind of zip file") from broken
    return Table(book.records, is_padded=True, remarks=book.remarks)


class _Workbook:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        _check(archive)
        self._sheet, self.remarks = self._first_sheet()
        self._strings = _strings(self._part("xl/sharedStrings.xml", _LARGEST_STRINGS))
        self._dates = _date_styles(self._part("xl/styles.xml", _LARGEST_SMALL_PART))

    def _first_sheet(self) -> tuple[str, list[str]]:
        """The first that is not hidden; that there are others is told."""
        sheets = _sheets(self._part("xl/workbook.xml", _LARGEST_SMALL_PART))
        targets = dict(_targets(self._part("xl/_rels/workbook.xml.rels", _LARGEST_SMALL_PART)))
        seen = [(name, targets[key]) for name, key, is_hidden in sheets if key in targets and not is_hidden]
        if not seen:
            raise FileRefused("The workbook has no sheet")
        name, target = seen[0]
        others = [f"Only the first sheet was read, “{name}”; there are {len(seen) - 1} others"] if seen[1:] else []
        return target.lstrip("/") if target.startswith("/") else f"xl/{target}", others

    def _part(self, name: str, limit: int) -> Iterator[bytes]:
        """Its bytes in pieces, none if the workbook has no such part."""
        try:
            info = self._archive.getinfo(name)
        except KeyError:
            return
        if info.file_size > limit:
            raise FileRefused("The workbook is far larger inside than it seems (a “zip bomb”): save it anew, or as CSV")
        try:
            with self._archive.open(info) as part:
                while piece := part.read(_PIECE):
                    yield piece
        except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as broken:
            raise FileRefused("The workbook is damaged") from broken

    def records(self) -> Iterator[Record]:
        sheet = _Sheet(self._strings, self._dates)
        for piece in _parsed(self._part(self._sheet, _LARGEST_PART), sheet.start, sheet.end, sheet.text):
            del piece
            yield from sheet.take()


def _check(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if "xl/workbook.xml" not in archive.namelist():
        raise FileRefused("This is a zip file, not an Excel workbook (.xlsx)")
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused("The workbook has a password. Save it without one")
    shrunk = any(
        part.file_size > _NOT_YET_ODD and part.file_size > _MOST_SHRUNK * max(1, part.compress_size) for part in parts
    )
    if len(parts) > _MOST_PARTS or shrunk:
        raise FileRefused("The workbook is far larger inside than it seems (a “zip bomb”): save it anew, or as CSV")


def _parsed(
    pieces: Iterator[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> Iterator[None]:
    """Feeds the pieces one by one, and gives way after each, so that what was found can be handed on."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(" ")[2], attributes)
    parser.EndElementHandler = lambda name: end(name.rpartition(" ")[2])
    parser.CharacterDataHandler = text
    try:
        has_any = False
        for piece in pieces:
            has_any = True
            parser.Parse(piece, False)
            yield
        if has_any:
            parser.Parse(b"", True)
            yield
    except expat.ExpatError as broken:
        raise FileRefused("The workbook is damaged") from broken


def _refuse_doctype(*_: Any) -> None:
    raise FileRefused("The workbook holds definitions that no spreadsheet writes (DOCTYPE)")


class _Sheet:
    """Gathers rows while the sheet is parsed."""

    def __init__(self, strings: list[str], dates: set[int]) -> None:
        self._strings, self._dates = strings, dates
        self._done: list[Record] = []
        self._number, self._cells = 0, dict[int, str]()
        self._column, self._kind, self._is_date = 0, "", False
        self._value: list[str] | None = None

    def take(self) -> list[Record]:
        done, self._done = self._done, []
        return done

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "row":
            given = attributes.get("r", "")
            self._number = int(given) if given.isascii() and given.isdigit() and len(given) < 8 else self._number + 1
            self._cells, self._column = {}, 0
        elif name == "c":
            place = _REFERENCE.fullmatch(attributes.get("r", ""))
            self._column = _column(place[1]) if place else self._column + 1
            self._kind = attributes.get("t", "n")
            style = attributes.get("s", "")
            self._is_date = style.isdigit() and int(style[:6]) in self._dates
        elif name == "v" or (name == "t" and self._kind == "inlineStr"):
            self._value = self._value or []

    def text(self, words: str) -> None:
        if self._value is not None:
            self._value.append(words)

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._keep("".join(self._value or ()))
            self._value = None
        elif name == "row":
            width = max(self._cells, default=0)
            self._done.append(Record(self._number, [self._cells.get(place, "") for place in range(1, width + 1)]))

    def _keep(self, value: str) -> None:
        if not value:
            return
        if self._column > MOST_COLUMNS:
            raise FileRefused(f"More than {MOST_COLUMNS} columns. Leave out those that are not needed", self._number)
        if len(value) > _LONGEST_CELL:
            raise FileRefused("A cell is longer than any spreadsheet writes", self._number)
        self._cells[self._column] = self._cells.get(self._column, "") + self._in_words(value)

    def _in_words(self, value: str) -> str:
        if self._kind == "s":
            place = int(value) if value.isdigit() and len(value) < 9 else len(self._strings)
            return self._strings[place] if place < len(self._strings) else ""
        if self._kind == "b":
            return "yes" if value == "1" else "no"
        if self._kind in ("n", "d"):
            return _number(value, is_date=self._is_date)
        # Errors such as #REF! hold nothing; what a formula came to is text like any other.
        return "" if self._kind == "e" else value


def _column(letters: str) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column


def _number(value: str, *, is_date: bool) -> str:
    """Whole numbers without ".0", days as 2026-11-22."""
    try:
        number = float(value)
    except ValueError:
        return value
    if is_date and 1 <= number < 2_958_466:
        return (_FIRST_DAY + dt.timedelta(days=int(number))).isoformat()
    is_whole = number.is_integer() and abs(number) < 1e15
    return str(int(number)) if is_whole else value if "e" not in value.lower() else repr(number)


class _Strings:
    """Gathers the texts that cells share. Reading aids for Japanese (rPh) stand within one and are no part of it."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._words: list[str] = []
        self._is_text = self._is_aid = False

    def start(self, name: str, _: Attributes) -> None:
        if name == "si":
            self._words = []
        self._is_aid = self._is_aid or name == "rPh"
        self._is_text = name == "t" and not self._is_aid

    def text(self, given: str) -> None:
        if self._is_text:
            self._words.append(given)

    def end(self, name: str) -> None:
        self._is_text = False
        self._is_aid = self._is_aid and name != "rPh"
        if name == "si":
            self.found.append("".join(self._words)[: _LONGEST_CELL + 1])


def _strings(pieces: Iterator[bytes]) -> list[str]:
    strings = _Strings()
    for _ in _parsed(pieces, strings.start, strings.end, strings.text):
        pass
    return strings.found


def _elements(pieces: Iterator[bytes], wanted: str) -> list[Attributes]:
    found: list[Attributes] = []

    def start(name: str, attributes: Attributes) -> None:
        if name == wanted:
            found.append({key.rpartition(" ")[2]: value for key, value in attributes.items()})

    for _ in _parsed(pieces, start, lambda _: None, lambda _: None):
        pass
    return found


def _sheets(pieces: Iterator[bytes]) -> list[tuple[str, str, bool]]:
    return [
        (one.get("name", ""), one.get("id", ""), one.get("state", "visible") != "visible")
        for one in islice(_elements(pieces, "sheet"), 1_000)
    ]


def _targets(pieces: Iterator[bytes]) -> list[tuple[str, str]]:
    return [(one.get("Id", ""), one.get("Target", "")) for one in _elements(pieces, "Relationship")]


def _date_styles(pieces: Iterator[bytes]) -> set[int]:
    """The styles of cells that show days, of which cells hold only numbers."""
    dates, styles = set(_DATE_FORMATS), list[int]()
    is_within = {"cellXfs": False}

    def start(name: str, attributes: Attributes) -> None:
        if name == "numFmt" and _DATE_SIGNS.search(_NOT_FORMAT.sub("", attributes.get("formatCode", ""))):
            dates.add(_whole(attributes.get("numFmtId", "")))
        is_within["cellXfs"] = is_within["cellXfs"] or name == "cellXfs"
        if name == "xf" and is_within["cellXfs"]:
            styles.append(_whole(attributes.get("numFmtId", "")))

    def end(name: str) -> None:
        if name == "cellXfs":
            is_within["cellXfs"] = False

    for _ in _parsed(pieces, start, end, lambda _: None):
        pass
    return {place for place, number in enumerate(styles) if number in dates}


def _whole(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 8 else 0
